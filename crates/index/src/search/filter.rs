//! Filters as conditions of the engine.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, InvertedIndexRangeQuery, Occur, Query, RangeQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field as Column, IndexRecordOption};

use crate::encode::plain;
use crate::error::QueryError;
use crate::filter::{Condition, Filter, FilterGroup, Range, Test};
use crate::layout::Layout;
use crate::query::{IdSearch, Period};
use crate::spec::Kind;
use crate::term::term;
use crate::value::Value;

/// The most values that are looked for one by one; more of them are looked for together.
const FEW: usize = 16;

pub(super) fn unknown(layout: &Layout, name: &str) -> QueryError {
    let known = layout.spec.fields.iter().map(|field| field.name.clone());
    QueryError::UnknownField {
        name: name.to_owned(),
        known: std::iter::once("id".to_owned()).chain(known).collect(),
    }
}

/// A filter; `None` where it lets everything pass. `without` names a field whose `must` conditions do not count.
pub(super) fn filter(
    layout: &Layout,
    filter: &Filter,
    language: usize,
    without: Option<&str>,
) -> Result<Option<Box<dyn Query>>, QueryError> {
    let mut groups: Vec<Box<dyn Query>> = Vec::new();
    let mut passes_all = filter.is_empty();
    for one in filter {
        match group(layout, one, language, without)? {
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
) -> Result<Option<Box<dyn Query>>, QueryError> {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for one in &group.must {
        let query = condition(layout, one, language)?;
        if without != Some(one.field.as_str()) {
            clauses.push((Occur::Must, query));
        }
    }
    let narrowed = !clauses.is_empty();
    for one in &group.must_not {
        clauses.push((Occur::MustNot, condition(layout, one, language)?));
    }
    if clauses.is_empty() {
        return Ok(None);
    }
    if !narrowed {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    Ok(Some(Box::new(BooleanQuery::new(clauses))))
}

fn condition(layout: &Layout, condition: &Condition, language: usize) -> Result<Box<dyn Query>, QueryError> {
    let mut equal: Vec<Term> = Vec::new();
    let mut others: Vec<Box<dyn Query>> = Vec::new();
    for test in &condition.any_of {
        match test {
            Test::Equals(value) => equal.push(column(layout, condition, value, language)?.1),
            Test::Within(range) => others.push(self::range(layout, condition, range, language)?),
            Test::Exists(wanted) => others.push(exists(layout, &condition.field, *wanted, language)?),
        }
    }
    others.extend(terms(equal));
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

/// The column that a value is found in, and the value as its term.
fn column(
    layout: &Layout,
    condition: &Condition,
    value: &Value,
    language: usize,
) -> Result<(Column, Term), QueryError> {
    let name = &condition.field;
    let (column, expected) = if name == "id" {
        (layout.id, Kind::Text)
    } else {
        let place = layout.place(name).ok_or_else(|| unknown(layout, name))?;
        (layout.columns(place, language).values, layout.spec.fields[place].kind)
    };
    let given = value.kind();
    if given != expected {
        return Err(QueryError::Kind { field: name.clone(), expected, given });
    }
    let term = match value {
        Value::Text(text) if name == "id" => Term::from_field_text(column, text),
        Value::Text(text) => Term::from_field_text(column, &term(text)),
        Value::Integer(number) => Term::from_field_i64(column, *number),
        Value::Decimal(number) => Term::from_field_f64(column, plain(*number)),
        Value::Boolean(flag) => Term::from_field_u64(column, u64::from(*flag)),
        Value::Timestamp(time) => Term::from_field_i64(column, time.milliseconds()),
    };
    Ok((column, term))
}

fn range(
    layout: &Layout,
    condition: &Condition,
    range: &Range,
    language: usize,
) -> Result<Box<dyn Query>, QueryError> {
    let bound = |end: &Option<(Value, bool)>| match end {
        None => Ok(Bound::Unbounded),
        Some((value, inclusive)) => {
            let (_, term) = column(layout, condition, value, language)?;
            Ok(if *inclusive { Bound::Included(term) } else { Bound::Excluded(term) })
        }
    };
    let (lower, upper) = (bound(&range.lower)?, bound(&range.upper)?);
    let is_text =
        [&range.lower, &range.upper].into_iter().flatten().any(|(value, _)| value.kind() == Kind::Text);
    if matches!((&lower, &upper), (Bound::Unbounded, Bound::Unbounded)) {
        return exists(layout, &condition.field, true, language);
    }
    Ok(if is_text {
        Box::new(InvertedIndexRangeQuery::new(lower, upper))
    } else {
        Box::new(RangeQuery::new(lower, upper))
    })
}

fn exists(layout: &Layout, name: &str, wanted: bool, language: usize) -> Result<Box<dyn Query>, QueryError> {
    if name == "id" {
        return Ok(if wanted { Box::new(AllQuery) } else { Box::new(EmptyQuery) });
    }
    let place = layout.place(name).ok_or_else(|| unknown(layout, name))?;
    let mark = Term::from_field_text(layout.present, &layout.mark(place, language));
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
        [written(&id), Term::from_field_text(layout.id_any_case, &id)]
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
pub(super) fn selected(filter: &Filter, field: &str) -> Vec<String> {
    let own = filter.iter().flat_map(|group| &group.must).filter(|condition| condition.field == field);
    let mut keys: Vec<String> = own
        .flat_map(|condition| &condition.any_of)
        .filter_map(|test| match test {
            Test::Equals(value) => Some(value.key()),
            Test::Within(_) | Test::Exists(_) => None,
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
