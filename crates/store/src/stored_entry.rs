//! An entry as it was read.

use octant_model::{Entry, EntryKey, Sequence};

use crate::error::StoreError;
use crate::sqlite::entry_body;

/// An entry with its key and its place in the change log; the values lie in one buffer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its key.
    pub key: EntryKey,
    /// The change log's place of its last change.
    pub sequence: Sequence,
    record: Vec<u8>,
}

impl StoredEntry {
    /// Takes a record that [`entry_body::encode`] made.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it did not.
    pub(crate) fn new(key: EntryKey, sequence: Sequence, record: Vec<u8>) -> Result<Self, StoreError> {
        match entry_body::decode(&record) {
            Ok(_) => Ok(Self { key, sequence, record }),
            Err(problem) => Err(StoreError::Damaged(format!("entry {key}: {}", problem.0))),
        }
    }

    /// The version, the last import and the values.
    #[must_use]
    pub fn entry(&self) -> Entry<'_> {
        entry_body::decode(&self.record).expect("the record was decoded once when it was read")
    }
}
