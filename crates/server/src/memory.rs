//! Memory budgets: what requests and answers of one kind may hold at a time, all clients together and each by itself.

mod owner;
mod share;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::error::{Code, Failure};
use crate::options::ServerOptions;
pub use owner::Owner;
pub(crate) use owner::network;
pub(crate) use share::Shares;

/// Memory is counted in pieces of so many bytes, so that a small one also counts for what it costs beside its bytes.
const UNIT: u64 = 4 * 1024;

/// Bodies up to this size are not counted: the number of connections bounds them.
pub(crate) const SMALL_BODY: u64 = 16 * 1024;

/// What unpacking a body takes at most beside the body.
const UNPACKING: u64 = 9 << 20;

/// The budgets of a server.
#[derive(Debug)]
pub struct Budgets {
    /// Bodies of clients that show no credential.
    pub anonymous: Budget,
    /// Bodies of applications, keys and people, imports excepted.
    pub documents: Budget,
    /// Bodies of imports.
    pub ingest: Budget,
}

impl Budgets {
    pub(crate) fn new(options: &ServerOptions) -> Self {
        let bodies = |bytes, largest| {
            Budget::new(&Terms {
                bytes,
                largest: largest + UNPACKING,
                uncounted: SMALL_BODY,
                queue: options.ingest_queue,
                wait: options.ingest_wait,
            })
        };
        Self {
            anonymous: bodies(options.anonymous_memory, options.max_document),
            documents: bodies(options.document_memory, options.max_document),
            ingest: bodies(options.ingest_memory, options.max_body),
        }
    }

    /// The budget for a body that is no import.
    pub(crate) fn for_document(&self, owner: &Owner) -> &Budget {
        match owner {
            Owner::Address(_) => &self.anonymous,
            Owner::Credential(_) => &self.documents,
        }
    }

    /// Refuses whoever waits for memory, from now on.
    pub(crate) fn stop(&self) {
        [&self.anonymous, &self.documents, &self.ingest].into_iter().for_each(Budget::stop);
    }
}

/// How a budget is used.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// The bytes of all parts together.
    pub bytes: u64,
    /// The bytes of the largest part that is allowed. One owner may hold half of the budget, and at least this.
    pub largest: u64,
    /// Parts up to so many bytes are not counted.
    pub uncounted: u64,
    /// How many may wait for a part at a time.
    pub queue: usize,
    /// How long each of them waits.
    pub wait: Duration,
}

/// A fixed amount of memory that requests take parts of. Who finds none waits a while, in order, if not too many
/// wait already; then the request is refused with 429. No owner gets more than half.
#[derive(Debug)]
pub struct Budget {
    free: Arc<Semaphore>,
    units: u32,
    /// The most that one owner may hold.
    share: u32,
    shares: Shares<Semaphore>,
    uncounted: u64,
    waiting: AtomicUsize,
    queue: usize,
    wait: Duration,
    stopped: watch::Sender<bool>,
}

/// A part of a budget; it goes back when this is dropped.
#[derive(Debug)]
pub struct Held {
    owner: Owner,
    taken: Option<Taken>,
}

/// The same number of units of an owner's share and of the whole.
#[derive(Debug)]
struct Taken {
    share: OwnedSemaphorePermit,
    whole: OwnedSemaphorePermit,
}

impl Budget {
    /// A budget on these terms.
    #[must_use]
    pub fn new(terms: &Terms) -> Self {
        let units = units(terms.bytes);
        Self {
            free: Arc::new(Semaphore::new(units as usize)),
            units,
            share: (units / 2).max(self::units(terms.largest)).min(units),
            shares: Shares::new(),
            uncounted: terms.uncounted,
            waiting: AtomicUsize::new(0),
            queue: terms.queue,
            wait: terms.wait,
            stopped: watch::Sender::new(false),
        }
    }

    /// A part without bytes yet.
    #[must_use]
    pub fn open(&self, owner: Owner) -> Held {
        Held { owner, taken: None }
    }

    /// Makes a part larger, to so many bytes in all; one that is as large already stays.
    ///
    /// # Errors
    /// 429 where there is not so much in time; the part stays as it was. 413 where one owner can never have so much.
    pub async fn grow(&self, held: &mut Held, bytes: u64) -> Result<(), Failure> {
        if bytes <= self.uncounted {
            return Ok(());
        }
        if units(bytes) > self.share {
            return Err(Failure::too_large(u64::from(self.share) * UNIT));
        }
        let missing = units(bytes).saturating_sub(held.units());
        if missing == 0 {
            return Ok(());
        }
        let share = match &held.taken {
            Some(taken) => Arc::clone(taken.share.semaphore()),
            None => self.shares.of(&held.owner, || Semaphore::new(self.share as usize)),
        };
        let more = self.acquire(share, missing).await?;
        match &mut held.taken {
            Some(taken) => taken.merge(more),
            None => held.taken = Some(more),
        }
        Ok(())
    }

    /// How many bytes are taken.
    #[must_use]
    pub fn in_use(&self) -> u64 {
        let free = self.free.available_permits() as u64;
        u64::from(self.units).saturating_sub(free) * UNIT
    }

    /// How many bytes there are in all.
    #[must_use]
    pub fn limit(&self) -> u64 {
        u64::from(self.units) * UNIT
    }

    /// Refuses whoever waits, from now on.
    pub(crate) fn stop(&self) {
        self.stopped.send_replace(true);
    }

    async fn acquire(&self, share: Arc<Semaphore>, units: u32) -> Result<Taken, Failure> {
        if let Ok(own) = Arc::clone(&share).try_acquire_many_owned(units)
            && let Ok(whole) = Arc::clone(&self.free).try_acquire_many_owned(units)
        {
            return Ok(Taken { share: own, whole });
        }
        let _place = Place::take(&self.waiting, self.queue).ok_or_else(Failure::busy)?;
        let both = async {
            let share = share.acquire_many_owned(units).await?;
            let whole = Arc::clone(&self.free).acquire_many_owned(units).await?;
            Ok::<_, tokio::sync::AcquireError>(Taken { share, whole })
        };
        let mut stopped = self.stopped.subscribe();
        tokio::select! {
            taken = tokio::time::timeout(self.wait, both) => match taken {
                Ok(Ok(taken)) => Ok(taken),
                Ok(Err(_closed)) => Err(Failure::internal("a memory budget was closed")),
                Err(_elapsed) => Err(Failure::busy()),
            },
            _ = stopped.wait_for(|stopped| *stopped) => {
                let detail = "The server is stopping; nothing of the request was done";
                Err(Failure::unavailable(Code::Stopping, detail, "it waited for memory when the server was stopped"))
            }
        }
    }
}

impl Held {
    fn units(&self) -> u32 {
        let permits = self.taken.as_ref().map_or(0, |taken| taken.whole.num_permits());
        u32::try_from(permits).unwrap_or(u32::MAX)
    }

    /// Gives back what goes beyond so many bytes.
    pub fn shrink(&mut self, bytes: u64) {
        let Some(taken) = &mut self.taken else { return };
        let keep = units(bytes) as usize;
        let excess = taken.whole.num_permits().saturating_sub(keep);
        drop((taken.share.split(excess), taken.whole.split(excess)));
    }
}

impl Taken {
    fn merge(&mut self, more: Self) {
        self.share.merge(more.share);
        self.whole.merge(more.whole);
    }
}

fn units(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT).max(1)).unwrap_or(u32::MAX)
}

/// A place in the queue.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize, limit: usize) -> Option<Self> {
        let taken = waiting
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |now| (now < limit).then_some(now + 1));
        taken.ok().map(|_| Self(waiting))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
