//! An endpoint that answers, or is about to: its index, kept as the change log says.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use octant_card::Live;
use octant_index::{Batch, Index, Value, in_parts};
use octant_model::{TenantId, Timestamp};
use octant_store::Store;

use crate::destinations::digest_of;
use crate::error::DestinationError;
use crate::recipe::Recipe;
use crate::shape::{Shape, ShapeRelation};

/// How many documents are made and written at a time.
const CHUNK: usize = 2_000;
/// How far an index may lag on disk behind what is known to change nothing in it, in log records.
const UNSAVED: u64 = 100_000;

/// The keys of changed entries, by source, each with the time of its last change.
pub(crate) type Changed = HashMap<String, HashMap<String, Timestamp>>;

/// An endpoint with its index.
#[derive(Clone)]
pub(crate) struct LiveEndpoint {
    pub(crate) shape: Arc<Shape>,
    /// The name of the index.
    pub(crate) name: String,
    /// The digest of what the index was made by.
    pub(crate) digest: String,
    /// What its documents are made by; `None` as long as its cards cannot be read, and then it stays as it is.
    pub(crate) recipe: Option<Recipe>,
    pub(crate) index: Index,
    seen: Arc<AtomicU64>,
}

impl LiveEndpoint {
    /// One whose index was just made by the recipe.
    pub(crate) fn new(name: String, recipe: Recipe, index: Index) -> Self {
        let shape = Arc::clone(&recipe.shape);
        Self { recipe: Some(recipe), ..Self::opened(name, shape, index) }
    }

    /// One whose index lay on disk.
    pub(crate) fn opened(name: String, shape: Arc<Shape>, index: Index) -> Self {
        let (digest, seen) = (digest_of(&name).to_owned(), Arc::new(AtomicU64::new(index.position())));
        Self { shape, name, digest, recipe: None, index, seen }
    }

    /// The place in the change log up to which its documents are right.
    pub(crate) fn position(&self) -> u64 {
        self.seen.load(Ordering::Acquire)
    }

    /// The place in the change log that it can be brought to at the moment, with the log's end.
    pub(crate) fn limit(&self, head: u64) -> u64 {
        self.recipe.as_ref().map_or(0, |recipe| recipe.position(head))
    }

    /// Whether it is as far as it can be brought.
    pub(crate) fn has_caught_up(&self, head: u64) -> bool {
        self.position() >= self.limit(head)
    }

    /// The same endpoint, following from now on.
    pub(crate) fn with_recipe(&self, recipe: Recipe) -> Self {
        Self { recipe: Some(recipe), ..self.clone() }
    }

    /// Brings everything up to date that the changed entries show in. What shows one of them changed when it did, also
    /// where nothing of it is left to tell.
    pub(crate) fn refresh(
        &self,
        store: &dyn Store,
        tenant: &TenantId,
        changed: &Changed,
        position: u64,
    ) -> Result<(), DestinationError> {
        let Some(recipe) = self.recipe.as_ref().filter(|_| position > self.position()) else { return Ok(()) };
        let affected = self.affected(recipe, store, tenant, changed)?;
        let mut keys: Vec<String> = affected.keys().cloned().collect();
        keys.sort_unstable();
        let mut chunks = keys.chunks(CHUNK).peekable();
        if chunks.peek().is_none() && position - self.index.position() >= UNSAVED {
            self.index.write(&Batch { position: Some(position), ..Batch::default() })?;
        }
        while let Some(keys) = chunks.next() {
            // The place moves with the last chunk: what comes before is made again after a crash.
            let reached = chunks.peek().is_none().then_some(position);
            let made = in_parts(keys, self.index.threads(), |keys| recipe.batch(store, tenant, keys));
            let mut batch = Batch::default();
            for part in made {
                let part = part?;
                batch.put.extend(part.put);
                batch.delete.extend(part.delete);
            }
            for document in &mut batch.put {
                let changed = affected.get(&document.id).copied().unwrap_or_default();
                document.changed_at = document.changed_at.max(changed);
            }
            self.index.write(&Batch { position: reached, ..batch })?;
        }
        self.seen.store(position, Ordering::Release);
        Ok(())
    }

    /// The keys of the cards that show a changed entry: their own, or a related card's; those that showed it before, too.
    /// Each with the time of the change, for related cards that of the last one of them.
    fn affected(
        &self,
        recipe: &Recipe,
        store: &dyn Store,
        tenant: &TenantId,
        changed: &Changed,
    ) -> Result<HashMap<String, Timestamp>, DestinationError> {
        let mut affected: HashMap<String, Timestamp> = HashMap::new();
        let mut note = |key: &str, at: Timestamp| {
            let last = affected.entry(key.to_owned()).or_insert(at);
            *last = at.max(*last);
        };
        of(&recipe.card, changed).for_each(|(key, at)| note(key, *at));
        for relation in &self.shape.relations {
            let Some(other) = recipe.related.get(&relation.relation.card) else { continue };
            let Some(at) = of(other, changed).map(|(_, at)| *at).max() else { continue };
            let keys: Vec<String> = of(other, changed).map(|(key, _)| key.clone()).collect();
            let to = match relation.is_looked_up() {
                true => {
                    self.showing(relation, &keys)?.iter().for_each(|key| note(key, at));
                    let cards = other.cards(store, tenant, &keys)?;
                    let to = cards.iter().flatten().flat_map(|card| card.values_of(&relation.relation.to));
                    to.map(|value| value.key()).collect()
                }
                false => keys,
            };
            let relating = match relation.relating_key() {
                Some(from) => self.index.ids_with_key(&from, &to)?,
                None => to,
            };
            relating.iter().for_each(|key| note(key, at));
        }
        Ok(affected)
    }

    /// The ids of the documents that show one of those related cards.
    fn showing(&self, relation: &ShapeRelation, keys: &[String]) -> Result<Vec<String>, DestinationError> {
        let keys: Vec<Value> = keys.iter().cloned().map(Value::Text).collect();
        Ok(self.index.ids_with_each(&relation.ids(), &keys)?.concat())
    }
}

/// The changed entries of a definition's sources; one that changed in several comes several times.
fn of<'c>(one: &Live, changed: &'c Changed) -> impl Iterator<Item = (&'c String, &'c Timestamp)> {
    one.content.sources.iter().filter_map(|source| changed.get(&source.id)).flatten()
}
