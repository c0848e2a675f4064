//! Whether indexes are as they were written: asked beside the work, when they are opened and then at an interval.

use std::collections::VecDeque;
use std::sync::PoisonError;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

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

/// The indexes that are to be read again, one at a time.
#[derive(Default)]
pub(super) struct Due {
    began: Option<Instant>,
    waiting: VecDeque<(Place, LiveEndpoint)>,
}

impl TenantDestinations {
    /// Begins to read an index, after so much time.
    pub(super) fn verify(&self, place: &Place, live: &LiveEndpoint, after: Duration) {
        let index = live.index.clone();
        let thread = std::thread::spawn(move || {
            std::thread::sleep(after);
            index.damaged_files()
        });
        lock(&self.verifying).push(Verifying { place: place.clone(), name: live.name.clone(), thread });
    }

    /// The endpoints that answer.
    fn all_live(&self) -> Vec<(Place, LiveEndpoint)> {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        live.iter().map(|(place, live)| (place.clone(), live.clone())).collect()
    }
}

impl Destinations {
    /// Ends the answers of the indexes that were found to be damaged, by reading all of them or by a query; they are rebuilt.
    /// One that could not be read for want of something is read again after a while.
    pub(super) fn collect_verified(&self, tenant: &TenantId, own: &TenantDestinations) {
        let mut verifying = lock(&own.verifying);
        let finished: Vec<Verifying> = verifying.extract_if(.., |one| one.thread.is_finished()).collect();
        drop(verifying);
        for Verifying { place, name, thread } in finished {
            let endpoint = &place.2;
            match thread.join() {
                // The index keeps what was found.
                Ok(Ok(_)) => {}
                Ok(Err(problem)) if problem.shortage().is_some() => {
                    warn!(
                        endpoint,
                        problem = problem.to_string(),
                        "the endpoint's index could not be checked; it is tried again"
                    );
                    if let Some(live) = own.live(&place).filter(|live| live.name == name) {
                        own.verify(&place, &live, self.0.options.retry);
                    }
                }
                Ok(Err(problem)) => {
                    error!(endpoint, problem = problem.to_string(), "the endpoint's index cannot be read");
                    self.drop_index(tenant, own, &place, &name);
                }
                Err(_panic) => error!(endpoint, "reading the endpoint's index panicked"),
            }
        }
        for (place, live) in own.all_live() {
            let files = live.index.noted_damage().join(", ");
            if !files.is_empty() {
                warn!(endpoint = place.2, files, "the endpoint's index is damaged and is rebuilt");
                self.drop_index(tenant, own, &place, &live.name);
            }
        }
        self.verify_again(own);
    }

    /// Begins to read the next index that is due; after each interval all are.
    fn verify_again(&self, own: &TenantDestinations) {
        let interval = self.0.options.check_interval;
        if interval.is_zero() || !lock(&own.verifying).is_empty() {
            return;
        }
        let mut due = lock(&own.due);
        if due.began.get_or_insert_with(Instant::now).elapsed() >= interval {
            *due = Due { began: Some(Instant::now()), waiting: own.all_live().into() };
        }
        if let Some((place, live)) = due.waiting.pop_front() {
            own.verify(&place, &live, Duration::ZERO);
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
