//! An entry as one record: its version, the imports that brought its values, and the values.
//!
//! `version | count of stamps | stamps, 16 bytes each | count of values | values`, all numbers as varints. The first
//! stamp is the import that changed the entry last. A value is `property id | language | stamp | text`, where the
//! language is 0 for none or its length + 1 and then itself.

use std::collections::HashMap;

use octant_model::{Entry, ImportId, Property};
use uuid::Uuid;

use super::varint::{Malformed, Reader, put_number, put_text};

/// Appends the record of an entry to `out`.
pub(crate) fn encode(version: u64, import: ImportId, properties: &[Property<'_>], out: &mut Vec<u8>) {
    let mut stamps = Stamps { list: vec![import], index: HashMap::new() };
    let indexes: Vec<u64> = properties.iter().map(|property| stamps.index_of(property.import)).collect();
    put_number(out, version);
    put_number(out, stamps.list.len() as u64);
    for stamp in &stamps.list {
        out.extend_from_slice(stamp.0.as_bytes());
    }
    put_number(out, properties.len() as u64);
    for (property, stamp) in properties.iter().zip(indexes) {
        put_text(out, property.id);
        match property.language {
            None => put_number(out, 0),
            Some(language) => {
                put_number(out, language.len() as u64 + 1);
                out.extend_from_slice(language.as_bytes());
            }
        }
        put_number(out, stamp);
        put_text(out, property.value);
    }
}

/// The imports of an entry's values, each once. Most entries have a few; the index is for those with many.
struct Stamps {
    list: Vec<ImportId>,
    index: HashMap<ImportId, u64>,
}

impl Stamps {
    const FEW: usize = 16;

    fn index_of(&mut self, import: ImportId) -> u64 {
        if let Some(found) = self.list.iter().take(Self::FEW).position(|stamp| *stamp == import) {
            return found as u64;
        }
        let next = self.list.len() as u64;
        let index =
            if self.list.len() < Self::FEW { next } else { *self.index.entry(import).or_insert(next) };
        if index == next {
            self.list.push(import);
        }
        index
    }
}

/// Reads a record that [`encode`] made; the values lie in it.
pub(crate) fn decode(raw: &[u8]) -> Result<Entry<'_>, Malformed> {
    let mut reader = Reader::new(raw);
    let version = reader.number()?;
    let stamp_count = reader.length()?;
    let stamps = reader.bytes(stamp_count.checked_mul(16).ok_or(Malformed("it has too many stamps"))?)?;
    let stamp = |index: usize| {
        let bytes = stamps.get(index * 16..index * 16 + 16).ok_or(Malformed("a stamp is missing"))?;
        let bytes = bytes.try_into().map_err(|_| Malformed("a stamp is cut off"))?;
        Ok(ImportId(Uuid::from_bytes(bytes)))
    };
    let import = stamp(0)?;
    let value_count = reader.length()?;
    let mut properties = Vec::with_capacity(value_count);
    for _ in 0..value_count {
        let id = reader.text()?;
        let language = match reader.number()? {
            0 => None,
            length => Some(language(&mut reader, length - 1)?),
        };
        let stamp_index = usize::try_from(reader.number()?).ok().filter(|index| *index < stamp_count);
        let import = stamp(stamp_index.ok_or(Malformed("a stamp is missing"))?)?;
        properties.push(Property { id, language, value: reader.text()?, import });
    }
    reader.end()?;
    Ok(Entry { version, import, properties })
}

fn language<'a>(reader: &mut Reader<'a>, length: u64) -> Result<&'a str, Malformed> {
    let length = usize::try_from(length).map_err(|_| Malformed("a language is too long"))?;
    std::str::from_utf8(reader.bytes(length)?).map_err(|_| Malformed("a text is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn import(number: u128) -> ImportId {
        ImportId(Uuid::from_u128(number))
    }

    /// The bytes of version 1 as they lie in stored files: they must be readable for ever.
    const VERSION_1: &str = "0302000000000000000000000000000000020000000000000000000000000000000102046e616d65000001780474657874037376010179";

    #[test]
    fn records_of_version_1_are_still_read() {
        let bytes: Vec<u8> = (0..VERSION_1.len() / 2)
            .map(|index| u8::from_str_radix(&VERSION_1[index * 2..index * 2 + 2], 16).expect("hexadecimal"))
            .collect();
        let expected = Entry {
            version: 3,
            import: import(2),
            properties: vec![
                Property { id: "name", language: None, value: "x", import: import(2) },
                Property { id: "text", language: Some("sv"), value: "y", import: import(1) },
            ],
        };
        assert_eq!(decode(&bytes), Ok(expected.clone()));
        let mut written = Vec::new();
        encode(3, import(2), &expected.properties, &mut written);
        assert_eq!(written, bytes);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }

        #[test]
        fn entries_come_back_as_they_went(
            values in proptest::collection::vec(("[a-z]{1,8}", proptest::option::of("[a-z]{2,10}"), ".*", 0u128..40), 0..60),
            version in any::<u64>(),
        ) {
            let properties: Vec<Property<'_>> = values
                .iter()
                .map(|(id, language, value, stamp)| Property {
                    id, language: language.as_deref(), value, import: import(*stamp),
                })
                .collect();
            let mut raw = Vec::new();
            encode(version, import(3), &properties, &mut raw);
            prop_assert_eq!(decode(&raw), Ok(Entry { version, import: import(3), properties }));
        }
    }
}
