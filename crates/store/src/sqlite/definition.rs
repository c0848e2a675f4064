//! Definitions' table.

use octant_model::{Page, PageRequest, Sequence, TenantId};
use rusqlite::{Connection, Row};

use super::activity::{self, Note};
use super::failure::damaged;
use super::frame;
use super::last_use;
use super::log::{self, Cause};
use super::neighbours;
use super::rows::{self, Parsed, TenantRow};
use super::writer::WriteContext;
use crate::activity::Shown;
use crate::definition::{Condition, Definition, DefinitionChange, Kind};
use crate::error::StoreError;
use crate::import::Actor;
use crate::log::{ChangeKind, LogRecord};

pub(crate) fn one(
    connection: &Connection,
    tenant: TenantRow,
    kind: Kind,
    id: &str,
) -> Result<Option<Definition>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM definition WHERE tenant = ?1 AND kind = ?2 AND id = ?3")?;
    let mut found = statement.query((tenant.0, kind.0, id))?;
    match found.next()? {
        Some(row) => definition(row).map(Some),
        None => absent(connection, tenant, kind, id).map(|()| None),
    }
}

/// Reads the definitions on both sides of a place where none was found: the table is searched by their keys, and a damaged
/// one sends the search the wrong way.
fn absent(connection: &Connection, tenant: TenantRow, kind: Kind, id: &str) -> Result<(), StoreError> {
    for side in [
        "<= (?1, ?2, ?3) ORDER BY tenant DESC, kind DESC, id DESC",
        "> (?1, ?2, ?3) ORDER BY tenant, kind, id",
    ] {
        let mut statement = connection
            .prepare_cached(&format!("SELECT * FROM definition WHERE (tenant, kind, id) {side} LIMIT 1"))?;
        let mut found = statement.query((tenant.0, kind.0, id))?;
        found.next()?.map(definition).transpose()?;
    }
    Ok(())
}

pub(crate) fn find(
    connection: &Connection,
    kind: Kind,
    id: &str,
) -> Result<Option<(TenantId, Definition)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT definition.*, tenant.name AS tenant_name FROM definition JOIN tenant ON tenant.id = definition.tenant
         WHERE kind = ?1 AND definition.id = ?2 LIMIT 1",
    )?;
    let mut found = statement.query((kind.0, id))?;
    let Some(row) = found.next()? else {
        return neighbours::no_definition(connection, kind.0, id).map(|()| None);
    };
    Ok(Some((row.get::<_, Parsed<TenantId>>("tenant_name")?.0, definition(row)?)))
}

pub(crate) fn list(
    connection: &Connection,
    tenant: TenantRow,
    kind: Kind,
    page: &PageRequest,
) -> Result<Page<Definition>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM definition WHERE tenant = ?1 AND kind = ?2 AND id > ?3 ORDER BY id LIMIT ?4",
    )?;
    let after = page.after.as_deref().unwrap_or_default();
    let mut found = statement.query((tenant.0, kind.0, after, rows::read_limit(page)))?;
    let mut items = Vec::new();
    while let Some(row) = found.next()? {
        items.push(definition(row)?);
    }
    absent(connection, tenant, kind, after)?;
    if items.len() <= page.limit {
        absent(connection, tenant, kind, items.last().map_or(after, |last| &last.id))?;
    }
    let after = rows::cut(&mut items, page, |definition| definition.id.clone());
    let total = if page.include_total {
        let mut count =
            connection.prepare_cached("SELECT count(*) FROM definition WHERE tenant = ?1 AND kind = ?2")?;
        Some(count.query_row((tenant.0, kind.0), |row| row.get(0))?)
    } else {
        None
    };
    Ok(Page { items, after, total })
}

/// The name under which a definition's record is sealed.
fn seal_name(kind: &str, id: &str) -> Vec<u8> {
    [kind.as_bytes(), b"/", id.as_bytes()].concat()
}

/// Reads all definitions and notes what is wrong with any.
pub(crate) fn check(connection: &Connection, findings: &mut Vec<String>) -> Result<(), StoreError> {
    let mut statement = connection.prepare("SELECT * FROM definition")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Err(error) = definition(row) {
            findings.push(error.to_string());
        }
    }
    Ok(())
}

/// Reads a row of the table.
pub(crate) fn definition(row: &Row<'_>) -> Result<Definition, StoreError> {
    let id: String = row.get("id")?;
    let kind: String = row.get("kind")?;
    let mut scratch = Vec::new();
    let framed = row.get_ref("record")?.as_blob().unwrap_or_default();
    let raw = frame::open(&seal_name(&kind, &id), framed, &mut scratch)
        .map_err(damaged(format_args!("{kind} {id}")))?;
    let body = std::str::from_utf8(raw)
        .map_err(|_| StoreError::Damaged(format!("{kind} {id}: it is not UTF-8")))?
        .to_owned();
    Ok(Definition {
        id,
        version: row.get("version")?,
        body,
        created_at: rows::time(row, "created_at")?,
        updated_at: rows::time(row, "updated_at")?,
    })
}

