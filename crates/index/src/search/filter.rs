//! Filters as conditions of the engine.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, InvertedIndexRangeQuery, Occur, Query, RangeQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::error::QueryError;
use crate::filter::{Condition, Filter, FilterGroup, Range, Test};
use crate::layout::Layout;
use crate::query::{IdSearch, Period};
use crate::spec::{Field, Kind};
use crate::term::{Mark, value_limits};
use crate::value::Value;

use super::range::numbers;

/// The most values that are looked for one by one; more of them are looked for together.
const FEW: usize = 16;

/// Makes a condition stop in time. A condition has up to thousands of ranges, each of which goes through a part of the
/// dictionary: each is made to stop by itself.
pub(super) type Timely<'a> = &'a dyn Fn(Box<dyn Query>) -> Box<dyn Query>;

pub(super) fn unknown(layout: &Layout, name: &str) -> QueryError {
    let known = layout.spec.fields.iter().map(|field| field.name.clone());
    QueryError::UnknownField {
        name: name.to_owned(),
        known: std::iter::once("id".to_owned()).chain(known).collect(),
    }
}

/// A filter; `None` where it lets everything pass. `without` names a field whose `must` conditions do not count; `timely`
/// makes a condition stop.
pub(super) fn filter(
    layout: &Layout,
    filter: &Filter,
    language: usize,
    without: Option<&str>,
    timely: Timely<'_>,
) -> Result<Option<Box<dyn Query>>, QueryError> {
    let mut groups: Vec<Box<dyn Query>> = Vec::new();
    let mut passes_all = filter.is_empty();
    for one in filter {
        match group(layout, one, language, without, timely)? {
            Some(query) => groups.push(query),
            // One group that everything passes is enough; the others are still read for what is wrong with them.
            None => passes_all = true,
        }
    }
    Ok(if passes_all { None } else { Some(any(groups)) })
}

fn group(
    layout: &Layout,
    group: &FilterGroup,
    language: usize,
    without: Option<&str>,
    timely: Timely<'_>,
) -> Result<Option<Box<dyn Query>>, QueryError> {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for one in &group.must {
        let query = timely(condition(layout, one, language, timely)?);
        if without != Some(one.field.as_str()) {
            clauses.push((Occur::Must, query));
        }
    }
    let narrowed = !clauses.is_empty();
    for one in &group.must_not {
        clauses.push((Occur::MustNot, timely(condition(layout, one, language, timely)?)));
    }
    if clauses.is_empty() {
        return Ok(None);
    }
    if !narrowed {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    Ok(Some(Box::new(BooleanQuery::new(clauses))))
}

pub(super) fn condition(
    layout: &Layout,
    condition: &Condition,
    language: usize,
    timely: Timely<'_>,
) -> Result<Box<dyn Query>, QueryError> {
    if let Some(place) = layout.spec.nested.iter().position(|nested| nested.name == condition.field) {
        return super::nested::nested(layout, place, condition, language, timely);
    }
    let mut found: Vec<Term> = Vec::new();
    let mut others: Vec<Box<dyn Query>> = Vec::new();
    for test in &condition.any_of {
        match test {
            Test::Equals(value) => found.extend(equal(layout, &condition.field, value, language)?),
            Test::Within(range) => others.push(timely(self::range(layout, condition, range, language)?)),
            Test::Exists(wanted) => others.push(exists(layout, &condition.field, *wanted, language)?),
            Test::Nested(_) => return Err(QueryError::NotNested(condition.field.clone())),
        }
    }
    others.extend(terms(found));
    Ok(any(others))
}

/// Documents with any of the terms.
fn terms(terms: Vec<Term>) -> Vec<Box<dyn Query>> {
    if terms.len() > FEW {
        return vec![Box::new(TermSetQuery::new(terms))];
    }
    let one = |term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::Basic)) };
    terms.into_iter().map(one).collect()
}

