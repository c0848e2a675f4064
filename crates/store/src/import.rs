//! Imports: what a store is asked to apply, and what it keeps of it.

use octant_model::{Entry, ImportId, Property, ProviderId, Sequence, SourceId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who caused a change, such as `provider:0190…` or `key:…` or `system`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Actor(pub String);

impl Actor {
    /// Octant itself, where it finishes what somebody started.
    #[must_use]
    pub fn system() -> Self {
        Self("system".to_owned())
    }
}

/// The content of an import, and the domain's rule for what each of its entities does to an entry.
///
/// A store calls [`Merge::merge`] for an entity at least once, possibly several times against different states of
/// the entry, from several threads; only the last answer counts. Keys do not repeat within one import.
pub trait Merge: Send + Sync {
    /// How many entities there are.
    fn count(&self) -> usize;
    /// The entry key of the entity at that place.
    fn key(&self, index: usize) -> &str;
    /// What becomes of the entry, `None` where there is none. It must depend on its arguments alone.
    fn merge<'a>(&'a self, index: usize, current: Option<&Entry<'a>>) -> Merged<'a>;
    /// The spelling in which the import shows a property id, for people.
    fn spelling<'a>(&'a self, property: &'a str) -> &'a str {
        property
    }
}

/// What becomes of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged<'a> {
    /// It stays as it is, or stays away.
    Unchanged,
    /// It has these values from now on, in the order of [`Property::order`].
    Changed {
        /// All values, kept and new.
        properties: Vec<Property<'a>>,
        /// The ids of the properties whose values changed, in order, each once. May be empty for a new entry.
        changed: Vec<&'a str>,
    },
    /// It goes.
    Deleted,
    /// It is not what the import was made from: nothing of the import is applied, [`StoreError::Changed`](crate::StoreError::Changed).
    Refused,
}

/// A key with which a client marks a request, so that its repetition changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Whose key it is, such as a provider's id: two clients may use the same text.
    pub scope: String,
    /// The client's text.
    pub key: String,
    /// A digest of everything that the request asks for.
    pub digest: [u8; 32],
}

/// An import to be applied.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// Its id, made when the request was accepted.
    pub id: ImportId,
    /// Whose it is.
    pub tenant: TenantId,
    /// Where it goes.
    pub source: SourceId,
    /// The provider that sent it; `None` where something else did.
    pub provider: Option<ProviderId>,
    /// Who sent it.
    pub actor: Actor,
    /// The client's id for the job that it belongs to.
    pub correlation: Option<Uuid>,
    /// The client's key against repetition.
    pub idempotency: Option<IdempotencyKey>,
    /// How many entities came, the rejected among them.
    pub received: u64,
    /// How many of them were rejected before.
    pub rejected: u64,
    /// What was wrong with these; a store keeps it as it is.
    pub problems: Vec<ImportProblem>,
}

/// What is wrong with an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProblem {
    /// The entity's place in the payload, from 0; `None` where the payload as a whole is wrong.
    pub index: Option<u64>,
    /// The entity's key as it came.
    pub key: Option<String>,
    /// A stable name of the rule that it breaks.
    pub code: String,
    /// What was wrong, and what would be right.
    pub message: String,
}

/// How many entities of an import did what. `created + updated + unchanged + deleted` is the number applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Entries that were not there before.
    pub created: u64,
    /// Entries that changed.
    pub updated: u64,
    /// Entities that changed nothing, deletions of unknown keys among them.
    pub unchanged: u64,
    /// Entries that went.
    pub deleted: u64,
}

impl ImportCounts {
    /// How many entities were applied.
    #[must_use]
    pub fn applied(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.deleted
    }
}

/// What a provider ever sent, with what is not on record any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Volume {
    /// How many imports.
    pub imports: u64,
    /// How many of them were refused.
    pub failed: u64,
    /// What became of the entities of the others.
    pub counts: ImportCounts,
}

/// How an import ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportState {
    /// It is in the entries and the change log.
    Applied,
    /// It is also in every destination that shows its source.
    Published,
    /// It was refused; nothing of it was stored.
    Failed,
}

/// What is kept of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRecord {
    /// Its id; it carries the time of acceptance.
    pub id: ImportId,
    /// Where it went.
    pub source: SourceId,
    /// The provider that sent it.
    pub provider: Option<ProviderId>,
    /// Who sent it.
    pub actor: Actor,
    /// The client's id for the job that it belongs to.
    pub correlation: Option<Uuid>,
    /// How it ended.
    pub state: ImportState,
    /// How many entities came.
    pub received: u64,
    /// How many of them were rejected; the rest is in `counts`, unless the import failed.
    pub rejected: u64,
    /// What became of the others.
    pub counts: ImportCounts,
    /// What was wrong with the rejected ones, or with the import.
    pub problems: Vec<ImportProblem>,
    /// When it was durable; `None` where it failed.
    pub applied_at: Option<Timestamp>,
    /// When every destination that shows its source had caught up; `None` where that is not so yet.
    pub published_at: Option<Timestamp>,
    /// The change log's end just after it: a reader that has come so far has seen it all.
    pub sequence: Sequence,
}

/// How a store answers to an import.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one a request, and nearly always the large one")]
pub enum ApplyOutcome {
    /// It is durable, now or, where `replayed`, since the first request with its idempotency key.
    Applied {
        /// What is kept of it.
        record: ImportRecord,
        /// Whether an earlier request did the work.
        replayed: bool,
    },
    /// Its idempotency key was used for something else.
    IdempotencyConflict,
}

/// Which imports a list shows; what is `None` does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportFilter {
    /// Those of a source.
    pub source: Option<SourceId>,
    /// Those of a provider.
    pub provider: Option<ProviderId>,
    /// Those of a job.
    pub correlation: Option<Uuid>,
    /// Those that ended so.
    pub state: Option<ImportState>,
}
