//! When to try again, and when to give up.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// How often a call is tried, and how long the client waits in between: exponential backoff with jitter, or what the
/// server asks for with `Retry-After`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The most attempts, the first one included; at least 1.
    pub attempts: u32,
    /// The wait after the first attempt; it doubles with each.
    pub first_delay: Duration,
    /// The longest wait that the client chooses itself.
    pub longest_delay: Duration,
    /// The longest `Retry-After` that is waited for; where the server asks for more, its refusal is the answer.
    pub longest_retry_after: Duration,
}

impl Default for RetryPolicy {
    /// Eight attempts over about half a minute, and no `Retry-After` of more than five minutes.
    fn default() -> Self {
        Self {
            attempts: 8,
            first_delay: Duration::from_millis(250),
            longest_delay: Duration::from_secs(15),
            longest_retry_after: Duration::from_secs(300),
        }
    }
}

impl RetryPolicy {
    /// One attempt and no more.
    #[must_use]
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// The wait after attempt number `attempt` (from 1), or `None` to give up. `chance` lies in 0..=1.
    pub(crate) fn delay(&self, attempt: u32, retry_after: Option<Duration>, chance: f64) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let doublings = attempt.saturating_sub(1).min(31);
        let full = self.first_delay.saturating_mul(1 << doublings).min(self.longest_delay);
        // At least half of the wait, so that clients that failed together do not come back together, nor at once.
        let own = full.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0);
        match retry_after {
            Some(asked) if asked > self.longest_retry_after => None,
            // Never before the server's time, and not all clients exactly at it.
            Some(asked) => Some(asked + own.min(asked / 10)),
            None => Some(own),
        }
    }
}

/// A random number in 0..=1.
pub(crate) fn chance() -> f64 {
    // The standard library's hasher has random keys, new ones for each: a source of chance without a dependency.
    let [.., a, b, c, d] = RandomState::new().hash_one(()).to_be_bytes();
    f64::from(u32::from_be_bytes([a, b, c, d])) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: RetryPolicy = RetryPolicy {
        attempts: 5,
        first_delay: Duration::from_millis(100),
        longest_delay: Duration::from_millis(300),
        longest_retry_after: Duration::from_secs(60),
    };

    #[test]
    fn waits_double_up_to_the_longest_and_then_end() {
        let waits: Vec<_> = (1..=5).map(|attempt| POLICY.delay(attempt, None, 1.0)).collect();
        let milliseconds = |number| Some(Duration::from_millis(number));
        assert_eq!(waits, [milliseconds(100), milliseconds(200), milliseconds(300), milliseconds(300), None]);
    }

    #[test]
    fn chance_takes_up_to_half_of_a_wait() {
        assert_eq!(POLICY.delay(1, None, 0.0), Some(Duration::from_millis(50)));
        assert!((0..1000).all(|_| (0.0..=1.0).contains(&chance())));
    }

    #[test]
    fn what_the_server_asks_for_is_never_cut_short() {
        for chance in [0.0, 0.5, 1.0] {
            let wait = POLICY.delay(1, Some(Duration::from_secs(10)), chance).expect("a wait");
            assert!(wait >= Duration::from_secs(10) && wait <= Duration::from_secs(11), "{wait:?}");
        }
        assert_eq!(POLICY.delay(1, Some(Duration::ZERO), 1.0), Some(Duration::ZERO));
        assert_eq!(POLICY.delay(1, Some(Duration::from_secs(61)), 0.0), None);
    }

    #[test]
    fn a_policy_of_many_attempts_never_overflows() {
        let patient = RetryPolicy { attempts: u32::MAX, longest_delay: Duration::MAX, ..POLICY };
        assert!(patient.delay(u32::MAX - 1, None, 0.0).is_some());
    }
}
