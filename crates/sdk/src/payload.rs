//! Payloads: entities as JSON, so many at a time as one request may carry.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use bytes::Bytes;

use crate::{PAYLOAD_BYTES, PAYLOAD_ENTITIES};

const OPENING: &[u8] = br#"{"entities":["#;
const CLOSING: &[u8] = b"]}";

/// How large a payload may become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayloadLimits {
    /// The most entities in one payload; at least 1.
    pub entities: usize,
    /// The most bytes in one payload. An entity that alone is larger is refused before it is sent.
    pub bytes: usize,
}

impl Default for PayloadLimits {
    fn default() -> Self {
        Self { entities: PAYLOAD_ENTITIES, bytes: PAYLOAD_BYTES }
    }
}

impl PayloadLimits {
    /// The most bytes that an entity may have as JSON.
    #[must_use]
    pub fn entity_bytes(self) -> usize {
        self.bytes.saturating_sub(OPENING.len() + CLOSING.len())
    }
}

/// Keys as hashes: two keys with one hash only make a payload wait that need not have waited.
pub(crate) type KeySet = HashSet<u64>;

/// A payload that is ready to be sent.
pub(crate) struct Payload {
    pub(crate) body: Bytes,
    /// For each entity, its place among all that were pushed.
    pub(crate) indices: Vec<u64>,
    pub(crate) keys: KeySet,
}

/// A payload in the making.
pub(crate) struct PayloadBuilder {
    limits: PayloadLimits,
    hasher: RandomState,
    body: Vec<u8>,
    indices: Vec<u64>,
    keys: KeySet,
}

impl PayloadBuilder {
    pub(crate) fn new(limits: PayloadLimits) -> Self {
        let (body, indices, keys) = (Vec::new(), Vec::new(), KeySet::new());
        Self { limits, hasher: RandomState::new(), body, indices, keys }
    }

    /// Whether the entity can join: there is room, and no other has its key (which the protocol forbids).
    pub(crate) fn fits(&self, key: &str, json: &[u8]) -> bool {
        if self.indices.is_empty() {
            return true;
        }
        let bytes = self.body.len() + 1 + json.len() + CLOSING.len();
        bytes <= self.limits.bytes && !self.is_full() && !self.keys.contains(&self.hasher.hash_one(key))
    }

    pub(crate) fn add(&mut self, index: u64, key: &str, json: &[u8]) {
        self.body.extend_from_slice(if self.indices.is_empty() { OPENING } else { b"," });
        self.body.extend_from_slice(json);
        self.indices.push(index);
        self.keys.insert(self.hasher.hash_one(key));
    }

    pub(crate) fn is_full(&self) -> bool {
        self.indices.len() >= self.limits.entities
    }

    /// The payload as far as it has come, if there is any; the builder begins a new one.
    pub(crate) fn take(&mut self) -> Option<Payload> {
        if self.indices.is_empty() {
            return None;
        }
        self.body.extend_from_slice(CLOSING);
        Some(Payload {
            body: Bytes::from(std::mem::take(&mut self.body)),
            indices: std::mem::take(&mut self.indices),
            keys: std::mem::take(&mut self.keys),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, any, prop, proptest};

    use super::*;

    fn pack(limits: PayloadLimits, entities: &[(String, String)]) -> Vec<Payload> {
        let mut builder = PayloadBuilder::new(limits);
        let mut payloads = Vec::new();
        for (index, (key, json)) in (0..).zip(entities) {
            if !builder.fits(key, json.as_bytes()) {
                payloads.extend(builder.take());
            }
            builder.add(index, key, json.as_bytes());
        }
        payloads.extend(builder.take());
        payloads
    }

    fn entity() -> impl Strategy<Value = (String, String)> {
        (0..20_u8, any::<String>()).prop_map(|(key, value)| {
            let key = format!("k{key}");
            let json =
                serde_json::json!({"key": key, "properties": [{"id": "p", "value": value}]}).to_string();
            (key, json)
        })
    }

    proptest! {
        #[test]
        fn payloads_keep_the_limits_the_order_and_every_entity(
            entities in prop::collection::vec(entity(), 0..60),
            most in 1..10_usize,
            bytes in 100..2_000_usize,
        ) {
            let limits = PayloadLimits { entities: most, bytes };
            let fitting: Vec<_> =
                entities.into_iter().filter(|(_, json)| json.len() <= limits.entity_bytes()).collect();
            let mut seen = Vec::new();
            for payload in pack(limits, &fitting) {
                assert!(payload.body.len() <= bytes && payload.indices.len() <= most);
                assert_eq!(payload.keys.len(), payload.indices.len(), "a key repeats within a payload");
                let parsed: serde_json::Value = serde_json::from_slice(&payload.body).expect("JSON");
                let members = parsed["entities"].as_array().expect("an array");
                assert_eq!(members.len(), payload.indices.len());
                seen.extend(members.iter().map(ToString::to_string));
            }
            let expected: Vec<String> = fitting
                .iter()
                .map(|(_, json)| json.parse::<serde_json::Value>().expect("JSON").to_string())
                .collect();
            assert_eq!(seen, expected);
        }
    }
}
