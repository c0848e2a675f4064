//! Keys of sort orders that are known: working one out is most of what a text costs that stays as it is, while its
//! document changes.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

use crate::collation::Collation;

/// What a key takes up beside its bytes, about.
const BESIDE: usize = 80;

/// The keys of texts in some languages' orders, as many as there is room for.
#[derive(Debug)]
pub(crate) struct SortKeys {
    /// By the place of the language.
    known: Vec<Mutex<Known>>,
    /// A text is known by two hashes of it.
    hashers: [RandomState; 2],
}

/// The keys in one language's order.
#[derive(Debug, Default)]
struct Known {
    /// The most bytes.
    room: usize,
    taken: usize,
    /// By the hashes of the texts, each with its place among all.
    keys: HashMap<[u64; 2], (usize, Box<[u8]>)>,
    all: Vec<[u64; 2]>,
    /// What the next choice by chance is made of.
    chance: u64,
}

impl SortKeys {
    /// None so far, for so many languages, and room for so many bytes.
    pub(crate) fn new(languages: usize, room: usize) -> Self {
        let known = || Mutex::new(Known { room: room / languages.max(1), chance: 1, ..Known::default() });
        Self { known: (0..languages).map(|_| known()).collect(), hashers: Default::default() }
    }

    /// Makes something of the key of a text, in the order of the language of that place.
    pub(crate) fn with<T>(
        &self,
        collation: &Collation,
        language: usize,
        text: &str,
        make: impl FnOnce(&[u8]) -> T,
    ) -> T {
        let hashes = [0, 1].map(|place: usize| self.hashers[place].hash_one(text));
        let known = || self.known[language].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, key)) = known().keys.get(&hashes) {
            return make(key);
        }
        let key = collation.key(text);
        let made = make(&key);
        known().keep(hashes, key.into_boxed_slice());
        made
    }
}

impl Known {
    /// Keeps a key. Where there is no room others go by chance: where all texts come in turn and there is room for half of
    /// them, whichever came first or was asked for last would never be there when its turn comes.
    fn keep(&mut self, hashes: [u64; 2], key: Box<[u8]>) {
        let size = key.len() + BESIDE;
        // Another thread may have been as quick.
        if size > self.room || self.keys.contains_key(&hashes) {
            return;
        }
        while self.taken + size > self.room {
            self.let_one_go();
        }
        self.taken += size;
        self.keys.insert(hashes, (self.all.len(), key));
        self.all.push(hashes);
    }

    fn let_one_go(&mut self) {
        // Numbers that look like chance, by xorshift.
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        let place = usize::try_from(self.chance % self.all.len() as u64).expect("a place is a usize");
        let hashes = self.all.swap_remove(place);
        if let Some((_, key)) = self.keys.remove(&hashes) {
            self.taken -= key.len() + BESIDE;
        }
        if let Some(moved) = self.all.get(place)
            && let Some((at, _)) = self.keys.get_mut(moved)
        {
            *at = place;
        }
    }
}

#[cfg(test)]
mod tests {
    use octant_model::Language;

    use super::*;

    #[test]
    fn a_key_is_that_of_its_text_whatever_is_known_and_takes_no_more_room_than_there_is() {
        let languages = ["en", "sv"].map(|code| Collation::of(&Language::new(code).expect("a language")));
        for room in [0, 500, 4_000, 1 << 20] {
            let keys = SortKeys::new(2, room);
            for number in (0..3_000).map(|number| number * number % 151) {
                let text = format!("å{number}");
                for (place, collation) in languages.iter().enumerate() {
                    keys.with(collation, place, &text, |key| assert_eq!(key, collation.key(&text), "{text}"));
                }
            }
            for known in &keys.known {
                let known = known.lock().expect("nothing failed");
                let taken: usize = known.keys.values().map(|(_, key)| key.len() + BESIDE).sum();
                assert_eq!(known.taken, taken);
                assert!(taken <= room / 2);
                assert!(known.all.iter().enumerate().all(|(place, hashes)| known.keys[hashes].0 == place));
                assert_eq!(known.keys.len(), known.all.len());
                assert_eq!(known.all.is_empty(), room == 0);
            }
        }
    }
}
