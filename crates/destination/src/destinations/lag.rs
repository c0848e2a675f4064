//! How far endpoints are behind.

use std::sync::PoisonError;

use octant_model::TenantId;

use super::Destinations;
use crate::error::DestinationError;

/// How far an endpoint is behind the change log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lag {
    /// The destination's identifier.
    pub destination: String,
    /// The version's name.
    pub version: String,
    /// The endpoint's identifier.
    pub endpoint: String,
    /// Log records that are not taken in yet; none where its cards are archived, as it stays as it is then.
    pub records: u64,
    /// Documents that it shows.
    pub documents: u64,
}

impl Destinations {
    /// How far each endpoint that answers is behind, by destination, version and endpoint.
    ///
    /// # Errors
    /// Those of the store.
    pub fn lags(&self, tenant: &TenantId) -> Result<Vec<Lag>, DestinationError> {
        let Some(own) = self.known_tenant(tenant) else { return Ok(Vec::new()) };
        let head = self.store().log_head(tenant)?.0;
        let known = own.known.read().unwrap_or_else(PoisonError::into_inner);
        let live = own.live.read().unwrap_or_else(PoisonError::into_inner);
        let mut lags = Vec::with_capacity(live.len());
        for (place, live) in &*live {
            let (id, version, endpoint) = place;
            let Some(destination) = known.iter().flatten().map(|(_, one)| one).find(|one| one.id == *id)
            else {
                continue;
            };
            lags.push(Lag {
                destination: destination.identifier.clone(),
                version: version.clone(),
                endpoint: endpoint.clone(),
                records: if own.is_frozen(place) { 0 } else { head.saturating_sub(live.position()) },
                documents: live.index.count(),
            });
        }
        lags.sort_by(|one, two| {
            (&one.destination, &one.version, &one.endpoint).cmp(&(
                &two.destination,
                &two.version,
                &two.endpoint,
            ))
        });
        Ok(lags)
    }
}
