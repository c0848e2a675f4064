//! Import records' table.

use octant_model::{ImportId, Page, PageRequest, ProviderId, Sequence, SourceId, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use uuid::Uuid;

use super::volume;
use crate::error::StoreError;
use crate::import::{Actor, ImportCounts, ImportFilter, ImportProblem, ImportRecord, ImportState, NewImport};
use crate::sqlite::activity;
use crate::sqlite::rows::{self, Bytes16, Parsed, TenantRow};
use crate::sqlite::trim;
use crate::sqlite::writer::WriteContext;
use crate::store::Retention;

/// What is known of an import before it is applied.
pub(crate) fn of(import: &NewImport) -> ImportRecord {
    ImportRecord {
        id: import.id,
        source: import.source.clone(),
        provider: import.provider,
        actor: import.actor.clone(),
        correlation: import.correlation,
        state: ImportState::Failed,
        received: import.received,
        rejected: import.rejected,
        counts: ImportCounts::default(),
        problems: import.problems.clone(),
        applied_at: None,
        published_at: None,
        sequence: Sequence(0),
    }
}

/// Keeps the record of an import that was refused.
pub(crate) fn failed(context: &WriteContext<'_>, import: &NewImport) -> Result<(), StoreError> {
    let tenant = rows::tenant(context.connection, &import.tenant)?;
    insert(context.connection, tenant, &of(import))
}

fn state_name(state: ImportState) -> &'static str {
    match state {
        ImportState::Applied => "applied",
        ImportState::Published => "published",
        ImportState::Failed => "failed",
    }
}

pub(crate) fn insert(
    connection: &Connection,
    tenant: TenantRow,
    record: &ImportRecord,
) -> Result<(), StoreError> {
    let problems = if record.problems.is_empty() {
        None
    } else {
        let text = serde_json::to_string(&record.problems);
        Some(text.map_err(|error| StoreError::Failed(format!("the import's problems: {error}")))?)
    };
    connection
        .prepare_cached(
            "INSERT INTO import (tenant, id, source, provider, actor, correlation, state, received, rejected,
                 created, updated, unchanged, deleted, problems, applied_at, published_at, sequence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, NULL, ?16)",
        )?
        .execute((
            tenant.0,
            record.id.0.as_bytes().as_slice(),
            record.source.as_str(),
            record.provider.as_ref().map(|provider| provider.0.as_bytes().as_slice()),
            &record.actor.0,
            record.correlation.as_ref().map(|id| id.as_bytes().as_slice()),
            state_name(record.state),
            record.received,
            record.rejected,
            record.counts.created,
            record.counts.updated,
            record.counts.unchanged,
            record.counts.deleted,
            problems,
            record.applied_at.map(Timestamp::milliseconds),
            record.sequence.0,
        ))?;
    volume::add(connection, tenant, record)
}

fn state(row: &Row<'_>) -> rusqlite::Result<ImportState> {
    let name = row.get_ref("state")?.as_str()?;
    [ImportState::Applied, ImportState::Published, ImportState::Failed]
        .into_iter()
        .find(|state| state_name(*state) == name)
        .ok_or_else(|| rusqlite::Error::InvalidColumnName(format!("import state {name}")))
}

fn read(row: &Row<'_>) -> rusqlite::Result<ImportRecord> {
    let problems = row.get::<_, Option<String>>("problems")?;
    let problems: Vec<ImportProblem> = problems
        .map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
        })?
        .unwrap_or_default();
    Ok(ImportRecord {
        id: ImportId(row.get::<_, Bytes16>("id")?.0),
        source: row.get::<_, Parsed<SourceId>>("source")?.0,
        provider: rows::uuid_if_any(row, "provider")?.map(ProviderId),
        actor: Actor(row.get("actor")?),
        correlation: rows::uuid_if_any(row, "correlation")?,
        state: state(row)?,
        received: row.get("received")?,
        rejected: row.get("rejected")?,
        counts: ImportCounts {
            created: row.get("created")?,
            updated: row.get("updated")?,
            unchanged: row.get("unchanged")?,
            deleted: row.get("deleted")?,
        },
        problems,
        applied_at: rows::time_if_any(row, "applied_at")?,
        published_at: rows::time_if_any(row, "published_at")?,
        sequence: rows::sequence(row, "sequence")?,
    })
}

pub(crate) fn one(
    connection: &Connection,
    tenant: TenantRow,
    id: ImportId,
) -> Result<Option<ImportRecord>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT * FROM import WHERE tenant = ?1 AND id = ?2")?
        .query_row((tenant.0, id.0.as_bytes().as_slice()), read)
        .optional()?)
}

/// The conditions of a filter, each with its value.
fn conditions(filter: &ImportFilter) -> (String, Vec<Value>) {
    let bytes = |id: &Uuid| Value::Blob(id.as_bytes().to_vec());
    let text = |text: &str| Value::Text(text.to_owned());
    let given = [
        ("source = ?", filter.source.as_ref().map(|source| text(source.as_str()))),
        ("provider = ?", filter.provider.as_ref().map(|provider| bytes(&provider.0))),
        ("correlation = ?", filter.correlation.as_ref().map(bytes)),
        ("state = ?", filter.state.map(|state| text(state_name(state)))),
    ];
    let mut sql = String::new();
    let mut values = Vec::new();
    for (condition, value) in given {
        if let Some(value) = value {
            sql.push_str(" AND ");
            sql.push_str(condition);
            values.push(value);
        }
    }
    (sql, values)
}

