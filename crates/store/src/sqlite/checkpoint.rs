//! How far the log's readers have come.

use octant_model::Sequence;
use rusqlite::{Connection, OptionalExtension};

use super::rows::{self, TenantRow};
use crate::error::StoreError;

pub(crate) fn one(connection: &Connection, tenant: TenantRow, reader: &str) -> Result<Sequence, StoreError> {
    let found = connection
        .prepare_cached("SELECT sequence FROM checkpoint WHERE tenant = ?1 AND reader = ?2")?
        .query_row((tenant.0, reader), |row| rows::sequence(row, "sequence"))
        .optional()?;
    Ok(found.unwrap_or_default())
}

pub(crate) fn set(
    connection: &Connection,
    tenant: TenantRow,
    reader: &str,
    sequence: Sequence,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO checkpoint (tenant, reader, sequence) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET sequence = excluded.sequence",
        )?
        .execute((tenant.0, reader, sequence.0))?;
    Ok(())
}

pub(crate) fn all(connection: &Connection, tenant: TenantRow) -> Result<Vec<(String, Sequence)>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT reader, sequence FROM checkpoint WHERE tenant = ?1 ORDER BY reader")?;
    let found =
        statement.query_map([tenant.0], |row| Ok((row.get("reader")?, rows::sequence(row, "sequence")?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn remove(connection: &Connection, tenant: TenantRow, reader: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM checkpoint WHERE tenant = ?1 AND reader = ?2")?
        .execute((tenant.0, reader))?;
    Ok(())
}
