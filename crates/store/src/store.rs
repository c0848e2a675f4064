//! The trait that every engine implements.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use octant_model::{
    Entry, EntryKey, ImportId, Page, PageRequest, PropertyId, ProviderId, Sequence, SourceId, TenantId,
    Timestamp,
};

use crate::activity::{Activity, ActivityFilter, Shown, whole};
use crate::definition::{Condition, Definition, DefinitionChange, Kind};
use crate::error::StoreError;
use crate::import::{
    Actor, ApplyOutcome, ImportCounts, ImportFilter, ImportRecord, Merge, NewImport, Volume,
};
use crate::log::LogBlock;
use crate::property::{PropertyRecord, PropertySettings};
use crate::revision::Revision;
use crate::source::{NewSource, Source, SourceFilter, SourceUpdate};
use crate::stored_entry::StoredEntry;

/// Whether the store can do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// It can.
    Ready,
    /// It cannot at the moment; the error says why.
    Failing(StoreError),
}

/// How far the check of everything stored is, which runs beside the work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckStatus {
    /// Whether a round is under way.
    pub running: bool,
    /// How many rows this round, or the last one, looked at.
    pub rows: u64,
    /// About how many it looks at in all.
    pub expected: u64,
    /// How many rounds were finished.
    pub rounds: u64,
    /// How many findings the last finished round had.
    pub findings: u64,
    /// When the last finished round ended.
    pub finished_at: Option<Timestamp>,
}

/// How long the store keeps what it need not keep for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Idempotency keys used before this moment go.
    pub idempotency_before: Timestamp,
    /// Import records accepted before this moment go; what they imported stays.
    pub imports_before: Timestamp,
    /// Activity before this moment goes.
    pub activity_before: Timestamp,
    /// Records of the change log older than this moment go once every reader that keeps a checkpoint has read them;
    /// `None` keeps them all.
    pub log_before: Option<Timestamp>,
}

/// The time by which old records are removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrustedTime {
    /// The time; not after the system's clock.
    pub now: Timestamp,
    /// How far the clock is ahead of it, because it is not believed yet.
    pub behind: Duration,
}

/// What the store takes up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Bytes on disk.
    pub bytes: u64,
    /// Bytes of that which wait to be moved to their place.
    pub log_bytes: u64,
    /// Bytes that the disk has left, where it says so.
    pub free_bytes: Option<u64>,
}

