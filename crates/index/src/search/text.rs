//! Full text search as conditions of the engine.

use tantivy::Term;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Query, TermQuery};
use tantivy::schema::{Field as Column, IndexRecordOption};

use super::filter::{any, unknown};
use crate::error::QueryError;
use crate::language::{analyzed, stems, words};
use crate::layout::{Columns, Layout};
use crate::query::TextSearch;

/// A word from so many letters on may differ by one letter, and by two.
const TYPOS: (usize, usize) = (5, 9);

/// Documents in which one of the terms is found: all its words in one of the fields.
pub(super) fn search(
    layout: &Layout,
    search: &TextSearch,
    language: usize,
) -> Result<Box<dyn Query>, QueryError> {
    let mut found: Vec<Box<dyn Query>> = Vec::new();
    for columns in columns(layout, search, language)? {
        for term in &search.terms {
            let written = analyzed(term, words());
            // Each word as it is written, or by its stem.
            let stems = match columns.stems {
                Some(column) => {
                    let stems = analyzed(term, stems(&layout.spec.languages[language]));
                    stems.into_iter().map(|stem| Some(Term::from_field_text(column, &stem))).collect()
                }
                None => vec![None; written.len()],
            };
            found.extend(columns.words.and_then(|column| term_in(column, &written, stems, search)));
        }
    }
    Ok(any(found))
}

/// The columns of the fields to look into.
fn columns<'l>(
    layout: &'l Layout,
    search: &TextSearch,
    language: usize,
) -> Result<Vec<&'l Columns>, QueryError> {
    let searchable = |place: &usize| layout.spec.fields[*place].searchable;
    let mut places: Vec<usize> = Vec::new();
    for name in &search.fields {
        let place = layout.place(name).ok_or_else(|| unknown(layout, name))?;
        if !searchable(&place) {
            let known = layout.spec.fields.iter().filter(|field| field.searchable);
            let known = known.map(|field| field.name.clone()).collect();
            return Err(QueryError::NotMadeFor { field: name.clone(), what: "searched", known });
        }
        places.push(place);
    }
    if places.is_empty() {
        places = (0..layout.spec.fields.len()).filter(searchable).collect();
    }
    Ok(places.into_iter().map(|place| layout.columns(place, language)).collect())
}

/// All words of a term in one field; `None` for a term without words, which finds nothing.
fn term_in(
    column: Column,
    written: &[String],
    stems: Vec<Option<Term>>,
    search: &TextSearch,
) -> Option<Box<dyn Query>> {
    let last = written.len().checked_sub(1)?;
    let mut all: Vec<Box<dyn Query>> = Vec::new();
    for (place, (word, stem)) in written.iter().zip(stems).enumerate() {
        let term = Term::from_field_text(column, word);
        let distance = distance(word, search.typos);
        let mut either: Vec<Box<dyn Query>> = vec![exact(term.clone())];
        either.extend(stem.map(exact));
        if search.prefix && place == last {
            either.push(Box::new(FuzzyTermQuery::new_prefix(term, distance, true)));
        } else if distance > 0 {
            either.push(Box::new(FuzzyTermQuery::new(term, distance, true)));
        }
        all.push(any(either));
    }
    Some(if all.len() == 1 { all.remove(0) } else { Box::new(BooleanQuery::intersection(all)) })
}

fn exact(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// By how many letters a word may differ.
fn distance(word: &str, typos: bool) -> u8 {
    match word.chars().count() {
        letters if typos && letters >= TYPOS.1 => 2,
        letters if typos && letters >= TYPOS.0 => 1,
        _ => 0,
    }
}
