//! What the server says of an import.

use std::ops::AddAssign;

use octant_model::{ImportId, Timestamp};
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ImportState {
    /// Merged into the source's entries, durably.
    Applied,
    /// Visible in every destination that shows the source.
    Published,
    /// Not applied, and never will be.
    Failed,
    /// A state that this client does not know; not yet applied as far as it can tell.
    #[serde(other)]
    Unknown,
}

impl ImportState {
    /// Whether the source's entries hold what the import brought.
    #[must_use]
    pub fn is_applied(self) -> bool {
        matches!(self, Self::Applied | Self::Published)
    }
}

/// What became of the entities of an import, or of several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ImportCounts {
    /// Entities that were sent.
    pub received: u64,
    /// New entries.
    pub created: u64,
    /// Known entries that changed.
    pub updated: u64,
    /// Known entries that were as sent already, and removals of what was not there.
    pub unchanged: u64,
    /// Removed entries.
    pub deleted: u64,
}

impl AddAssign for ImportCounts {
    fn add_assign(&mut self, other: Self) {
        self.received += other.received;
        self.created += other.created;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.deleted += other.deleted;
    }
}

/// The answer to `GET /imports/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportStatus {
    /// The import's id.
    pub id: ImportId,
    /// The id that groups the imports of one job.
    pub correlation_id: Option<Uuid>,
    /// The source that it went into.
    pub source: String,
    /// How far it has come.
    pub state: ImportState,
    /// What became of its entities.
    #[serde(flatten)]
    pub counts: ImportCounts,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// When it was applied.
    pub applied_at: Option<Timestamp>,
    /// When the last destination showed it.
    pub published_at: Option<Timestamp>,
    /// The place in the change log that holds all of it, where it changed anything.
    #[serde(default, deserialize_with = "number_or_text")]
    pub sequence: Option<u64>,
}

/// Sequences are numbers in some answers and fixed-width text in others.
fn number_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u64),
        Text(String),
    }
    Ok(match Option::<Either>::deserialize(deserializer)? {
        Some(Either::Number(number)) => Some(number),
        Some(Either::Text(text)) => Some(text.parse().map_err(serde::de::Error::custom)?),
        None => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_as_the_server_writes_it() {
        let status: ImportStatus = serde_json::from_str(
            r#"{"id":"0197f5c0-0000-7000-8000-000000000000","correlationId":null,"source":"products","state":"applied",
                "received":3,"created":1,"updated":1,"unchanged":1,"deleted":0,"acceptedAt":"2026-01-01T00:00:00.000Z",
                "appliedAt":"2026-01-01T00:00:00.000Z","publishedAt":null,"sequence":12}"#,
        )
        .expect("a status");
        assert!(status.state.is_applied());
        assert_eq!(
            status.counts,
            ImportCounts { received: 3, created: 1, updated: 1, unchanged: 1, deleted: 0 }
        );
        assert_eq!(status.sequence, Some(12));
    }

    #[test]
    fn a_state_of_the_future_is_read_as_unknown() {
        assert_eq!(
            serde_json::from_str::<ImportState>(r#""queued""#).expect("a state"),
            ImportState::Unknown
        );
    }
}
