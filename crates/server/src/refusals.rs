//! How many lines of the log refused requests take. Clients decide how often they are refused: without a bound they fill
//! the disk.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);

/// Lines about refused requests, at most so many a second.
#[derive(Debug)]
pub(crate) struct Refusals {
    most: usize,
    window: Mutex<Window>,
}

/// One second of lines.
#[derive(Debug)]
struct Window {
    began: Instant,
    lines: usize,
    /// Requests without a line since the last one that says how many there were.
    left_out: u64,
}

impl Refusals {
    /// At most so many lines a second; 0 writes none.
    pub(crate) fn new(most: usize) -> Self {
        let window = Window { began: Instant::now(), lines: 0, left_out: 0 };
        Self { most, window: Mutex::new(window) }
    }

    /// Whether a refused request gets a line, and how many before it got none; `None` where it gets none.
    pub(crate) fn admit(&self, now: Instant) -> Option<u64> {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if now.saturating_duration_since(window.began) >= SECOND {
            (window.began, window.lines) = (now, 0);
        }
        if window.lines >= self.most {
            window.left_out += 1;
            return None;
        }
        window.lines += 1;
        Some(std::mem::take(&mut window.left_out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_refusals_takes_few_lines_and_is_counted() {
        let refusals = Refusals::new(3);
        let now = Instant::now();
        let lines = |now| (0..1_000).filter_map(|_| refusals.admit(now)).collect::<Vec<u64>>();
        assert_eq!(lines(now), [0, 0, 0]);
        assert_eq!(lines(now + Duration::from_millis(900)), Vec::<u64>::new());
        assert_eq!(lines(now + Duration::from_millis(1_100)), [1_997, 0, 0]);
        assert_eq!(Refusals::new(0).admit(now), None);
    }
}
