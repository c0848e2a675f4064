//! The store itself: each call of the trait, handed to the table that it is about.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use octant_model::{
    Entry, EntryKey, ImportId, Page, PageRequest, PropertyId, ProviderId, Sequence, SourceId, TenantId,
    Timestamp,
};
use rusqlite::Connection;

use super::check::Check;
use super::connection::Readers;
use super::import::{self, Application, Basis, Plan};
use super::keeper::Keeper;
use super::lock::Lock;
use super::opening::{self, Options};
use super::rows::{self, TenantRow};
use super::shared::{Shared, lock};
use super::writer::{WriteContext, Writer};
use super::{
    activity, checkpoint, definition, entry, last_use, log, registry, source, tenant, trust, verify,
};
use crate::activity::{Activity, ActivityFilter, Shown};
use crate::definition::{Condition, Definition, DefinitionChange, Kind};
use crate::error::StoreError;
use crate::import::{
    Actor, ApplyOutcome, ImportCounts, ImportFilter, ImportRecord, Merge, NewImport, Volume,
};
use crate::log::LogBlock;
use crate::property::{PropertyRecord, PropertySettings};
use crate::revision::Revision;
use crate::source::{NewSource, Source, SourceFilter, SourceUpdate};
use crate::store::{CheckStatus, Health, Retention, Store, TrustedTime, Usage};
use crate::stored_entry::StoredEntry;

/// How many old records one change lets go of, so that no import waits long behind it.
const EXPIRE_AT_ONCE: u32 = 5_000;

/// What an open store consists of.
pub(crate) struct Parts {
    pub(crate) lock: Lock,
    pub(crate) file: PathBuf,
    pub(crate) readers: Readers,
    /// For scans of entries, which may take long: nothing short waits for them.
    pub(crate) scanners: Readers,
    pub(crate) writer: Arc<Writer>,
    pub(crate) keeper: Keeper,
    pub(crate) shared: Arc<Shared>,
    pub(crate) check: Check,
}

/// A store in one SQLite file. Dropping it finishes what was asked and closes the file.
pub struct SqliteStore {
    parts: Option<Parts>,
}

impl SqliteStore {
    /// Opens the store in that folder, made where it does not exist: takes the folder for this process alone, looks
    /// for damage, and migrates an older store after a copy of it was made.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] names what is broken; [`StoreError::Failed`] tells of a folder in use, a store of a
    /// newer release, or a disk that does not do its work.
    pub fn open(folder: &Path, options: &Options) -> Result<Self, StoreError> {
        opening::open(folder, options).map(|parts| Self { parts: Some(parts) })
    }

    fn parts(&self) -> &Parts {
        self.parts.as_ref().expect("taken only when dropped")
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.read_by(&self.parts().readers, work)
    }

    fn read_by<T>(
        &self,
        readers: &Readers,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let result = readers.read(|transaction| work(transaction));
        if let Err(error @ StoreError::Damaged(_)) = &result {
            self.parts().shared.failing(error);
        }
        result
    }

    /// What was looked for, if it is there, or if its absence can be believed.
    fn found<T>(&self, found: Result<Option<T>, StoreError>) -> Result<Option<T>, StoreError> {
        match found {
            Ok(None) => self.parts().shared.structure().map(|()| None),
            found => found,
        }
    }

    fn read_of<T>(
        &self,
        tenant: &TenantId,
        work: impl FnOnce(&Connection, TenantRow) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.read(|connection| {
            let tenant = rows::tenant(connection, tenant)?;
            work(connection, tenant)
        })
    }

    fn change_of<T: Send + 'static>(
        &self,
        tenant: &TenantId,
        mut work: impl FnMut(&mut WriteContext<'_>, TenantRow) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let tenant = tenant.clone();
        self.parts().writer.change(move |context| {
            let tenant = rows::tenant(context.connection, &tenant)?;
            work(context, tenant)
        })
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        if let Some(parts) = self.parts.take() {
            parts.check.stop();
            parts.keeper.stop();
            parts.readers.close();
            parts.scanners.close();
            parts.writer.stop();
            // The folder is free for another process only now.
            drop(parts.lock);
        }
    }
}

impl Store for SqliteStore {
    fn create_tenant(&self, tenant: &TenantId) -> Result<bool, StoreError> {
        // A start on a full disk writes nothing that is there.
        if self.tenants()?.contains(tenant) {
            return Ok(false);
        }
        let tenant = tenant.clone();
        self.parts().writer.change(move |context| tenant::create(context, &tenant))
    }

