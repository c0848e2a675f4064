//! How an import's status looks.

use octant_model::{ImportId, SourceId, Timestamp};
use octant_store::{ImportProblem, ImportRecord, ImportState};
use serde::Serialize;
use uuid::Uuid;

/// What a client is told of an import.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportStatus {
    id: ImportId,
    correlation_id: Option<Uuid>,
    source: SourceId,
    state: &'static str,
    received: u64,
    created: u64,
    updated: u64,
    unchanged: u64,
    deleted: u64,
    rejected: u64,
    problems: Vec<ImportProblem>,
    accepted_at: Timestamp,
    applied_at: Option<Timestamp>,
    published_at: Option<Timestamp>,
    sequence: Option<String>,
}

const STATES: [ImportState; 3] = [ImportState::Applied, ImportState::Published, ImportState::Failed];

/// The state of that name, in any case.
pub(crate) fn state_of(name: &str) -> Option<ImportState> {
    STATES.into_iter().find(|state| name_of(*state).eq_ignore_ascii_case(name))
}

/// The state's name as it is written.
pub(crate) fn name_of(state: ImportState) -> &'static str {
    match state {
        ImportState::Applied => "applied",
        ImportState::Published => "published",
        ImportState::Failed => "failed",
    }
}

impl ImportStatus {
    pub(super) fn of(record: ImportRecord) -> Self {
        let failed = record.state == ImportState::Failed;
        Self {
            id: record.id,
            correlation_id: record.correlation,
            source: record.source,
            state: name_of(record.state),
            received: record.received,
            created: record.counts.created,
            updated: record.counts.updated,
            unchanged: record.counts.unchanged,
            deleted: record.counts.deleted,
            rejected: record.rejected,
            problems: record.problems,
            accepted_at: record.id.accepted_at(),
            applied_at: record.applied_at,
            published_at: record.published_at,
            // Of fixed width, so that positions compare as text wherever they are shown.
            sequence: (!failed).then(|| format!("{:020}", record.sequence.0)),
        }
    }
}
