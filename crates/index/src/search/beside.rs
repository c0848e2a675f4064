//! A segment's column of what lies beside numbers ([`crate::beside`]), as a sort key.

use std::ops::Bound;

use tantivy::columnar::BytesColumn;
use tantivy::{DocId, SegmentReader};

use crate::beside::NOTHING;

/// Its terms have places in their order, with a place among them for documents that have nothing there.
pub(super) struct Beside {
    column: Option<BytesColumn>,
    /// Whether the greatest of several values counts, which is the last, and not the least.
    greatest: bool,
    /// The place of nothing: how many terms come before it.
    nothing: u64,
    /// How far the terms behind that place are moved: nothing is a term itself where other values of a document are more.
    moved: u64,
}

impl Beside {
    pub(super) fn open(segment: &SegmentReader, name: &str, greatest: bool) -> tantivy::Result<Self> {
        let column = segment.fast_fields().bytes(name)?;
        let mut opened = Self { column, greatest, nothing: 0, moved: 1 };
        opened.nothing = opened.next(NOTHING.as_bytes())?;
        opened.moved = u64::from(!opened.is_there(NOTHING.as_bytes())?);
        Ok(opened)
    }

    fn is_there(&self, term: &[u8]) -> tantivy::Result<bool> {
        Ok(match &self.column {
            Some(column) => column.dictionary().term_ord(term)?.is_some(),
            None => false,
        })
    }

    /// The place of what a document has.
    pub(super) fn place(&self, doc: DocId) -> u64 {
        let ord = self.column.as_ref().and_then(|column| match self.greatest {
            true => column.ords().values_for_doc(doc).last(),
            false => column.ords().first(doc),
        });
        ord.map_or(self.nothing, |ord| if ord < self.nothing { ord } else { ord + self.moved })
    }

    /// The place of a term, or that of the next one, and which of both it is.
    pub(super) fn place_of(&self, term: &[u8]) -> tantivy::Result<(u64, bool)> {
        if term == NOTHING.as_bytes() {
            return Ok((self.nothing, true));
        }
        let moved = if term > NOTHING.as_bytes() { self.moved } else { 0 };
        Ok((self.next(term)? + moved, self.is_there(term)?))
    }

    /// The term at a place.
    pub(super) fn term(&self, place: u64) -> tantivy::Result<Vec<u8>> {
        if place == self.nothing {
            return Ok(NOTHING.into());
        }
        let mut term = Vec::new();
        if let Some(column) = &self.column {
            let moved = if place > self.nothing { self.moved } else { 0 };
            column.dictionary().ord_to_term(place - moved, &mut term)?;
        }
        Ok(term)
    }

    /// How many terms are less. For a term behind all of them tantivy answers with the greatest number there is.
    fn next(&self, term: &[u8]) -> tantivy::Result<u64> {
        let Some(column) = &self.column else { return Ok(0) };
        let (next, _) = column.dictionary().term_bounds_to_ord(Bound::Included(term), Bound::Unbounded)?;
        Ok(match next {
            Bound::Included(next) | Bound::Excluded(next) => next.min(column.dictionary().num_terms() as u64),
            Bound::Unbounded => 0,
        })
    }
}
