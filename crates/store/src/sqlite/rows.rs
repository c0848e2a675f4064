//! Small readings that several tables share.

use std::str::FromStr;

use octant_model::{ImportId, PageRequest, Sequence, TenantId, Timestamp};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::neighbours;
use crate::error::StoreError;

/// A tenant's number in this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TenantRow(pub(crate) i64);

/// Finds the tenant.
pub(crate) fn tenant(connection: &Connection, tenant: &TenantId) -> Result<TenantRow, StoreError> {
    let found = connection
        .prepare_cached("SELECT id FROM tenant WHERE name = ?1")?
        .query_row([tenant.as_str()], |row| row.get(0))
        .optional()?
        .map(TenantRow);
    match found {
        Some(row) => Ok(row),
        None => Err(neighbours::no_tenant(connection, tenant.as_str())
            .err()
            .unwrap_or_else(|| StoreError::NotFound { what: "tenant", id: tenant.to_string() })),
    }
}

/// A column of 16 bytes.
pub(crate) struct Bytes16(pub(crate) Uuid);

impl FromSql for Bytes16 {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Uuid::from_slice(value.as_blob()?).map(Self).map_err(FromSqlError::other)
    }
}

/// A column with the text of an id, read as that id.
pub(crate) struct Parsed<T>(pub(crate) T);

impl<T> FromSql for Parsed<T>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(FromSqlError::other)
    }
}

/// A column that holds a place in the log.
pub(crate) fn sequence(row: &Row<'_>, column: &str) -> rusqlite::Result<Sequence> {
    row.get(column).map(Sequence)
}

/// A column that holds a time.
pub(crate) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp::from_milliseconds)
}

/// A column that may hold a time.
pub(crate) fn time_if_any(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_milliseconds))
}

/// A column that may hold an import's id.
pub(crate) fn import_if_any(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<ImportId>> {
    Ok(uuid_if_any(row, column)?.map(ImportId))
}

/// A column that may hold 16 bytes.
pub(crate) fn uuid_if_any(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Uuid>> {
    Ok(row.get::<_, Option<Bytes16>>(column)?.map(|bytes| bytes.0))
}

/// Cuts a list that was read one row further than its page, and names the place where the next page begins.
pub(crate) fn cut<T>(
    items: &mut Vec<T>,
    page: &PageRequest,
    cursor: impl Fn(&T) -> String,
) -> Option<String> {
    if items.len() <= page.limit {
        return None;
    }
    items.truncate(page.limit);
    items.last().map(cursor)
}

/// How many rows a page's query reads: one more than it shows.
pub(crate) fn read_limit(page: &PageRequest) -> i64 {
    i64::try_from(page.limit).unwrap_or(i64::MAX).saturating_add(1)
}
