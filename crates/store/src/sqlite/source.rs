//! Sources' table.

use octant_model::{Page, PageRequest, SourceId, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::activity::{self, Note};
use super::log::{self, Cause};
use super::neighbours;
use super::rows::{self, Parsed, TenantRow};
use super::writer::WriteContext;
use crate::error::StoreError;
use crate::import::Actor;
use crate::log::{ChangeKind, LogRecord};
use crate::revision::Revision;
use crate::source::{NewSource, Source, SourceFilter, SourceStatus, SourceType, SourceUpdate};

/// A source with its number in this file.
pub(crate) struct SourceRow {
    pub(crate) row: i64,
    pub(crate) source: Source,
}

/// The source, or that there is none.
pub(crate) fn require(
    connection: &Connection,
    tenant: TenantRow,
    id: &SourceId,
) -> Result<SourceRow, StoreError> {
    one(connection, tenant, id)?.ok_or_else(|| StoreError::NotFound { what: "source", id: id.to_string() })
}

/// The source, unless it is going.
pub(crate) fn require_active(
    connection: &Connection,
    tenant: TenantRow,
    id: &SourceId,
) -> Result<SourceRow, StoreError> {
    let found = require(connection, tenant, id)?;
    match found.source.status {
        SourceStatus::Active => Ok(found),
        SourceStatus::Purging => Err(StoreError::Purging(id.to_string())),
    }
}

pub(crate) fn one(
    connection: &Connection,
    tenant: TenantRow,
    id: &SourceId,
) -> Result<Option<SourceRow>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT * FROM source WHERE tenant = ?1 AND name = ?2")?;
    let mut found = statement.query((tenant.0, id.as_str()))?;
    match found.next()? {
        Some(row) => read(row).map(Some),
        None => neighbours::no_source(connection, tenant, id.as_str()).map(|()| None),
    }
}

fn read(row: &Row<'_>) -> Result<SourceRow, StoreError> {
    let id = row.get::<_, Parsed<SourceId>>("name")?.0;
    let unknown = |what: &str| StoreError::Damaged(format!("source {id}: its {what} is unknown"));
    let source_type = row.get::<_, String>("type")?;
    let status = row.get::<_, String>("status")?;
    let source = Source {
        name: row.get("title")?,
        description: row.get("description")?,
        source_type: SourceType::from_name(&source_type).ok_or_else(|| unknown("type"))?,
        status: SourceStatus::from_name(&status).ok_or_else(|| unknown("status"))?,
        entries: row.get("entries")?,
        changed: rows::sequence(row, "changed")?,
        changed_at: rows::time_if_any(row, "changed_at")?,
        created_at: rows::time(row, "created_at")?,
        updated_at: rows::time(row, "updated_at")?,
        id,
    };
    Ok(SourceRow { row: row.get("id")?, source })
}

/// The conditions of a filter, each with its value.
fn conditions(filter: &SourceFilter) -> (String, Vec<Value>) {
    let mut sql = String::new();
    let mut values = Vec::new();
    let mut add = |condition: &str, value: Option<Value>| {
        if let Some(value) = value {
            sql.push_str(" AND ");
            sql.push_str(condition);
            values.push(value);
        }
    };
    let time = |time: Option<Timestamp>| time.map(|time| Value::Integer(time.milliseconds()));
    let text = |text: &'static str| Value::Text(text.to_owned());
    // Letters beyond ASCII keep their case: SQLite's lower() knows no others, and ids have none.
    let part = filter.name.as_ref().map(|part| Value::Text(part.to_ascii_lowercase()));
    add("instr(lower(title) || char(10) || lower(name), ?) > 0", part);
    add("type = ?", filter.source_type.map(|source_type| text(source_type.name())));
    add("status = ?", filter.status.map(|status| text(status.name())));
    add("created_at >= ?", time(filter.created_from));
    add("created_at < ?", time(filter.created_to));
    add("updated_at >= ?", time(filter.updated_from));
    add("updated_at < ?", time(filter.updated_to));
    (sql, values)
}

