//! Reads everything and compares what is derived with what it is derived from.

use std::collections::BTreeMap;

use octant_model::{Entry, TenantId};
use rusqlite::Connection;

use super::rows::{self, TenantRow};
use super::{definition, entry, log, registry, source, tenant, trim};
use crate::error::StoreError;
use crate::log::LogBlock;
use crate::property::PropertyRecord;
use crate::source::{Source, SourceFilter, SourceStatus};
use octant_model::{PageRequest, Sequence};

/// More contradictions than these are not listed: the first ones tell what is wrong.
const LISTED: usize = 100;

/// Every contradiction found, in words.
pub(crate) fn verify(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Findings::default();
    structure(connection, &mut findings)?;
    for name in tenant::all(connection)? {
        let tenant = rows::tenant(connection, &name)?;
        let head = log::head(connection, tenant)?;
        change_log(connection, &name, tenant, head, &mut findings)?;
        for source in sources(connection, tenant)? {
            entries(connection, &name, tenant, &source, head, &mut findings)?;
        }
    }
    definitions(connection, &mut findings)?;
    imports(connection, &mut findings)?;
    Ok(findings.finish())
}

#[derive(Default)]
struct Findings {
    listed: Vec<String>,
    more: usize,
}

impl Findings {
    fn add(&mut self, finding: String) {
        if self.listed.len() < LISTED { self.listed.push(finding) } else { self.more += 1 }
    }

    fn finish(mut self) -> Vec<String> {
        if self.more > 0 {
            self.listed.push(format!("and {} more", self.more));
        }
        self.listed
    }
}

/// SQLite's own check of the file.
fn structure(connection: &Connection, findings: &mut Findings) -> Result<(), StoreError> {
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let finding: String = row.get(0)?;
        if finding != "ok" {
            findings.add(finding);
        }
    }
    Ok(())
}

fn sources(connection: &Connection, tenant: TenantRow) -> Result<Vec<Source>, StoreError> {
    let everything = PageRequest::first(usize::MAX >> 1);
    Ok(source::list(connection, tenant, &SourceFilter::default(), &everything)?.items)
}

fn change_log(
    connection: &Connection,
    name: &TenantId,
    tenant: TenantRow,
    head: Sequence,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare("SELECT * FROM log WHERE tenant = ?1 ORDER BY last")?;
    let mut rows = statement.query([tenant.0])?;
    let mut end = trim::trimmed(connection, tenant)?;
    while let Some(row) = rows.next()? {
        match log::block(row) {
            Ok(block) => {
                if block.first.0 != end.0 + 1 {
                    findings.add(format!(
                        "tenant {name}: record {} of the log follows record {end}",
                        block.first
                    ));
                }
                end = LogBlock::last(&block);
            }
            Err(error) => {
                findings.add(format!("tenant {name}: {error}"));
                end = rows::sequence(row, "last")?;
            }
        }
    }
    if end != head {
        findings
            .add(format!("tenant {name}: the log ends with record {end}, and {head} was noted as its end"));
    }
    Ok(())
}

fn entries(
    connection: &Connection,
    name: &TenantId,
    tenant: TenantRow,
    source: &Source,
    head: Sequence,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let place = format!("tenant {name}, source {}", source.id);
    let row = source::require(connection, tenant, &source.id)?.row;
    let mut counts = Counts::default();
    let mut scratch = Vec::new();
    let mut statement =
        connection.prepare("SELECT key, sequence, record FROM entry WHERE source = ?1 ORDER BY key")?;
    let mut rows = statement.query([row])?;
    while let Some(row) = rows.next()? {
        counts.entries += 1;
        let key: String = row.get("key")?;
        let sequence = rows::sequence(row, "sequence")?;
        if sequence > source.changed || sequence > head {
            findings.add(format!("{place}: entry {key} changed in record {sequence}, behind the log's end"));
        }
        let read = entry::open(&key, row, &mut scratch).and_then(|raw| {
            counts.add(&entry::decode(&key, raw)?);
            Ok(())
        });
        if let Err(error) = read {
            findings.add(format!("{place}: {error}"));
        }
    }
    if counts.entries != source.entries {
        findings
            .add(format!("{place}: {} entries are there and {} were noted", counts.entries, source.entries));
    }
    // A source that is going loses its registry as a whole, at the end.
    if source.status == SourceStatus::Active {
        counts.compare(&place, &registry::list(connection, row)?, findings);
    }
    Ok(())
}

/// What a scan of a source counts.
#[derive(Default)]
struct Counts {
    entries: u64,
    properties: BTreeMap<String, PropertyCounts>,
}

#[derive(Default, PartialEq, Eq, Debug)]
struct PropertyCounts {
    entries: u64,
    languages: BTreeMap<Option<String>, u64>,
}

impl Counts {
    fn add(&mut self, entry: &Entry<'_>) {
        let mut last = None;
        for property in &entry.properties {
            if !self.properties.contains_key(property.id) {
                self.properties.insert(property.id.to_owned(), PropertyCounts::default());
            }
            let counts = self.properties.get_mut(property.id).expect("inserted above");
            counts.entries += u64::from(last != Some(property.id));
            *counts.languages.entry(property.language.map(str::to_owned)).or_default() += 1;
            last = Some(property.id);
        }
    }

    fn compare(&self, place: &str, noted: &[PropertyRecord], findings: &mut Findings) {
        let noted: BTreeMap<&str, &PropertyRecord> =
            noted.iter().map(|property| (property.id.as_str(), property)).collect();
        let none = PropertyCounts::default();
        let ids: std::collections::BTreeSet<&str> =
            self.properties.keys().map(String::as_str).chain(noted.keys().copied()).collect();
        for id in ids {
            let counted = self.properties.get(id).unwrap_or(&none);
            let expected = noted.get(id).map(|property| PropertyCounts {
                entries: property.entries,
                languages: property.languages.iter().filter(|(_, count)| *count > 0).cloned().collect(),
            });
            if expected.as_ref().unwrap_or(&none) != counted {
                findings.add(format!("{place}: property {id} counts {counted:?} and {expected:?} was noted"));
            }
        }
    }
}

fn definitions(connection: &Connection, findings: &mut Findings) -> Result<(), StoreError> {
    let mut found = Vec::new();
    definition::check(connection, &mut found)?;
    found.into_iter().for_each(|finding| findings.add(finding));
    Ok(())
}

fn imports(connection: &Connection, findings: &mut Findings) -> Result<(), StoreError> {
    let wrong: u64 = connection.query_row(
        "SELECT count(*) FROM import JOIN tenant ON tenant.id = import.tenant WHERE state <> 'failed'
             AND (received <> rejected + created + updated + unchanged + deleted OR sequence > head)",
        [],
        |row| row.get(0),
    )?;
    if wrong > 0 {
        findings.add(format!("{wrong} imports have counts that do not add up, or lie behind the log's end"));
    }
    Ok(())
}
