//! What the store's threads tell each other.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::StoreError;
use crate::store::{CheckStatus, Health};

/// The number of commits, the news of them, and the store's health.
#[derive(Default)]
pub(crate) struct Shared {
    epoch: AtomicU64,
    commits: Mutex<u64>,
    committed: Condvar,
    failure: Mutex<Option<StoreError>>,
    check: Mutex<CheckStatus>,
}

impl Shared {
    /// How many commits there were. A snapshot taken after this call holds at least these.
    pub(crate) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// A commit is durable.
    pub(crate) fn committed(&self) {
        let mut failure = lock(&self.failure);
        if matches!(&*failure, Some(StoreError::Full(_) | StoreError::Failed(_))) {
            tracing::info!("the storage works again");
            *failure = None;
        }
        drop(failure);
        let mut commits = lock(&self.commits);
        *commits += 1;
        self.epoch.store(*commits, Ordering::Release);
        drop(commits);
        self.committed.notify_all();
    }

    /// Something could not be read or written. Damage stays until the store is opened anew.
    pub(crate) fn failing(&self, error: &StoreError) {
        let mut failure = lock(&self.failure);
        let known = failure.as_ref().map(std::mem::discriminant) == Some(std::mem::discriminant(error));
        if !known && !matches!(&*failure, Some(StoreError::Damaged(_))) {
            tracing::error!(%error, "the storage fails");
            *failure = Some(error.clone());
        }
    }

    /// Whether the store can do its work.
    pub(crate) fn health(&self) -> Health {
        lock(&self.failure).clone().map_or(Health::Ready, Health::Failing)
    }

    /// How far the check of everything stored is.
    pub(crate) fn check(&self) -> CheckStatus {
        lock(&self.check).clone()
    }

    /// Notes how far the check is.
    pub(crate) fn note_check(&self, note: impl FnOnce(&mut CheckStatus)) {
        note(&mut lock(&self.check));
    }

    /// Waits for a commit after that one, until the deadline at most.
    pub(crate) fn wait_for_commit(&self, epoch: u64, deadline: Instant) {
        let mut commits = lock(&self.commits);
        while *commits <= epoch {
            let left = deadline.saturating_duration_since(Instant::now());
            if left == Duration::ZERO {
                return;
            }
            commits = self.committed.wait_timeout(commits, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
