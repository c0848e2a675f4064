//! Documents that go: because they are deleted, or because others of the same ids take their place.

use std::fmt;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field as Column, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

/// Where an index of ids is not longer than this many times the ids that are looked for, it is read as a whole: one
/// look-up reads a block of about two hundred.
const READ_AS_A_WHOLE: usize = 100;

/// The documents of some ids, in all segments but the one that holds those that take their place.
#[derive(Clone)]
pub(crate) struct Gone {
    column: Column,
    /// In byte order.
    ids: Arc<[String]>,
    besides: Option<SegmentId>,
}

impl Gone {
    /// The documents of those ids, which lie in that column.
    pub(crate) fn new(column: Column, mut ids: Vec<String>, besides: Option<SegmentId>) -> Self {
        ids.sort_unstable();
        Self { column, ids: ids.into(), besides }
    }

    /// The documents of a segment; those that are gone already may be among them.
    fn documents(&self, reader: &SegmentReader) -> tantivy::Result<BitSet> {
        let mut documents = BitSet::with_max_value(reader.max_doc());
        let (Some(first), Some(last)) = (self.ids.first(), self.ids.last()) else { return Ok(documents) };
        if self.besides == Some(reader.segment_id()) {
            return Ok(documents);
        }
        let index = reader.inverted_index(self.column)?;
        let mut found = Vec::new();
        if index.terms().num_terms() > self.ids.len().saturating_mul(READ_AS_A_WHOLE) {
            for id in self.ids.iter() {
                found.extend(index.terms().get(id)?);
            }
        } else {
            let mut ids = self.ids.iter().peekable();
            let mut terms = index.terms().range().ge(first).le(last).into_stream()?;
            while terms.advance() {
                while ids.next_if(|id| id.as_bytes() < terms.key()).is_some() {}
                if ids.next_if(|id| id.as_bytes() == terms.key()).is_some() {
                    found.push(terms.value().clone());
                }
            }
        }
        for term in found {
            let mut postings = index.read_postings_from_terminfo(&term, IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                documents.insert(postings.doc());
                postings.advance();
            }
        }
        Ok(documents)
    }
}

impl fmt::Debug for Gone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Gone({} ids)", self.ids.len())
    }
}

impl Query for Gone {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Gone {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(self.documents(reader)?), boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("documents that go have no score".to_owned()))
    }
}
