//! Times that never go back.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use octant_model::Timestamp;

/// The system's clock, but never before a time that was given or stored. Where that clock is behind, times go on at half the
/// pace of real time, until it has caught up: so they stay in order, and those of different changes stay apart.
#[derive(Debug)]
pub(crate) struct Clock(Mutex<Given>);

/// The last time that was given.
#[derive(Debug, Clone, Copy)]
struct Given {
    time: Timestamp,
    /// When, by the clock that nobody sets.
    at: Instant,
}

impl Default for Clock {
    fn default() -> Self {
        Self(Mutex::new(Given { time: Timestamp::MIN, at: Instant::now() }))
    }
}

impl Clock {
    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        self.at(Timestamp::now(), Instant::now())
    }

    fn at(&self, system: Timestamp, at: Instant) -> Timestamp {
        let mut given = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let time = if system >= given.time {
            system
        } else {
            let elapsed = at.saturating_duration_since(given.at) / 2;
            given.time.plus_milliseconds(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
        };
        if time > given.time {
            *given = Given { time, at };
        }
        time
    }

    /// Takes note of a time that is stored.
    pub(crate) fn raise(&self, stored: Timestamp) {
        let mut given = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if stored > given.time {
            *given = Given { time: stored, at: Instant::now() };
        }
    }

    /// How far these times are ahead of the system's clock.
    pub(crate) fn ahead(&self) -> Duration {
        let given = self.0.lock().unwrap_or_else(PoisonError::into_inner).time;
        let ahead = given.milliseconds().saturating_sub(Timestamp::now().milliseconds());
        Duration::from_millis(u64::try_from(ahead).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_follow_the_clock_and_go_on_slowly_where_it_went_back() {
        let clock = Clock::default();
        let begin = Instant::now();
        let at = |system: i64, milliseconds: u64| {
            let time = Timestamp::from_milliseconds(system);
            clock.at(time, begin + Duration::from_millis(milliseconds)).milliseconds()
        };
        assert_eq!(at(1_000_000, 0), 1_000_000);
        assert_eq!(at(1_000_050, 50), 1_000_050);
        assert_eq!(at(500_000, 60), 1_000_055, "half of 10 ms");
        assert_eq!(at(500_001, 61), 1_000_055, "less than a millisecond");
        assert_eq!(at(500_002, 62), 1_000_056);
        assert_eq!(at(1_000_057, 1_000_060), 1_000_057, "it is past the last time that was given");
        assert_eq!(at(1_700_000, 1_200_000), 1_700_000);
    }

    #[test]
    fn a_stored_time_is_not_gone_behind() {
        let clock = Clock::default();
        let stored = Timestamp::now().plus_milliseconds(86_400_000);
        clock.raise(stored);
        assert!(clock.now() >= stored);
        assert!(clock.ahead() > Duration::from_hours(23));
        clock.raise(Timestamp::MIN);
        assert!(clock.now() >= stored);
    }
}
