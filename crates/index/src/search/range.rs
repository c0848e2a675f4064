//! Ranges of numbers, exact also where a number is more than its column can hold.

use std::ops::Bound;
use std::sync::Arc;

use tantivy::query::{
    BooleanQuery, EmptyQuery, EnableScoring, Explanation, InvertedIndexRangeQuery, Query, RangeQuery, Scorer,
    TermQuery, Weight,
};
use tantivy::schema::{Field as Column, IndexRecordOption};
use tantivy::{DocId, Score, SeekDangerResult, SegmentReader, Term};

use super::exceptions::Exceptions;
use crate::beside::{END, NOTHING, beside, ordered, without};
use crate::filter::Range;
use crate::layout::Layout;
use crate::term::Mark;
use crate::value::Value;

/// Documents with a number of the field of a place, in the language of a place, that lies in the range.
pub(super) fn numbers(layout: &Layout, place: (usize, usize), range: &Range) -> Box<dyn Query> {
    let columns = &layout.fields[place.0][place.1];
    let Some(numbers) = columns.numbers else { return Box::new(EmptyQuery) };
    let lower = End::of(range.lower.as_ref());
    let upper = End::of(range.upper.as_ref());
    let usual = RangeQuery::new(lower.usual(numbers, true), upper.usual(numbers, false));
    let Some(beside) = columns.beside else { return Box::new(usual) };
    if lower.is_beyond(&upper) {
        return Box::new(EmptyQuery);
    }
    let mut exact: Vec<Box<dyn Query>> = Vec::new();
    if !lower.touches(&upper) {
        exact.push(Box::new(RangeQuery::new(lower.beyond(numbers), upper.beyond(numbers))));
    }
    let at_ends = Ends { layout, place, range };
    if lower.touches(&upper) {
        exact.extend(at_ends.between(&lower, Some(&lower), Some(&upper)));
    } else {
        exact.extend(at_ends.between(&lower, Some(&lower), None));
        exact.extend(at_ends.between(&upper, None, Some(&upper)));
    }
    let beside = layout.schema.get_field_name(beside).to_owned();
    let (exact, exceptions) = (BooleanQuery::union(exact), Arc::clone(&layout.exceptions));
    Box::new(NumberRange { usual, exact, beside, exceptions })
}

/// An end of a range.
struct End<'r>(Option<Limit<'r>>);

struct Limit<'r> {
    value: &'r Value,
    inclusive: bool,
    number: u64,
    beside: Option<String>,
}

impl<'r> End<'r> {
    fn of(end: Option<&'r (Value, bool)>) -> Self {
        let limit = |(value, inclusive): &'r (Value, bool)| Limit {
            value,
            inclusive: *inclusive,
            number: ordered(value),
            beside: beside(value),
        };
        Self(end.map(limit))
    }

    /// The end where no document has anything beside a number.
    fn usual(&self, column: Column, is_lower: bool) -> Bound<Term> {
        let Some(limit) = &self.0 else { return Bound::Unbounded };
        let number_is_greater = limit.beside.as_deref().map(|beside| beside < NOTHING);
        let is_in = number_is_greater.map_or(limit.inclusive, |greater| greater == is_lower);
        let term = term(column, limit.value);
        if is_in { Bound::Included(term) } else { Bound::Excluded(term) }
    }

    /// The end without its own number.
    fn beyond(&self, column: Column) -> Bound<Term> {
        self.0.as_ref().map_or(Bound::Unbounded, |limit| Bound::Excluded(term(column, limit.value)))
    }

    /// Whether nothing lies between the ends, as the other one, the upper, has a smaller number.
    fn is_beyond(&self, upper: &Self) -> bool {
        self.0.as_ref().zip(upper.0.as_ref()).is_some_and(|(own, its)| own.number > its.number)
    }

    /// Whether both ends have one number.
    fn touches(&self, other: &Self) -> bool {
        self.0.as_ref().zip(other.0.as_ref()).is_some_and(|(own, its)| own.number == its.number)
    }

    /// What the end is among the values of its number.
    fn among(&self) -> Option<(&str, bool)> {
        self.0.as_ref().map(|limit| (limit.beside.as_deref().unwrap_or(NOTHING), limit.inclusive))
    }
}

/// A value as its column of numbers compares it.
fn term(column: Column, value: &Value) -> Term {
    match value {
        Value::Integer(number) => Term::from_field_i64(column, *number),
        Value::Decimal(number) => Term::from_field_f64(column, number.to_f64()),
        Value::Boolean(flag) => Term::from_field_u64(column, u64::from(*flag)),
        Value::Timestamp(time) => Term::from_field_i64(column, time.ticks()),
        Value::Text(text) => Term::from_field_text(column, text),
    }
}

/// The values at the ends of a range.
struct Ends<'a> {
    layout: &'a Layout,
    place: (usize, usize),
    range: &'a Range,
}

impl Ends<'_> {
    /// Values of the number of one end, between the ends: the one that has nothing beside its number, and those that have.
    fn between(&self, at: &End<'_>, lower: Option<&End<'_>>, upper: Option<&End<'_>>) -> Vec<Box<dyn Query>> {
        let Some(limit) = &at.0 else { return Vec::new() };
        let (place, language) = self.place;
        let mut found: Vec<Box<dyn Query>> = Vec::new();
        let plain = without(limit.value);
        if self.range.contains(&plain) {
            let term = self.layout.term(Mark::Value(place, language, &plain));
            found.push(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
        }
        let mark = |beside: &str| self.layout.term(Mark::Beside(place, language, limit.number, beside));
        let bound = |end: Option<&End<'_>>, open: &str| match end.and_then(End::among) {
            Some((beside, true)) => Bound::Included(mark(beside)),
            Some((beside, false)) => Bound::Excluded(mark(beside)),
            None => Bound::Included(mark(open)),
        };
        found.push(Box::new(InvertedIndexRangeQuery::new(bound(lower, ""), bound(upper, END))));
        found
    }
}

/// A range that is evaluated on the column of numbers alone in each segment where no value is more than its number.
#[derive(Debug, Clone)]
struct NumberRange {
    usual: RangeQuery,
    exact: BooleanQuery,
    /// The name of the column of what lies beside numbers.
    beside: String,
    exceptions: Arc<Exceptions>,
}

impl Query for NumberRange {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let usual = self.usual.weight(scoring)?;
        let has_exceptions = match scoring.searcher() {
            Some(searcher) => self.exceptions.are_in_any(searcher, &self.beside)?,
            None => true,
        };
        if !has_exceptions {
            return Ok(usual);
        }
        let (beside, exceptions) = (self.beside.clone(), Arc::clone(&self.exceptions));
        Ok(Box::new(NumberRangeWeight { usual, exact: self.exact.weight(scoring)?, beside, exceptions }))
    }
}

struct NumberRangeWeight {
    usual: Box<dyn Weight>,
    exact: Box<dyn Weight>,
    beside: String,
    exceptions: Arc<Exceptions>,
}

impl NumberRangeWeight {
    fn of(&self, reader: &SegmentReader) -> tantivy::Result<&dyn Weight> {
        let has_exceptions = self.exceptions.are_in(reader, &self.beside)?;
        Ok(if has_exceptions { &*self.exact } else { &*self.usual })
    }
}

impl Weight for NumberRangeWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.of(reader)?.scorer(reader, boost)
    }

    fn scorer_danger(
        &self,
        reader: &SegmentReader,
        target: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        self.of(reader)?.scorer_danger(reader, target, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.of(reader)?.explain(reader, doc)
    }
}
