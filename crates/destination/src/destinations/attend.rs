//! Seeing to one endpoint: that it answers, that it follows, that what it should become is being built.

use std::sync::Arc;
use std::time::Duration;

use octant_card::Live;
use octant_index::{Index, Opened};
use octant_model::TenantId;
use tracing::warn;

use super::{Destinations, Place, TenantDestinations, folder, lock};
use crate::endpoint::LiveEndpoint;
use crate::error::DestinationError;
use crate::recipe::Recipe;
use crate::shape::Shape;

impl Destinations {
    /// Sees to one endpoint; there is no recipe while its cards cannot be read.
    pub(super) fn attend(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
        place: &Place,
        shape: &Arc<Shape>,
        recipe: Option<Recipe>,
        head: u64,
    ) -> Result<(), DestinationError> {
        let in_use = match own.live(place) {
            Some(live) => Some(live),
            None => self.open(tenant, own, place, shape, head)?,
        };
        let Some(recipe) = recipe else { return Ok(()) };
        if let Some(live) = in_use.filter(|_| !own.is_given_up(place)) {
            if needs(&live, &recipe) {
                own.put_live(place, live.with_recipe(recipe.clone()));
            }
            if live.digest == recipe.digest {
                lock(&own.builds).remove(place);
                return Ok(());
            }
        }
        let begin = match lock(&own.builds).get(place) {
            // What was made by the lookups of cards that were let go of is not to be trusted.
            Some((ordered, build)) => !is_same(ordered, &recipe) || build.may_retry(self.0.options.retry),
            None => true,
        };
        if begin {
            self.build(tenant, own, place, recipe);
        }
        Ok(())
    }

    /// Takes the index into use that was in use when the last process ended.
    fn open(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
        place: &Place,
        shape: &Arc<Shape>,
        head: u64,
    ) -> Result<Option<LiveEndpoint>, DestinationError> {
        let folder = self.folder(tenant, place);
        let Some(name) = folder::current(&folder)? else { return Ok(None) };
        let reason = match Index::open(&folder.join(&name), &shape.spec(), &self.0.options.index)? {
            Opened::Ready(index) if index.position() > head => {
                "it holds what the store does not have".to_owned()
            }
            Opened::Ready(index) => {
                let live = LiveEndpoint::opened(name, Arc::clone(shape), index);
                own.verify(place, &live, Duration::ZERO);
                own.put_live(place, live.clone());
                return Ok(Some(live));
            }
            Opened::Stale(reason) => reason,
        };
        warn!(endpoint = place.2, reason, "the endpoint's index is built anew");
        folder::forget_current(&folder);
        Ok(None)
    }
}

/// Whether an endpoint has nothing to follow by: it was just opened, or its cards were let go of and are there again.
/// One whose successor is being built goes on with the cards that it was made of.
fn needs(live: &LiveEndpoint, recipe: &Recipe) -> bool {
    match &live.recipe {
        None => true,
        Some(own) => own.digest == recipe.digest && !is_same(own, recipe),
    }
}

/// Whether both make the same documents from the same indexes of cards.
fn is_same(one: &Recipe, other: &Recipe) -> bool {
    let is_read = |(id, live): (&String, &Live)| other.related.get(id).is_some_and(|found| found.is(live));
    one.digest == other.digest && one.card.is(&other.card) && one.related.iter().all(is_read)
}
