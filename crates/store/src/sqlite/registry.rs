//! The property registry's table.

use std::collections::BTreeMap;

use octant_model::language::canonical;
use octant_model::{PropertyId, PropertyType};
use rusqlite::{Connection, OptionalExtension, Row};

use super::activity::{self, Note};
use super::import::RegistryDelta;
use super::log::{self, Cause};
use super::rows::{self, TenantRow};
use super::source::SourceRow;
use super::writer::WriteContext;
use crate::error::StoreError;
use crate::import::Actor;
use crate::log::{ChangeKind, LogRecord};
use crate::property::{PropertyRecord, PropertySettings, PropertyState};
use crate::revision::Revision;

/// How many values there are by language, those without language first.
type Languages = BTreeMap<Option<String>, u64>;

/// Brings the registry to where the import leads.
pub(crate) fn apply(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    source: i64,
    delta: &RegistryDelta,
) -> Result<(), StoreError> {
    let mut select = context
        .connection
        .prepare_cached("SELECT entries, languages FROM property WHERE source = ?1 AND id = ?2")?;
    let mut update = context.connection.prepare_cached(
        "UPDATE property SET entries = ?3, languages = ?4, first_seen = coalesce(first_seen, ?5),
             last_seen = coalesce(?5, last_seen) WHERE source = ?1 AND id = ?2",
    )?;
    let mut insert = context.connection.prepare_cached(
        "INSERT INTO property (tenant, source, id, display_name, state, entries, languages, first_seen, last_seen)
         VALUES (?1, ?2, ?3, ?4, 'Active', ?5, ?6, ?7, ?7)",
    )?;
    for property in delta.properties() {
        let stored: Option<(u64, String)> =
            select.query_row((source, &property.id), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let seen = property.seen.then_some(context.now.milliseconds());
        let known = stored.is_some();
        let (entries, languages) = stored.unwrap_or_else(|| (0, "[]".to_owned()));
        let mut languages: Languages = read_languages(&property.id, &languages)?.into_iter().collect();
        for (language, by) in &property.languages {
            let count = languages.entry(language.clone()).or_default();
            *count = add(&property.id, *count, *by)?;
        }
        let languages = write_languages(&languages)?;
        let entries = add(&property.id, entries, property.entries)?;
        if known {
            update.execute((source, &property.id, entries, languages, seen))?;
        } else {
            insert.execute((tenant.0, source, &property.id, &property.spelling, entries, languages, seen))?;
        }
    }
    Ok(())
}

fn add(id: &str, count: u64, by: i64) -> Result<u64, StoreError> {
    count
        .checked_add_signed(by)
        .ok_or_else(|| StoreError::Damaged(format!("property {id}: its counts are wrong")))
}

fn read_languages(id: &str, text: &str) -> Result<Vec<(Option<String>, u64)>, StoreError> {
    serde_json::from_str(text)
        .map_err(|error| StoreError::Damaged(format!("property {id}: its languages: {error}")))
}

fn write_languages(languages: &Languages) -> Result<String, StoreError> {
    let list: Vec<(&Option<String>, &u64)> = languages.iter().collect();
    serde_json::to_string(&list).map_err(|error| StoreError::Failed(format!("languages: {error}")))
}

/// A property's source, its id, and how many values there are by language.
pub(super) type ByLanguage = (i64, String, Vec<(Option<String>, u64)>);

/// The properties with languages in other spellings than the canonical one.
pub(super) fn with_other_spellings(connection: &Connection) -> Result<Vec<ByLanguage>, StoreError> {
    let mut statement = connection.prepare("SELECT source, id, languages FROM property")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get("id")?;
        let languages = read_languages(&id, &row.get::<_, String>("languages")?)?;
        if languages
            .iter()
            .flat_map(|(language, _)| language)
            .any(|language| canonical(language) != *language)
        {
            found.push((row.get("source")?, id, languages));
        }
    }
    Ok(found)
}

/// Says how many values of a property there are by language.
pub(super) fn set_languages(
    connection: &Connection,
    source: i64,
    id: &str,
    languages: &BTreeMap<Option<String>, u64>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE property SET languages = ?3 WHERE source = ?1 AND id = ?2")?
        .execute((source, id, write_languages(languages)?))?;
    Ok(())
}

/// What is known of a source's properties, by id.
pub(crate) fn list(connection: &Connection, source: i64) -> Result<Vec<PropertyRecord>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT * FROM property WHERE source = ?1 ORDER BY id")?;
    let mut rows = statement.query([source])?;
    let mut properties = Vec::new();
    while let Some(row) = rows.next()? {
        properties.push(read(row)?);
    }
    Ok(properties)
}

fn read(row: &Row<'_>) -> Result<PropertyRecord, StoreError> {
    let id: String = row.get("id")?;
    let damaged = |what: &str| StoreError::Damaged(format!("property {id}: its {what} is unknown"));
    let property_type = match row.get::<_, Option<String>>("type")? {
        None => None,
        Some(name) => Some(PropertyType::from_name(&name).ok_or_else(|| damaged("type"))?),
    };
    let state = match row.get::<_, String>("state")?.as_str() {
        "Active" => PropertyState::Active,
        "Deleting" => PropertyState::Deleting,
        _ => return Err(damaged("state")),
    };
    Ok(PropertyRecord {
        display_name: row.get("display_name")?,
        description: row.get("description")?,
        property_type,
        delimiter: row.get("delimiter")?,
        state,
        entries: row.get("entries")?,
        languages: read_languages(&id, &row.get::<_, String>("languages")?)?,
        first_seen: rows::time_if_any(row, "first_seen")?,
        last_seen: rows::time_if_any(row, "last_seen")?,
        id: PropertyId::new(id).map_err(|error| StoreError::Damaged(error.to_string()))?,
    })
}

