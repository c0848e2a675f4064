//! What the definitions say must be there: opened, built, or let go of.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use octant_model::TenantId;
use octant_store::until_fresh;
use tracing::error;

use super::{Destinations, Place, TenantDestinations, folder, lock};
use crate::definition::{Destination, VersionStatus};
use crate::endpoint::LiveEndpoint;
use crate::error::DestinationError;
use crate::recipe::Recipe;
use crate::shape::Shape;
use crate::store_definitions as definitions;

impl Destinations {
    /// Reads the definitions and keeps what queries need of them.
    pub(super) fn learn(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
    ) -> Result<Vec<Arc<Destination>>, DestinationError> {
        let _learning = lock(&own.learning);
        let all: Vec<Arc<Destination>> =
            definitions::all(self.store(), tenant)?.into_iter().map(Arc::new).collect();
        let known = all.iter().map(|one| (one.identifier.clone(), Arc::clone(one))).collect();
        *own.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
        Ok(all)
    }

    /// Opens or builds what the definitions say, and lets go of the rest. `head` is the log's end: definitions do not
    /// change without a record in it, and cards are not exchanged without being counted.
    pub(super) fn sync(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
        head: u64,
    ) -> Result<(), DestinationError> {
        let is_still = lock(&own.builds).is_empty() && !own.waiting.load(Ordering::Acquire);
        let now = (head, self.0.cards.exchanged(tenant));
        if is_still && *lock(&own.synced) == Some(now) {
            return Ok(());
        }
        *lock(&own.synced) = None;
        let all = self.learn(tenant, own)?;
        let mut wanted: HashMap<Place, Arc<Shape>> = HashMap::new();
        let mut publishing: HashSet<Place> = HashSet::new();
        for destination in &all {
            let versions = destination.versions.iter();
            for version in versions.filter(|one| one.status == VersionStatus::Published || one.publishing) {
                for shape in version.shapes.iter().flatten() {
                    let place = (destination.id, version.name.clone(), shape.endpoint.clone());
                    if version.publishing {
                        publishing.insert(place.clone());
                    }
                    wanted.insert(place, Arc::new(shape.clone()));
                }
            }
        }
        if !own.tidied.load(Ordering::Acquire) {
            self.remove_unwanted(tenant, &wanted)?;
            own.tidied.store(true, Ordering::Release);
        }
        self.let_go(tenant, own, &wanted);
        own.waiting.store(false, Ordering::Release);
        let mut frozen = HashSet::new();
        for (place, shape) in wanted {
            let recipe = match self.recipe(tenant, &shape, publishing.contains(&place)) {
                Ok(recipe) => Some(recipe),
                // What is there goes on by the recipe that it has, as far as it can.
                Err(DestinationError::Building(_)) => None,
                // The cards are archived: what is there stays as it is.
                Err(DestinationError::Card(_)) => {
                    lock(&own.given_up).insert(place.clone());
                    frozen.insert(place.clone());
                    None
                }
                Err(error) => return Err(error),
            };
            self.attend(tenant, own, &place, &shape, recipe, head)?;
        }
        *lock(&own.frozen) = frozen;
        *lock(&own.synced) = Some(now);
        Ok(())
    }

    /// How an endpoint's documents are made. One that is being published waits for the cards that its shape was fixed for,
    /// so that its first answer shows them.
    fn recipe(
        &self,
        tenant: &TenantId,
        shape: &Arc<Shape>,
        publishing: bool,
    ) -> Result<Recipe, DestinationError> {
        for card in std::iter::once(shape.card.as_str()).chain(shape.related_cards()) {
            if publishing && self.0.cards.is_activating(tenant, card)? {
                return Err(DestinationError::Building(card.to_owned()));
            }
        }
        Recipe::of(&self.0.cards, tenant, shape)
    }

