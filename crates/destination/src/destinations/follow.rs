//! Following the change log.

use std::collections::{HashMap, HashSet};

use octant_model::{Sequence, TenantId};
use octant_store::{LogBlock, LogRecord};
use tracing::error;

use super::builds::Build;
use super::{Destinations, TenantDestinations, lock};
use crate::endpoint::LiveEndpoint;
use crate::error::DestinationError;

impl Destinations {
    /// Brings every index closer to what the cards know: each as far as its own cards have come, as documents are looked
    /// up by the cards' indexes. True where there is more to do at once.
    pub(super) fn follow(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
    ) -> Result<bool, DestinationError> {
        let behind: Vec<LiveEndpoint> =
            followers(own).into_iter().filter(|live| live.limit() > live.position()).collect();
        let Some(from) = behind.iter().map(LiveEndpoint::position).min() else { return Ok(false) };
        let blocks = self.store().read_log(tenant, Sequence(from), self.0.options.records)?;
        let mut changes: HashMap<u64, HashMap<String, HashSet<String>>> = HashMap::new();
        let (mut moved, mut more, mut failed) = (false, false, None);
        for live in &behind {
            let (before, limit) = (live.position(), live.limit());
            let ends = blocks.iter().map(|block| block.last().0);
            let reached = ends.filter(|end| *end <= limit).max().unwrap_or(before);
            if reached > before {
                let changed = changes.entry(reached).or_insert_with(|| changed(&blocks, reached));
                // One index that fails holds up none of the others.
                match live.refresh(self.store(), tenant, changed, reached) {
                    Ok(()) => moved = true,
                    Err(problem) => {
                        error!(
                            endpoint = live.shape.endpoint,
                            problem = problem.to_string(),
                            "an index lags behind"
                        );
                        failed = Some(problem);
                    }
                }
            }
            more |= live.position() < limit;
        }
        match failed {
            Some(problem) => Err(problem),
            None => Ok(moved && more),
        }
    }
}

/// Everything that follows the log: what is in use, and what is complete but not in use yet.
fn followers(own: &TenantDestinations) -> Vec<LiveEndpoint> {
    let mut all = own.all_live();
    let builds = lock(&own.builds);
    all.extend(builds.values().filter_map(|(_, build)| match build {
        Build::Following(live) => Some((**live).clone()),
        Build::Running(_) | Build::Failed(_) => None,
    }));
    all
}

/// The keys of the entries that changed up to a place, by source.
fn changed(blocks: &[LogBlock], reached: u64) -> HashMap<String, HashSet<String>> {
    let mut changed: HashMap<String, HashSet<String>> = HashMap::new();
    for block in blocks.iter().filter(|block| block.last().0 <= reached) {
        let Some(source) = &block.source else { continue };
        let keys = changed.entry(source.to_string()).or_default();
        for record in &block.records {
            if let LogRecord::Entry(entry) = record {
                keys.insert(entry.key.to_string());
            }
        }
    }
    changed
}
