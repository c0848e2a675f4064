//! Which entries were changed lately, so that an import that was worked out on a snapshot is checked against them
//! alone and not against the table.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};

/// How many changes are remembered; a snapshot older than all of them is checked against the table.
const CAPACITY: usize = 262_144;

/// Remembers in which commit an entry was changed last. Two entries may look like one; then a check is made that
/// was not needed.
#[derive(Default)]
pub(crate) struct Recent {
    hasher: RandomState,
    changed: HashMap<u64, u64>,
    order: VecDeque<(u64, u64)>,
    forgotten: u64,
    latest: u64,
}

impl Recent {
    /// Notes that the entry is changed in that commit.
    pub(crate) fn note(&mut self, source: i64, key: &str, epoch: u64) {
        self.latest = epoch;
        let hash = self.hasher.hash_one((source, key));
        self.changed.insert(hash, epoch);
        self.order.push_back((hash, epoch));
        if self.order.len() > CAPACITY
            && let Some((oldest, noted)) = self.order.pop_front()
        {
            self.forgotten = noted;
            if self.changed.get(&oldest) == Some(&noted) {
                self.changed.remove(&oldest);
            }
        }
    }

    /// Whether any entry may have changed after that commit.
    pub(crate) fn may_have_changed_any(&self, after: u64) -> bool {
        after < self.latest
    }

    /// Whether the entry may have changed after that commit.
    pub(crate) fn may_have_changed(&self, source: i64, key: &str, after: u64) -> bool {
        after < self.forgotten
            || self.changed.get(&self.hasher.hash_one((source, key))).is_some_and(|epoch| *epoch > after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_noticed_by_older_snapshots_alone() {
        let mut recent = Recent::default();
        recent.note(1, "a", 5);
        assert!(recent.may_have_changed(1, "a", 4));
        assert!(!recent.may_have_changed(1, "a", 5));
        assert!(!recent.may_have_changed(1, "b", 4));
        assert!(!recent.may_have_changed(2, "a", 4));
        assert!(recent.may_have_changed_any(4) && !recent.may_have_changed_any(5));
    }

    #[test]
    fn what_was_forgotten_may_have_changed() {
        let mut recent = Recent::default();
        recent.note(1, "a", 5);
        for number in 0..CAPACITY {
            recent.note(1, &number.to_string(), 6);
        }
        assert!(recent.may_have_changed(1, "unknown", 4));
        assert!(!recent.may_have_changed(1, "unknown", 6));
    }
}
