//! An endpoint that answers, or is about to: its index, kept as the cards are.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use octant_card::Live;
use octant_index::{Batch, Index, Value};
use octant_model::TenantId;
use octant_store::Store;

use crate::destinations::digest_of;
use crate::error::DestinationError;
use crate::recipe::Recipe;
use crate::shape::{Shape, related_key};

/// How many documents are made and written at a time.
const CHUNK: usize = 2_000;
/// How far an index may lag on disk behind what is known to change nothing in it, in log records.
const UNSAVED: u64 = 100_000;

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

    /// The place in the change log that it can be brought to at the moment.
    pub(crate) fn limit(&self) -> u64 {
        self.recipe.as_ref().map_or(0, Recipe::position)
    }

    /// Whether it is as far as its cards are.
    pub(crate) fn has_caught_up(&self) -> bool {
        self.position() >= self.limit()
    }

    /// The same endpoint, following from now on.
    pub(crate) fn with_recipe(&self, recipe: Recipe) -> Self {
        Self { recipe: Some(recipe), ..self.clone() }
    }

    /// Brings everything up to date that the changed entries, keys by source, show in.
    pub(crate) fn refresh(
        &self,
        store: &dyn Store,
        tenant: &TenantId,
        changed: &HashMap<String, HashSet<String>>,
        position: u64,
    ) -> Result<(), DestinationError> {
        let Some(recipe) = self.recipe.as_ref().filter(|_| position > self.position()) else { return Ok(()) };
        let mut affected: Vec<String> = self.affected(recipe, store, tenant, changed)?.into_iter().collect();
        affected.sort_unstable();
        let mut chunks = affected.chunks(CHUNK).peekable();
        if chunks.peek().is_none() && position - self.index.position() >= UNSAVED {
            self.index.write(&Batch { position: Some(position), ..Batch::default() })?;
        }
        while let Some(keys) = chunks.next() {
            // The place moves with the last chunk: what comes before is made again after a crash.
            let reached = chunks.peek().is_none().then_some(position);
            let batch = recipe.batch(store, tenant, keys)?;
            self.index.write(&Batch { position: reached, ..batch })?;
        }
        self.seen.store(position, Ordering::Release);
        Ok(())
    }

    /// The keys of the cards that show a changed entry: their own, or a related card's; those that showed it before, too.
    fn affected(
        &self,
        recipe: &Recipe,
        store: &dyn Store,
        tenant: &TenantId,
        changed: &HashMap<String, HashSet<String>>,
    ) -> Result<HashSet<String>, DestinationError> {
        let of = |one: &Live| -> HashSet<String> {
            let sources = one.content.sources.iter().filter_map(|source| changed.get(&source.id));
            sources.flatten().cloned().collect()
        };
        let mut affected = of(&recipe.card);
        for relation in &self.shape.relations {
            let Some(other) = recipe.related.get(&relation.relation.card) else { continue };
            let keys: Vec<String> = of(other).into_iter().collect();
            if keys.is_empty() {
                continue;
            }
            affected.extend(self.index.ids_with_key(&related_key(&relation.relation.card), &keys)?);
            let to: Vec<Value> = match relation.relation.to.as_str() {
                "id" => keys.into_iter().map(Value::Text).collect(),
                property => {
                    let cards = other.cards(store, tenant, &keys)?;
                    cards.iter().flatten().flat_map(|card| card.values_of(property)).collect()
                }
            };
            affected.extend(recipe.card.relating(&relation.relation, &to)?);
        }
        Ok(affected)
    }
}
