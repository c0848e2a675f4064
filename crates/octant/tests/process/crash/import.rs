//! Imports made by chance, and what they must do.

use std::collections::BTreeMap;

use octant_store::ImportCounts;
use serde_json::json;

use crate::chance::Chance;

/// The keys that a writer uses; few, so that its imports meet each other's entries.
const KEYS: u64 = 300;

/// An entry's key with the number of the import that wrote it last.
pub(super) type Entries = BTreeMap<String, u64>;

/// An import: what it writes, and what it removes.
#[derive(Debug, Clone)]
pub(super) struct Import {
    pub(super) number: u64,
    writes: Vec<String>,
    removes: Vec<String>,
}

impl Import {
    pub(super) fn random(number: u64, chance: &mut Chance) -> Self {
        let size = 1 + chance.below(60);
        let mut keys: Vec<String> = (0..size).map(|_| format!("k{}", chance.below(KEYS))).collect();
        keys.sort();
        keys.dedup();
        let (removes, writes) = keys.into_iter().partition(|_| chance.below(5) == 0);
        Self { number, writes, removes }
    }

    /// The payload: every entity that it writes carries the import's number.
    pub(super) fn body(&self) -> String {
        let number = self.number.to_string();
        let filler = "x".repeat(300);
        let writes = self.writes.iter().map(|key| {
            json!({"key": key, "properties": [{"id": "import", "value": number}, {"id": "text", "value": filler}]})
        });
        let removes = self.removes.iter().map(|key| json!({"key": key, "delete": true}));
        json!({"entities": writes.chain(removes).collect::<Vec<_>>()}).to_string()
    }

    /// How many entities it has.
    pub(super) fn size(&self) -> u64 {
        (self.writes.len() + self.removes.len()) as u64
    }

    /// Does to the entries what the server must do, and counts it as the server must.
    pub(super) fn apply(&self, entries: &mut Entries) -> ImportCounts {
        let mut counts = ImportCounts::default();
        for key in &self.writes {
            match entries.insert(key.clone(), self.number) {
                None => counts.created += 1,
                Some(_) => counts.updated += 1,
            }
        }
        for key in &self.removes {
            match entries.remove(key) {
                None => counts.unchanged += 1,
                Some(_) => counts.deleted += 1,
            }
        }
        counts
    }
}