/// The imports, newest first.
pub(crate) fn list(
    connection: &Connection,
    tenant: TenantRow,
    filter: &ImportFilter,
    page: &PageRequest,
) -> Result<Page<ImportRecord>, StoreError> {
    let (conditions, values) = conditions(filter);
    let values = || std::iter::once(Value::Integer(tenant.0)).chain(values.iter().cloned());
    let before = match &page.after {
        None => Uuid::max(),
        Some(cursor) => Uuid::parse_str(cursor).map_err(|_| StoreError::InvalidCursor(cursor.clone()))?,
    };
    let place = [Value::Blob(before.as_bytes().to_vec()), Value::Integer(rows::read_limit(page))];
    let mut statement = connection.prepare_cached(&format!(
        "SELECT * FROM import WHERE tenant = ?{conditions} AND id < ? ORDER BY id DESC LIMIT ?"
    ))?;
    let mut items = statement
        .query_map(params_from_iter(values().chain(place)), read)?
        .collect::<rusqlite::Result<Vec<ImportRecord>>>()?;
    let after = rows::cut(&mut items, page, |record| record.id.to_string());
    let total = if page.include_total {
        let sql = format!("SELECT count(*) FROM import WHERE tenant = ?{conditions}");
        Some(connection.prepare_cached(&sql)?.query_row(params_from_iter(values()), |row| row.get(0))?)
    } else {
        None
    };
    Ok(Page { items, after, total })
}

/// The sources with imports that are not published yet, each with the place of the first of them.
pub(crate) fn unpublished(
    connection: &Connection,
    tenant: TenantRow,
) -> Result<Vec<(SourceId, Sequence)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT source, min(sequence) AS sequence FROM import
         WHERE tenant = ? AND state = 'applied' GROUP BY source",
    )?;
    let read =
        |row: &Row<'_>| Ok((row.get::<_, Parsed<SourceId>>("source")?.0, rows::sequence(row, "sequence")?));
    Ok(statement.query_map([tenant.0], read)?.collect::<rusqlite::Result<_>>()?)
}

/// Notes that the imports of a source up to that place are in every destination.
pub(crate) fn mark_published(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    source: &SourceId,
    through: Sequence,
) -> Result<u64, StoreError> {
    let marked = context
        .connection
        .prepare_cached(
            "UPDATE import SET state = 'published', published_at = ?4
             WHERE tenant = ?1 AND source = ?2 AND sequence <= ?3 AND state = 'applied'",
        )?
        .execute((tenant.0, source.as_str(), through.0, context.now.milliseconds()))?;
    Ok(marked as u64)
}

/// Lets go of at most so many records, and so many keys, that are older than they need be.
pub(crate) fn expire(
    context: &WriteContext<'_>,
    retention: Retention,
    limit: u32,
) -> Result<u64, StoreError> {
    let keys = context
        .connection
        .prepare_cached(
            "DELETE FROM idempotency WHERE (tenant, scope, key) IN
                 (SELECT tenant, scope, key FROM idempotency WHERE used_at < ?1 LIMIT ?2)",
        )?
        .execute((retention.idempotency_before.milliseconds(), limit))?;
    // Ids carry the time of acceptance, so that the oldest are the first of each tenant.
    let oldest = oldest_kept(retention.imports_before);
    let imports = context
        .connection
        .prepare_cached(
            "DELETE FROM import WHERE (tenant, id) IN
                 (SELECT import.tenant, import.id FROM tenant JOIN import ON import.tenant = tenant.id
                  WHERE import.id < ?1 LIMIT ?2)",
        )?
        .execute((oldest.as_bytes().as_slice(), limit))?;
    let activity = activity::expire(context, retention.activity_before, limit)?;
    let log = match retention.log_before {
        Some(before) => trim::trim(context, before, limit)?,
        None => 0,
    };
    Ok((keys + imports) as u64 + activity + log)
}

/// How many imports came, and how many of them failed, in each hour up to a moment.
pub(crate) fn by_hour(
    connection: &Connection,
    tenant: TenantRow,
    until: Timestamp,
    hours: usize,
) -> Result<Vec<(u64, u64)>, StoreError> {
    const HOUR: i64 = 3_600_000;
    let mut statement = connection.prepare_cached(
        "SELECT count(*), count(*) FILTER (WHERE state = 'failed') FROM import
         WHERE tenant = ?1 AND id >= ?2 AND id < ?3",
    )?;
    let mut counts = Vec::with_capacity(hours);
    for back in (0..hours).rev() {
        let end = until.plus_milliseconds(-HOUR * i64::try_from(back).unwrap_or(i64::MAX / HOUR));
        let range = [end.plus_milliseconds(-HOUR), end].map(oldest_kept);
        let bytes = (tenant.0, range[0].as_bytes().as_slice(), range[1].as_bytes().as_slice());
        counts.push(statement.query_row(bytes, |row| Ok((row.get(0)?, row.get(1)?)))?);
    }
    Ok(counts)
}

/// The least UUIDv7 of that moment.
fn oldest_kept(moment: Timestamp) -> Uuid {
    let milliseconds = u128::try_from(moment.milliseconds()).unwrap_or_default();
    Uuid::from_u128(milliseconds << 80)
}
