//! Whether what answers shows cards and segments as they are defined now.

use std::sync::Arc;

use octant_card::CardError;
use octant_model::TenantId;

use super::{Destinations, Place, Progress, TenantDestinations};
use crate::definition::{Destination, Version, VersionStatus};
use crate::error::DestinationError;
use crate::recipe::Recipe;
use crate::shape::Shape;

impl Destinations {
    /// How far the building of a version's indexes is, where that is under way or waits: a version that was published
    /// already answers as before until then. `None` where it shows all of its cards and segments as they are defined now,
    /// and where it answers nothing.
    ///
    /// # Errors
    /// Those of the store.
    pub fn building(
        &self,
        tenant: &TenantId,
        destination: &Destination,
        version: &Version,
    ) -> Result<Option<Progress>, DestinationError> {
        if version.status != VersionStatus::Published && !version.publishing {
            return Ok(None);
        }
        let own = self.tenant(tenant);
        for shape in version.shapes.iter().flatten() {
            let place = (destination.id, version.name.clone(), shape.endpoint.clone());
            if !self.is_current(tenant, &own, &place, shape)? {
                return self.progress(tenant, destination, version).map(Some);
            }
        }
        Ok(None)
    }

    /// Whether an endpoint shows its cards and segments as they are defined now; also one whose cards are archived.
    fn is_current(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
        place: &Place,
        shape: &Shape,
    ) -> Result<bool, DestinationError> {
        for card in std::iter::once(shape.card.as_str()).chain(shape.related_cards()) {
            match self.0.cards.is_current(tenant, card) {
                Ok(true) | Err(CardError::Unknown { .. }) => {}
                Ok(false) => return Ok(false),
                Err(error) => return Err(error.into()),
            }
        }
        match Recipe::of(&self.0.cards, tenant, &Arc::new(shape.clone())) {
            Ok(recipe) => {
                let live = own.live(place).filter(|_| !own.is_given_up(place));
                Ok(live.is_some_and(|live| live.digest == recipe.digest))
            }
            Err(DestinationError::Building(_)) => Ok(false),
            Err(DestinationError::Card(_)) => Ok(true),
            Err(error) => Err(error),
        }
    }
}
