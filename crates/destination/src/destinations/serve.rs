//! Finding what answers at an address.

use std::sync::{Arc, PoisonError};

use octant_index::Index;
use octant_model::TenantId;

use super::{Destinations, TenantDestinations};
use crate::definition::{Destination, Version, VersionStatus};
use crate::error::DestinationError;
use crate::shape::Shape;
use crate::store_definitions as definitions;

/// An endpoint that answers.
#[derive(Clone)]
pub struct Served {
    /// The destination.
    pub destination: Arc<Destination>,
    /// The version's id.
    pub version: uuid::Uuid,
    /// What the endpoint shows.
    pub shape: Arc<Shape>,
    /// Its index.
    pub index: Index,
}

impl Destinations {
    /// The endpoint that answers at an address.
    ///
    /// # Errors
    /// [`DestinationError::Unknown`]; [`DestinationError::Building`] where there is no complete index.
    pub fn served(
        &self,
        tenant: &TenantId,
        destination: &str,
        version: &str,
        endpoint: &str,
    ) -> Result<Served, DestinationError> {
        let (known, found) = self.answering(tenant, destination, version)?;
        let found = &known.versions[found];
        if !found.endpoints.iter().any(|one| one.identifier == endpoint) {
            return Err(DestinationError::Unknown { what: "endpoint", id: endpoint.to_owned() });
        }
        let place = (known.id, version.to_owned(), endpoint.to_owned());
        let live = self.known_tenant(tenant).and_then(|own| own.live(&place));
        let live = live.ok_or_else(|| DestinationError::Building(endpoint.to_owned()))?;
        let version = found.id;
        Ok(Served { version, shape: live.shape, index: live.index, destination: known })
    }

    /// A destination with a version that answers, for its description.
    ///
    /// # Errors
    /// [`DestinationError::Unknown`]; [`DestinationError::Building`] while it is being published.
    pub fn published(
        &self,
        tenant: &TenantId,
        destination: &str,
        version: &str,
    ) -> Result<(Arc<Destination>, Version), DestinationError> {
        let (known, found) = self.answering(tenant, destination, version)?;
        let version = known.versions[found].clone();
        Ok((known, version))
    }

    /// The origins of pages that may query a destination; empty for any, `None` for an unknown destination. Asks
    /// nothing of the store.
    #[must_use]
    pub fn origins(&self, tenant: &TenantId, destination: &str) -> Option<Vec<String>> {
        let found = self.known_tenant(tenant)?.find(destination)??;
        Some(found.cors_origins.clone())
    }

    /// A published endpoint that does not answer, because its index is not open: at the start, or after damage. `None`
    /// where all answer.
    ///
    /// # Errors
    /// Those of the store.
    pub fn unopened(&self, tenant: &TenantId) -> Result<Option<String>, DestinationError> {
        let own = self.tenant(tenant);
        let known = own
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .map(|known| known.values().cloned().collect::<Vec<_>>());
        let known = match known {
            Some(known) => known,
            // Before the tenant's first step.
            None => definitions::all(self.store(), tenant)?.into_iter().map(Arc::new).collect(),
        };
        for destination in known {
            let answers = |found: &&Version| found.status == VersionStatus::Published && !found.publishing;
            for version in destination.versions.iter().filter(answers) {
                for endpoint in &version.endpoints {
                    let place = (destination.id, version.name.clone(), endpoint.identifier.clone());
                    if own.live(&place).is_none() {
                        let (name, version) = (&destination.identifier, &version.name);
                        return Ok(Some(format!("{} of {name} {version}", endpoint.identifier)));
                    }
                }
            }
        }
        Ok(None)
    }

    /// A destination with the place of a version that answers.
    fn answering(
        &self,
        tenant: &TenantId,
        destination: &str,
        version: &str,
    ) -> Result<(Arc<Destination>, usize), DestinationError> {
        let known = self.find(tenant, destination)?;
        let is_meant = |found: &Version| {
            found.name == version && (found.status == VersionStatus::Published || found.publishing)
        };
        match known.versions.iter().position(is_meant) {
            Some(found) if known.versions[found].publishing => {
                Err(DestinationError::Building(version.to_owned()))
            }
            Some(found) => Ok((known, found)),
            None => Err(DestinationError::Unknown { what: "version", id: version.to_owned() }),
        }
    }

    /// The destination of that identifier or id, as queries know it.
    fn find(&self, tenant: &TenantId, destination: &str) -> Result<Arc<Destination>, DestinationError> {
        let known = self.known_tenant(tenant).and_then(|own| own.find(destination));
        match known {
            Some(found) => found
                .ok_or_else(|| DestinationError::Unknown { what: "destination", id: destination.to_owned() }),
            // Before the tenant's first step.
            None => definitions::one(self.store(), tenant, destination).map(Arc::new),
        }
    }
}

impl TenantDestinations {
    /// `None` where the definitions were not read yet.
    fn find(&self, destination: &str) -> Option<Option<Arc<Destination>>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let known = known.as_ref()?;
        let by_id = || {
            let id: uuid::Uuid = destination.parse().ok()?;
            known.values().find(|one| one.id == id)
        };
        Some(known.get(destination).or_else(by_id).cloned())
    }
}
