//! Documents of which one nested object meets several conditions.

use std::fmt;
use std::sync::Arc;

use tantivy::query::{
    BitSetDocSet, BooleanQuery, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::{BitSet, DocId, Score, SegmentReader, TERMINATED, TantivyError};

use super::filter::{Timely, any, condition, exists, unknown};
use crate::error::QueryError;
use crate::filter::{Condition, Test};
use crate::layout::{Layout, NESTED};
use crate::nested::{Conditions, Nested};

/// The documents that a condition on a list of nested objects lets through.
pub(super) fn nested(
    layout: &Layout,
    place: usize,
    asked: &Condition,
    language: usize,
    timely: Timely<'_>,
) -> Result<Box<dyn Query>, QueryError> {
    let list = &layout.spec.nested[place];
    let mut queries = Vec::with_capacity(asked.any_of.len());
    for test in &asked.any_of {
        queries.push(match test {
            Test::Nested(all) => together(layout, place, all, language, timely)?,
            Test::Exists(wanted) => exists(layout, &list.flat(list.present()), *wanted, language)?,
            Test::Equals(_) | Test::Within(_) => return Err(unknown(layout, &asked.field)),
        });
    }
    Ok(any(queries))
}

/// The documents of which one object meets all of the conditions: those that the values of all objects together let
/// through, and, where that is not enough, of these the ones whose objects do.
fn together(
    layout: &Layout,
    place: usize,
    all: &[Condition],
    language: usize,
    timely: Timely<'_>,
) -> Result<Box<dyn Query>, QueryError> {
    let list = &layout.spec.nested[place];
    let mut clauses = vec![exists(layout, &list.flat(list.present()), true, language)?];
    let mut absences = Vec::new();
    for one in all {
        let query = flat(layout, list, one, language, timely)?;
        // That one object has no value does not show in the values of all.
        match one.any_of.contains(&Test::Exists(false)) {
            true => absences.push(query),
            false => clauses.push(query),
        }
    }
    if all.len() <= 1 && absences.is_empty() {
        return Ok(intersection(clauses));
    }
    let candidates = intersection(clauses);
    let alone = (!absences.is_empty()).then(|| {
        absences.push(candidates.box_clone());
        intersection(absences)
    });
    let conditions = Arc::new(Conditions::new(&layout.spec, place, all, language));
    Ok(Box::new(Together { candidates, alone, conditions }))
}

fn intersection(mut clauses: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match clauses.len() {
        1 => clauses.remove(0),
        _ => Box::new(BooleanQuery::intersection(clauses)),
    }
}

/// A condition on the values of all objects.
fn flat(
    layout: &Layout,
    list: &Nested,
    one: &Condition,
    language: usize,
    timely: Timely<'_>,
) -> Result<Box<dyn Query>, QueryError> {
    if !list.fields.contains(&one.field) {
        return Err(unknown(layout, &list.flat(&one.field)));
    }
    condition(
        layout,
        &Condition { field: list.flat(&one.field), any_of: one.any_of.clone() },
        language,
        timely,
    )
}

/// Of the documents that another query finds, those of which one nested object meets all of the conditions.
struct Together {
    candidates: Box<dyn Query>,
    /// What finds documents with a single object, where that is not what finds the candidates.
    alone: Option<Box<dyn Query>>,
    conditions: Arc<Conditions>,
}

impl Clone for Together {
    fn clone(&self) -> Self {
        let alone = self.alone.as_ref().map(|alone| alone.box_clone());
        Self { candidates: self.candidates.box_clone(), alone, conditions: Arc::clone(&self.conditions) }
    }
}

impl fmt::Debug for Together {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Together({:?})", self.candidates)
    }
}

impl Query for Together {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let unscored = match scoring {
            EnableScoring::Enabled { searcher, .. } => EnableScoring::disabled_from_searcher(searcher),
            disabled @ EnableScoring::Disabled { .. } => disabled,
        };
        let candidates = self.candidates.weight(unscored)?;
        let alone = self.alone.as_ref().map(|alone| alone.weight(unscored)).transpose()?;
        Ok(Box::new(TogetherWeight { candidates, alone, conditions: Arc::clone(&self.conditions) }))
    }
}

struct TogetherWeight {
    candidates: Box<dyn Weight>,
    alone: Option<Box<dyn Weight>>,
    conditions: Arc<Conditions>,
}

impl Weight for TogetherWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let column = reader.fast_fields().bytes(NESTED)?;
        let objects = |document| column.as_ref().and_then(|column| column.ords().first(document));
        let mut found = BitSet::with_max_value(reader.max_doc());
        let mut kept: Vec<(u64, DocId)> = Vec::new();
        each(&*self.candidates, reader, |document| match objects(document) {
            Some(ord) => kept.push((ord, document)),
            None if self.alone.is_none() => {
                found.insert(document);
            }
            None => {}
        })?;
        if let Some(alone) = &self.alone {
            each(&**alone, reader, |document| {
                if objects(document).is_none() {
                    found.insert(document);
                }
            })?;
        }
        if let Some(column) = &column {
            // Bytes that lie side by side are read together, and those of several documents once.
            kept.sort_unstable();
            let mut ords: Vec<u64> = kept.iter().map(|(ord, _)| *ord).collect();
            ords.dedup();
            let mut met = Vec::with_capacity(ords.len());
            let dictionary = column.dictionary();
            dictionary
                .sorted_ords_to_term_cb(&ords, |bytes| met.push(self.conditions.match_one_of(bytes)))?;
            let is_met = |ord: &u64| ords.binary_search(ord).is_ok_and(|place| met.get(place) == Some(&true));
            for (_, document) in kept.iter().filter(|(ord, _)| is_met(ord)) {
                found.insert(*document);
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(found), boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("what nested objects meet has no score".to_owned()))
    }
}

fn each(weight: &dyn Weight, reader: &SegmentReader, mut visit: impl FnMut(DocId)) -> tantivy::Result<()> {
    let mut documents = weight.scorer(reader, 1.0)?;
    while documents.doc() != TERMINATED {
        visit(documents.doc());
        documents.advance();
    }
    Ok(())
}
