//! How far the building of a version's indexes is.

use octant_card::CardError;
use octant_model::TenantId;

use super::{Destinations, lock};
use crate::definition::{Destination, Version};
use crate::error::DestinationError;

/// How far the building of a version's indexes is, in cards of all of its endpoints together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Cards that were gone through.
    pub done: u64,
    /// Of how many.
    pub of: u64,
}

/// Why an endpoint's index could not be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildProblem {
    /// The version's name.
    pub version: String,
    /// The endpoint's identifier.
    pub endpoint: String,
    /// What went wrong, in words.
    pub problem: String,
}

impl Destinations {
    /// Which indexes of a destination could not be built when it was tried last, by version and endpoint; they are built
    /// again by themselves, each [`Options::retry`](super::Options::retry). What answers meanwhile is the index before.
    #[must_use]
    pub fn build_problems(&self, tenant: &TenantId, destination: uuid::Uuid) -> Vec<BuildProblem> {
        let Some(own) = self.known_tenant(tenant) else { return Vec::new() };
        let mut found = Vec::new();
        for ((id, version, endpoint), (_, build)) in lock(&own.builds).iter() {
            if let Some(problem) = build.problem().filter(|_| *id == destination) {
                let (version, endpoint, problem) = (version.clone(), endpoint.clone(), problem.to_owned());
                found.push(BuildProblem { version, endpoint, problem });
            }
        }
        found.sort_by(|one, two| (&one.version, &one.endpoint).cmp(&(&two.version, &two.endpoint)));
        found
    }

    /// How far the building of a version's indexes is.
    ///
    /// # Errors
    /// Those of the store.
    pub fn progress(
        &self,
        tenant: &TenantId,
        destination: &Destination,
        version: &Version,
    ) -> Result<Progress, DestinationError> {
        let own = self.tenant(tenant);
        let mut progress = Progress::default();
        for endpoint in &version.endpoints {
            let cards = match self.0.cards.live(tenant, &endpoint.card) {
                Ok(live) => live.count(),
                Err(CardError::Unknown { .. } | CardError::Building(_) | CardError::State(_)) => continue,
                Err(error) => return Err(error.into()),
            };
            let place = (destination.id, version.name.clone(), endpoint.identifier.clone());
            let done = match lock(&own.builds).get(&place) {
                Some((_, build)) => build.done().unwrap_or(cards),
                None if own.live(&place).is_some() => cards,
                None => 0,
            };
            progress.done += done.min(cards);
            progress.of += cards;
        }
        Ok(progress)
    }
}