pub(super) fn any(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

/// The field of a condition, whose values have to be of that kind; `None` for the id.
fn place(layout: &Layout, name: &str, value: &Value) -> Result<Option<usize>, QueryError> {
    let (place, expected) = if name == "id" {
        (None, Kind::Text)
    } else {
        let place = layout.place(name).ok_or_else(|| unknown(layout, name))?;
        (Some(place), layout.spec.fields[place].kind)
    };
    let given = value.kind();
    if given != expected {
        return Err(QueryError::Kind { field: name.to_owned(), expected, given });
    }
    Ok(place)
}

/// The term that documents with a value are found by; `None` for a path without steps, which no document has.
fn equal(layout: &Layout, name: &str, value: &Value, language: usize) -> Result<Option<Term>, QueryError> {
    let Some(place) = place(layout, name, value)? else { return Ok(Some(id(layout, value))) };
    let language = layout.column_language(place, language);
    let sought = layout.spec.fields[place].sought(value);
    Ok(sought.map(|value| layout.term(Mark::Value(place, language, &value))))
}

fn id(layout: &Layout, value: &Value) -> Term {
    match value {
        Value::Text(id) => Term::from_field_text(layout.id, id),
        other => Term::from_field_text(layout.id, &other.key()),
    }
}

/// The term that the end of a range of texts is.
fn end(layout: &Layout, name: &str, value: &Value, language: usize) -> Result<Term, QueryError> {
    let Some(place) = place(layout, name, value)? else { return Ok(id(layout, value)) };
    Ok(layout.term(Mark::Value(place, layout.column_language(place, language), value)))
}

fn range(
    layout: &Layout,
    condition: &Condition,
    range: &Range,
    language: usize,
) -> Result<Box<dyn Query>, QueryError> {
    let name = &condition.field;
    let mut of_numbers = None;
    for (value, _) in [&range.lower, &range.upper].into_iter().flatten() {
        let place = place(layout, name, value)?;
        of_numbers = place.filter(|_| value.kind() != Kind::Text);
    }
    if let Some(place) = of_numbers {
        return Ok(numbers(layout, (place, layout.column_language(place, language)), range));
    }
    let bound = |limit: &Option<(Value, bool)>| match limit {
        None => Ok(Bound::Unbounded),
        Some((value, true)) => end(layout, name, value, language).map(Bound::Included),
        Some((value, false)) => end(layout, name, value, language).map(Bound::Excluded),
    };
    let (mut lower, mut upper) = (bound(&range.lower)?, bound(&range.upper)?);
    if matches!((&lower, &upper), (Bound::Unbounded, Bound::Unbounded)) {
        return exists(layout, name, true, language);
    }
    // An open end is where the field's own values end.
    if let Some(place) = layout.place(name) {
        let (first, last) = value_limits(place, layout.column_language(place, language));
        let term = |text: &str| Term::from_field_text(layout.marks, text);
        lower = if lower == Bound::Unbounded { Bound::Included(term(&first)) } else { lower };
        upper = if upper == Bound::Unbounded { Bound::Excluded(term(&last)) } else { upper };
    }
    Ok(Box::new(InvertedIndexRangeQuery::new(lower, upper)))
}

pub(super) fn exists(
    layout: &Layout,
    name: &str,
    wanted: bool,
    language: usize,
) -> Result<Box<dyn Query>, QueryError> {
    if name == "id" {
        return Ok(if wanted { Box::new(AllQuery) } else { Box::new(EmptyQuery) });
    }
    let place = layout.place(name).ok_or_else(|| unknown(layout, name))?;
    let mark = layout.term(Mark::Present(place, layout.column_language(place, language)));
    let present: Box<dyn Query> = Box::new(TermQuery::new(mark, IndexRecordOption::Basic));
    if wanted {
        return Ok(present);
    }
    Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, Box::new(AllQuery)), (Occur::MustNot, present)])))
}

/// Documents of those ids.
pub(super) fn ids(layout: &Layout, search: &IdSearch) -> Box<dyn Query> {
    let written = |id: &str| Term::from_field_text(layout.id, id);
    if !search.ignore_case {
        return any(terms(search.ids.iter().map(|id| written(id)).collect()));
    }
    let in_any_case = |id: &String| {
        let id = id.to_lowercase();
        [written(&id), layout.term(Mark::Id(&id))]
    };
    any(terms(search.ids.iter().flat_map(in_any_case).collect()))
}

/// Documents changed in that time.
pub(super) fn period(layout: &Layout, period: Period) -> Option<Box<dyn Query>> {
    let term = |time: octant_model::Timestamp| Term::from_field_i64(layout.changed, time.milliseconds());
    let lower = period.since.map_or(Bound::Unbounded, |since| Bound::Included(term(since)));
    let upper = period.before.map_or(Bound::Unbounded, |before| Bound::Excluded(term(before)));
    match (&lower, &upper) {
        (Bound::Unbounded, Bound::Unbounded) => None,
        _ => Some(Box::new(RangeQuery::new(lower, upper))),
    }
}

/// The keys of a field's values that a filter selects.
pub(super) fn selected(layout: &Layout, filter: &Filter, name: &str) -> Vec<String> {
    let Some(field) = layout.spec.field(name) else { return Vec::new() };
    let own = filter.iter().flat_map(|group| &group.must).filter(|condition| condition.field == name);
    let mut keys: Vec<String> = own
        .flat_map(|condition| &condition.any_of)
        .filter_map(|test| match test {
            Test::Equals(value) => field.sought(value).map(|value| Field::facet_key(&value)),
            Test::Within(_) | Test::Exists(_) | Test::Nested(_) => None,
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
