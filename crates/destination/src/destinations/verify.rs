//! Whether an index that an earlier process left is as it was written: asked once, beside the work.

use std::sync::PoisonError;
use std::thread::JoinHandle;

use octant_index::IndexError;
use octant_model::TenantId;
use tracing::{error, warn};

use super::{Destinations, Place, TenantDestinations, folder, lock};
use crate::endpoint::LiveEndpoint;

/// A thread that reads an index.
pub(super) struct Verifying {
    place: Place,
    /// The index's name.
    name: String,
    thread: JoinHandle<Result<Vec<String>, IndexError>>,
}

impl TenantDestinations {
    /// Begins to read an index.
    pub(super) fn verify(&self, place: &Place, live: &LiveEndpoint) {
        let index = live.index.clone();
        let thread = std::thread::spawn(move || index.damaged_files());
        lock(&self.verifying).push(Verifying { place: place.clone(), name: live.name.clone(), thread });
    }
}

impl Destinations {
    /// Ends the answers of the indexes that were found to be damaged; they are built anew.
    pub(super) fn collect_verified(&self, tenant: &TenantId, own: &TenantDestinations) {
        let mut verifying = lock(&own.verifying);
        let finished: Vec<Verifying> = verifying.extract_if(.., |one| one.thread.is_finished()).collect();
        drop(verifying);
        for Verifying { place, name, thread } in finished {
            let endpoint = &place.2;
            match thread.join() {
                Ok(Ok(damaged)) if damaged.is_empty() => {}
                Ok(Ok(damaged)) => {
                    let files = damaged.join(", ");
                    warn!(endpoint, files, "the endpoint's index is damaged and is built anew");
                    self.drop_index(tenant, own, &place, &name);
                }
                Ok(Err(problem)) => {
                    error!(endpoint, problem = problem.to_string(), "the endpoint's index cannot be read");
                    self.drop_index(tenant, own, &place, &name);
                }
                Err(_panic) => error!(endpoint, "reading the endpoint's index panicked"),
            }
        }
    }

    /// Lets go of an index, unless another took its place meanwhile.
    fn drop_index(&self, tenant: &TenantId, own: &TenantDestinations, place: &Place, name: &str) {
        let mut live = own.live.write().unwrap_or_else(PoisonError::into_inner);
        if live.get(place).is_some_and(|live| live.name == name) {
            live.remove(place);
            folder::forget_current(&self.folder(tenant, place));
            *lock(&own.synced) = None;
        }
    }
}
