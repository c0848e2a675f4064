//! A catalogue of products of about 1.2 KB with texts in two languages, the same for the same seed.

use std::fmt::Write;

/// Entities in one payload.
pub(crate) const PAYLOAD: usize = 1_000;

/// The words of texts: as many as a shop's catalogue has.
const WORDS: u64 = 40_000;

/// A value: property, language, text.
pub(crate) type Value = (&'static str, Option<&'static str>, String);

/// What is sent of one entry.
#[derive(Debug)]
pub(crate) struct Entity {
    /// Its key.
    pub(crate) key: String,
    /// Its values, by property and language.
    pub(crate) values: Vec<Value>,
}

/// The products of one payload.
pub(crate) fn products(seed: u64, payload: usize) -> impl Iterator<Item = Entity> {
    let range = payload * PAYLOAD..(payload + 1) * PAYLOAD;
    range.map(move |number| product(seed, number as u64))
}

fn product(seed: u64, number: u64) -> Entity {
    let mut random = Random::new(seed, number);
    let key = scattered("sku", number);
    let category = random.below(200);
    let values = vec![
        ("brand", None, format!("brand {}", random.below(300))),
        ("category", None, format!("Area {}>Group {}>Kind {category}", category % 8, category % 40)),
        ("colour", None, format!("colour {}", random.below(24))),
        ("description", Some("en"), random.words(55)),
        ("description", Some("sv"), random.words(55)),
        ("ean", None, format!("{:013}", random.below(10_000_000_000_000))),
        ("in_stock", None, (random.below(5) > 0).to_string()),
        ("name", Some("en"), random.words(5)),
        ("name", Some("sv"), random.words(5)),
        ("price", None, format!("{}.{:02}", random.below(2_000), random.below(100))),
        ("size", None, format!("size {}", random.below(12))),
        ("stock", None, random.below(500).to_string()),
    ];
    Entity { key, values }
}

/// A key of which neighbours lie far apart in a source, as those of real catalogues do.
pub(crate) fn scattered(prefix: &str, number: u64) -> String {
    format!("{prefix}-{:016x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The payload as a provider sends it.
pub(crate) fn payload(seed: u64, payload: usize) -> Vec<u8> {
    json(products(seed, payload))
}

/// Entities as a provider sends them. None of their texts may need an escape.
pub(crate) fn json(entities: impl IntoIterator<Item = Entity>) -> Vec<u8> {
    let mut json = String::with_capacity(PAYLOAD * 1_800);
    json.push_str(r#"{"entities":["#);
    for (place, entity) in entities.into_iter().enumerate() {
        if place > 0 {
            json.push(',');
        }
        write_entity(&mut json, &entity);
    }
    json.push_str("]}");
    json.into_bytes()
}

fn write_entity(json: &mut String, entity: &Entity) {
    // Writing to a string does not fail.
    let _ = write!(json, r#"{{"key":"{}","delete":false,"properties":["#, entity.key);
    for (place, (property, language, text)) in entity.values.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        let _ = write!(json, r#"{comma}{{"id":"{property}","value":"{text}""#);
        let _ = match language {
            Some(language) => write!(json, r#","language":"{language}"}}"#),
            None => write!(json, "}}"),
        };
    }
    json.push_str("]}");
}

/// Numbers that look like chance and follow from the seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        Self(
            seed.wrapping_mul(0xbf58_476d_1ce4_e5b9)
                ^ number.wrapping_add(1).wrapping_mul(0x94d0_49bb_1331_11eb),
        )
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// Words of which some are much more frequent than others.
    fn words(&mut self, count: usize) -> String {
        let mut text = String::with_capacity(count * 8);
        for place in 0..count {
            if place > 0 {
                text.push(' ');
            }
            let (one, two) = (self.below(WORDS), self.below(WORDS));
            let _ = write!(text, "word{}", one * two / WORDS);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_json_that_the_server_takes_with_entities_of_the_promised_size() {
        let bytes = payload(1, 3);
        let reading = octant_source::payload::read(bytes, false).expect("every rule is kept");
        assert_eq!(reading.payload.count(), PAYLOAD);
        let texts: usize = products(1, 3)
            .flat_map(|product| product.values)
            .map(|(id, _, text)| id.len() + text.len())
            .sum();
        let each = texts / PAYLOAD;
        assert!((1_000..1_400).contains(&each), "{each} bytes");
        assert_eq!(payload(1, 3), payload(1, 3));
        assert_ne!(payload(2, 3), payload(1, 3));
    }
}
