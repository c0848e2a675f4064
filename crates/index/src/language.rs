//! How texts of a language become words.

use frostem::Algorithm;
use octant_model::Language;
use tantivy::tokenizer::{
    AsciiFoldingFilter, LowerCaser, RemoveLongFilter, SimpleTokenizer, TextAnalyzer, Token, TokenFilter,
    TokenStream, Tokenizer,
};

/// The longest word, in bytes, that is found.
const LONGEST_WORD: usize = 100;

/// What a stem begins with among words: more letters than two typos take away, so that none is found for a word.
pub(crate) const STEM: &str = "\u{1}\u{1}\u{1}";

/// Words as they are written, in lower case, with letters like `é` as `e`.
pub(crate) fn words() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build()
}

/// The same, and after each word its stem behind [`STEM`], where the language's are known and it is not the word itself. A
/// stem is found before letters like `é` become `e`, as it depends on them.
pub(crate) fn words_with_stems(language: &Language) -> TextAnalyzer {
    let Some(algorithm) = known(language) else { return words() };
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(WithStems(algorithm))
        .filter(AsciiFoldingFilter)
        .build()
}

/// A word of a search, with its stem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) written: String,
    pub(crate) stem: String,
}

/// The words of a text.
pub(crate) fn analyzed(text: &str, mut analyzer: TextAnalyzer) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    analyzer.token_stream(text).process(
        &mut |token| match (token.text.strip_prefix(STEM), found.last_mut()) {
            (Some(stem), Some(word)) => stem.clone_into(&mut word.stem),
            _ => found.push(Word { written: token.text.clone(), stem: token.text.clone() }),
        },
    );
    found
}

/// Adds stems to words.
#[derive(Clone)]
struct WithStems(Algorithm);

impl TokenFilter for WithStems {
    type Tokenizer<T: Tokenizer> = StemTokenizer<T>;

    fn transform<T: Tokenizer>(self, tokenizer: T) -> StemTokenizer<T> {
        StemTokenizer { algorithm: self.0, tokenizer }
    }
}

#[derive(Clone)]
struct StemTokenizer<T> {
    algorithm: Algorithm,
    tokenizer: T,
}

impl<T: Tokenizer> Tokenizer for StemTokenizer<T> {
    type TokenStream<'a> = StemStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        let stemmer = frostem::Stemmer::new(self.algorithm);
        StemStream { words: self.tokenizer.token_stream(text), stemmer, stem: Token::default(), at: At::Word }
    }
}

struct StemStream<T> {
    words: T,
    stemmer: frostem::Stemmer,
    stem: Token,
    at: At,
}

/// What a stream shows.
enum At {
    Word,
    /// A word whose stem follows.
    WordBeforeStem,
    Stem,
}

impl<T: TokenStream> TokenStream for StemStream<T> {
    fn advance(&mut self) -> bool {
        if matches!(self.at, At::WordBeforeStem) {
            self.at = At::Stem;
            return true;
        }
        self.at = At::Word;
        if !self.words.advance() {
            return false;
        }
        let word = self.words.token();
        let stem = self.stemmer.stem(&word.text);
        if *stem != *word.text {
            let (offset_from, offset_to, position) = (word.offset_from, word.offset_to, word.position);
            let mut text = std::mem::take(&mut self.stem.text);
            text.clear();
            text.push_str(STEM);
            text.push_str(&stem);
            self.stem = Token { offset_from, offset_to, position, text, position_length: 1 };
            self.at = At::WordBeforeStem;
        }
        true
    }

    fn token(&self) -> &Token {
        if matches!(self.at, At::Stem) { &self.stem } else { self.words.token() }
    }

    fn token_mut(&mut self) -> &mut Token {
        if matches!(self.at, At::Stem) { &mut self.stem } else { self.words.token_mut() }
    }
}

fn known(language: &Language) -> Option<Algorithm> {
    let code = language.as_str().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    Some(match code.as_str() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "no" | "nb" | "nn" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}
