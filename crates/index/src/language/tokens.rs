//! The tokenizer: a text as the words that it is found by.

use frostem::{Algorithm, Stemmer};
use octant_text::{
    Folding, Piece, Pieces, Writing, compatible, ideographs, remove_optional_marks, syllables,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::{GROUP, STEM};

/// Splits a text into words, each followed by its stem where a language has some.
#[derive(Clone)]
pub(super) struct Words {
    folding: Folding,
    stems: Option<Algorithm>,
    /// The text that is being split, where it is not as it was given.
    normal: String,
}

impl Words {
    pub(super) fn new(folding: Folding, stems: Option<Algorithm>) -> Self {
        Self { folding, stems, normal: String::new() }
    }
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        let text = match compatible(text) {
            std::borrow::Cow::Borrowed(text) => text,
            std::borrow::Cow::Owned(normal) => {
                self.normal = normal;
                &self.normal
            }
        };
        WordStream {
            folding: self.folding,
            stemmer: self.stems.map(Stemmer::new),
            pieces: Pieces::of(text),
            parts: None,
            token: Token::default(),
            stem: String::new(),
        }
    }
}

/// The words of a text.
pub(super) struct WordStream<'a> {
    folding: Folding,
    stemmer: Option<Stemmer>,
    pieces: Pieces<'a>,
    /// What is left of a run that holds several words.
    parts: Option<Box<dyn Iterator<Item = (&'static str, &'a str)> + 'a>>,
    token: Token,
    /// The stem that comes next, unless it is empty.
    stem: String,
}

impl WordStream<'_> {
    /// Makes a run without blanks within the token, and its stem; false where nothing is left of it.
    fn word(&mut self, run: &str) -> bool {
        let text = &mut self.token.text;
        text.clear();
        // Simple letters have no marks that would be taken away.
        let is_simple = self.folding.fold_simple(run, text);
        if !is_simple {
            text.push_str(&self.folding.fold(run));
        }
        if let Some(stemmer) = &self.stemmer {
            let stem = stemmer.stem(text);
            if *stem != **text {
                self.stem.push_str(STEM);
                self.stem.push_str(&stem);
                if !is_simple {
                    remove_optional_marks(&mut self.stem);
                }
            }
        }
        if !is_simple {
            remove_optional_marks(text);
        }
        !text.is_empty()
    }

    /// The next part of a run that holds several words.
    fn part(&mut self) -> bool {
        let Some((before, part)) = self.parts.as_mut().and_then(Iterator::next) else {
            self.parts = None;
            return false;
        };
        self.token.text.clear();
        self.token.text.push_str(before);
        self.token.text.push_str(part);
        true
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        if !self.stem.is_empty() {
            std::mem::swap(&mut self.token.text, &mut self.stem);
            self.stem.clear();
            return true;
        }
        self.token.position = self.token.position.wrapping_add(1);
        loop {
            if self.parts.is_some() && self.part() {
                return true;
            }
            let Some(Piece { text, writing }) = self.pieces.next() else { return false };
            match writing {
                Writing::Spaced => {
                    if self.word(text) {
                        return true;
                    }
                }
                Writing::Ideographs => {
                    self.parts = Some(Box::new(ideographs::indexed(text).map(|part| ("", part))));
                }
                Writing::Syllables => {
                    self.parts = Some(Box::new(syllables::indexed(text).map(|part| match part {
                        syllables::Part::Word(word) => ("", word),
                        syllables::Part::Group(group) => (GROUP, group),
                    })));
                }
            }
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