    fn tenants(&self) -> Result<Vec<TenantId>, StoreError> {
        self.read(tenant::all)
    }

    fn definition(&self, tenant: &TenantId, kind: Kind, id: &str) -> Result<Option<Definition>, StoreError> {
        self.found(self.read_of(tenant, |connection, tenant| definition::one(connection, tenant, kind, id)))
    }

    fn find_definition(&self, kind: Kind, id: &str) -> Result<Option<(TenantId, Definition)>, StoreError> {
        self.found(self.read(|connection| definition::find(connection, kind, id)))
    }

    fn activity_head(&self) -> Result<u64, StoreError> {
        self.read(activity::head)
    }

    fn definitions(
        &self,
        tenant: &TenantId,
        kind: Kind,
        page: &PageRequest,
    ) -> Result<Page<Definition>, StoreError> {
        self.parts().shared.structure()?;
        self.read_of(tenant, |connection, tenant| definition::list(connection, tenant, kind, page))
    }

    fn change_secret_definitions(
        &self,
        tenant: &TenantId,
        changes: Vec<DefinitionChange>,
        shown: Shown,
        actor: &Actor,
    ) -> Result<Sequence, StoreError> {
        let actor = actor.clone();
        self.change_of(tenant, move |context, tenant| {
            definition::change(context, tenant, &changes, shown, &actor)
        })
    }

    fn activity(
        &self,
        tenant: &TenantId,
        filter: &ActivityFilter,
        page: &PageRequest,
    ) -> Result<Page<Activity>, StoreError> {
        self.read_of(tenant, |connection, tenant| activity::list(connection, tenant, filter, page))
    }

    fn create_source(&self, tenant: &TenantId, new: NewSource, actor: &Actor) -> Result<Source, StoreError> {
        let actor = actor.clone();
        self.change_of(tenant, move |context, tenant| source::create(context, tenant, &new, &actor))
    }

    fn source(&self, tenant: &TenantId, id: &SourceId) -> Result<Option<Source>, StoreError> {
        self.found(self.read_of(tenant, |connection, tenant| {
            Ok(source::one(connection, tenant, id)?.map(|found| found.source))
        }))
    }

    fn sources(
        &self,
        tenant: &TenantId,
        filter: &SourceFilter,
        page: &PageRequest,
    ) -> Result<Page<Source>, StoreError> {
        self.parts().shared.structure()?;
        self.read_of(tenant, |connection, tenant| source::list(connection, tenant, filter, page))
    }

    fn update_source(
        &self,
        tenant: &TenantId,
        id: &SourceId,
        update: SourceUpdate,
        actor: &Actor,
    ) -> Result<Source, StoreError> {
        let (id, actor) = (id.clone(), actor.clone());
        self.change_of(tenant, move |context, tenant| source::update(context, tenant, &id, &update, &actor))
    }

    fn begin_source_purge(
        &self,
        tenant: &TenantId,
        id: &SourceId,
        conditions: Vec<Condition>,
        actor: &Actor,
    ) -> Result<(), StoreError> {
        let (id, actor) = (id.clone(), actor.clone());
        self.change_of(tenant, move |context, tenant| {
            conditions
                .iter()
                .try_for_each(|condition| definition::hold(context.connection, tenant, condition))?;
            source::begin_purge(context, tenant, &id, &actor)
        })
    }

    fn purge_source(&self, tenant: &TenantId, id: &SourceId, limit: usize) -> Result<bool, StoreError> {
        let id = id.clone();
        self.change_of(tenant, move |context, tenant| entry::purge(context, tenant, &id, limit))
    }

    fn entries(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        keys: &[EntryKey],
    ) -> Result<Vec<Option<StoredEntry>>, StoreError> {
        let entries =
            self.read_of(tenant, |connection, tenant| entry::many(connection, tenant, source, keys))?;
        if entries.iter().any(Option::is_none) {
            self.parts().shared.structure()?;
        }
        Ok(entries)
    }

