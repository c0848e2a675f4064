//! The memory that request bodies may take up, all requests together.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::Failure;

/// Bodies are counted in pieces of so many bytes, so that a small one also counts for what it costs beside its bytes.
const UNIT: u64 = 4 * 1024;

/// A fixed amount of memory that requests take parts of. Who finds none waits a while, in order, if not too many
/// wait already; then the request is refused with 429.
#[derive(Debug)]
pub struct Budget {
    free: Arc<Semaphore>,
    units: u32,
    waiting: AtomicUsize,
    queue: usize,
    wait: Duration,
}

/// A part of the budget; it goes back when this is dropped.
#[derive(Debug)]
pub struct Held {
    permit: OwnedSemaphorePermit,
}

impl Budget {
    /// A budget of so many bytes; at most `queue` requests wait for a part of it, each at most `wait`.
    #[must_use]
    pub fn new(bytes: u64, queue: usize, wait: Duration) -> Self {
        let units = units(bytes);
        let free = Arc::new(Semaphore::new(units as usize));
        Self { free, units, waiting: AtomicUsize::new(0), queue, wait }
    }

    /// Takes a part.
    ///
    /// # Errors
    /// 429 where it is not there in time.
    pub async fn take(&self, bytes: u64) -> Result<Held, Failure> {
        let permit = self.acquire(units(bytes)).await?;
        Ok(Held { permit })
    }

    /// Makes a part larger, to so many bytes in all; one that is as large already stays.
    ///
    /// # Errors
    /// 429 where there is not so much in time; the part stays as it was.
    pub async fn grow(&self, held: &mut Held, bytes: u64) -> Result<(), Failure> {
        let has = u32::try_from(held.permit.num_permits()).unwrap_or(u32::MAX);
        let missing = units(bytes).saturating_sub(has);
        if missing > 0 {
            held.permit.merge(self.acquire(missing).await?);
        }
        Ok(())
    }

    /// How many bytes are taken.
    #[must_use]
    pub fn in_use(&self) -> u64 {
        let free = self.free.available_permits() as u64;
        u64::from(self.units).saturating_sub(free) * UNIT
    }

    async fn acquire(&self, units: u32) -> Result<OwnedSemaphorePermit, Failure> {
        if units > self.units {
            return Err(Failure::too_large(u64::from(self.units) * UNIT));
        }
        if let Ok(permit) = Arc::clone(&self.free).try_acquire_many_owned(units) {
            return Ok(permit);
        }
        let _place = Place::take(&self.waiting, self.queue).ok_or_else(Failure::busy)?;
        let permit = tokio::time::timeout(self.wait, Arc::clone(&self.free).acquire_many_owned(units)).await;
        match permit {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_closed)) => Err(Failure::internal("the memory budget was closed")),
            Err(_elapsed) => Err(Failure::busy()),
        }
    }
}

impl Held {
    /// Gives back what goes beyond so many bytes.
    pub fn shrink(&mut self, bytes: u64) {
        let keep = units(bytes) as usize;
        let excess = self.permit.num_permits().saturating_sub(keep);
        drop(self.permit.split(excess));
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
mod tests {
    use http::StatusCode;

    use super::*;

    fn budget(queue: usize) -> Budget {
        Budget::new(10 * UNIT, queue, Duration::from_secs(3_600))
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_taken_comes_back() {
        let budget = budget(1);
        let mut held = budget.take(3 * UNIT).await.expect("there is room");
        assert_eq!(budget.in_use(), 3 * UNIT);
        budget.grow(&mut held, 10 * UNIT).await.expect("there is room");
        assert_eq!(budget.in_use(), 10 * UNIT);
        held.shrink(1);
        assert_eq!(budget.in_use(), UNIT);
        drop(held);
        assert_eq!(budget.in_use(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_too_long_is_told_to_come_back() {
        let budget = budget(1);
        let _held = budget.take(10 * UNIT).await.expect("there is room");
        let failure = budget.take(1).await.expect_err("nothing is free");
        assert_eq!(failure.status(), StatusCode::TOO_MANY_REQUESTS);
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_behind_a_full_queue() {
        let budget = budget(0);
        let _held = budget.take(10 * UNIT).await.expect("there is room");
        let started = tokio::time::Instant::now();
        let failure = budget.take(1).await.expect_err("nothing is free");
        assert_eq!((failure.status(), started.elapsed()), (StatusCode::TOO_MANY_REQUESTS, Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_gets_what_another_gives_back() {
        let budget = Arc::new(budget(1));
        let held = budget.take(10 * UNIT).await.expect("there is room");
        let waiting = tokio::spawn({
            let budget = Arc::clone(&budget);
            async move { budget.take(5 * UNIT).await.map(drop) }
        });
        tokio::task::yield_now().await;
        drop(held);
        assert!(waiting.await.expect("no panic").is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn more_than_there_is_at_all_is_refused_at_once() {
        let failure = budget(1).take(11 * UNIT).await.expect_err("more than there is");
        assert_eq!(failure.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
}
