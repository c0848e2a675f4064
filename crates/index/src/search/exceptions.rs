//! Which segments have values that their columns of numbers cannot hold ([`crate::beside`]).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::{Searcher, SegmentReader};

/// Whether a column of exceptions holds any value, for the segments that were asked about so far. Opening a column costs
/// more than many queries do, and nearly all of them are empty.
#[derive(Debug, Default)]
pub(crate) struct Exceptions(Mutex<HashMap<SegmentId, Vec<(String, bool)>>>);

impl Exceptions {
    /// Whether the segment has an exception in the column of that name.
    ///
    /// # Errors
    /// The engine's, where the column cannot be read.
    pub(super) fn are_in(&self, segment: &SegmentReader, column: &str) -> tantivy::Result<bool> {
        let id = segment.segment_id();
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = known.get(&id).and_then(|columns| columns.iter().find(|(name, _)| name == column));
        if let Some((_, has_any)) = answer {
            return Ok(*has_any);
        }
        drop(known);
        // The engine writes a column without values for each field of the schema.
        let has_any = segment.fast_fields().bytes(column)?.is_some_and(|column| column.num_terms() > 0);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(id).or_default().push((column.to_owned(), has_any));
        Ok(has_any)
    }

    /// Whether any segment has an exception in the column of that name.
    ///
    /// # Errors
    /// The engine's, where a column cannot be read.
    pub(super) fn are_in_any(&self, searcher: &Searcher, column: &str) -> tantivy::Result<bool> {
        for segment in searcher.segment_readers() {
            if self.are_in(segment, column)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Forgets all segments but these.
    pub(crate) fn keep(&self, segments: &[SegmentReader]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|id, _| segments.iter().any(|segment| segment.segment_id() == *id));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use octant_model::{Language, Timestamp};

    use crate::{Batch, Document, Field, FieldValues, Index, Kind, Options, Spec, Value};

    fn document(id: &str, number: &str) -> Document {
        let number = Value::Decimal(number.parse().expect("a decimal"));
        Document {
            id: id.to_owned(),
            changed_at: Timestamp::from_milliseconds(0),
            values: BTreeMap::from([("price".to_owned(), FieldValues::Plain(vec![number]))]),
            nested: BTreeMap::new(),
            keys: BTreeMap::new(),
            shown: vec!["{}".to_owned()],
        }
    }

    #[test]
    fn only_numbers_beyond_their_column_are_exceptions() {
        let price = Field {
            name: "price".to_owned(),
            kind: Kind::Decimal,
            localized: false,
            facet: false,
            sortable: true,
            searchable: false,
            hierarchy: None,
        };
        let languages = vec![Language::new("en").expect("a language")];
        let spec = Spec { languages, fields: vec![price], nested: Vec::new(), keys: Vec::new() };
        let folder = tempfile::tempdir().expect("a folder");
        let options = Options { writer_memory: 16 << 20, ..Options::default() };
        let index = Index::create(folder.path(), &spec, &options).expect("an index");
        let has_any = |documents: Vec<Document>| {
            index.write(&Batch { put: documents, ..Batch::default() }).expect("written");
            let layout = &index.inner().layout;
            let beside = layout.fields[0][0].beside.expect("decimals have exceptions");
            let column = layout.schema.get_field_name(beside);
            layout.exceptions.are_in_any(&index.searcher(), column).expect("read")
        };
        assert!(!has_any(vec![document("a", "19.99"), document("b", "50.714999999999996")]));
        assert!(has_any(vec![document("c", "12345678901234567.89")]));
        assert!(has_any(vec![document("d", "2")]), "the exception is still there");
    }
}
