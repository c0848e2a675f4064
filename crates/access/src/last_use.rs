//! When keys and sessions were used last, kept without a write for each use.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use octant_model::Timestamp;

/// How many milliseconds a use is not noted again.
const PAUSE: i64 = 60_000;

/// When the use of each key and user was noted last by this process.
#[derive(Debug, Default)]
pub(crate) struct Noted(Mutex<HashMap<String, Timestamp>>);

impl Noted {
    /// Whether a use now is to be noted; it counts as noted from then on.
    pub(crate) fn is_due(&self, id: &str, now: Timestamp) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The clock may have been put back.
        let is_fresh =
            |before: &Timestamp| (0..PAUSE).contains(&(now.milliseconds() - before.milliseconds()));
        if noted.get(id).is_some_and(is_fresh) {
            return false;
        }
        noted.insert(id.to_owned(), now);
        true
    }

    /// Forgets what is gone.
    pub(crate) fn forget(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_noted_once_a_minute_for_each_key() {
        let noted = Noted::default();
        let due = |id, seconds: i64| noted.is_due(id, Timestamp::from_milliseconds(seconds * 1_000));
        assert!(due("a", 0) && due("b", 1));
        assert!(!due("a", 59) && due("a", 60) && !due("a", 100));
        noted.forget("a");
        assert!(due("a", 101));
        assert!(due("a", 50), "the clock was put back");
        assert!(!due("a", 51));
    }
}
