//! What an endpoint's documents are made by.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use octant_card::{Card, Cards, Live, Membership, ScanError};
use octant_index::{Batch, Condition, Filter, FilterGroup, Index, Test, Value};
use octant_model::TenantId;
use octant_store::Store;
use sha2::{Digest, Sha256};

use crate::document::document;
use crate::error::DestinationError;
use crate::shape::Shape;

/// An endpoint's shape, and what may change without changing the shape. As long as a recipe holds them, its cards follow
/// the change log, even if their definition has others by now.
#[derive(Clone)]
pub(crate) struct Recipe {
    pub(crate) shape: Arc<Shape>,
    pub(crate) card: Live,
    pub(crate) related: HashMap<String, Live>,
    segments: Arc<Vec<Membership>>,
    /// Another text for every recipe that makes other documents.
    pub(crate) digest: String,
}

/// The way in which cards become documents; with another number every index is built anew.
const FORM: u32 = 1;

/// A card with the cards that it relates to, in the order of the shape's relations.
type WithRelated = (Card, Vec<Vec<Card>>);

/// An index that is being filled.
#[derive(Default)]
pub(crate) struct Filling {
    /// How many cards were gone through.
    pub(crate) done: AtomicU64,
    /// Whether nobody wants it any more.
    pub(crate) unwanted: AtomicBool,
}

impl Recipe {
    /// The recipe as the definitions are now.
    pub(crate) fn of(cards: &Cards, tenant: &TenantId, shape: &Arc<Shape>) -> Result<Self, DestinationError> {
        let card = cards.live(tenant, &shape.card)?;
        let mut hash = Sha256::new();
        hash.update(FORM.to_le_bytes());
        hash.update(serde_json::to_vec(&**shape).expect("a shape is texts, numbers and flags"));
        hash.update(card.generation.to_le_bytes());
        let mut related = HashMap::new();
        for id in shape.related_cards() {
            let live = cards.live(tenant, id)?;
            if shape.relations.iter().any(|own| own.relation.card == id && own.is_looked_up()) {
                live.look_up();
            }
            hash.update(live.generation.to_le_bytes());
            related.insert(id.to_owned(), live);
        }
        let mut segments = Vec::with_capacity(shape.segments.len());
        for id in &shape.segments {
            match cards.segment(tenant, id) {
                Ok(segment) => {
                    hash.update(serde_json::to_vec(&segment.criteria).expect("criteria are JSON"));
                    hash.update(format!("{:?}", segment.status));
                    segments.push(segment.membership(&card.content));
                }
                Err(octant_card::CardError::Unknown { .. }) => {
                    hash.update("none");
                    segments.push(Membership::Nobody);
                }
                Err(error) => return Err(error.into()),
            }
        }
        let digest = hash.finalize()[..12].iter().map(|byte| format!("{byte:02x}")).collect();
        let (shape, segments) = (Arc::clone(shape), Arc::new(segments));
        Ok(Self { shape, card, related, segments, digest })
    }

    /// The place in the change log up to which everything is known that the documents are made of, with the log's end:
    /// cards are made of the entries as they are, and only those that are looked up by a property have to be in their
    /// index first.
    pub(crate) fn position(&self, head: u64) -> u64 {
        let looked_up = self.shape.relations.iter().filter(|relation| relation.is_looked_up());
        let related = looked_up.filter_map(|relation| self.related.get(&relation.relation.card));
        related.map(Live::position).fold(head, Ord::min)
    }

    /// Every source whose entries show here.
    pub(crate) fn sources(&self) -> HashSet<String> {
        let all = std::iter::once(&self.card).chain(self.related.values());
        all.flat_map(|one| &one.content.sources).map(|source| source.id.clone()).collect()
    }

