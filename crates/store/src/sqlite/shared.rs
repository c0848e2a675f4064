//! What the store's threads tell each other.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use octant_model::Timestamp;

use super::clock::Clock;
use super::identity::Identity;
use super::room;
use crate::error::StoreError;
use crate::store::{CheckStatus, Health};

/// Bytes that must be free for a store that was full to count as healthy again, beside those that the failed change needs.
const ROOM: u64 = 1 << 20;
/// What a change takes at most, in times of the bytes that it brings: its entries, their log records, and both once more in
/// the write-ahead log.
const COPIES: u64 = 4;
/// How long a change that found no room counts. What needs more room than the disk has must not keep the store unhealthy for
/// ever.
const REMEMBERED: Duration = Duration::from_secs(60);

/// The number of commits, the news of them, the store's time and its health.
pub(crate) struct Shared {
    folder: PathBuf,
    identity: Identity,
    /// The time of changes.
    pub(crate) clock: Clock,
    /// The newest time that was stored when the store was opened.
    pub(crate) newest: Option<Timestamp>,
    /// When the clock was observed last, for the trusted time.
    pub(crate) observed: Mutex<Option<Instant>>,
    epoch: AtomicU64,
    commits: Mutex<u64>,
    committed: Condvar,
    failure: Mutex<Option<StoreError>>,
    check: Mutex<CheckStatus>,
    full: Mutex<Option<Full>>,
    /// What is wrong with the structure of the file's pages.
    structure: Mutex<Option<StoreError>>,
}

/// A change that found no room.
#[derive(Debug, Clone, Copy)]
struct Full {
    at: Instant,
    /// Bytes that it needs.
    needs: u64,
}

impl Shared {
    /// For the store in that folder, just opened.
    pub(crate) fn new(folder: &Path, identity: Identity, newest: Option<Timestamp>) -> Self {
        let clock = Clock::default();
        if let Some(newest) = newest {
            clock.raise(newest);
        }
        Self {
            folder: folder.to_owned(),
            identity,
            clock,
            newest,
            observed: Mutex::default(),
            epoch: AtomicU64::new(0),
            commits: Mutex::default(),
            committed: Condvar::new(),
            failure: Mutex::default(),
            full: Mutex::default(),
            check: Mutex::default(),
            structure: Mutex::default(),
        }
    }

    /// How many commits there were. A snapshot taken after this call holds at least these.
    pub(crate) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// A commit is durable.
    pub(crate) fn committed(&self) {
        // A small change may find the room that a larger one did not: the keeper tells when there is enough again.
        if matches!(&*lock(&self.failure), Some(StoreError::Failed(_))) {
            self.recovered();
        }
        let mut commits = lock(&self.commits);
        *commits += 1;
        self.epoch.store(*commits, Ordering::Release);
        drop(commits);
        self.committed.notify_all();
    }

    /// Something could not be read or written. Worse failures hide the others, and damage stays until the store is opened
    /// again.
    pub(crate) fn failing(&self, error: &StoreError) {
        let mut failure = lock(&self.failure);
        if failure.as_ref().is_none_or(|known| rank(error) > rank(known)) {
            tracing::error!(%error, "the storage fails");
            *failure = Some(error.clone());
        }
    }

    /// A change that brings so many bytes found no room.
    pub(crate) fn no_room_for(&self, bytes: u64) {
        let needs = ROOM.saturating_add(bytes.saturating_mul(COPIES));
        let mut full = lock(&self.full);
        let before = full.filter(|before| before.at.elapsed() < REMEMBERED).map_or(0, |before| before.needs);
        *full = Some(Full { at: Instant::now(), needs: needs.max(before) });
    }

    /// Whether there is room for what failed for want of it, and for some more.
    pub(crate) fn has_room(&self) -> bool {
        let needs = match *lock(&self.full) {
            Some(full) if full.at.elapsed() < REMEMBERED => full.needs,
            _ => ROOM,
        };
        self.free_bytes().is_none_or(|free| free >= needs)
    }

    /// Bytes that the disk has left, where it says so.
    pub(crate) fn free_bytes(&self) -> Option<u64> {
        room::free_bytes(&self.folder)
    }

    /// A write's error, as want of room where it was that and SQLite cannot tell.
    pub(crate) fn explained(&self, error: StoreError) -> StoreError {
        let StoreError::Failed(text) = &error else { return error };
        let files = self.identity.paths();
        match room::refusal(&self.folder, &files) {
            Some(reason) => StoreError::Full(format!("{text}: {reason}")),
            None => error,
        }
    }

    /// Whether the open files are still those that their paths name.
    ///
    /// # Errors
    /// [`StoreError::Replaced`] where they are not.
    pub(crate) fn check_identity(&self) -> Result<(), StoreError> {
        self.identity.check()
    }

    /// The store works again.
    pub(crate) fn recovered(&self) {
        let mut failure = lock(&self.failure);
        if !matches!(&*failure, None | Some(StoreError::Damaged(_))) {
            tracing::info!("the storage works again");
            *failure = None;
        }
    }

    /// Whether the store can do its work.
    pub(crate) fn health(&self) -> Health {
        lock(&self.failure).clone().map_or(Health::Ready, Health::Failing)
    }

    /// The structure of pages is damaged: any number of rows may be hidden, and nothing shows it where they are looked for.
    pub(crate) fn distrust(&self, damage: &StoreError) {
        *lock(&self.structure) = Some(damage.clone());
    }

    /// Whether it can be believed that what is not found is not there.
    ///
    /// # Errors
    /// What is wrong with the file's structure.
    pub(crate) fn structure(&self) -> Result<(), StoreError> {
        lock(&self.structure).clone().map_or(Ok(()), Err)
    }

    /// How far the check of everything stored is.
    pub(crate) fn check(&self) -> CheckStatus {
        lock(&self.check).clone()
    }

    /// Whether a round of the check was finished since the store was opened, and the last one found nothing.
    pub(crate) fn is_checked(&self) -> bool {
        let check = lock(&self.check);
        check.rounds > 0 && check.findings == 0
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

/// How bad a failure is: what takes longer to mend is worse.
fn rank(error: &StoreError) -> u8 {
    match error {
        StoreError::Damaged(_) => 3,
        StoreError::Replaced(_) => 2,
        StoreError::Full(_) => 1,
        _ => 0,
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