pub(crate) fn change(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    changes: &[DefinitionChange],
    shown: Shown,
    actor: &Actor,
) -> Result<Sequence, StoreError> {
    let mut records = Vec::with_capacity(changes.len());
    for change in changes {
        records.extend(apply(context, tenant, change, shown, actor)?);
    }
    log::append(context, tenant, &Cause::of(actor, None), &records)
}

/// Refuses what rests on a definition that is gone or has another version.
pub(crate) fn hold(
    connection: &Connection,
    tenant: TenantRow,
    condition: &Condition,
) -> Result<(), StoreError> {
    let found = one(connection, tenant, condition.kind, &condition.id)?;
    match found {
        Some(found) if found.version == condition.version => Ok(()),
        _ => Err(StoreError::Stale { what: condition.kind.0, id: condition.id.clone() }),
    }
}

/// Makes one change; its log record, where it changed something.
fn apply(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    change: &DefinitionChange,
    shown: Shown,
    actor: &Actor,
) -> Result<Option<LogRecord>, StoreError> {
    let (kind, id, body) = match change {
        DefinitionChange::Create { kind, id, body } | DefinitionChange::Update { kind, id, body, .. } => {
            (*kind, id, Some(body))
        }
        DefinitionChange::Delete { kind, id } => (*kind, id, None),
        DefinitionChange::Expect(condition) => {
            return hold(context.connection, tenant, condition).map(|()| None);
        }
        DefinitionChange::ExpectNoChange { kind, since } => {
            return match activity::has_changed(context.connection, tenant, kind.0, *since)? {
                true => Err(StoreError::Stale { what: kind.0, id: "any".to_owned() }),
                false => Ok(None),
            };
        }
    };
    let found = one(context.connection, tenant, kind, id)?;
    let before = found.as_ref().map(|found| shown(&found.body));
    let current = found.map(|found| found.version);
    let missing = || StoreError::NotFound { what: kind.0, id: id.clone() };
    let stale = || StoreError::Stale { what: kind.0, id: id.clone() };
    let (version, change) = match change {
        DefinitionChange::Create { body, .. } => {
            if current.is_some() {
                return Err(StoreError::AlreadyExists { what: kind.0, id: id.clone() });
            }
            insert(context, tenant, kind, id, body)?;
            (1, ChangeKind::Created)
        }
        DefinitionChange::Update { body, expected, .. } => {
            let current = current.ok_or_else(missing)?;
            if expected.is_some_and(|expected| expected != current) {
                return Err(stale());
            }
            update(context, tenant, kind, id, body)?;
            (current + 1, ChangeKind::Updated)
        }
        DefinitionChange::Expect(_) | DefinitionChange::ExpectNoChange { .. } => return Ok(None),
        DefinitionChange::Delete { .. } => {
            let current = current.ok_or_else(missing)?;
            context
                .connection
                .prepare_cached("DELETE FROM definition WHERE tenant = ?1 AND kind = ?2 AND id = ?3")?
                .execute((tenant.0, kind.0, id))?;
            last_use::forget(context.connection, tenant, kind, id)?;
            (current, ChangeKind::Deleted)
        }
    };
    let after = body.map(|body| shown(body));
    activity::note(context, tenant, &Note { actor, kind: kind.0, id, before, after })?;
    Ok(Some(LogRecord::Definition { kind: kind.0.to_owned(), id: id.clone(), version, change }))
}

fn sealed(kind: Kind, id: &str, body: &str) -> Vec<u8> {
    let mut record = Vec::new();
    frame::seal(&seal_name(kind.0, id), body.as_bytes(), &mut record);
    record
}

fn insert(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    kind: Kind,
    id: &str,
    body: &str,
) -> Result<(), StoreError> {
    context
        .connection
        .prepare_cached(
            "INSERT INTO definition (tenant, kind, id, version, record, created_at, updated_at)
             VALUES (?1, ?2, ?3, 1, ?4, ?5, ?5)",
        )?
        .execute((tenant.0, kind.0, id, sealed(kind, id, body), context.now.milliseconds()))?;
    Ok(())
}

fn update(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    kind: Kind,
    id: &str,
    body: &str,
) -> Result<(), StoreError> {
    context
        .connection
        .prepare_cached(
            "UPDATE definition SET version = version + 1, record = ?4, updated_at = ?5
             WHERE tenant = ?1 AND kind = ?2 AND id = ?3",
        )?
        .execute((tenant.0, kind.0, id, sealed(kind, id, body), context.now.milliseconds()))?;
    Ok(())
}
