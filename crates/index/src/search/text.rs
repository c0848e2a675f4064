//! Full text search as conditions of the engine.

use tantivy::Term;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Query, TermQuery};
use tantivy::schema::{Field as Column, IndexRecordOption};

use super::filter::{any, unknown};
use crate::error::QueryError;
use crate::language::{STEM, Sought, Word, sought, words, words_with_stems};
use crate::layout::Layout;
use crate::query::TextSearch;

/// A word from so many letters on may differ by one letter, and by two.
const TYPOS: (usize, usize) = (5, 9);
/// The most letters of a word that may differ: what finds others takes memory for each letter.
const MOST_LETTERS: usize = 64;

/// Documents in which one of the terms is found: all its words in one of the fields.
pub(super) fn search(
    layout: &Layout,
    search: &TextSearch,
    language: usize,
) -> Result<Box<dyn Query>, QueryError> {
    let mut found: Vec<Box<dyn Query>> = Vec::new();
    for (place, column) in columns(layout, search, language)? {
        let localized = layout.spec.fields[place].localized;
        let analyzer = if localized { words_with_stems(&layout.spec.languages[language]) } else { words() };
        for term in &search.terms {
            found.extend(term_in(column, &sought(term, analyzer.clone()), search));
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

/// All parts of a term in one field; `None` for a term without any, which finds nothing.
fn term_in(column: Column, parts: &[Sought], search: &TextSearch) -> Option<Box<dyn Query>> {
    let last = parts.len().checked_sub(1)?;
    let in_field = |(place, part): (usize, &Sought)| {
        let begins = search.prefix && place == last;
        match part {
            Sought::Word(word) => found_by_word(column, word, begins, search.typos),
            Sought::All(terms) => found_by_all(column, terms, begins),
            Sought::Run { whole, words, groups } => {
                let mut either = vec![found_by_all(column, words, begins)];
                if !groups.is_empty() {
                    either.push(found_by_all(column, groups, begins));
                }
                if begins {
                    either.push(beginning(column, whole, 0));
                }
                any(either)
            }
        }
    };
    Some(all(parts.iter().enumerate().map(in_field).collect()))
}

/// A word, what has its stem, what begins with it and what is nearly it.
fn found_by_word(column: Column, word: &Word, begins: bool, typos: bool) -> Box<dyn Query> {
    let distance = distance(&word.written, typos);
    let term = Term::from_field_text(column, &word.written);
    let mut either: Vec<Box<dyn Query>> = vec![exact(term.clone())];
    either.extend(with_stem(column, word).into_iter().map(exact));
    if begins {
        either.push(beginning(column, word.beginning(), distance));
    } else if distance > 0 {
        either.push(Box::new(FuzzyTermQuery::new(term, distance, true)));
    }
    any(either)
}

/// All terms; the last one may be a beginning.
fn found_by_all(column: Column, terms: &[String], begins: bool) -> Box<dyn Query> {
    let last = terms.len().saturating_sub(1);
    let one = |(place, term): (usize, &String)| match begins && place == last {
        true => beginning(column, term, 0),
        false => exact(Term::from_field_text(column, term)),
    };
    all(terms.iter().enumerate().map(one).collect())
}

fn beginning(column: Column, text: &str, distance: u8) -> Box<dyn Query> {
    Box::new(FuzzyTermQuery::new_prefix(Term::from_field_text(column, text), distance, true))
}

fn all(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::intersection(queries)),
    }
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
        letters if !typos || letters > MOST_LETTERS => 0,
        letters if letters >= TYPOS.1 => 2,
        letters if letters >= TYPOS.0 => 1,
        _ => 0,
    }
}
