//! Slows down who guesses secrets.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When failed token requests are refused for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimiterOptions {
    /// So many failures of one provider from one address are allowed within the window.
    pub failures: u32,
    /// How long a failure counts.
    pub window: Duration,
    /// The most pairs that are remembered; the oldest are forgotten first.
    pub remembered: usize,
}

impl Default for LimiterOptions {
    fn default() -> Self {
        Self { failures: 10, window: Duration::from_mins(1), remembered: 10_000 }
    }
}

type Pair = (String, IpAddr);

/// Counts failures.
pub(crate) struct Limiter {
    options: LimiterOptions,
    counts: Mutex<HashMap<Pair, (u32, Instant)>>,
}

impl Limiter {
    pub(crate) fn new(options: LimiterOptions) -> Self {
        Self { options, counts: Mutex::default() }
    }

    /// How long the pair must wait, where it must.
    pub(crate) fn wait(&self, provider: &str, address: IpAddr) -> Option<Duration> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (failures, since) = counts.get(&pair(provider, address))?;
        let left = self.options.window.saturating_sub(since.elapsed());
        (*failures >= self.options.failures && left > Duration::ZERO).then_some(left)
    }

    /// Notes a failure.
    pub(crate) fn failed(&self, provider: &str, address: IpAddr) {
        let pair = pair(provider, address);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if !counts.contains_key(&pair) {
            self.make_room(&mut counts);
        }
        let count = counts.entry(pair).or_insert((0, Instant::now()));
        if count.1.elapsed() >= self.options.window {
            *count = (0, Instant::now());
        }
        count.0 += 1;
    }

    fn make_room(&self, counts: &mut HashMap<Pair, (u32, Instant)>) {
        if counts.len() >= self.options.remembered {
            let window = self.options.window;
            counts.retain(|_, (_, since)| since.elapsed() < window);
        }
        if counts.len() >= self.options.remembered
            && let Some(oldest) =
                counts.iter().min_by_key(|(_, (_, since))| *since).map(|(pair, _)| pair.clone())
        {
            counts.remove(&oldest);
        }
    }

    /// Forgets the pair's failures.
    pub(crate) fn succeeded(&self, provider: &str, address: IpAddr) {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).remove(&pair(provider, address));
    }
}

/// An id that is longer than any id is one guess like the others.
fn pair(provider: &str, address: IpAddr) -> Pair {
    (provider.chars().take(64).collect(), address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_pairs_are_remembered_and_the_oldest_is_forgotten_first() {
        let limiter =
            Limiter::new(LimiterOptions { failures: 1, remembered: 2, ..LimiterOptions::default() });
        let address = IpAddr::from([127, 0, 0, 1]);
        let waits = || ["a", "b", "c"].map(|provider| limiter.wait(provider, address).is_some());
        limiter.failed("a", address);
        limiter.failed("b", address);
        assert_eq!(waits(), [true, true, false]);
        // Another failure of one that is remembered takes no place.
        limiter.failed("b", address);
        assert_eq!(waits(), [true, true, false]);
        limiter.failed("c", address);
        assert_eq!(waits(), [false, true, true]);
        limiter.succeeded("b", address);
        limiter.failed("a", address);
        assert_eq!(waits(), [true, false, true]);
    }
}