    fn let_go(&self, tenant: &TenantId, own: &TenantDestinations, wanted: &HashMap<Place, Arc<Shape>>) {
        lock(&own.builds).retain(|place, _| wanted.contains_key(place));
        lock(&own.given_up).retain(|place| wanted.contains_key(place));
        let mut live = own.live.write().unwrap_or_else(PoisonError::into_inner);
        let gone: Vec<Place> = live.keys().filter(|place| !wanted.contains_key(*place)).cloned().collect();
        for place in gone {
            live.remove(&place);
            folder::remove(&self.folder(tenant, &place));
        }
    }

    /// Removes what an earlier process left behind.
    fn remove_unwanted(
        &self,
        tenant: &TenantId,
        wanted: &HashMap<Place, Arc<Shape>>,
    ) -> Result<(), DestinationError> {
        let own = self.folder_of_tenant(tenant);
        let destinations: HashSet<String> = wanted.keys().map(|(id, _, _)| id.to_string()).collect();
        folder::remove_within(&own, &|name| destinations.contains(name));
        for destination in destinations {
            let versions = |name: &str| {
                wanted.keys().any(|(id, version, _)| id.to_string() == destination && version == name)
            };
            folder::remove_within(&own.join(&destination), &versions);
        }
        for place in wanted.keys() {
            let folder = self.folder(tenant, place);
            let current = folder::current(&folder)?;
            folder::remove_within(&folder, &|name| current.as_deref() == Some(name));
        }
        Ok(())
    }

    /// Takes into use what has caught up.
    pub(super) fn switch(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
        head: u64,
    ) -> Result<bool, DestinationError> {
        let ready: Vec<(Place, LiveEndpoint)> = lock(&own.builds)
            .iter()
            .filter_map(|(place, (_, build))| match build {
                super::Build::Following(live) if live.has_caught_up(head) => {
                    Some((place.clone(), (**live).clone()))
                }
                _ => None,
            })
            .collect();
        let any = !ready.is_empty();
        for (place, live) in ready {
            let folder = self.folder(tenant, &place);
            folder::set_current(&folder, &live.name)?;
            let name = live.name.clone();
            own.put_live(&place, live);
            lock(&own.builds).remove(&place);
            lock(&own.given_up).remove(&place);
            folder::remove_within(&folder, &|other| other == name);
        }
        self.finish_publishing(tenant, own)?;
        Ok(any)
    }

    /// Notes which versions have all their indexes.
    fn finish_publishing(&self, tenant: &TenantId, own: &TenantDestinations) -> Result<(), DestinationError> {
        for destination in own.known() {
            for version in destination.versions.iter().filter(|version| version.publishing) {
                let complete = version.endpoints.iter().all(|endpoint| {
                    own.live(&(destination.id, version.name.clone(), endpoint.identifier.clone())).is_some()
                });
                if complete {
                    self.finish(tenant, own, &destination, &version.name)?;
                }
            }
        }
        Ok(())
    }

    /// A version that says that it is published answers: queries know of it first.
    fn finish(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
        destination: &Arc<Destination>,
        version: &str,
    ) -> Result<(), DestinationError> {
        let noted = {
            let _learning = lock(&own.learning);
            let mut changed = Destination::clone(destination);
            for own in changed.versions.iter_mut().filter(|own| own.name == version) {
                (own.status, own.publishing) = (VersionStatus::Published, false);
            }
            if let Some(known) = &mut *own.known.write().unwrap_or_else(PoisonError::into_inner) {
                known.insert(changed.identifier.clone(), Arc::new(changed));
            }
            let id = destination.id.to_string();
            until_fresh(DestinationError::is_stale, || {
                definitions::published(self.store(), tenant, &id, version)
            })
        };
        // Other versions of the same destination may be complete, too; and somebody may have changed it meanwhile.
        self.learn(tenant, own)?;
        match noted {
            Ok(_) => Ok(()),
            Err(DestinationError::Unknown { .. }) => Ok(()),
            Err(problem) => {
                error!(version, problem = problem.to_string(), "a version could not be noted as published");
                Err(problem)
            }
        }
    }
}
