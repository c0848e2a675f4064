//! The activity's table.

use octant_model::{Page, PageRequest, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::rows::{self, TenantRow};
use super::writer::WriteContext;
use crate::activity::{Activity, ActivityFilter};
use crate::error::StoreError;
use crate::import::Actor;
use crate::log::ChangeKind;

/// A change that is being made.
pub(crate) struct Note<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) kind: &'a str,
    pub(crate) id: &'a str,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

impl Note<'_> {
    /// What happened, as the two sides tell.
    fn change(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => CREATED,
            (Some(_), Some(_)) => UPDATED,
            (Some(_), None) => DELETED,
        }
    }
}

const CREATED: &str = "created";
const UPDATED: &str = "updated";
const DELETED: &str = "deleted";

/// Keeps who made a change, in the change's own transaction.
pub(crate) fn note(context: &WriteContext<'_>, tenant: TenantRow, note: &Note<'_>) -> Result<(), StoreError> {
    context
        .connection
        .prepare_cached(
            "INSERT INTO activity (tenant, at, actor, kind, id, change, before, after)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((
            tenant.0,
            context.now.milliseconds(),
            &note.actor.0,
            note.kind,
            note.id,
            note.change(),
            &note.before,
            &note.after,
        ))?;
    Ok(())
}

/// The number of the newest change that ever was.
pub(crate) fn head(connection: &Connection) -> Result<u64, StoreError> {
    // The table of numbers also knows of what is not kept any more.
    let newest = connection
        .prepare_cached("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'activity'")?
        .query_row([], |row| row.get(0))?;
    Ok(newest)
}

/// Whether anything of a kind was changed after that number.
pub(crate) fn has_changed(
    connection: &Connection,
    tenant: TenantRow,
    kind: &str,
    since: u64,
) -> Result<bool, StoreError> {
    let changed = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM activity WHERE tenant = ?1 AND number > ?2 AND +kind = ?3)",
        )?
        .query_row((tenant.0, since, kind), |row| row.get(0))?;
    Ok(changed)
}

/// The conditions of a filter, each with its value.
fn conditions(filter: &ActivityFilter) -> (String, Vec<Value>) {
    let mut sql = String::new();
    let mut values = Vec::new();
    let mut add = |condition: &str, value: Option<Value>| {
        if let Some(value) = value {
            sql.push_str(" AND ");
            sql.push_str(condition);
            values.push(value);
        }
    };
    let text = |text: &Option<String>| text.clone().map(Value::Text);
    let time = |time: Option<Timestamp>| time.map(|time| Value::Integer(time.milliseconds()));
    add("actor = ?", filter.actor.clone().map(|actor| Value::Text(actor.0)));
    add("kind = ?", text(&filter.kind));
    add("id = ?", text(&filter.id));
    add("at >= ?", time(filter.from));
    add("at < ?", time(filter.to));
    (sql, values)
}

/// The activity that the filter lets through, newest first.
pub(crate) fn list(
    connection: &Connection,
    tenant: TenantRow,
    filter: &ActivityFilter,
    page: &PageRequest,
) -> Result<Page<Activity>, StoreError> {
    let (conditions, values) = conditions(filter);
    let values = || std::iter::once(Value::Integer(tenant.0)).chain(values.iter().cloned());
    let before = match &page.after {
        None => i64::MAX,
        Some(after) => after.parse().map_err(|_| StoreError::InvalidCursor(after.clone()))?,
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT * FROM activity WHERE tenant = ?{conditions} AND number < ? ORDER BY number DESC LIMIT ?"
    ))?;
    let place = [Value::Integer(before), Value::Integer(rows::read_limit(page))];
    let mut found = statement.query(params_from_iter(values().chain(place)))?;
    let mut items = Vec::new();
    while let Some(row) = found.next()? {
        items.push(read(row)?);
    }
    let after = rows::cut(&mut items, page, |activity| activity.number.to_string());
    let total = if page.include_total {
        let sql = format!("SELECT count(*) FROM activity WHERE tenant = ?{conditions}");
        Some(connection.prepare_cached(&sql)?.query_row(params_from_iter(values()), |row| row.get(0))?)
    } else {
        None
    };
    Ok(Page { items, after, total })
}

fn read(row: &Row<'_>) -> Result<Activity, StoreError> {
    let number: u64 = row.get("number")?;
    let change = match row.get::<_, String>("change")?.as_str() {
        CREATED => ChangeKind::Created,
        UPDATED => ChangeKind::Updated,
        DELETED => ChangeKind::Deleted,
        other => return Err(StoreError::Damaged(format!("activity {number}: {other:?} is no change"))),
    };
    Ok(Activity {
        number,
        at: rows::time(row, "at")?,
        actor: Actor(row.get("actor")?),
        kind: row.get("kind")?,
        id: row.get("id")?,
        change,
        before: row.get("before")?,
        after: row.get("after")?,
    })
}

/// Lets go of at most so many changes that are older than they need be.
pub(crate) fn expire(context: &WriteContext<'_>, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
    let gone = context
        .connection
        .prepare_cached(
            "DELETE FROM activity WHERE number IN (SELECT number FROM activity WHERE at < ?1 LIMIT ?2)",
        )?
        .execute((before.milliseconds(), limit))?;
    Ok(gone as u64)
}
