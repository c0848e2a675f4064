//! Documents that go: because they are deleted, or because others take their place.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field as Column;
use tantivy::{BitSet, DocId, Score, SegmentReader, TantivyError};

use crate::lookup::documents_with;

/// Which change brought which segment. The engine may show a segment deletions that are older than it is: it leaves it to
/// these to know.
#[derive(Debug, Clone, Default)]
pub(crate) struct Births(Arc<Mutex<(u64, HashMap<SegmentId, u64>)>>);

impl Births {
    /// Takes note of the next change, which brings that segment, and answers with its number. Of the others only those are
    /// kept that are `there`.
    pub(crate) fn next(&self, segment: Option<SegmentId>, there: impl Fn(&SegmentId) -> bool) -> u64 {
        let mut births = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (changes, segments) = &mut *births;
        *changes += 1;
        segments.retain(|segment, _| there(segment));
        segments.extend(segment.map(|segment| (segment, *changes)));
        *changes
    }

    /// Whether a segment came with that change or later.
    fn is_since(&self, segment: SegmentId, change: u64) -> bool {
        let births = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        births.1.get(&segment).is_some_and(|birth| *birth >= change)
    }
}

/// The documents of some terms, in all segments that were there before a change. The engine's own way looks for each term
/// by itself, in every segment.
#[derive(Clone)]
pub(crate) struct Gone {
    column: Column,
    /// In byte order.
    terms: Arc<[Vec<u8>]>,
    change: u64,
    births: Births,
}

impl Gone {
    /// The documents of those terms of a column that were there before that change.
    pub(crate) fn new(column: Column, mut terms: Vec<Vec<u8>>, change: u64, births: Births) -> Self {
        terms.sort_unstable();
        Self { column, terms: terms.into(), change, births }
    }
}

impl fmt::Debug for Gone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Gone({} terms)", self.terms.len())
    }
}

impl Query for Gone {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Gone {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut documents = BitSet::with_max_value(reader.max_doc());
        if !self.births.is_since(reader.segment_id(), self.change) {
            for (_, document) in documents_with(reader, self.column, &self.terms)? {
                documents.insert(document);
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(documents), boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("documents that go have no score".to_owned()))
    }
}