fn one(connection: &Connection, source: i64, id: &PropertyId) -> Result<Option<PropertyRecord>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT * FROM property WHERE source = ?1 AND id = ?2")?;
    let mut rows = statement.query((source, id.as_str()))?;
    rows.next()?.map(read).transpose()
}

/// Says what a property is. True where it was not known before. Saying the same again is no change.
pub(crate) fn put(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    source: &SourceRow,
    id: &PropertyId,
    (settings, expected): (&PropertySettings, Option<&Revision>),
    actor: &Actor,
) -> Result<bool, StoreError> {
    let known = one(context.connection, source.row, id)?;
    let editable = known.as_ref().map(PropertyRecord::editable);
    Revision::check(expected, "property", id.as_str(), &editable)?;
    match &known {
        Some(known) if known.state == PropertyState::Deleting => {
            return Err(StoreError::Purging(format!("{}/{id}", source.source.id)));
        }
        Some(known) if is_said(known, settings) => return Ok(false),
        _ => {}
    }
    context
        .connection
        .prepare_cached(
            "INSERT INTO property (tenant, source, id, display_name, description, type, delimiter, state, entries, languages)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'Active', 0, '[]')
             ON CONFLICT DO UPDATE SET display_name = excluded.display_name, description = excluded.description,
                 type = excluded.type, delimiter = excluded.delimiter",
        )?
        .execute((
            tenant.0,
            source.row,
            id.as_str(),
            &settings.display_name,
            &settings.description,
            settings.property_type.map(PropertyType::name),
            &settings.delimiter,
        ))?;
    let made = one(context.connection, source.row, id)?;
    note(context, tenant, source, actor, (known.as_ref(), made.as_ref()))?;
    Ok(known.is_none())
}

fn is_said(known: &PropertyRecord, settings: &PropertySettings) -> bool {
    known.display_name == settings.display_name
        && known.description == settings.description
        && known.property_type == settings.property_type
        && known.delimiter == settings.delimiter
}

fn require(context: &WriteContext<'_>, source: i64, id: &PropertyId) -> Result<PropertyRecord, StoreError> {
    one(context.connection, source, id)?
        .ok_or_else(|| StoreError::NotFound { what: "property", id: id.to_string() })
}

/// Marks a property as going; once is enough.
pub(crate) fn begin_purge(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    source: &SourceRow,
    id: &PropertyId,
    actor: &Actor,
) -> Result<(), StoreError> {
    let known = require(context, source.row, id)?;
    if known.state == PropertyState::Deleting {
        return Ok(());
    }
    context
        .connection
        .prepare_cached("UPDATE property SET state = 'Deleting' WHERE source = ?1 AND id = ?2")?
        .execute((source.row, id.as_str()))?;
    let going = require(context, source.row, id)?;
    note(context, tenant, source, actor, (Some(&known), Some(&going)))
}

/// Forgets a property that is going and that no entry has.
pub(crate) fn remove(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    source: &SourceRow,
    id: &PropertyId,
) -> Result<(), StoreError> {
    let known = require(context, source.row, id)?;
    if known.state != PropertyState::Deleting || known.entries > 0 {
        return Err(StoreError::Failed(format!(
            "property {id} is {} and {} entries have it",
            known.state.name(),
            known.entries
        )));
    }
    context
        .connection
        .prepare_cached("DELETE FROM property WHERE source = ?1 AND id = ?2")?
        .execute((source.row, id.as_str()))?;
    note(context, tenant, source, &Actor::system(), (Some(&known), None))
}

/// Writes to the log and the activity what happened to a property, from one state to the other.
fn note(
    context: &WriteContext<'_>,
    tenant: TenantRow,
    source: &SourceRow,
    actor: &Actor,
    (before, after): (Option<&PropertyRecord>, Option<&PropertyRecord>),
) -> Result<(), StoreError> {
    let change = match (before, after) {
        (None, _) => ChangeKind::Created,
        (Some(_), Some(_)) => ChangeKind::Updated,
        (Some(_), None) => ChangeKind::Deleted,
    };
    let Some(id) = after.or(before).map(|property| &property.id) else { return Ok(()) };
    let source = &source.source.id;
    let record = LogRecord::Property { id: id.to_string(), change };
    log::append(context, tenant, &Cause::of(actor, Some(source)), &[record])?;
    let (before, after) = (before.map(shown), after.map(shown));
    let id = format!("{source}/{id}");
    activity::note(context, tenant, &Note { actor, kind: "property", id: &id, before, after })
}

/// A property's settings as the activity shows them.
fn shown(property: &PropertyRecord) -> String {
    serde_json::json!({
        "displayName": property.display_name,
        "description": property.description,
        "type": property.property_type.map(PropertyType::name),
        "delimiter": property.delimiter,
        "state": property.state.name(),
    })
    .to_string()
}
