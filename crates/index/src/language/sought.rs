//! The words of a search.

use std::collections::{HashMap, HashSet};

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

impl Sought {
    /// How many terms it is found by.
    pub(crate) fn terms(&self) -> usize {
        match self {
            Self::Word(_) => 1,
            Self::All(terms) => terms.len(),
            Self::Run { words, groups, .. } => words.len() + groups.len(),
        }
    }
}

/// The parts of a search in their order, each word once; `None` where they are found by more terms than `most`.
pub(crate) fn sought(text: &str, mut analyzer: TextAnalyzer, most: usize) -> Option<Vec<Sought>> {
    let text = compatible(text);
    let mut found: Vec<Sought> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut left = most;
    let mut pieces = Pieces::of(&text).peekable();
    while let Some(piece) = pieces.next() {
        let run = piece.text;
        if let Some(place) = places.get(run) {
            // The last word may be a beginning: it stays the last one.
            if pieces.peek().is_none() {
                let part = found.remove(*place);
                found.push(part);
            }
            continue;
        }
        let part = match piece.writing {
            Writing::Spaced => word(run, &mut analyzer).map(Sought::Word),
            Writing::Ideographs => Some(Sought::All(distinct(ideographs::sought(run), "", left))),
            Writing::Syllables => {
                let parts = syllables::sought(run);
                let words = distinct(parts.words, "", left);
                let groups = distinct(parts.groups, GROUP, left);
                Some(Sought::Run { whole: run.to_owned(), words, groups })
            }
        };
        left = left.checked_sub(part.as_ref().map_or(0, Sought::terms))?;
        if let Some(part) = part {
            places.insert(run, found.len());
            found.push(part);
        }
    }
    Some(found)
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

/// The terms in their order, each once, but not many more than `most`.
fn distinct(parts: Vec<&str>, before: &str, most: usize) -> Vec<String> {
    let mut known = HashSet::new();
    let parts = parts.into_iter().filter(|part| known.insert(*part));
    parts.map(|part| shortened(&format!("{before}{part}"))).take(most.saturating_add(1)).collect()
}
