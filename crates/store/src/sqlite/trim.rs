//! Letting go of the change log's beginning.

use octant_model::{Sequence, Timestamp};
use rusqlite::{Connection, OptionalExtension};

use super::rows::{self, TenantRow};
use super::writer::WriteContext;
use crate::error::StoreError;

/// The place of the last record that was let go; 0 where the log is whole.
pub(crate) fn trimmed(connection: &Connection, tenant: TenantRow) -> Result<Sequence, StoreError> {
    let found = connection
        .prepare_cached("SELECT value FROM meta WHERE name = ?1")?
        .query_row([name(tenant)], |row| row.get(0).map(Sequence))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Lets go of up to so many blocks in all, from the log's beginning on: those that are older than that moment and that
/// every reader with a checkpoint has read. Answers how many went.
pub(crate) fn trim(context: &WriteContext<'_>, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
    let tenants = context
        .connection
        .prepare_cached("SELECT id FROM tenant")?
        .query_map([], |row| row.get(0).map(TenantRow))?
        .collect::<rusqlite::Result<Vec<TenantRow>>>()?;
    let mut gone = 0;
    for tenant in tenants {
        let left = limit.saturating_sub(u32::try_from(gone).unwrap_or(u32::MAX));
        gone += trim_tenant(context.connection, tenant, before, left)?;
    }
    Ok(gone)
}

fn trim_tenant(
    connection: &Connection,
    tenant: TenantRow,
    before: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    let mut last = None;
    let mut statement = connection.prepare_cached(
        "SELECT last, at FROM log WHERE tenant = ?1 AND last <=
             (SELECT ifnull(min(sequence), 9223372036854775807) FROM checkpoint WHERE tenant = ?1)
         ORDER BY last LIMIT ?2",
    )?;
    let mut found = statement.query((tenant.0, limit))?;
    // Times never go back, except in stores of earlier releases: the first block that is young enough ends it.
    while let Some(row) = found.next()?
        && rows::time(row, "at")? < before
    {
        last = Some(rows::sequence(row, "last")?);
    }
    let Some(last) = last else { return Ok(0) };
    let gone = connection
        .prepare_cached("DELETE FROM log WHERE tenant = ?1 AND last <= ?2")?
        .execute((tenant.0, last.0))?;
    connection
        .prepare_cached(
            "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
        )?
        .execute((name(tenant), last.0))?;
    Ok(gone as u64)
}

/// The name under which the place is kept.
fn name(tenant: TenantRow) -> String {
    format!("log trimmed of tenant {}", tenant.0)
}
