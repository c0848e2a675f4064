//! A definition whose cards are kept up to date.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use octant_index::{Batch, Filter, Index};
use octant_model::{EntryKey, TenantId};
use octant_store::Store;
use serde_json::Value as Json;

use crate::card::Card;
use crate::cards::lock;
use crate::definition::Content;
use crate::document::document;
use crate::error::CardError;
use crate::filter_json::filter;
use crate::scan::cards;
use crate::segment::properties;
use crate::tenant::Generation;

/// How many documents are made and written at a time.
const CHUNK: usize = 2_000;
/// How far an index may lag on disk behind what is known to change nothing in it, in log records.
const UNSAVED: u64 = 100_000;

/// A definition in use, with the index of its cards.
#[derive(Clone)]
pub struct Live {
    /// The definition's id.
    pub id: Arc<str>,
    /// What its cards are made of.
    pub content: Arc<Content>,
    /// The index's generation: that of the activation.
    pub generation: u64,
    pub(crate) index: Index,
    /// The place in the change log up to which the cards are known to be right; not behind the index's own.
    seen: Arc<AtomicU64>,
    /// Held while a part of it is brought up to date; whether it was let go of, and its folder is not its own any more.
    let_go: Arc<Mutex<bool>>,
    /// Whether somebody looks cards up in the index.
    looked_up: Arc<AtomicBool>,
}

impl Live {
    pub(crate) fn new(id: &str, content: Content, generation: u64, index: Index) -> Self {
        let seen = Arc::new(AtomicU64::new(index.position()));
        let (content, let_go, looked_up) = (Arc::new(content), Arc::default(), Arc::default());
        Self { id: id.into(), content, generation, index, seen, let_go, looked_up }
    }

    /// The place in the change log up to which the cards are right.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.seen.load(Ordering::Acquire)
    }

    /// Whether both are one and the same index, and not one that was built anew for the other's generation.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.seen, &other.seen)
    }

    /// Tells that cards are looked up in the index from now on: [`Cards::step_ahead`](crate::Cards::step_ahead) takes in
    /// what changes.
    pub fn look_up(&self) {
        self.looked_up.store(true, Ordering::Release);
    }

    pub(crate) fn is_looked_up(&self) -> bool {
        self.looked_up.load(Ordering::Acquire)
    }

    /// Leaves the index as it is for ever; waits for who is changing it.
    pub(crate) fn let_go(&self) {
        *lock(&self.let_go) = true;
    }

    pub(crate) fn key(&self) -> Generation {
        (self.id.to_string(), self.generation)
    }

    /// Whether somebody else holds it too.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.seen) > 1
    }

    /// How many cards there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.index.count()
    }

    /// The cards of those keys as the store has them now, in their order; `None` where there is none.
    ///
    /// # Errors
    /// Those of the store.
    pub fn cards(
        &self,
        store: &dyn Store,
        tenant: &TenantId,
        keys: &[String],
    ) -> Result<Vec<Option<Card>>, CardError> {
        // What can be no key has no card.
        let valid: Vec<Option<EntryKey>> = keys.iter().map(|key| EntryKey::new(key.clone()).ok()).collect();
        let asked: Vec<EntryKey> = valid.iter().flatten().cloned().collect();
        let mut found = cards(store, tenant, &self.content, &asked)?.into_iter();
        Ok(valid.into_iter().map(|key| key.and_then(|_| found.next().flatten())).collect())
    }

    /// Reads a filter over the cards (docs/api.md, "Filters").
    ///
    /// # Errors
    /// [`CardError::Invalid`] names each wrong place below `path`.
    pub fn filter(&self, json: &Json, path: &str) -> Result<Filter, CardError> {
        filter(json, &properties(&self.content), path)
    }

    /// The changes that bring the cards of those keys up to date.
    fn batch(&self, store: &dyn Store, tenant: &TenantId, keys: &[String]) -> Result<Batch, CardError> {
        let mut batch = Batch::default();
        for (key, card) in keys.iter().zip(self.cards(store, tenant, keys)?) {
            match card {
                Some(card) => batch.put.push(document(&self.content, &card)),
                None => batch.delete.push(key.clone()),
            }
        }
        Ok(batch)
    }

    /// Brings the cards of those keys up to date, and notes the place in the change log that this leads to. Where `go_on`
    /// says no after a part of them, the place stays where it was.
    pub(crate) fn refresh(
        &self,
        store: &dyn Store,
        tenant: &TenantId,
        keys: &[String],
        position: u64,
        go_on: &dyn Fn() -> bool,
    ) -> Result<(), CardError> {
        let mut chunks = keys.chunks(CHUNK).peekable();
        loop {
            let keys = chunks.next().unwrap_or_default();
            // The place moves with the last chunk: what comes before is made again after a crash.
            let is_last = chunks.peek().is_none();
            self.refresh_chunk(store, tenant, keys, position, is_last)?;
            let may_go_on = keys.is_empty() || go_on();
            if is_last || !may_go_on {
                return Ok(());
            }
        }
    }

    /// A chunk of it, unless it was let go of meanwhile, or another step came as far.
    fn refresh_chunk(
        &self,
        store: &dyn Store,
        tenant: &TenantId,
        keys: &[String],
        position: u64,
        is_last: bool,
    ) -> Result<(), CardError> {
        let let_go = lock(&self.let_go);
        if *let_go || position <= self.position() {
            return Ok(());
        }
        if !keys.is_empty() || position - self.index.position() >= UNSAVED {
            let mut batch = self.batch(store, tenant, keys)?;
            batch.position = is_last.then_some(position);
            self.index.write(&batch)?;
        }
        if is_last {
            self.seen.store(position, Ordering::Release);
        }
        Ok(())
    }
}
