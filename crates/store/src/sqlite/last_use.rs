//! When something that is defined was used last.

use std::collections::HashMap;

use octant_model::Timestamp;
use rusqlite::Connection;

use super::rows::{self, TenantRow};
use crate::definition::Kind;
use crate::error::StoreError;

pub(crate) fn note(
    connection: &Connection,
    tenant: TenantRow,
    kind: Kind,
    id: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO last_use (tenant, kind, id, at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET at = max(at, excluded.at)",
        )?
        .execute((tenant.0, kind.0, id, at.milliseconds()))?;
    Ok(())
}

pub(crate) fn forget(
    connection: &Connection,
    tenant: TenantRow,
    kind: Kind,
    id: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM last_use WHERE tenant = ?1 AND kind = ?2 AND id = ?3")?
        .execute((tenant.0, kind.0, id))?;
    Ok(())
}

pub(crate) fn all(
    connection: &Connection,
    tenant: TenantRow,
    kind: Kind,
) -> Result<HashMap<String, Timestamp>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, at FROM last_use WHERE tenant = ?1 AND kind = ?2")?;
    let found =
        statement.query_map((tenant.0, kind.0), |row| Ok((row.get("id")?, rows::time(row, "at")?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
