//! The parts of a search as conditions of the engine.

use tantivy::Term;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{Field as Column, IndexRecordOption};

use super::alike::{Automata, Pattern};
use super::filter::any;
use crate::language::{STEM, Sought, Word};
use crate::query::TextSearch;

/// A word from so many letters on may differ by one letter, and by two.
const TYPOS: (usize, usize) = (5, 9);
/// The most letters of a word that may differ: what finds others takes memory for each letter.
const MOST_LETTERS: usize = 64;

/// The patterns that some parts are also found by.
pub(super) fn patterns<'a>(
    parts: &'a [Sought],
    search: &'a TextSearch,
) -> impl Iterator<Item = Pattern> + 'a {
    let last = parts.len().saturating_sub(1);
    parts.iter().enumerate().flat_map(move |(place, part)| {
        let begins = search.prefix && place == last;
        match part {
            Sought::Word(word) => of_word(word, begins, search.typos).into_iter().collect(),
            Sought::All(terms) if begins => terms.last().map(|term| beginning(term)).into_iter().collect(),
            Sought::Run { whole, words, groups } if begins => {
                let last = [words.last(), groups.last(), Some(whole)].into_iter().flatten();
                last.map(|term| beginning(term)).collect()
            }
            Sought::All(_) | Sought::Run { .. } => Vec::new(),
        }
    })
}

/// The pattern that a word is also found by.
fn of_word(word: &Word, begins: bool, typos: bool) -> Option<Pattern> {
    let distance = distance(&word.written, typos);
    let written = if begins { word.beginning() } else { &word.written };
    (begins || distance > 0).then(|| Pattern { word: written.to_owned(), distance, begins })
}

fn beginning(term: &str) -> Pattern {
    Pattern { word: term.to_owned(), distance: 0, begins: true }
}

/// By how many letters a word may differ.
fn distance(word: &str, typos: bool) -> u8 {
    match word.chars().count() {
        letters if !typos || letters > MOST_LETTERS => 0,
        letters if letters >= TYPOS.1 => 2,
        letters if letters >= TYPOS.0 => 1,
        _ => 0,
    }
}

/// What makes conditions on one field.
pub(super) struct FoundBy<'a> {
    pub(super) column: Column,
    pub(super) search: &'a TextSearch,
    pub(super) automata: &'a mut Automata,
}

impl FoundBy<'_> {
    /// All parts of a term; `None` for a term without any, which finds nothing.
    pub(super) fn all_parts(&mut self, parts: &[Sought]) -> tantivy::Result<Option<Box<dyn Query>>> {
        let Some(last) = parts.len().checked_sub(1) else { return Ok(None) };
        let mut conditions = Vec::with_capacity(parts.len());
        for (place, part) in parts.iter().enumerate() {
            let begins = self.search.prefix && place == last;
            conditions.push(match part {
                Sought::Word(word) => self.word(word, begins)?,
                Sought::All(terms) => self.all_terms(terms, begins)?,
                Sought::Run { whole, words, groups } => {
                    let mut either = vec![self.all_terms(words, begins)?];
                    if !groups.is_empty() {
                        either.push(self.all_terms(groups, begins)?);
                    }
                    if begins {
                        either.push(self.automata.query(self.column, beginning(whole))?);
                    }
                    any(either)
                }
            });
        }
        Ok(Some(all(conditions)))
    }

    /// A word, what has its stem, what begins with it and what is nearly it.
    fn word(&mut self, word: &Word, begins: bool) -> tantivy::Result<Box<dyn Query>> {
        let mut either: Vec<Box<dyn Query>> = vec![self.exact(&word.written)];
        // A word that is its own stem stands there without one.
        either.push(self.exact(&format!("{STEM}{}", word.stem)));
        if word.stem != word.written {
            either.push(self.exact(&word.stem));
        }
        if let Some(pattern) = of_word(word, begins, self.search.typos) {
            either.push(self.automata.query(self.column, pattern)?);
        }
        Ok(any(either))
    }

    /// All terms; the last one may be a beginning.
    fn all_terms(&mut self, terms: &[String], begins: bool) -> tantivy::Result<Box<dyn Query>> {
        let mut conditions = Vec::with_capacity(terms.len());
        for (place, term) in terms.iter().enumerate() {
            conditions.push(match begins && place + 1 == terms.len() {
                true => self.automata.query(self.column, beginning(term))?,
                false => self.exact(term),
            });
        }
        Ok(all(conditions))
    }

    fn exact(&self, text: &str) -> Box<dyn Query> {
        let term = Term::from_field_text(self.column, text);
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    }
}

fn all(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::intersection(queries)),
    }
}