    fn scan_entries(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        after: Option<&str>,
        prefix: &str,
        visit: &mut dyn FnMut(&str, Sequence, &Entry<'_>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.parts().shared.structure()?;
        self.read_by(&self.parts().scanners, |connection| {
            let tenant = rows::tenant(connection, tenant)?;
            let source = source::require(connection, tenant, source)?.row;
            entry::scan(connection, source, after, prefix, visit)
        })
    }

    fn apply_import(&self, import: NewImport, merge: Arc<dyn Merge>) -> Result<ApplyOutcome, StoreError> {
        self.parts().shared.structure()?;
        // Before the snapshot: a commit between the two is checked once too often rather than not at all.
        let shared = &self.parts().shared;
        let (epoch, index_is_checked) = (shared.epoch(), shared.is_checked());
        let basis = Basis { import: import.id, epoch, index_is_checked };
        let planned = self.read_of(&import.tenant, |connection, tenant| {
            if let Some(outcome) = import::replay(connection, tenant, &import)? {
                return Ok(Err(outcome));
            }
            let source = source::require_active(connection, tenant, &import.source)?;
            Plan::make(connection, &source, basis, merge.as_ref()).map(Ok)
        })?;
        match planned {
            Err(outcome) => Ok(outcome),
            Ok(plan) => {
                let weight = usize::try_from(plan.changes()).unwrap_or(usize::MAX).saturating_add(1);
                let bytes = plan.bytes();
                let mut application = Application { import, merge, plan };
                self.parts().writer.large_change(weight, bytes, move |context| application.write(context))
            }
        }
    }

    fn preview_import(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        merge: &dyn Merge,
    ) -> Result<ImportCounts, StoreError> {
        self.read_of(tenant, |connection, tenant| {
            let source = source::require_active(connection, tenant, source)?;
            let basis = Basis { import: ImportId::generate(), epoch: 0, index_is_checked: false };
            let plan = Plan::make(connection, &source, basis, merge)?;
            Ok(plan.counts)
        })
    }

    fn record_failed_import(&self, import: NewImport) -> Result<(), StoreError> {
        self.parts().writer.change(move |context| import::failed(context, &import))
    }

    fn import(&self, tenant: &TenantId, id: ImportId) -> Result<Option<ImportRecord>, StoreError> {
        self.read_of(tenant, |connection, tenant| import::one(connection, tenant, id))
    }

    fn imports(
        &self,
        tenant: &TenantId,
        filter: &ImportFilter,
        page: &PageRequest,
    ) -> Result<Page<ImportRecord>, StoreError> {
        self.read_of(tenant, |connection, tenant| import::list(connection, tenant, filter, page))
    }

    fn imports_by_hour(
        &self,
        tenant: &TenantId,
        until: Timestamp,
        hours: usize,
    ) -> Result<Vec<(u64, u64)>, StoreError> {
        self.read_of(tenant, |connection, tenant| import::by_hour(connection, tenant, until, hours))
    }

    fn note_use(&self, tenant: &TenantId, kind: Kind, id: &str, at: Timestamp) -> Result<(), StoreError> {
        let id = id.to_owned();
        self.change_of(tenant, move |context, tenant| {
            last_use::note(context.connection, tenant, kind, &id, at)
        })
    }

    fn last_uses(&self, tenant: &TenantId, kind: Kind) -> Result<HashMap<String, Timestamp>, StoreError> {
        self.read_of(tenant, |connection, tenant| last_use::all(connection, tenant, kind))
    }

    fn provider_volume(&self, tenant: &TenantId, provider: ProviderId) -> Result<Volume, StoreError> {
        self.read_of(tenant, |connection, tenant| import::volume(connection, tenant, provider))
    }

    fn unpublished(&self, tenant: &TenantId) -> Result<Vec<(SourceId, Sequence)>, StoreError> {
        self.read_of(tenant, import::unpublished)
    }

    fn mark_published(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        through: Sequence,
    ) -> Result<u64, StoreError> {
        let source = source.clone();
        self.change_of(tenant, move |context, tenant| {
            import::mark_published(context, tenant, &source, through)
        })
    }

    fn properties(&self, tenant: &TenantId, source: &SourceId) -> Result<Vec<PropertyRecord>, StoreError> {
        self.read_of(tenant, |connection, tenant| {
            registry::list(connection, source::require(connection, tenant, source)?.row)
        })
    }

    fn put_property(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        id: &PropertyId,
        settings: PropertySettings,
        expected: Option<Revision>,
        actor: &Actor,
    ) -> Result<bool, StoreError> {
        let (source, id, actor) = (source.clone(), id.clone(), actor.clone());
        self.change_of(tenant, move |context, tenant| {
            let source = source::require_active(context.connection, tenant, &source)?;
            registry::put(context, tenant, &source, &id, (&settings, expected.as_ref()), &actor)
        })
    }

    fn begin_property_purge(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        id: &PropertyId,
        actor: &Actor,
    ) -> Result<(), StoreError> {
        let (source, id, actor) = (source.clone(), id.clone(), actor.clone());
        self.change_of(tenant, move |context, tenant| {
            let source = source::require_active(context.connection, tenant, &source)?;
            registry::begin_purge(context, tenant, &source, &id, &actor)
        })
    }

    fn remove_property(
        &self,
        tenant: &TenantId,
        source: &SourceId,
        id: &PropertyId,
    ) -> Result<(), StoreError> {
        let (source, id) = (source.clone(), id.clone());
        self.change_of(tenant, move |context, tenant| {
            let source = source::require(context.connection, tenant, &source)?;
            registry::remove(context, tenant, &source, &id)
        })
    }

    fn log_head(&self, tenant: &TenantId) -> Result<Sequence, StoreError> {
        self.read_of(tenant, log::head)
    }

    fn read_log(
        &self,
        tenant: &TenantId,
        after: Sequence,
        limit: usize,
    ) -> Result<Vec<LogBlock>, StoreError> {
        self.parts().shared.structure()?;
        self.read_of(tenant, |connection, tenant| log::read(connection, tenant, after, limit))
    }

    fn wait_for_log(
        &self,
        tenant: &TenantId,
        after: Sequence,
        wait: Duration,
    ) -> Result<Sequence, StoreError> {
        let deadline = Instant::now() + wait;
        loop {
            let epoch = self.parts().shared.epoch();
            let head = self.log_head(tenant)?;
            if head > after || Instant::now() >= deadline {
                return Ok(head);
            }
            self.parts().shared.wait_for_commit(epoch, deadline);
        }
    }

    fn checkpoint(&self, tenant: &TenantId, reader: &str) -> Result<Sequence, StoreError> {
        self.read_of(tenant, |connection, tenant| checkpoint::one(connection, tenant, reader))
    }

    fn set_checkpoint(&self, tenant: &TenantId, reader: &str, sequence: Sequence) -> Result<(), StoreError> {
        let reader = reader.to_owned();
        self.change_of(tenant, move |context, tenant| {
            checkpoint::set(context.connection, tenant, &reader, sequence)
        })
    }

    fn checkpoints(&self, tenant: &TenantId) -> Result<Vec<(String, Sequence)>, StoreError> {
        self.read_of(tenant, checkpoint::all)
    }

    fn remove_checkpoint(&self, tenant: &TenantId, reader: &str) -> Result<(), StoreError> {
        let reader = reader.to_owned();
        self.change_of(tenant, move |context, tenant| checkpoint::remove(context.connection, tenant, &reader))
    }

    fn now(&self) -> Timestamp {
        self.parts().shared.clock.now()
    }

    fn clock_behind(&self) -> Duration {
        self.parts().shared.clock.ahead()
    }

    fn trusted_time(&self, patience: Duration) -> Result<TrustedTime, StoreError> {
        let shared = Arc::clone(&self.parts().shared);
        let mut observed = lock(&shared.observed);
        let (last, at, newest) = (*observed, Instant::now(), shared.newest);
        let time =
            self.parts().writer.change(move |context| trust::observe(context, newest, last, patience))?;
        *observed = Some(at);
        Ok(time)
    }

    fn expire(&self, retention: Retention) -> Result<u64, StoreError> {
        let mut gone = 0;
        loop {
            let part = self
                .parts()
                .writer
                .change(move |context| import::expire(context, retention, EXPIRE_AT_ONCE))?;
            gone += part;
            if part < u64::from(EXPIRE_AT_ONCE) {
                return Ok(gone);
            }
        }
    }

    fn verify(&self) -> Result<Vec<String>, StoreError> {
        self.read_by(&self.parts().scanners, verify::verify)
    }

    fn check(&self) -> CheckStatus {
        self.parts().shared.check()
    }

    fn health(&self) -> Health {
        let shared = &self.parts().shared;
        if let Err(error) = shared.check_identity() {
            shared.failing(&error);
        }
        shared.health()
    }

    fn usage(&self) -> Usage {
        let length = |path: &Path| std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        let file = &self.parts().file;
        let log_bytes = length(&file.with_extension("db-wal"));
        Usage { bytes: length(file) + log_bytes, log_bytes, free_bytes: self.parts().shared.free_bytes() }
    }
}
