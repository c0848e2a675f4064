//! Entries' table.

use std::ops::ControlFlow;

use octant_model::{Entry, EntryKey, Sequence, SourceId};
use rusqlite::{Connection, Row};

use super::failure::damaged;
use super::log::{self, Cause};
use super::neighbours::Neighbours;
use super::rows::TenantRow;
use super::source::{self, SourceRow};
use super::writer::WriteContext;
use super::{entry_body, frame};
use crate::error::StoreError;
use crate::import::Actor;
use crate::log::{ChangeKind, EntryChange, LogRecord};
use crate::source::SourceStatus;
use crate::stored_entry::StoredEntry;

/// Seals an entry's record under its key, appending to `out`.
pub(crate) fn seal(key: &str, raw: &[u8], out: &mut Vec<u8>) {
    frame::seal(key.as_bytes(), raw, out);
}

/// Opens a stored record.
pub(crate) fn open<'a>(
    key: &str,
    row: &'a Row<'_>,
    scratch: &'a mut Vec<u8>,
) -> Result<&'a [u8], StoreError> {
    unseal(key, row.get_ref("record")?.as_blob().unwrap_or_default(), scratch)
}

/// Opens what [`seal`] made.
pub(crate) fn unseal<'a>(
    key: &str,
    sealed: &'a [u8],
    scratch: &'a mut Vec<u8>,
) -> Result<&'a [u8], StoreError> {
    frame::open(key.as_bytes(), sealed, scratch).map_err(damaged(format_args!("entry {key}")))
}

/// Reads an opened record.
pub(crate) fn decode<'a>(key: &str, raw: &'a [u8]) -> Result<Entry<'a>, StoreError> {
    entry_body::decode(raw).map_err(damaged(format_args!("entry {key}")))
}

/// The entries of those keys, in their order.
pub(crate) fn many(
    connection: &Connection,
    tenant: TenantRow,
    id: &SourceId,
    keys: &[EntryKey],
) -> Result<Vec<Option<StoredEntry>>, StoreError> {
    let source = source::require(connection, tenant, id)?.row;
    let mut statement =
        connection.prepare_cached("SELECT sequence, record FROM entry WHERE source = ?1 AND key = ?2")?;
    let mut neighbours = Neighbours::new(connection, source);
    let mut scratch = Vec::new();
    let mut entries = Vec::with_capacity(keys.len());
    for key in keys {
        let mut found = statement.query((source, key.as_str()))?;
        let Some(row) = found.next()? else {
            neighbours.check(key.as_str())?;
            entries.push(None);
            continue;
        };
        let sequence = row.get("sequence").map(Sequence)?;
        let raw = open(key.as_str(), row, &mut scratch)?.to_vec();
        entries.push(Some(StoredEntry::new(key.clone(), sequence, raw)?));
    }
    Ok(entries)
}

/// Visits the entries behind `after` whose key begins with `prefix`. The beginning and the end of the list are checked: a
/// damaged index must not make it shorter.
pub(crate) fn scan(
    connection: &Connection,
    source: i64,
    after: Option<&str>,
    prefix: &str,
    visit: &mut dyn FnMut(&str, Sequence, &Entry<'_>) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    // One bound alone, by which the search begins: a second one would pass over entries with a damaged key.
    let (bound, start) = match after {
        Some(after) if after >= prefix => (">", after),
        _ => (">=", prefix),
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT key, sequence, record FROM entry WHERE source = ?1 AND key {bound} ?2 ORDER BY key"
    ))?;
    let mut scratch = Vec::new();
    let mut last = start.to_owned();
    let neighbours = Neighbours::new(connection, source);
    neighbours.before(&last)?;
    let mut found = statement.query((source, start))?;
    while let Some(row) = found.next()? {
        let key =
            row.get_ref("key")?.as_str().map_err(|_| StoreError::Damaged("an entry's key".to_owned()))?;
        let raw = open(key, row, &mut scratch)?;
        if key <= last.as_str() && (key, prefix) != (last.as_str(), key) {
            return Err(neighbours.damaged(key));
        }
        if !key.starts_with(prefix) {
            return Ok(());
        }
        let sequence = row.get("sequence").map(Sequence)?;
        if visit(key, sequence, &decode(key, raw)?).is_break() {
            return Ok(());
        }
        last.clear();
        last.push_str(key);
    }
    if let Some(key) = neighbours.behind(&last)? {
        return Err(neighbours.damaged(&key));
    }
    Ok(())
}

/// Removes up to so many entries of a source that is going, and with the last of them the source.
pub(crate) fn purge(
    context: &mut WriteContext<'_>,
    tenant: TenantRow,
    id: &SourceId,
    limit: usize,
) -> Result<bool, StoreError> {
    let Some(SourceRow { row: source, source: going }) = source::one(context.connection, tenant, id)? else {
        return Ok(true);
    };
    if going.status != SourceStatus::Purging {
        return Err(StoreError::Failed(format!("source {id} is not marked as going")));
    }
    let records = remove(context, source, limit)?;
    let removed = records.len();
    if removed > 0 {
        let end = log::append(context, tenant, &Cause::of(&Actor::system(), Some(id)), &records)?;
        context
            .connection
            .prepare_cached(
                "UPDATE source SET entries = entries - ?2, changed = ?3, changed_at = ?4 WHERE id = ?1",
            )?
            .execute((source, removed, end.0, context.now.milliseconds()))?;
    }
    if removed == limit.max(1) {
        return Ok(false);
    }
    context.connection.prepare_cached("DELETE FROM property WHERE source = ?1")?.execute([source])?;
    context.connection.prepare_cached("DELETE FROM source WHERE id = ?1")?.execute([source])?;
    source::note(context, tenant, &Actor::system(), Some(&going), None)?;
    Ok(true)
}

/// Deletes entries and tells of each.
fn remove(context: &mut WriteContext<'_>, source: i64, limit: usize) -> Result<Vec<LogRecord>, StoreError> {
    let mut records = Vec::new();
    let mut scratch = Vec::new();
    let mut statement =
        context.connection.prepare_cached("SELECT id, key, record FROM entry WHERE source = ?1 LIMIT ?2")?;
    let mut found = statement.query((source, limit.max(1)))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let key: String = row.get("key")?;
        let version = decode(&key, open(&key, row, &mut scratch)?)?.version;
        rows.push(row.get::<_, i64>("id")?);
        context.recent.note(source, &key, context.epoch);
        let key = EntryKey::new(key).map_err(|error| StoreError::Damaged(error.to_string()))?;
        let change = ChangeKind::Deleted;
        records.push(LogRecord::Entry(EntryChange { key, version, change, properties: Vec::new() }));
    }
    drop(found);
    let mut delete = context.connection.prepare_cached("DELETE FROM entry WHERE id = ?1")?;
    for row in rows {
        delete.execute([row])?;
    }
    Ok(records)
}
