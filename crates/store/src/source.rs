//! Sources as a store keeps them.

use octant_model::{Sequence, SourceId, Timestamp};

use crate::revision::Revision;

/// What a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceType {
    /// Entries of any shape.
    Generic,
    /// Files.
    Media,
}

impl SourceType {
    /// The name as the API writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Generic => "Generic",
            Self::Media => "Media",
        }
    }

    /// The type of that name, whatever its case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Generic, Self::Media].into_iter().find(|candidate| candidate.name().eq_ignore_ascii_case(name))
    }
}

/// Whether a source takes entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceStatus {
    /// It does.
    Active,
    /// It is being deleted.
    Purging,
}

impl SourceStatus {
    /// The name as the API writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Purging => "Purging",
        }
    }

    /// The status of that name, whatever its case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Active, Self::Purging]
            .into_iter()
            .find(|candidate| candidate.name().eq_ignore_ascii_case(name))
    }
}

/// A source to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSource {
    /// Its id.
    pub id: SourceId,
    /// Its name for people.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// What it holds.
    pub source_type: SourceType,
}

/// A source with what is known of its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// Its name for people.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// What it holds.
    pub source_type: SourceType,
    /// Whether it takes entries.
    pub status: SourceStatus,
    /// How many entries it has.
    pub entries: u64,
    /// The change log's place of the last change to its entries; 0 where there was none.
    pub changed: Sequence,
    /// When its entries changed last.
    pub changed_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When its name, description or status was changed last.
    pub updated_at: Timestamp,
}

impl Source {
    /// What can be changed of it, as its [`Revision`] is made from it.
    #[must_use]
    pub fn editable(&self) -> serde_json::Value {
        serde_json::json!({"name": self.name, "description": self.description})
    }
}

/// A change of a source; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceUpdate {
    /// The new name.
    pub name: Option<String>,
    /// The new description; `Some(None)` clears it.
    pub description: Option<Option<String>>,
    /// What it was made from; another revision is refused with [`StoreError::Changed`](crate::StoreError::Changed).
    pub expected: Option<Revision>,
}

/// Which sources a list shows; what is `None` does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceFilter {
    /// Part of the name or id, whatever its case.
    pub name: Option<String>,
    /// What it holds.
    pub source_type: Option<SourceType>,
    /// Whether it takes entries.
    pub status: Option<SourceStatus>,
    /// Created at that time or later.
    pub created_from: Option<Timestamp>,
    /// Created before that time.
    pub created_to: Option<Timestamp>,
    /// Updated at that time or later.
    pub updated_from: Option<Timestamp>,
    /// Updated before that time.
    pub updated_to: Option<Timestamp>,
}
