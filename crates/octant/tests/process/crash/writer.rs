//! Who writes into one source, and knows what must be in it.

use std::ops::ControlFlow;

use octant_model::{ImportId, PageRequest, Sequence, SourceId, TenantId};
use octant_store::sqlite::SqliteStore;
use octant_store::{ImportCounts, ImportFilter, ImportRecord, ImportState, Store};
use serde_json::Value;
use uuid::Uuid;

use super::import::{Entries, Import};
use crate::chance::Chance;
use crate::support::request;

/// A writer is the only one that writes into its source.
pub(super) struct Writer {
    pub(super) source: SourceId,
    /// The correlation id of all its imports.
    correlation: Uuid,
    chance: Chance,
    /// What the acknowledged imports made.
    entries: Entries,
    acknowledged: Vec<Acknowledged>,
    /// How many of these have been looked up.
    checked: usize,
    /// The import whose answer did not come.
    pending: Option<Import>,
}

/// What the server promised to have done.
struct Acknowledged {
    id: ImportId,
    size: u64,
    counts: ImportCounts,
}

impl Writer {
    pub(super) fn new(source: SourceId, seed: u64) -> Self {
        Self {
            source,
            correlation: Uuid::from_u64_pair(seed, seed),
            chance: Chance(seed),
            entries: Entries::new(),
            acknowledged: Vec::new(),
            checked: 0,
            pending: None,
        }
    }

    /// How many imports were acknowledged.
    pub(super) fn imports(&self) -> usize {
        self.acknowledged.len()
    }

    /// Imports until the server is gone; first what may not have arrived before, with its old idempotency key.
    pub(super) fn work(&mut self, address: &str, token: &str) {
        loop {
            let import = match self.pending.take() {
                Some(import) => import,
                None => Import::random(self.acknowledged.len() as u64, &mut self.chance),
            };
            let Some(id) = self.send(address, token, &import) else {
                self.pending = Some(import);
                return;
            };
            let counts = import.apply(&mut self.entries);
            self.acknowledged.push(Acknowledged { id, size: import.size(), counts });
        }
    }

    /// The import's id; `None` where no whole answer came.
    fn send(&self, address: &str, token: &str, import: &Import) -> Option<ImportId> {
        let authorization = format!("Bearer {token}");
        let idempotency = format!("{}-{}", self.source, import.number);
        let headers = [("authorization", authorization.as_str()), ("idempotency-key", idempotency.as_str())];
        let path = format!("/import/{}?correlationId={}", self.source, self.correlation);
        let (status, body) = request(address, "POST", &path, &headers, &import.body()).ok()?;
        assert_eq!(status, 202, "{body}");
        let answer: Value = serde_json::from_str(&body).unwrap();
        Some(answer["id"].as_str().unwrap().parse().unwrap())
    }

    /// The source must hold what the acknowledged imports made, with all or nothing of the pending one; the records of
    /// the imports must say the same.
    pub(super) fn check(&mut self, store: &SqliteStore, tenant: &TenantId) {
        let found = entries(store, tenant, &self.source);
        match self.pending_record(store, tenant) {
            None => assert_eq!(found, self.entries, "{}: the acknowledged imports", self.source),
            Some(record) => {
                let pending = self.pending.as_ref().expect("an import that nobody sent");
                let mut expected = self.entries.clone();
                let counts = pending.apply(&mut expected);
                assert_eq!(found, expected, "{}: the acknowledged imports and the pending one", self.source);
                self.check_record(&record, pending.size(), counts);
            }
        }
        self.check_acknowledged(self.checked, store, tenant);
        self.checked = self.acknowledged.len();
    }

    /// Every acknowledged import from that one on has the record that it must have.
    pub(super) fn check_acknowledged(&self, from: usize, store: &SqliteStore, tenant: &TenantId) {
        for acknowledged in &self.acknowledged[from..] {
            let record = store.import(tenant, acknowledged.id).unwrap();
            let record = record.expect("an acknowledged import has a record");
            self.check_record(&record, acknowledged.size, acknowledged.counts);
        }
    }

    fn check_record(&self, record: &ImportRecord, size: u64, counts: ImportCounts) {
        assert_ne!(record.state, ImportState::Failed);
        assert_eq!((record.received, record.counts), (size, counts), "{}: {record:?}", self.source);
        assert_eq!((&record.source, record.correlation), (&self.source, Some(self.correlation)));
    }

    /// The record of an import that was not acknowledged; there can be one, and it is the newest.
    fn pending_record(&self, store: &SqliteStore, tenant: &TenantId) -> Option<ImportRecord> {
        let filter = ImportFilter { correlation: Some(self.correlation), ..ImportFilter::default() };
        let page = PageRequest { include_total: true, ..PageRequest::first(1) };
        let page = store.imports(tenant, &filter, &page).unwrap();
        let unknown = page.total.unwrap() - self.acknowledged.len() as u64;
        assert!(unknown <= 1, "{}: {unknown} imports more than were sent", self.source);
        page.items.into_iter().next().filter(|_| unknown == 1)
    }
}

/// Every entry with its import's number; each must be whole.
fn entries(store: &SqliteStore, tenant: &TenantId, source: &SourceId) -> Entries {
    let mut found = Entries::new();
    let mut visit = |key: &str, _: Sequence, entry: &octant_model::Entry<'_>| {
        let [import, text] = entry.properties.as_slice() else { panic!("{key} is half an entry: {entry:?}") };
        assert_eq!((import.id, text.id, text.value.len()), ("import", "text", 300));
        found.insert(key.to_owned(), import.value.parse().unwrap());
        ControlFlow::Continue(())
    };
    store.scan_entries(tenant, source, None, "", &mut visit).unwrap();
    found
}
