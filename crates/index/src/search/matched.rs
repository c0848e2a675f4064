//! Which documents of a segment match, and which do not: the fewer of them are counted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::fastfield::AliveBitSet;
use tantivy::index::SegmentId;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, SegmentReader};

/// The documents of a segment that match.
pub(super) struct Matched {
    /// A bit for each document of the segment.
    words: Vec<u64>,
    /// How many documents the segment has, those that are gone among them.
    end: DocId,
    count: u32,
    /// Documents of the segment that are not gone.
    there: u32,
    /// Which those are; all of them, if there is none.
    alive: Option<AliveBitSet>,
}

impl Matched {
    /// None so far.
    pub(super) fn none(reader: &SegmentReader) -> Self {
        let words = vec![0; reader.max_doc().div_ceil(u64::BITS) as usize];
        let (end, there) = (reader.max_doc(), reader.num_docs());
        Self { words, end, count: 0, there, alive: reader.alive_bitset().cloned() }
    }

    /// Adds documents, which come once each.
    pub(super) fn add(&mut self, docs: &[DocId]) {
        for doc in docs {
            self.words[(doc / u64::BITS) as usize] |= 1 << (doc % u64::BITS);
            self.count += 1;
        }
    }

    /// Whether more match than do not.
    pub(super) fn are_most(&self) -> bool {
        self.count > self.there - self.count
    }

    /// Visits the documents that match, in blocks.
    pub(super) fn each(&self, visit: impl FnMut(&[DocId])) {
        self.blocks(|word| word, |_| true, visit);
    }

    /// Visits the others, in blocks.
    pub(super) fn each_other(&self, visit: impl FnMut(&[DocId])) {
        let is_there = |doc| doc < self.end && self.alive.as_ref().is_none_or(|alive| alive.is_alive(doc));
        self.blocks(|word| !word, is_there, visit);
    }

    /// Visits the documents of those bits that a word of 64 documents is made to and that pass, in blocks.
    fn blocks(
        &self,
        bits: impl Fn(u64) -> u64,
        passes: impl Fn(DocId) -> bool,
        mut visit: impl FnMut(&[DocId]),
    ) {
        let mut block = Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN);
        for (word, first) in self.words.iter().zip((0..).step_by(u64::BITS as usize)) {
            let mut left = bits(*word);
            while left != 0 {
                let doc = first + left.trailing_zeros();
                left &= left - 1;
                if !passes(doc) {
                    continue;
                }
                block.push(doc);
                if block.len() == COLLECT_BLOCK_BUFFER_LEN {
                    visit(&block);
                    block.clear();
                }
            }
        }
        visit(&block);
    }
}

/// A segment as it is with so many of its documents gone, and the name of a column.
type Whole = (SegmentId, u32, String);

/// How often each value lies in a segment, by ordinal, for the columns that were counted so far.
#[derive(Default)]
pub(crate) struct Wholes(Mutex<HashMap<Whole, Arc<Vec<u32>>>>);

impl Wholes {
    pub(super) fn get(&self, reader: &SegmentReader, column: &str) -> Option<Arc<Vec<u32>>> {
        let key = (reader.segment_id(), reader.num_deleted_docs(), column.to_owned());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned()
    }

    pub(super) fn put(&self, reader: &SegmentReader, column: &str, counts: Vec<u32>) {
        let key = (reader.segment_id(), reader.num_deleted_docs(), column.to_owned());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::new(counts));
    }

    /// Forgets all segments but these, as they are.
    pub(crate) fn keep(&self, readers: &[SegmentReader]) {
        let is_there = |(id, gone, _): &Whole| {
            readers.iter().any(|reader| reader.segment_id() == *id && reader.num_deleted_docs() == *gone)
        };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|whole, _| is_there(whole));
    }
}
