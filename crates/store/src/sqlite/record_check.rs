//! Reads stored records a slice at a time and holds them against their checksums.

use rusqlite::{Connection, Row};

use super::index_check::{Pause, SLICE};
use super::{definition, entry, log, neighbours};
use crate::error::StoreError;

/// What is wrong with each record that is not what was written.
///
/// # Errors
/// What `pause` returned, and where the file cannot be read for another reason than damage.
pub(crate) fn damaged(connection: &Connection, pause: &mut Pause<'_>) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    slices(
        connection,
        "SELECT *, id AS place FROM entry WHERE id > ?1 ORDER BY id LIMIT ?2",
        pause,
        &mut |row| {
            let key: String = row.get("key")?;
            let mut scratch = Vec::new();
            let read =
                entry::open(&key, row, &mut scratch).and_then(|raw| entry::decode(&key, raw).map(|_| ()));
            read.map_err(|error| match error {
                StoreError::Damaged(reason) => {
                    let source = row.get("source").unwrap_or_default();
                    StoreError::Damaged(format!("{}: {reason}", neighbours::place(connection, source)))
                }
                other => other,
            })
        },
        &mut findings,
    )?;
    slices(
        connection,
        "SELECT *, rowid AS place FROM log WHERE rowid > ?1 ORDER BY rowid LIMIT ?2",
        pause,
        &mut |row| log::block(row).map(|_| ()),
        &mut findings,
    )?;
    definition::check(connection, &mut findings)?;
    Ok(findings)
}

/// Reads a table in slices. What `check` finds damaged is noted; a table that cannot be read further is left.
fn slices(
    connection: &Connection,
    sql: &str,
    pause: &mut Pause<'_>,
    check: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    findings: &mut Vec<String>,
) -> Result<(), StoreError> {
    let mut place = i64::MIN;
    loop {
        match slice(connection, sql, &mut place, check, findings) {
            Ok(count) => {
                pause(count as u64)?;
                if count < SLICE {
                    return Ok(());
                }
            }
            Err(StoreError::Damaged(reason)) => {
                findings.push(reason);
                return Ok(());
            }
            Err(other) => return Err(other),
        }
    }
}

fn slice(
    connection: &Connection,
    sql: &str,
    place: &mut i64,
    check: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    findings: &mut Vec<String>,
) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query((*place, SLICE))?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += 1;
        let next: i64 = row.get("place")?;
        if next <= *place {
            return Err(StoreError::Damaged(format!("row {next} follows row {place}")));
        }
        *place = next;
        match check(row) {
            Ok(()) => {}
            Err(StoreError::Damaged(reason)) => findings.push(reason),
            Err(other) => return Err(other),
        }
    }
    Ok(count)
}
