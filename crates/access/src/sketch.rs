//! Counters for any number of keys in memory of a fixed size.
//!
//! A count-min sketch: each key has one cell in each of two rows, found by a hash that nobody outside can foresee, and its
//! count is the smaller of the two. A count is never too low, so that no flood of other keys makes a key forgotten; it is
//! too high only where both cells are shared with keys that are counted as well.

use std::hash::{BuildHasher, Hash, RandomState};
use std::time::{Duration, Instant};

const ROWS: usize = 2;

#[derive(Clone, Copy)]
struct Cell {
    count: u32,
    /// When the first of these was counted.
    first: Instant,
    /// When the last of these was counted.
    last: Instant,
}

/// Counts what happened within a window of time.
pub(crate) struct Sketch {
    hashers: [RandomState; ROWS],
    rows: [Vec<Cell>; ROWS],
    window: Duration,
}

/// What is counted for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) count: u32,
    /// How long until the count is 0.
    pub(crate) left: Duration,
    /// How long ago the last one was counted.
    pub(crate) since_last: Duration,
}

impl Sketch {
    /// A sketch of so many cells, of 40 bytes, in each of its rows.
    pub(crate) fn new(cells: usize, window: Duration) -> Self {
        let now = Instant::now();
        let row = || vec![Cell { count: 0, first: now, last: now }; cells.max(1)];
        Self { hashers: std::array::from_fn(|_| RandomState::new()), rows: [row(), row()], window }
    }

    /// What is counted for the key; `None` where that is nothing.
    pub(crate) fn get<K: Hash + ?Sized>(&self, key: &K) -> Option<Count> {
        let mut least: Option<Count> = None;
        for (row, place) in self.places(key).into_iter().enumerate() {
            let count = self.count_of(self.rows[row][place])?;
            if least.is_none_or(|least| count.count < least.count) {
                least = Some(count);
            }
        }
        least
    }

    /// Counts one more.
    pub(crate) fn add<K: Hash + ?Sized>(&mut self, key: &K) {
        let now = Instant::now();
        let least = self.get(key).map_or(0, |count| count.count);
        for (row, place) in self.places(key).into_iter().enumerate() {
            let current = self.count_of(self.rows[row][place]).map_or(0, |count| count.count);
            let cell = &mut self.rows[row][place];
            if current == 0 {
                *cell = Cell { count: 1, first: now, last: now };
            } else if current == least {
                *cell = Cell { count: current.saturating_add(1), last: now, ..*cell };
            }
        }
    }

    /// Takes one back.
    pub(crate) fn subtract<K: Hash + ?Sized>(&mut self, key: &K) {
        for (row, place) in self.places(key).into_iter().enumerate() {
            let cell = &mut self.rows[row][place];
            cell.count = cell.count.saturating_sub(1);
        }
    }

    /// Forgets what was counted for the key.
    pub(crate) fn clear<K: Hash + ?Sized>(&mut self, key: &K) {
        for (row, place) in self.places(key).into_iter().enumerate() {
            self.rows[row][place].count = 0;
        }
    }

    fn places<K: Hash + ?Sized>(&self, key: &K) -> [usize; ROWS] {
        std::array::from_fn(|row| {
            let cells = self.rows[row].len() as u64;
            usize::try_from(self.hashers[row].hash_one(key) % cells).unwrap_or_default()
        })
    }

    fn count_of(&self, cell: Cell) -> Option<Count> {
        let left = self.window.saturating_sub(cell.first.elapsed());
        let counts = cell.count > 0 && left > Duration::ZERO;
        counts.then(|| Count { count: cell.count, left, since_last: cell.last.elapsed() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    #[test]
    fn a_flood_of_other_keys_makes_none_forgotten() {
        let mut sketch = Sketch::new(1_000, MINUTE);
        (0..10).for_each(|_| sketch.add("guessed"));
        (0..100_000).for_each(|other| sketch.add(&other));
        assert!(sketch.get("guessed").is_some_and(|count| count.count >= 10));
    }

    #[test]
    fn keys_are_counted_apart() {
        let mut sketch = Sketch::new(10_000, MINUTE);
        (0..1_000).for_each(|key| sketch.add(&key));
        let wrong = (0..1_000).filter(|key| sketch.get(key).is_none_or(|count| count.count != 1)).count();
        let unseen = (1_000..2_000).filter(|key: &i32| sketch.get(key).is_some()).count();
        // Two keys meet in both rows with a chance of 1 in 100 here.
        assert!(wrong < 60 && unseen < 60, "{wrong} {unseen}");
    }

    #[test]
    fn counts_are_taken_back_cleared_and_end_with_the_window() {
        let mut sketch = Sketch::new(100, MINUTE);
        sketch.add("a");
        sketch.add("a");
        sketch.subtract("a");
        assert_eq!(sketch.get("a").map(|count| count.count), Some(1));
        sketch.clear("a");
        assert_eq!(sketch.get("a"), None);
        let mut over = Sketch::new(100, Duration::ZERO);
        over.add("a");
        assert_eq!(over.get("a"), None);
    }
}
