//! Whether the server can do its work: the store takes writes, what was written gets published, and what is published answers.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use octant_index::Shortage;
use octant_model::TenantId;
use octant_store::Health;

use crate::error::{Code, Failure};
use crate::state::AppState;

/// Who follows a tenant's change log: what is published first, or the cards that only the Studio shows.
pub(crate) type Follower = (TenantId, bool);

/// What is wanting for those who follow change logs, with the problem in words.
#[derive(Default)]
pub(crate) struct Troubles(Mutex<HashMap<Follower, (Shortage, String)>>);

impl Troubles {
    /// Notes that a step failed for want of something, or went well.
    pub(crate) fn note(&self, follower: &Follower, trouble: Option<(Shortage, String)>) {
        let mut troubles = self.lock();
        match trouble {
            Some(trouble) => _ = troubles.insert(follower.clone(), trouble),
            None => _ = troubles.remove(follower),
        }
    }

    fn any(&self) -> Option<(Shortage, String)> {
        self.lock().values().next().cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Follower, (Shortage, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks everything that must work.
///
/// # Errors
/// What does not.
pub(crate) fn check(state: &AppState) -> Result<(), Failure> {
    if let Health::Failing(error) = state.store.health() {
        return Err(error.into());
    }
    if let Some((shortage, problem)) = state.troubles.any() {
        return Err(Failure::wanting(shortage, problem));
    }
    for tenant in state.store.tenants()? {
        let built = state.cards.shortage(&tenant).or_else(|| state.destinations.shortage(&tenant));
        if let Some((shortage, problem)) = built {
            return Err(Failure::wanting(shortage, problem));
        }
        if let Some(endpoint) = state.destinations.unopened(&tenant)? {
            // Anybody may ask: the log alone tells which.
            let detail = "The index of a published endpoint is not open yet";
            return Err(Failure::unavailable(Code::Building, detail, format!("{endpoint} of {tenant}")));
        }
    }
    Ok(())
}
