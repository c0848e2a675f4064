//! Indexes that are not in use yet: filled by a thread of their own, then brought up to date, then switched to.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use octant_index::{Index, Shortage};
use octant_model::TenantId;
use tracing::{error, info};

use super::{Destinations, Place, TenantDestinations, folder, lock};
use crate::endpoint::LiveEndpoint;
use crate::error::DestinationError;
use crate::recipe::{Filling, Recipe};

const PANICKED: &str = "it ended by a fault of the server; the log tells more";

/// An index that is not in use yet.
pub(super) enum Build {
    /// It is being filled.
    Running(Running),
    /// Complete as of its position; it follows the log until it has caught up.
    Following(Box<LiveEndpoint>),
    /// It could not be filled.
    Failed(Failed),
}

/// A try that failed.
pub(super) struct Failed {
    at: Instant,
    problem: String,
    /// What was wanting, if anything.
    shortage: Option<Shortage>,
}

/// A thread that fills an index; it ends early when nobody wants the index any more.
pub(super) struct Running {
    thread: Option<JoinHandle<Result<LiveEndpoint, DestinationError>>>,
    filling: Arc<Filling>,
    /// Why the try before failed.
    before: Option<(String, Option<Shortage>)>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.filling.unwanted.store(true, Ordering::Release);
    }
}

impl Build {
    /// Whether it is time to begin anew.
    pub(super) fn may_retry(&self, after: Duration) -> bool {
        matches!(self, Self::Failed(failed) if failed.at.elapsed() >= after)
    }

    /// How many cards were gone through; `None` where all were.
    pub(super) fn done(&self) -> Option<u64> {
        match self {
            Self::Running(running) => Some(running.filling.done.load(Ordering::Relaxed)),
            Self::Following(_) => None,
            Self::Failed(_) => Some(0),
        }
    }

    /// Why the last try failed, as long as no other succeeded.
    pub(super) fn problem(&self) -> Option<&str> {
        match self {
            Self::Running(running) => running.before.as_ref().map(|(problem, _)| problem.as_str()),
            Self::Failed(failed) => Some(&failed.problem),
            Self::Following(_) => None,
        }
    }

    /// What was wanting when the last try failed, as long as no other succeeded.
    fn shortage(&self) -> Option<Shortage> {
        match self {
            Self::Running(running) => running.before.as_ref().and_then(|(_, shortage)| *shortage),
            Self::Failed(failed) => failed.shortage,
            Self::Following(_) => None,
        }
    }

    fn failed(problem: String, shortage: Option<Shortage>) -> Self {
        Self::Failed(Failed { at: Instant::now(), problem, shortage })
    }

    fn is_running(&self) -> bool {
        matches!(self, Self::Running(_))
    }
}

impl Destinations {
    /// Begins to build an endpoint's index, or lets it wait for its turn.
    pub(super) fn build(&self, tenant: &TenantId, own: &TenantDestinations, place: &Place, recipe: Recipe) {
        let mut builds = lock(&own.builds);
        let before = builds.remove(place).filter(|(of, _)| of.digest == recipe.digest);
        if builds.values().filter(|(_, build)| build.is_running()).count() >= self.0.options.builds.max(1) {
            own.waiting.store(true, Ordering::Release);
            // What failed stays known while it waits for its turn.
            builds.extend(before.map(|failed| (place.clone(), failed)));
            return;
        }
        let ordered = recipe.clone();
        let before = before.and_then(|(_, build)| Some((build.problem()?.to_owned(), build.shortage())));
        let filling = Arc::new(Filling::default());
        let (destinations, owner, owned, cancelled) =
            (self.clone(), tenant.clone(), place.clone(), Arc::clone(&filling));
        let build = move || destinations.build_now(&owner, &owned, recipe, &cancelled);
        let running = Running { thread: Some(std::thread::spawn(build)), filling, before };
        builds.insert(place.clone(), (ordered, Build::Running(running)));
    }

    fn build_now(
        &self,
        tenant: &TenantId,
        place: &Place,
        recipe: Recipe,
        filling: &Filling,
    ) -> Result<LiveEndpoint, DestinationError> {
        let started = Instant::now();
        let name = folder::new_name(&recipe.digest);
        let folder = self.folder(tenant, place).join(&name);
        let filled = (|| {
            // Whatever changes from here on is in the log behind this place.
            let position = recipe.position(self.store().log_head(tenant)?.0);
            let index = Index::create(&folder, &recipe.shape.spec(), &self.0.options.index)?;
            recipe.fill(self.store(), tenant, &index, position, filling)?;
            Ok(index)
        })();
        let index = filled.inspect_err(|_: &DestinationError| folder::remove(&folder))?;
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        info!(endpoint = place.2, documents = index.count(), milliseconds, "built the endpoint's index");
        Ok(LiveEndpoint::new(name, recipe, index))
    }

    /// Whether anything is being built or waits for it, or is being looked through for damage.
    #[must_use]
    pub fn is_building(&self, tenant: &TenantId) -> bool {
        let Some(own) = self.known_tenant(tenant) else { return false };
        own.waiting.load(Ordering::Acquire)
            || !lock(&own.builds).is_empty()
            || !lock(&own.verifying).is_empty()
    }

    /// What is wanting for indexes that could not be built when it was tried last, with the problem in words.
    #[must_use]
    pub fn shortage(&self, tenant: &TenantId) -> Option<(Shortage, String)> {
        let own = self.known_tenant(tenant)?;
        let builds = lock(&own.builds);
        builds.values().find_map(|(_, build)| Some((build.shortage()?, build.problem()?.to_owned())))
    }

    /// Ends what is being built, waits for that, and takes no step any more. What was built so far is lost; the next
    /// process begins anew.
    pub fn close(&self) {
        self.0.stopped.store(true, Ordering::Release);
        let tenants: Vec<Arc<TenantDestinations>> = self
            .0
            .tenants
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .values()
            .cloned()
            .collect();
        for own in tenants {
            let _one_at_a_time = lock(&own.stepping);
            let builds: Vec<Build> = lock(&own.builds).drain().map(|(_, (_, build))| build).collect();
            for build in builds {
                let Build::Running(mut running) = build else { continue };
                running.filling.unwanted.store(true, Ordering::Release);
                // How it ended does not count any more.
                let _ = running.thread.take().map(JoinHandle::join);
            }
        }
    }
}

/// Takes over what threads have finished.
pub(super) fn collect(own: &TenantDestinations) {
    let mut builds = lock(&own.builds);
    for ((_, _, endpoint), (_, build)) in builds.iter_mut() {
        let Build::Running(running) = build else { continue };
        let Some(thread) = running.thread.take_if(|thread| thread.is_finished()) else { continue };
        match thread.join() {
            Ok(Ok(live)) => *build = Build::Following(Box::new(live)),
            Ok(Err(problem)) => {
                let (problem, shortage) = (problem.to_string(), problem.shortage());
                error!(endpoint, problem, "building an endpoint's index failed");
                *build = Build::failed(problem, shortage);
            }
            Err(_panic) => {
                error!(endpoint, "building an endpoint's index panicked");
                *build = Build::failed(PANICKED.to_owned(), None);
            }
        }
    }
}