    /// Fills an empty index, unless it is unwanted before that is done.
    pub(crate) fn fill(
        &self,
        store: &dyn Store,
        tenant: &TenantId,
        index: &Index,
        position: u64,
        filling: &Filling,
    ) -> Result<(), DestinationError> {
        let bulk = index.bulk();
        let content = Arc::clone(&self.card.content);
        let outcome = octant_card::scan(store, tenant, &content, &mut |found: Vec<Card>| {
            if filling.unwanted.load(Ordering::Acquire) {
                return Err(DestinationError::State("nobody wants the index any more".to_owned()));
            }
            filling.done.fetch_add(found.len() as u64, Ordering::Relaxed);
            for (card, related) in self.with_related(store, tenant, self.members(found))? {
                bulk.add(&document(&self.shape, &card, &related))?;
            }
            Ok::<(), DestinationError>(())
        });
        match outcome {
            Ok(()) => Ok(bulk.finish(position)?),
            Err(ScanError::Store(error)) => Err(error.into()),
            Err(ScanError::Visitor(error)) => Err(error),
        }
    }

    /// The filter that lets through the cards that are shown; `None` where none is.
    pub(crate) fn filter(&self) -> Option<Filter> {
        let mut filter = Filter::new();
        for segment in self.segments.iter() {
            match segment {
                // An empty filter lets everything through.
                Membership::Dynamic(own) if own.is_empty() => return Some(Filter::new()),
                Membership::Dynamic(own) => filter.extend(own.iter().cloned()),
                Membership::Fixed(ids) => {
                    let any_of = ids.iter().cloned().map(Value::Text).map(Test::Equals).collect();
                    let picked = Condition { field: "id".to_owned(), any_of };
                    filter.push(FilterGroup { must: vec![picked], must_not: Vec::new() });
                }
                Membership::Nobody => {}
            }
        }
        (self.segments.is_empty() || !filter.is_empty()).then_some(filter)
    }

    fn members(&self, cards: Vec<Card>) -> Vec<Card> {
        let content = &self.card.content;
        let holds = |card: &Card| {
            self.segments.is_empty() || self.segments.iter().any(|segment| segment.holds(content, card))
        };
        cards.into_iter().filter(holds).collect()
    }

    /// The changes that bring the documents of those keys up to date.
    pub(crate) fn batch(
        &self,
        store: &dyn Store,
        tenant: &TenantId,
        keys: &[String],
    ) -> Result<Batch, DestinationError> {
        let found = self.card.cards(store, tenant, keys)?;
        let members = self.members(found.into_iter().flatten().collect());
        let shown: HashSet<String> = members.iter().map(|card| card.id.clone()).collect();
        let mut batch = Batch::default();
        for (card, related) in self.with_related(store, tenant, members)? {
            batch.put.push(document(&self.shape, &card, &related));
        }
        batch.delete = keys.iter().filter(|key| !shown.contains(*key)).cloned().collect();
        Ok(batch)
    }

    /// Each card with the cards that it relates to, in the order of the shape's relations.
    fn with_related(
        &self,
        store: &dyn Store,
        tenant: &TenantId,
        cards: Vec<Card>,
    ) -> Result<Vec<WithRelated>, DestinationError> {
        let mut all: Vec<Vec<Vec<Card>>> = cards.iter().map(|_| Vec::new()).collect();
        for relation in &self.shape.relations {
            let Some(other) = self.related.get(&relation.relation.card) else {
                all.iter_mut().for_each(|related| related.push(Vec::new()));
                continue;
            };
            let from: Vec<Vec<Value>> =
                cards.iter().map(|card| card.values_of(&relation.relation.from)).collect();
            let keys = other.related_of_each(&relation.relation, &from)?;
            let mut wanted: Vec<String> = keys.iter().flatten().cloned().collect();
            wanted.sort_unstable();
            wanted.dedup();
            let found = other.cards(store, tenant, &wanted)?;
            let by_key: HashMap<String, Card> =
                wanted.into_iter().zip(found).filter_map(|(key, card)| Some((key, card?))).collect();
            for (related, keys) in all.iter_mut().zip(keys) {
                related.push(keys.iter().filter_map(|key| by_key.get(key).cloned()).collect());
            }
        }
        Ok(cards.into_iter().zip(all).collect())
    }
}