pub(crate) fn list(
    connection: &Connection,
    tenant: TenantRow,
    filter: &SourceFilter,
    page: &PageRequest,
) -> Result<Page<Source>, StoreError> {
    let (conditions, values) = conditions(filter);
    let values = || std::iter::once(Value::Integer(tenant.0)).chain(values.iter().cloned());
    let mut statement = connection.prepare_cached(&format!(
        "SELECT * FROM source WHERE tenant = ?{conditions} AND name > ? ORDER BY name LIMIT ?"
    ))?;
    let after = Value::Text(page.after.clone().unwrap_or_default());
    let place = [after, Value::Integer(rows::read_limit(page))];
    let mut found = statement.query(params_from_iter(values().chain(place)))?;
    let mut items = Vec::new();
    while let Some(row) = found.next()? {
        items.push(read(row)?.source);
    }
    let from = page.after.as_deref().unwrap_or_default();
    neighbours::no_source(connection, tenant, from)?;
    if items.len() <= page.limit {
        // The text that follows the last name directly.
        let end = items.last().map_or_else(|| format!("{from}\0"), |last| format!("{}\0", last.id));
        neighbours::no_source(connection, tenant, &end)?;
    }
    let after = rows::cut(&mut items, page, |source| source.id.to_string());
    let total = if page.include_total {
        let sql = format!("SELECT count(*) FROM source WHERE tenant = ?{conditions}");
        Some(connection.prepare_cached(&sql)?.query_row(params_from_iter(values()), |row| row.get(0))?)
    } else {
        None
    };
    Ok(Page { items, after, total })
}

pub(crate) fn create(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    new: &NewSource,
    actor: &Actor,
) -> Result<Source, StoreError> {
    if one(context.connection, tenant, &new.id)?.is_some() {
        return Err(StoreError::AlreadyExists { what: "source", id: new.id.to_string() });
    }
    context
        .connection
        .prepare_cached(
            "INSERT INTO source (tenant, name, title, description, type, status, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
        )?
        .execute((
            tenant.0,
            new.id.as_str(),
            &new.name,
            &new.description,
            new.source_type.name(),
            SourceStatus::Active.name(),
            context.now.milliseconds(),
        ))?;
    let made = require(context.connection, tenant, &new.id)?.source;
    note(context, tenant, actor, None, Some(&made))?;
    Ok(made)
}

pub(crate) fn update(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    id: &SourceId,
    update: &SourceUpdate,
    actor: &Actor,
) -> Result<Source, StoreError> {
    let found = require_active(context.connection, tenant, id)?;
    Revision::check(update.expected.as_ref(), "source", id.as_str(), &found.source.editable())?;
    let name = update.name.as_ref().unwrap_or(&found.source.name);
    let description = update.description.as_ref().unwrap_or(&found.source.description);
    if *name == found.source.name && *description == found.source.description {
        return Ok(found.source);
    }
    context
        .connection
        .prepare_cached("UPDATE source SET title = ?2, description = ?3, updated_at = ?4 WHERE id = ?1")?
        .execute((found.row, name, description, context.now.milliseconds()))?;
    let changed = require(context.connection, tenant, id)?.source;
    note(context, tenant, actor, Some(&found.source), Some(&changed))?;
    Ok(changed)
}

/// Marks the source as going; once is enough.
pub(crate) fn begin_purge(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    id: &SourceId,
    actor: &Actor,
) -> Result<(), StoreError> {
    let found = require(context.connection, tenant, id)?;
    if found.source.status == SourceStatus::Purging {
        return Ok(());
    }
    context
        .connection
        .prepare_cached("UPDATE source SET status = ?2, updated_at = ?3 WHERE id = ?1")?
        .execute((found.row, SourceStatus::Purging.name(), context.now.milliseconds()))?;
    let going = require(context.connection, tenant, id)?.source;
    note(context, tenant, actor, Some(&found.source), Some(&going))
}

/// Writes to the log and the activity what happened to a source.
pub(crate) fn note(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    actor: &Actor,
    before: Option<&Source>,
    after: Option<&Source>,
) -> Result<(), StoreError> {
    let change = match (before, after) {
        (None, _) => ChangeKind::Created,
        (Some(_), Some(_)) => ChangeKind::Updated,
        (Some(_), None) => ChangeKind::Deleted,
    };
    let Some(id) = after.or(before).map(|source| &source.id) else { return Ok(()) };
    log::append(context, tenant, &Cause::of(actor, Some(id)), &[LogRecord::Source(change)])?;
    let (before, after) = (before.map(shown), after.map(shown));
    activity::note(context, tenant, &Note { actor, kind: "source", id: id.as_str(), before, after })
}

/// A source as the activity shows it.
fn shown(source: &Source) -> String {
    serde_json::json!({
        "name": source.name,
        "description": source.description,
        "type": source.source_type.name(),
        "status": source.status.name(),
    })
    .to_string()
}
