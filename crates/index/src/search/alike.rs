//! Words that are nearly another one, or begin with it.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{AutomatonWeight, DfaWrapper, EnableScoring, FuzzyTermQuery, Query, Weight};
use tantivy::schema::Field as Column;

/// What an automaton takes up for each letter of its word, in bytes, by how many letters may differ; about.
const LETTER: [usize; 3] = [4 << 10, 12 << 10, 36 << 10];

/// A word as far as others are found by it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Pattern {
    pub(super) word: String,
    /// By how many letters others may differ; at most two.
    pub(super) distance: u8,
    /// Whether it is the beginning of others.
    pub(super) begins: bool,
}

impl Pattern {
    /// The memory in bytes that finding others takes.
    pub(super) fn cost(&self) -> usize {
        (self.word.chars().count() + 1) * LETTER[usize::from(self.distance)]
    }
}

/// The automata of a query, each made once.
#[derive(Default)]
pub(super) struct Automata(HashMap<Pattern, Arc<DfaWrapper>>);

impl Automata {
    /// The words in a field that a pattern finds.
    pub(super) fn query(&mut self, column: Column, pattern: Pattern) -> tantivy::Result<Box<dyn Query>> {
        if let Some(automaton) = self.0.get(&pattern) {
            return Ok(Box::new(Alike { column, automaton: Arc::clone(automaton) }));
        }
        let term = Term::from_field_text(column, &pattern.word);
        let fuzzy = match pattern.begins {
            true => FuzzyTermQuery::new_prefix(term, pattern.distance, true),
            false => FuzzyTermQuery::new(term, pattern.distance, true),
        };
        let automaton = Arc::new(fuzzy.automaton()?);
        self.0.insert(pattern, Arc::clone(&automaton));
        Ok(Box::new(Alike { column, automaton }))
    }
}

/// The words in a field that an automaton accepts.
#[derive(Clone)]
struct Alike {
    column: Column,
    automaton: Arc<DfaWrapper>,
}

impl fmt::Debug for Alike {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Alike({:?})", self.column)
    }
}

impl Query for Alike {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AutomatonWeight::<DfaWrapper>::new(self.column, Arc::clone(&self.automaton))))
    }
}
