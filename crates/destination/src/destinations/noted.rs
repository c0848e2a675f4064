//! Telling the store up to where imports show everywhere.

use std::collections::{HashMap, HashSet};

use octant_model::{Sequence, TenantId};

use super::{Destinations, TenantDestinations};
use crate::definition::VersionStatus;
use crate::error::DestinationError;
use crate::shape::Shape;

impl Destinations {
    /// Whether imports wait for being noted as published.
    ///
    /// # Errors
    /// Those of the store.
    pub fn has_unpublished(&self, tenant: &TenantId) -> Result<bool, DestinationError> {
        Ok(!self.store().unpublished(tenant)?.is_empty())
    }

    /// Tells the store up to where each source's imports show everywhere. A source that shows nowhere has nothing to
    /// wait for.
    pub(super) fn note_published(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
    ) -> Result<(), DestinationError> {
        let unpublished = self.store().unpublished(tenant)?;
        if unpublished.is_empty() {
            return Ok(());
        }
        let reached = self.reached(tenant, own)?;
        let head = self.store().log_head(tenant)?;
        for (source, first) in unpublished {
            let through = reached.get(source.as_str()).map_or(head, |place| Sequence(*place));
            if first <= through {
                self.store().mark_published(tenant, &source, through)?;
            }
        }
        Ok(())
    }

    /// The place of the log up to which all published endpoints that show a source show it: the log's beginning where
    /// one of them has no index yet.
    fn reached(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
    ) -> Result<HashMap<String, u64>, DestinationError> {
        let mut reached: HashMap<String, u64> = HashMap::new();
        let mut note = |sources: HashSet<String>, position: u64| {
            for source in sources {
                let place = reached.entry(source).or_insert(u64::MAX);
                *place = (*place).min(position);
            }
        };
        for destination in own.known() {
            let published = destination.versions.iter().filter(|one| one.status == VersionStatus::Published);
            for version in published {
                for shape in version.shapes.iter().flatten() {
                    let place = (destination.id, version.name.clone(), shape.endpoint.clone());
                    if own.is_frozen(&place) {
                        continue;
                    }
                    let live = own.live(&place);
                    let sources = match live.as_ref().and_then(|live| live.recipe.as_ref()) {
                        Some(recipe) => recipe.sources(),
                        None => self.sources_of(tenant, shape)?,
                    };
                    note(sources, live.map_or(0, |live| live.position()));
                }
            }
        }
        Ok(reached)
    }

    /// The sources whose entries show in results of a shape.
    fn sources_of(&self, tenant: &TenantId, shape: &Shape) -> Result<HashSet<String>, DestinationError> {
        let mut sources = HashSet::new();
        for card in std::iter::once(shape.card.as_str()).chain(shape.related_cards()) {
            match self.0.cards.definition(tenant, card) {
                Ok(definition) => {
                    sources.extend(definition.content.sources.into_iter().map(|source| source.id));
                }
                Err(octant_card::CardError::Unknown { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(sources)
    }
}
