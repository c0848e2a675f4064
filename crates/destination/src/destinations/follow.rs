//! Following the change log.

use std::collections::HashMap;
use std::sync::PoisonError;

use octant_index::{Index, Opened};
use octant_model::{Sequence, TenantId};
use octant_store::{LogBlock, LogRecord, StoreError};
use tracing::{error, warn};

use super::builds::Build;
use super::{Destinations, Place, TenantDestinations, lock};
use crate::endpoint::{Changed, LiveEndpoint};
use crate::error::DestinationError;

/// An index that follows the log.
struct Follower {
    place: Place,
    live: LiveEndpoint,
    /// Whether it answers; otherwise it is complete and waits to be switched to.
    answers: bool,
}

impl Destinations {
    /// Brings every index closer to the log's end: each as far as the cards have come that it looks up in their index.
    /// True where there is more to do at once.
    pub(super) fn follow(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
        head: u64,
    ) -> Result<bool, DestinationError> {
        let mut behind = followers(own);
        behind.retain(|one| !one.live.has_caught_up(head));
        let Some(from) = behind.iter().map(|one| one.live.position()).min() else { return Ok(false) };
        let blocks = match self.store().read_log(tenant, Sequence(from), self.0.options.records) {
            Err(StoreError::LogTrimmed(_)) => return self.give_up_unreached(tenant, own, &behind),
            read => read?,
        };
        let mut changes: HashMap<u64, Changed> = HashMap::new();
        let (mut moved, mut more, mut failed) = (false, false, None);
        for follower in &behind {
            let live = &follower.live;
            let (before, limit) = (live.position(), live.limit(head));
            let ends = blocks.iter().map(|block| block.last().0);
            let reached = ends.filter(|end| *end <= limit).max().unwrap_or(before);
            if reached > before {
                let changed = changes.entry(reached).or_insert_with(|| changed(&blocks, reached));
                // One index that fails holds up none of the others.
                match live.refresh(self.store(), tenant, changed, reached) {
                    Ok(()) => moved = true,
                    Err(problem) => {
                        let endpoint = &live.shape.endpoint;
                        error!(endpoint, problem = problem.to_string(), "an index lags behind");
                        self.look_after(tenant, own, follower, &problem);
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

    /// After a failure: an index that cannot be opened any more is built anew.
    fn look_after(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
        follower: &Follower,
        problem: &DestinationError,
    ) {
        if !matches!(problem, DestinationError::Index(_)) {
            return;
        }
        let Follower { place, live, .. } = follower;
        let folder = self.folder(tenant, place).join(&live.name);
        if let Ok(Opened::Stale(reason)) = Index::open(&folder, &live.shape.spec(), &self.0.options.index) {
            warn!(endpoint = place.2, reason, "the endpoint's index broke and is built anew");
            follower.give_up(own);
        }
    }

    /// What the log does not reach back to any more is built anew. True, as there is that to do.
    fn give_up_unreached(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
        behind: &[Follower],
    ) -> Result<bool, DestinationError> {
        for follower in behind {
            if !self.store().log_follows(tenant, Sequence(follower.live.position()))? {
                let reason = "the change log has let go of what follows it";
                warn!(endpoint = follower.place.2, reason, "the endpoint's index is built anew");
                follower.give_up(own);
            }
        }
        Ok(true)
    }
}

impl Follower {
    fn give_up(&self, own: &TenantDestinations) {
        if self.answers {
            own.give_up(&self.place);
        } else {
            lock(&own.builds).remove(&self.place);
            *lock(&own.synced) = None;
        }
    }
}

/// Everything that follows the log: what is in use, and what is complete but not in use yet.
fn followers(own: &TenantDestinations) -> Vec<Follower> {
    let live = own.live.read().unwrap_or_else(PoisonError::into_inner);
    let answering = live.iter().filter(|(place, _)| !own.is_given_up(place));
    let follower = |place: &Place, live: &LiveEndpoint, answers: bool| Follower {
        place: place.clone(),
        live: live.clone(),
        answers,
    };
    let mut all: Vec<Follower> = answering.map(|(place, live)| follower(place, live, true)).collect();
    for (place, (_, build)) in lock(&own.builds).iter() {
        if let Build::Following(live) = build {
            all.push(follower(place, live, false));
        }
    }
    all
}

/// The entries that changed up to a place.
fn changed(blocks: &[LogBlock], reached: u64) -> Changed {
    let mut changed = Changed::new();
    for block in blocks.iter().filter(|block| block.last().0 <= reached) {
        let Some(source) = &block.source else { continue };
        let keys = changed.entry(source.to_string()).or_default();
        for record in &block.records {
            if let LogRecord::Entry(entry) = record {
                // Blocks come in the order of time: the last time stays.
                keys.insert(entry.key.to_string(), block.at);
            }
        }
    }
    changed
}
