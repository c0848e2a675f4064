//! What became of an import.

use octant_model::ImportId;
use uuid::Uuid;

use crate::status::ImportCounts;

/// An entity that a partial import did not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The entity's place among all that were pushed, from 0; `None` where the server does not say.
    pub index: Option<u64>,
    /// The entity's key, as far as it has one.
    pub key: String,
    /// A stable word for the rule that it breaks.
    pub code: String,
    /// What was wrong, and what would be right.
    pub message: String,
}

/// What became of an import so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// The id that groups the imports of this job.
    pub correlation: Uuid,
    /// The imports that the server accepted, one per payload, in the order of their answers.
    pub imports: Vec<ImportId>,
    /// Entities in payloads that the server answered for, those that it rejected among them.
    pub answered: u64,
    /// Bytes of these payloads.
    pub bytes: u64,
    /// What the entities did, or would do: only with [`WaitFor::Applied`](crate::WaitFor),
    /// [`WaitFor::Published`](crate::WaitFor) or [`ImportOptions::dry_run`](crate::ImportOptions::dry_run).
    pub counts: ImportCounts,
    /// How many entities were rejected, by the client or by the server.
    pub rejected: u64,
    /// The rejected entities that [`Importer::take_rejections`](crate::Importer::take_rejections) did not take yet.
    pub rejections: Vec<Rejection>,
}
