//! Tenants.

use octant_model::TenantId;
use rusqlite::Connection;

use super::neighbours;
use super::rows::Parsed;
use super::writer::WriteContext;
use crate::error::StoreError;

pub(crate) fn create(context: &mut WriteContext<'_>, tenant: &TenantId) -> Result<bool, StoreError> {
    neighbours::no_tenant(context.connection, tenant.as_str())?;
    let made = context
        .connection
        .prepare_cached("INSERT INTO tenant (name, created_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute((tenant.as_str(), context.now.milliseconds()))?;
    Ok(made == 1)
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<TenantId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT name FROM tenant NOT INDEXED ORDER BY name")?;
    let tenants = statement.query_map([], |row| row.get::<_, Parsed<TenantId>>(0))?;
    Ok(tenants.map(|tenant| tenant.map(|parsed| parsed.0)).collect::<rusqlite::Result<_>>()?)
}
