//! Words that are longer than what the engine keeps of one.

use std::fmt::Write;

use sha2::{Digest, Sha256};
use tantivy::tokenizer::{Token, TokenFilter, TokenStream, Tokenizer};

/// The longest word, in bytes, that is kept as it is.
const LONGEST: usize = 255;
/// The bytes of a longer word that are kept, and by which it is found as a beginning.
const KEPT: usize = 200;

/// A long word becomes its beginning and a digest of the whole: it is found by itself and by its beginning.
#[derive(Clone)]
pub(super) struct ShortenFilter;

/// The word as it is kept.
pub(super) fn shortened(word: &str) -> String {
    let mut word = word.to_owned();
    shorten(&mut word);
    word
}

/// The beginning of a word that is kept of a long one.
pub(super) fn beginning(word: &str) -> &str {
    let end = (0..=KEPT.min(word.len())).rev().find(|end| word.is_char_boundary(*end)).unwrap_or(0);
    &word[..end]
}

fn shorten(word: &mut String) {
    if word.len() <= LONGEST {
        return;
    }
    let digest = Sha256::digest(word.as_bytes());
    word.truncate(beginning(word).len());
    word.push('\u{1}');
    for byte in &digest[..16] {
        // Writing to a string does not fail.
        let _ = write!(word, "{byte:02x}");
    }
}

impl TokenFilter for ShortenFilter {
    type Tokenizer<T: Tokenizer> = ShortenTokenizer<T>;

    fn transform<T: Tokenizer>(self, tokenizer: T) -> ShortenTokenizer<T> {
        ShortenTokenizer(tokenizer)
    }
}

#[derive(Clone)]
pub(super) struct ShortenTokenizer<T>(T);

impl<T: Tokenizer> Tokenizer for ShortenTokenizer<T> {
    type TokenStream<'a> = ShortenStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        ShortenStream(self.0.token_stream(text))
    }
}

pub(super) struct ShortenStream<T>(T);

impl<T: TokenStream> TokenStream for ShortenStream<T> {
    fn advance(&mut self) -> bool {
        let is_there = self.0.advance();
        if is_there {
            shorten(&mut self.0.token_mut().text);
        }
        is_there
    }

    fn token(&self) -> &Token {
        self.0.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.0.token_mut()
    }
}
