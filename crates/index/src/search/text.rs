//! Full text search as conditions of the engine.

use tantivy::Term;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Query, TermQuery};
use tantivy::schema::{Field as Column, IndexRecordOption};

use super::filter::{any, unknown};
use crate::error::QueryError;
use crate::language::{STEM, Word, analyzed, words, words_with_stems};
use crate::layout::Layout;
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
    for (place, column) in columns(layout, search, language)? {
        let localized = layout.spec.fields[place].localized;
        for term in &search.terms {
            let analyzer =
                if localized { words_with_stems(&layout.spec.languages[language]) } else { words() };
            found.extend(term_in(column, &analyzed(term, analyzer), search));
        }
    }
    Ok(any(found))
}

/// The places of the fields to look into, with where their words lie.
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
        places.push(place);
    }
    if places.is_empty() {
        places = (0..layout.spec.fields.len()).filter(searchable).collect();
    }
    let words = |place: usize| Some((place, layout.columns(place, language).words?));
    Ok(places.into_iter().filter_map(words).collect())
}

/// All words of a term in one field; `None` for a term without words, which finds nothing.
fn term_in(column: Column, written: &[Word], search: &TextSearch) -> Option<Box<dyn Query>> {
    let last = written.len().checked_sub(1)?;
    let mut all: Vec<Box<dyn Query>> = Vec::new();
    for (place, word) in written.iter().enumerate() {
        let term = Term::from_field_text(column, &word.written);
        let distance = distance(&word.written, search.typos);
        let mut either: Vec<Box<dyn Query>> = vec![exact(term.clone())];
        either.extend(with_stem(column, word).into_iter().map(exact));
        if search.prefix && place == last {
            either.push(Box::new(FuzzyTermQuery::new_prefix(term, distance, true)));
        } else if distance > 0 {
            either.push(Box::new(FuzzyTermQuery::new(term, distance, true)));
        }
        all.push(any(either));
    }
    Some(if all.len() == 1 { all.remove(0) } else { Box::new(BooleanQuery::intersection(all)) })
}

/// The terms of words with the same stem: a word that is its own stem stands there without one.
fn with_stem(column: Column, word: &Word) -> Vec<Term> {
    let mut terms = vec![Term::from_field_text(column, &format!("{STEM}{}", word.stem))];
    if word.stem != word.written {
        terms.push(Term::from_field_text(column, &word.stem));
    }
    terms
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
