//! Full text search: what is looked for, where, and what that costs.

use std::collections::HashSet;

use tantivy::query::Query;
use tantivy::schema::Field as Column;

use super::alike::Automata;
use super::filter::{any, unknown};
use super::found_by::{FoundBy, patterns};
use super::timely::Timely;
use crate::error::{IndexError, QueryError};
use crate::language::{Sought, sought, words, words_with_stems};
use crate::layout::Layout;
use crate::limits::Deadline;
use crate::query::TextSearch;

/// The memory in bytes that looking up one term in one field takes, about.
const TERM: usize = 4 << 10;

/// A full text search, its words read.
pub(super) struct Search<'a> {
    search: &'a TextSearch,
    /// The fields with a language, and those without: their columns, and the parts of each term as they are in them.
    fields: [(Vec<Column>, Vec<Vec<Sought>>); 2],
}

impl<'a> Search<'a> {
    /// Reads the words of a search, of which at most so many may differ.
    pub(super) fn of(
        layout: &Layout,
        search: &'a TextSearch,
        language: usize,
        most: usize,
    ) -> Result<Self, QueryError> {
        let mut fields = [(Vec::new(), Vec::new()), (Vec::new(), Vec::new())];
        for (place, column) in columns(layout, search, language)? {
            let localized = layout.spec.fields[place].localized;
            fields[usize::from(!localized)].0.push(column);
        }
        let analyzers = [words_with_stems(&layout.spec.languages[language]), words()];
        for ((columns, parts), analyzer) in fields.iter_mut().zip(analyzers) {
            if columns.is_empty() {
                continue;
            }
            let mut known: HashSet<&str> = HashSet::new();
            let mut count = 0;
            for term in search.terms.iter().filter(|term| known.insert(term.as_str())) {
                let found = sought(term, analyzer.clone(), most - count);
                let found = found.ok_or(QueryError::TooManyWords { most })?;
                count += found.iter().map(Sought::terms).sum::<usize>();
                parts.push(found);
            }
        }
        Ok(Self { search, fields })
    }

    /// The memory in bytes that it takes to look into so many texts, about.
    pub(super) fn cost(&self, texts: u64) -> usize {
        let texts = usize::try_from(texts).unwrap_or(usize::MAX);
        let mut cost = 0_usize;
        for (columns, parts) in &self.fields {
            let terms: usize = parts.iter().flatten().map(Sought::terms).sum();
            cost = cost.saturating_add(terms.saturating_mul(TERM).saturating_mul(columns.len()));
            let patterns: HashSet<_> = parts.iter().flat_map(|parts| patterns(parts, self.search)).collect();
            for pattern in patterns {
                // What it finds in a field is a bit for each text.
                let found = (texts / 8).saturating_mul(columns.len());
                cost = cost.saturating_add(found).saturating_add(pattern.cost());
            }
        }
        cost
    }

    /// Texts in which one of the terms is found: all its words in one of the fields.
    pub(super) fn condition(&self, deadline: Deadline) -> Result<Box<dyn Query>, IndexError> {
        let mut automata = Automata::default();
        let mut found: Vec<Box<dyn Query>> = Vec::new();
        for (columns, parts) in &self.fields {
            for column in columns {
                for parts in parts {
                    deadline.check()?;
                    let mut found_by =
                        FoundBy { column: *column, search: self.search, automata: &mut automata };
                    let condition = found_by.all_parts(parts)?;
                    found.extend(condition.map(|condition| Timely::boxed(condition, deadline)));
                }
            }
        }
        Ok(any(found))
    }
}

/// The places of the fields to look into, each once, with where their words lie.
fn columns(
    layout: &Layout,
    search: &TextSearch,
    language: usize,
) -> Result<Vec<(usize, Column)>, QueryError> {
    let searchable = |place: &usize| layout.spec.fields[*place].searchable;
    let mut places: Vec<usize> = Vec::new();
    for name in &search.fields {
        let place = layout.place(name).ok_or_else(|| unknown(layout, name))?;
        if !searchable(&place) {
            let known = layout.spec.fields.iter().filter(|field| field.searchable);
            let known = known.map(|field| field.name.clone()).collect();
            return Err(QueryError::NotMadeFor { field: name.clone(), what: "searched", known });
        }
        if !places.contains(&place) {
            places.push(place);
        }
    }
    if places.is_empty() {
        places = (0..layout.spec.fields.len()).filter(searchable).collect();
    }
    let words = |place: usize| Some((place, layout.columns(place, language).words?));
    Ok(places.into_iter().filter_map(words).collect())
}
