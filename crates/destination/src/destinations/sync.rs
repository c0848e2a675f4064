//! What the definitions say must be there: opened, built, or let go of.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use octant_index::{Index, Opened};
use octant_model::{Sequence, TenantId};
use octant_store::until_fresh;
use tracing::{error, warn};

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
    /// change without a record in it.
    pub(super) fn sync(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
        head: u64,
    ) -> Result<(), DestinationError> {
        let is_still = lock(&own.builds).is_empty() && !own.waiting.load(Ordering::Acquire);
        if is_still && *lock(&own.synced) == Some(head) {
            return Ok(());
        }
        *lock(&own.synced) = None;
        let all = self.learn(tenant, own)?;
        let mut wanted: HashMap<Place, Arc<Shape>> = HashMap::new();
        for destination in &all {
            let versions = destination.versions.iter();
            for version in versions.filter(|one| one.status == VersionStatus::Published || one.publishing) {
                for shape in version.shapes.iter().flatten() {
                    let place = (destination.id, version.name.clone(), shape.endpoint.clone());
                    wanted.insert(place, Arc::new(shape.clone()));
                }
            }
        }
        if !own.tidied.swap(true, Ordering::AcqRel) {
            self.remove_unwanted(tenant, &wanted);
        }
        self.let_go(tenant, own, &wanted);
        own.waiting.store(false, Ordering::Release);
        let mut all_ready = true;
        for (place, shape) in wanted {
            let recipe = match Recipe::of(&self.0.cards, tenant, &shape) {
                Ok(recipe) => Some(recipe),
                // The cards are being built, or are archived: what is there goes on as it is.
                Err(DestinationError::Building(_) | DestinationError::Card(_)) => None,
                Err(error) => return Err(error),
            };
            all_ready &= recipe.is_some();
            self.attend(tenant, own, &place, &shape, recipe, head)?;
        }
        // Cards that are not there yet come without a record in the log.
        *lock(&own.synced) = all_ready.then_some(head);
        Ok(())
    }

    fn let_go(&self, tenant: &TenantId, own: &TenantDestinations, wanted: &HashMap<Place, Arc<Shape>>) {
        lock(&own.builds).retain(|place, _| wanted.contains_key(place));
        let mut live = own.live.write().unwrap_or_else(PoisonError::into_inner);
        let gone: Vec<Place> = live.keys().filter(|place| !wanted.contains_key(*place)).cloned().collect();
        for place in gone {
            live.remove(&place);
            folder::remove(&self.folder(tenant, &place));
        }
    }

    /// Removes what an earlier process left behind.
    fn remove_unwanted(&self, tenant: &TenantId, wanted: &HashMap<Place, Arc<Shape>>) {
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
            let current = folder::current(&folder);
            folder::remove_within(&folder, &|name| current.as_deref() == Some(name));
        }
    }

    /// Sees to one endpoint: that it answers, that it follows, that what it should become is being built.
    fn attend(
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
            None => self.open(tenant, place, shape, head)?.inspect(|live| own.put_live(place, live.clone())),
        };
        let Some(recipe) = recipe else { return Ok(()) };
        if let Some(live) = &in_use {
            if live.recipe.is_none() {
                own.put_live(place, live.with_recipe(recipe.clone()));
            }
            if live.digest == recipe.digest {
                lock(&own.builds).remove(place);
                return Ok(());
            }
        }
        let begin = match lock(&own.builds).get(place) {
            Some((digest, build)) => *digest != recipe.digest || build.may_retry(self.0.options.retry),
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
        place: &Place,
        shape: &Arc<Shape>,
        head: u64,
    ) -> Result<Option<LiveEndpoint>, DestinationError> {
        let folder = self.folder(tenant, place);
        let Some(name) = folder::current(&folder) else { return Ok(None) };
        let reason = match Index::open(&folder.join(&name), &shape.spec(), &self.0.options.index)? {
            Opened::Ready(index) if index.position() > head => {
                "it holds what the store does not have".to_owned()
            }
            Opened::Ready(index) if !self.store().log_follows(tenant, Sequence(index.position()))? => {
                "the change log has let go of what follows it".to_owned()
            }
            Opened::Ready(index) => {
                return Ok(Some(LiveEndpoint::opened(name, Arc::clone(shape), index)));
            }
            Opened::Stale(reason) => reason,
        };
        warn!(endpoint = place.2, reason, "the endpoint's index is built anew");
        folder::forget_current(&folder);
        Ok(None)
    }

    /// Takes into use what has caught up.
    pub(super) fn switch(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
    ) -> Result<bool, DestinationError> {
        let ready: Vec<(Place, LiveEndpoint)> = lock(&own.builds)
            .iter()
            .filter_map(|(place, (_, build))| match build {
                super::Build::Following(live) if live.has_caught_up() => {
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
