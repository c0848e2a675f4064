//! What each provider ever sent, added up as it comes.

use octant_model::ProviderId;
use rusqlite::{Connection, OptionalExtension};

use crate::error::StoreError;
use crate::import::{ImportCounts, ImportRecord, ImportState, Volume};
use crate::sqlite::rows::TenantRow;

/// Adds an import to what its provider sent.
pub(super) fn add(
    connection: &Connection,
    tenant: TenantRow,
    record: &ImportRecord,
) -> Result<(), StoreError> {
    let Some(provider) = record.provider else { return Ok(()) };
    connection
        .prepare_cached(
            "INSERT INTO provider_volume
                 (tenant, provider, imports, failed, created, updated, unchanged, deleted)
             VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (tenant, provider) DO UPDATE SET imports = imports + 1, failed = failed + ?3,
                 created = created + ?4, updated = updated + ?5, unchanged = unchanged + ?6, deleted = deleted + ?7",
        )?
        .execute((
            tenant.0,
            provider.0.as_bytes().as_slice(),
            record.state == ImportState::Failed,
            record.counts.created,
            record.counts.updated,
            record.counts.unchanged,
            record.counts.deleted,
        ))?;
    Ok(())
}

/// What a provider ever sent.
pub(crate) fn of(
    connection: &Connection,
    tenant: TenantRow,
    provider: ProviderId,
) -> Result<Volume, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT imports, failed, created, updated, unchanged, deleted FROM provider_volume
             WHERE tenant = ?1 AND provider = ?2",
        )?
        .query_row((tenant.0, provider.0.as_bytes().as_slice()), |row| {
            Ok(Volume {
                imports: row.get(0)?,
                failed: row.get(1)?,
                counts: ImportCounts {
                    created: row.get(2)?,
                    updated: row.get(3)?,
                    unchanged: row.get(4)?,
                    deleted: row.get(5)?,
                },
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}
