//! The change log: everything that happened to a tenant, in the order in which it became durable.

use octant_model::{EntryKey, ImportId, Sequence, SourceId, Timestamp};
use uuid::Uuid;

use crate::import::Actor;

/// Records that became durable together and share their cause. One import makes one block or, where it is large,
/// several neighbouring ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogBlock {
    /// The place of the first record; the others follow without gaps.
    pub first: Sequence,
    /// When it happened.
    pub at: Timestamp,
    /// Who caused it.
    pub actor: Actor,
    /// The source that the entries belong to, or that changed itself.
    pub source: Option<SourceId>,
    /// The import that brought it.
    pub import: Option<ImportId>,
    /// The client's id for the job that it belongs to.
    pub correlation: Option<Uuid>,
    /// What happened; at least one record.
    pub records: Vec<LogRecord>,
}

impl LogBlock {
    /// The place of the last record.
    #[must_use]
    pub fn last(&self) -> Sequence {
        Sequence(self.first.0 + self.records.len() as u64 - 1)
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogRecord {
    /// To an entry of the block's source.
    Entry(EntryChange),
    /// To the block's source itself.
    Source(ChangeKind),
    /// To the settings of a property of the block's source.
    Property {
        /// The property's id.
        id: String,
        /// What happened.
        change: ChangeKind,
    },
    /// To a definition.
    Definition {
        /// What it defines: the text of a [`crate::Kind`].
        kind: String,
        /// Its id.
        id: String,
        /// Its version after the change.
        version: u64,
        /// What happened.
        change: ChangeKind,
    },
}

/// What happened to an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryChange {
    /// The entry's key.
    pub key: EntryKey,
    /// Its version after the change; for a deletion the last one it had.
    pub version: u64,
    /// What happened.
    pub change: ChangeKind,
    /// The ids of the properties whose values changed, in order; empty for a deletion.
    pub properties: Vec<String>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It is new.
    Created,
    /// It is another than before.
    Updated,
    /// It is gone.
    Deleted,
}