/// A durable home for tenants, sources, entries, definitions and the change log.
///
/// Calls block; they may be made from many threads. What a call changed is durable when it returns `Ok`, and nothing
/// of it is there when it returns an error. A tenant that does not exist is [`StoreError::NotFound`] everywhere.
pub trait Store: Send + Sync + 'static {
    /// Makes the tenant; false where it existed already.
    fn create_tenant(&self, tenant: &TenantId) -> Result<bool, StoreError>;
    /// Every tenant, by name.
    fn tenants(&self) -> Result<Vec<TenantId>, StoreError>;

    /// One definition.
    fn definition(&self, tenant: &TenantId, kind: Kind, id: &str) -> Result<Option<Definition>, StoreError>;
    /// The definition of that id in whichever tenant has it, for kinds whose ids are unique over all tenants.
    fn find_definition(&self, kind: Kind, id: &str) -> Result<Option<(TenantId, Definition)>, StoreError>;
    /// The definitions of a kind, by id.
    fn definitions(
        &self,
        tenant: &TenantId,
        kind: Kind,
        page: &PageRequest,
    ) -> Result<Page<Definition>, StoreError>;
    /// A number that grows with every change of the set-up, for [`DefinitionChange::ExpectNoChange`].
    fn activity_head(&self) -> Result<u64, StoreError>;
    /// Makes all the changes, in order, or none; each gets a log record and its place in the activity, which shows the
    /// bodies as they are. Answers with the log's end.
    fn change_definitions(
        &self,
        tenant: &TenantId,
        changes: Vec<DefinitionChange>,
        actor: &Actor,
    ) -> Result<Sequence, StoreError> {
        self.change_secret_definitions(tenant, changes, whole, actor)
    }
    /// The same for definitions that hold secrets: the activity shows what `shown` leaves of their bodies.
    fn change_secret_definitions(
        &self,
        tenant: &TenantId,
        changes: Vec<DefinitionChange>,
        shown: Shown,
        actor: &Actor,
    ) -> Result<Sequence, StoreError>;
    /// Who changed which definition, source or property, newest first.
    fn activity(
        &self,
        tenant: &TenantId,
        filter: &ActivityFilter,
        page: &PageRequest,
    ) -> Result<Page<Activity>, StoreError>;

    /// Makes a source.
    fn create_source(&self, tenant: &TenantId, new: NewSource, actor: &Actor) -> Result<Source, StoreError>;
    /// One source.
    fn source(&self, tenant: &TenantId, id: &SourceId) -> Result<Option<Source>, StoreError>;
    /// The sources, by id.
    fn sources(
        &self,
        tenant: &TenantId,
        filter: &SourceFilter,
        page: &PageRequest,
    ) -> Result<Page<Source>, StoreError>;
    /// Changes a source's name or description.
    fn update_source(
        &self,
        tenant: &TenantId,
        id: &SourceId,
        update: SourceUpdate,
        actor: &Actor,
    ) -> Result<Source, StoreError>;
    /// Marks a source as going: from now on it takes no import, and [`Store::purge_source`] empties it.
    /// [`StoreError::Stale`] where one of the conditions does not hold, on which the decision rests.
    fn begin_source_purge(
        &self,
        tenant: &TenantId,
        id: &SourceId,
        conditions: Vec<Condition>,
        actor: &Actor,
    ) -> Result<(), StoreError>;
    /// Removes up to so many entries of a source that is going, each with its log record, and the source itself with
    /// the last of them. True when all is gone.
    fn purge_source(&self, tenant: &TenantId, id: &SourceId, limit: usize) -> Result<bool, StoreError>;

    /// The entries of those keys, in their order; `None` for those that do not exist.
    fn entries(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        keys: &[EntryKey],
    ) -> Result<Vec<Option<StoredEntry>>, StoreError>;
    /// Visits the entries by key, in byte order, from just after `after`, only those whose key begins with `prefix`,
    /// until the visitor breaks off. One call sees one state of the source.
    fn scan_entries(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        after: Option<&str>,
        prefix: &str,
        visit: &mut dyn FnMut(&str, Sequence, &Entry<'_>) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// Applies an import: all of its entities or none, with their log records and its own record, durably.
    /// An import that changes nothing leaves only its record.
    fn apply_import(&self, import: NewImport, merge: Arc<dyn Merge>) -> Result<ApplyOutcome, StoreError>;
    /// What an import would do, without doing it.
    fn preview_import(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        merge: &dyn Merge,
    ) -> Result<ImportCounts, StoreError>;
    /// Keeps the record of an import that was refused.
    fn record_failed_import(&self, import: NewImport) -> Result<(), StoreError>;
    /// One import.
    fn import(&self, tenant: &TenantId, id: ImportId) -> Result<Option<ImportRecord>, StoreError>;
    /// The imports, newest first.
    fn imports(
        &self,
        tenant: &TenantId,
        filter: &ImportFilter,
        page: &PageRequest,
    ) -> Result<Page<ImportRecord>, StoreError>;
    /// How many imports were accepted, and how many of them failed, in each of so many hours up to a moment; the oldest
    /// hour first.
    fn imports_by_hour(
        &self,
        tenant: &TenantId,
        until: Timestamp,
        hours: usize,
    ) -> Result<Vec<(u64, u64)>, StoreError>;
    /// Notes when something that is defined was used last; that leaves neither a record in the log nor activity, and goes
    /// with the definition.
    fn note_use(&self, tenant: &TenantId, kind: Kind, id: &str, at: Timestamp) -> Result<(), StoreError>;
    /// When what is defined was used last, by id; without those that never were.
    fn last_uses(&self, tenant: &TenantId, kind: Kind) -> Result<HashMap<String, Timestamp>, StoreError>;
    /// What a provider ever sent, in one look-up; nothing where it is unknown.
    fn provider_volume(&self, tenant: &TenantId, provider: ProviderId) -> Result<Volume, StoreError>;
    /// The sources with imports that are applied and not noted as published, each with the place of the first of them.
    fn unpublished(&self, tenant: &TenantId) -> Result<Vec<(SourceId, Sequence)>, StoreError>;
    /// Notes that every destination shows the source as it was at that place of the log: the imports up to there are
    /// published from now on. Answers how many became so.
    fn mark_published(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        through: Sequence,
    ) -> Result<u64, StoreError>;

    /// What is known of a source's properties, by id.
    fn properties(&self, tenant: &TenantId, source: &SourceId) -> Result<Vec<PropertyRecord>, StoreError>;
    /// Says what a property is; makes it where it does not exist yet. True where it was made.
    /// [`StoreError::Changed`] where it is not of the `expected` revision.
    fn put_property(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        id: &PropertyId,
        settings: PropertySettings,
        expected: Option<Revision>,
        actor: &Actor,
    ) -> Result<bool, StoreError>;
    /// Marks a property as going.
    fn begin_property_purge(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        id: &PropertyId,
        actor: &Actor,
    ) -> Result<(), StoreError>;
    /// Forgets a property that is going and that no entry has any more.
    fn remove_property(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        id: &PropertyId,
    ) -> Result<(), StoreError>;

    /// The place of the log's last record.
    fn log_head(&self, tenant: &TenantId) -> Result<Sequence, StoreError>;
    /// The blocks that follow a place, whole blocks until `limit` records are reached. The first block may begin at or
    /// before `after`, where the place lies inside it: skip what was seen.
    ///
    /// [`StoreError::LogTrimmed`] where records behind that place were let go: who follows the log must begin anew, with
    /// a scan.
    fn read_log(&self, tenant: &TenantId, after: Sequence, limit: usize)
    -> Result<Vec<LogBlock>, StoreError>;
    /// Whether everything that follows a place is still in the log, so that a reader can go on from there.
    fn log_follows(&self, tenant: &TenantId, place: Sequence) -> Result<bool, StoreError> {
        match self.read_log(tenant, place, 1) {
            Err(StoreError::LogTrimmed(_)) => Ok(false),
            read => read.map(|_| true),
        }
    }
    /// Waits until the log goes on after that place, or the time is over. Answers with the log's end.
    fn wait_for_log(
        &self,
        tenant: &TenantId,
        after: Sequence,
        wait: Duration,
    ) -> Result<Sequence, StoreError>;
    /// How far a reader of the log has come; 0 where it never said.
    fn checkpoint(&self, tenant: &TenantId, reader: &str) -> Result<Sequence, StoreError>;
    /// Keeps how far a reader has come.
    fn set_checkpoint(&self, tenant: &TenantId, reader: &str, sequence: Sequence) -> Result<(), StoreError>;
    /// Every reader of the tenant's log with how far it has come.
    fn checkpoints(&self, tenant: &TenantId) -> Result<Vec<(String, Sequence)>, StoreError>;
    /// Forgets a reader.
    fn remove_checkpoint(&self, tenant: &TenantId, reader: &str) -> Result<(), StoreError>;

    /// The time of changes: that of the system's clock, but never before one that was given or stored.
    fn now(&self) -> Timestamp;
    /// How far the times of changes are ahead of the system's clock, because that was put back.
    fn clock_behind(&self) -> Duration;
    /// The time by which old records may be removed. A clock that is implausibly far ahead of what is stored counts only when
    /// it has been so for `patience`, in time that this store was open.
    fn trusted_time(&self, patience: Duration) -> Result<TrustedTime, StoreError>;
    /// Lets go of what is older than it need be. Answers how many records went.
    fn expire(&self, retention: Retention) -> Result<u64, StoreError>;
    /// Reads everything and compares what is derived with what it is derived from.
    /// Answers with every contradiction found, in words.
    fn verify(&self) -> Result<Vec<String>, StoreError>;
    /// How far the check of everything stored is.
    fn check(&self) -> CheckStatus;
    /// Whether the store can do its work.
    fn health(&self) -> Health;
    /// What the store takes up.
    fn usage(&self) -> Usage;
}
