//! The words of a search.

use octant_text::{Pieces, Writing, compatible, ideographs, syllables};
use tantivy::tokenizer::TextAnalyzer;

use super::long::{beginning, shortened};
use super::{GROUP, STEM};

/// A part of a search that is found by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sought {
    /// A word between blanks.
    Word(Word),
    /// A run that is found by all of these terms.
    All(Vec<String>),
    /// A run without blanks, of a script of syllables.
    Run {
        /// The run itself.
        whole: String,
        /// The words that it is divided into, all of which have to be found.
        words: Vec<String>,
        /// The terms of its groups of characters; where there are any, it is enough that all of these are found.
        groups: Vec<String>,
    },
}

/// A word of a search, with its stem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) written: String,
    pub(crate) stem: String,
}

impl Word {
    /// The word as far as others that begin with it are found.
    pub(crate) fn beginning(&self) -> &str {
        beginning(&self.written)
    }
}

/// The parts of a search, in their order.
pub(crate) fn sought(text: &str, mut analyzer: TextAnalyzer) -> Vec<Sought> {
    let text = compatible(text);
    let mut found: Vec<Sought> = Vec::new();
    for piece in Pieces::of(&text) {
        let run = piece.text;
        match piece.writing {
            Writing::Spaced => found.extend(word(run, &mut analyzer).map(Sought::Word)),
            Writing::Ideographs => {
                let parts = ideographs::sought(run).into_iter();
                found.push(Sought::All(distinct(parts.map(shortened))));
            }
            Writing::Syllables => {
                let parts = syllables::sought(run);
                found.push(Sought::Run {
                    whole: run.to_owned(),
                    words: distinct(parts.words.into_iter().map(shortened)),
                    groups: distinct(
                        parts.groups.into_iter().map(|group| shortened(&format!("{GROUP}{group}"))),
                    ),
                });
            }
        }
    }
    found
}

/// The one word of a run between blanks; `None` where nothing but marks is in it.
fn word(run: &str, analyzer: &mut TextAnalyzer) -> Option<Word> {
    let mut found: Option<Word> = None;
    analyzer.token_stream(run).process(&mut |token| match (token.text.strip_prefix(STEM), &mut found) {
        (Some(stem), Some(word)) => stem.clone_into(&mut word.stem),
        _ => found = Some(Word { written: token.text.clone(), stem: token.text.clone() }),
    });
    found
}

/// The terms in their order, each once.
fn distinct(terms: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    terms.filter(|term| seen.insert(term.clone())).collect()
}
