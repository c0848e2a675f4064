//! Which keys come in several rows, found in 24 bytes a row: keys are compared by hashes of 80 bits, at which a
//! thousand million different keys are told apart with a chance of a million to one.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use crate::keyed::KeyedRow;

const ROW_BITS: u32 = 48;
const ROW_MASK: u64 = (1 << ROW_BITS) - 1;

/// A key's hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct KeyHash(u64, u16);

/// The rows that share a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) rows: u64,
    pub(crate) first: u64,
    pub(crate) last: u64,
    /// Whether the rows spell the key in different ways, so that it is not the same thing that they speak of.
    pub(crate) mixed: bool,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    high: u64,
    /// 16 more bits of the hash, and the row's number.
    low_and_row: u64,
    spelling: u64,
}

impl Seen {
    fn hash(&self) -> KeyHash {
        let low = self.low_and_row >> ROW_BITS;
        KeyHash(self.high, u16::try_from(low).expect("16 bits are left"))
    }

    fn row(&self) -> u64 {
        self.low_and_row & ROW_MASK
    }
}

/// Hashes keys, the same way as long as it lives.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeyHasher {
    high: RandomState,
    low: RandomState,
}

impl KeyHasher {
    pub(crate) fn hash(&self, key: &str) -> KeyHash {
        let low = self.low.hash_one(key) >> ROW_BITS;
        KeyHash(self.high.hash_one(key), u16::try_from(low).expect("16 bits are left"))
    }
}

/// Takes the key of every row.
#[derive(Default)]
pub(crate) struct Watch {
    hasher: KeyHasher,
    seen: Vec<Seen>,
}

impl Watch {
    pub(crate) fn see(&mut self, row: &KeyedRow) {
        let KeyHash(high, low) = self.hasher.hash(&row.key);
        let low_and_row = u64::from(low) << ROW_BITS | row.number & ROW_MASK;
        self.seen.push(Seen { high, low_and_row, spelling: self.hasher.high.hash_one(&row.spelling) });
    }

    /// What repeats.
    pub(crate) fn finish(mut self) -> Repeats {
        // Rows of one key come together, in the order of the file.
        self.seen.sort_unstable();
        let mut groups = HashMap::new();
        for rows in self.seen.chunk_by(|one, other| one.hash() == other.hash()) {
            if let [first, .., last] = rows {
                let mixed = rows.iter().any(|row| row.spelling != first.spelling);
                let group = Group { rows: rows.len() as u64, first: first.row(), last: last.row(), mixed };
                groups.insert(first.hash(), group);
            }
        }
        Repeats { hasher: self.hasher, groups }
    }
}

/// The keys that come in several rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Repeats {
    hasher: KeyHasher,
    groups: HashMap<KeyHash, Group>,
}

impl Repeats {
    pub(crate) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    pub(crate) fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.values()
    }

    /// The rows that share the key, if there are several.
    pub(crate) fn of(&self, key: &str) -> Option<(KeyHash, Group)> {
        if self.groups.is_empty() {
            return None;
        }
        let hash = self.hasher.hash(key);
        self.groups.get(&hash).map(|group| (hash, *group))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, proptest};

    use super::*;

    fn repeats(keys: &[(&str, &str)]) -> Repeats {
        let mut watch = Watch::default();
        for (number, (key, spelling)) in (2..).zip(keys) {
            let (key, spelling) = ((*key).to_owned(), (*spelling).to_owned());
            watch.see(&KeyedRow { number, key, spelling, values: Vec::new() });
        }
        watch.finish()
    }

    #[test]
    fn the_rows_of_a_key_are_found_wherever_they_are() {
        let found = repeats(&[("a", "a"), ("b", "b"), ("c", "c"), ("a", "a"), ("b", "b"), ("a", "a")]);
        assert_eq!(found.of("a").expect("a group").1, Group { rows: 3, first: 2, last: 7, mixed: false });
        assert_eq!(found.of("b").expect("a group").1, Group { rows: 2, first: 3, last: 6, mixed: false });
        assert_eq!(found.of("c"), None);
        assert_eq!(found.groups().count(), 2);
    }

    #[test]
    fn different_spellings_of_one_key_are_noticed() {
        assert!(repeats(&[("a_b", "a b"), ("a_b", "a/b")]).of("a_b").expect("a group").1.mixed);
    }

    proptest! {
        #[test]
        fn a_key_repeats_exactly_where_it_comes_more_than_once(keys in prop::collection::vec("[ab]{1,3}", 0..60)) {
            let pairs: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), key.as_str())).collect();
            let found = repeats(&pairs);
            for key in &keys {
                let count = keys.iter().filter(|other| *other == key).count() as u64;
                assert_eq!(found.of(key).map(|(_, group)| group.rows), (count > 1).then_some(count));
            }
        }
    }
}
