//! The records of a log block as one record: first the distinct property ids, then what happened.
//!
//! `count of names | names | count of records | records`. A record begins with its tag, `kind * 4 + change`.

use std::collections::HashMap;

use octant_model::EntryKey;

use super::varint::{Malformed, Reader, put_number, put_text};
use crate::log::{ChangeKind, EntryChange, LogRecord};

/// Collects the records of one block.
#[derive(Default)]
pub(crate) struct BlockWriter {
    names: HashMap<String, u64>,
    named: Vec<u8>,
    records: Vec<u8>,
    count: u32,
}

impl BlockWriter {
    /// How many records it has.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// Adds what happened to an entry.
    pub(crate) fn entry(&mut self, key: &str, version: u64, change: ChangeKind, properties: &[&str]) {
        self.begin(ENTRY, change);
        put_text(&mut self.records, key);
        put_number(&mut self.records, version);
        put_number(&mut self.records, properties.len() as u64);
        for property in properties {
            let name = self.name(property);
            put_number(&mut self.records, name);
        }
    }

    /// Adds a record of any kind.
    pub(crate) fn record(&mut self, record: &LogRecord) {
        match record {
            LogRecord::Entry(entry) => {
                let properties: Vec<&str> = entry.properties.iter().map(String::as_str).collect();
                self.entry(entry.key.as_str(), entry.version, entry.change, &properties);
            }
            LogRecord::Source(change) => self.begin(SOURCE, *change),
            LogRecord::Property { id, change } => {
                self.begin(PROPERTY, *change);
                put_text(&mut self.records, id);
            }
            LogRecord::Definition { kind, id, version, change } => {
                self.begin(DEFINITION, *change);
                put_text(&mut self.records, kind);
                put_text(&mut self.records, id);
                put_number(&mut self.records, *version);
            }
        }
    }

    /// The finished block's record.
    pub(crate) fn finish(self) -> Vec<u8> {
        let mut raw = Vec::with_capacity(self.named.len() + self.records.len() + 8);
        put_number(&mut raw, self.names.len() as u64);
        raw.extend_from_slice(&self.named);
        put_number(&mut raw, u64::from(self.count));
        raw.extend_from_slice(&self.records);
        raw
    }

    fn begin(&mut self, kind: u64, change: ChangeKind) {
        let change = match change {
            ChangeKind::Created => 0,
            ChangeKind::Updated => 1,
            ChangeKind::Deleted => 2,
        };
        put_number(&mut self.records, kind * 4 + change);
        self.count += 1;
    }

    fn name(&mut self, name: &str) -> u64 {
        if let Some(index) = self.names.get(name) {
            return *index;
        }
        let index = self.names.len() as u64;
        put_text(&mut self.named, name);
        self.names.insert(name.to_owned(), index);
        index
    }
}

const ENTRY: u64 = 0;
const SOURCE: u64 = 1;
const PROPERTY: u64 = 2;
const DEFINITION: u64 = 3;

/// Reads a record that [`BlockWriter`] made.
pub(crate) fn decode(raw: &[u8]) -> Result<Vec<LogRecord>, Malformed> {
    let mut reader = Reader::new(raw);
    let names = (0..reader.length()?).map(|_| reader.text()).collect::<Result<Vec<&str>, Malformed>>()?;
    let count = reader.length()?;
    let records =
        (0..count).map(|_| record(&mut reader, &names)).collect::<Result<Vec<LogRecord>, Malformed>>()?;
    reader.end()?;
    Ok(records)
}

fn record(reader: &mut Reader<'_>, names: &[&str]) -> Result<LogRecord, Malformed> {
    let tag = reader.number()?;
    let change = match tag % 4 {
        0 => ChangeKind::Created,
        1 => ChangeKind::Updated,
        2 => ChangeKind::Deleted,
        _ => return Err(Malformed("a kind of change is unknown")),
    };
    Ok(match tag / 4 {
        ENTRY => LogRecord::Entry(entry(reader, names, change)?),
        SOURCE => LogRecord::Source(change),
        PROPERTY => LogRecord::Property { id: reader.text()?.to_owned(), change },
        DEFINITION => LogRecord::Definition {
            kind: reader.text()?.to_owned(),
            id: reader.text()?.to_owned(),
            version: reader.number()?,
            change,
        },
        _ => return Err(Malformed("a kind of record is unknown")),
    })
}

fn entry(reader: &mut Reader<'_>, names: &[&str], change: ChangeKind) -> Result<EntryChange, Malformed> {
    let key = EntryKey::new(reader.text()?).map_err(|_| Malformed("an entry key is invalid"))?;
    let version = reader.number()?;
    let properties = (0..reader.length()?)
        .map(|_| {
            let index = usize::try_from(reader.number()?).unwrap_or(usize::MAX);
            names.get(index).map(|name| (*name).to_owned()).ok_or(Malformed("a name is missing"))
        })
        .collect::<Result<Vec<String>, Malformed>>()?;
    Ok(EntryChange { key, version, change, properties })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn records() -> Vec<LogRecord> {
        let entry = |key: &str, version, change, properties: &[&str]| {
            LogRecord::Entry(EntryChange {
                key: EntryKey::new(key).expect("a valid key"),
                version,
                change,
                properties: properties.iter().map(|id| (*id).to_owned()).collect(),
            })
        };
        vec![
            entry("a", 1, ChangeKind::Created, &["name", "price"]),
            entry("b", 7, ChangeKind::Updated, &["price"]),
            entry("c", 2, ChangeKind::Deleted, &[]),
            LogRecord::Source(ChangeKind::Created),
            LogRecord::Property { id: "name".to_owned(), change: ChangeKind::Updated },
            LogRecord::Definition {
                kind: "card".to_owned(),
                id: "p".to_owned(),
                version: 4,
                change: ChangeKind::Updated,
            },
        ]
    }

    /// The bytes of version 1 as they lie in stored files: they must be readable for ever.
    const VERSION_1: &str =
        "02046e616d6505707269636506000161010200010101620701010201630200040904 6e616d650d04636172640170 04";

    #[test]
    fn records_of_version_1_are_still_read() {
        let mut writer = BlockWriter::default();
        for record in &records() {
            writer.record(record);
        }
        assert_eq!(writer.count(), 6);
        let written = writer.finish();
        let fixture: String = VERSION_1.chars().filter(|letter| !letter.is_whitespace()).collect();
        let hexadecimal: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(decode(&written), Ok(records()));
        assert_eq!(hexadecimal, fixture);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }
    }
}
