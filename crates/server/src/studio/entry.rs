//! `/studio/sources/{id}/entries/{key}`: one entry, with the import that brought each value.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use octant_model::{EntryKey, SourceId, TenantId, Timestamp};
use octant_store::{PropertyRecord, Store, StoredEntry};
use octant_studio::Section;
use octant_studio::page::entry;

use super::history;
use super::names::Names;
use super::source::{find, source_of};
use super::{Html, SignedIn, role};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;

/// The page.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path((source, key)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (source, tenant) = (source_of(&source)?, signed.user.tenant());
    let shell = signed.user.shell(Section::Sources);
    let may_edit = shell.account.may_edit;
    let mut view = blocking::run(move || view(&state, &tenant, &source, &key)).await?;
    view.may_change = view.may_change && may_edit;
    Ok(Html::page(entry::render(&shell, &view)))
}

/// The entry of that key, or that there is none.
pub(super) fn stored(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    key: &str,
) -> Result<StoredEntry, Failure> {
    let unknown = || Failure::not_found("entry", key);
    let key = EntryKey::new(key).map_err(|_| unknown())?;
    store.entries(tenant, source, &[key])?.pop().flatten().ok_or_else(unknown)
}

fn view(
    state: &AppState,
    tenant: &TenantId,
    source: &SourceId,
    key: &str,
) -> Result<entry::EntryPage, Failure> {
    let store = &*state.store;
    let found = find(store, tenant, source)?;
    let stored = stored(store, tenant, source, key)?;
    let properties = store.properties(tenant, source)?;
    let shown = stored.entry();
    let languages: BTreeSet<&str> = shown.properties.iter().filter_map(|value| value.language).collect();
    let languages: Vec<String> = languages.into_iter().map(str::to_owned).collect();
    let mut names = Names::new(&state.access, tenant);
    let past = history::of(store, tenant, source, key)?;
    let rows = past.changes.into_iter().map(|change| {
        Ok(entry::HistoryRow {
            at: change.at,
            actor: names.of(&change.actor)?,
            change: change.what,
            version: change.version,
            properties: change.properties,
            import: change.import.map(|import| import.to_string()),
        })
    });
    Ok(entry::EntryPage {
        history: rows.collect::<Result<_, Failure>>()?,
        history_is_whole: past.whole,
        source: source.to_string(),
        source_name: found.name,
        key: key.to_owned(),
        version: shown.version,
        changed_at: shown.import.accepted_at(),
        import: shown.import.to_string(),
        properties: values(&shown, &properties, &languages),
        languages,
        may_change: found.status == octant_store::SourceStatus::Active,
        now: Timestamp::now(),
    })
}

/// The values by property, each with its languages side by side.
fn values(
    shown: &octant_model::Entry<'_>,
    known: &[PropertyRecord],
    languages: &[String],
) -> Vec<entry::PropertyRow> {
    let value = |value: &octant_model::Property<'_>| entry::Value {
        text: value.value.to_owned(),
        import: value.import.to_string(),
        at: value.import.accepted_at(),
    };
    let mut rows: Vec<entry::PropertyRow> = Vec::new();
    for property in &shown.properties {
        if rows.last().is_none_or(|row| row.id != property.id) {
            let record = known.iter().find(|record| record.id.as_str() == property.id);
            rows.push(entry::PropertyRow {
                id: property.id.to_owned(),
                name: record.map_or_else(|| property.id.to_owned(), |record| record.display_name.clone()),
                plain: None,
                localized: vec![None; languages.len()],
            });
        }
        let Some(row) = rows.last_mut() else { continue };
        match property.language {
            None => row.plain = Some(value(property)),
            Some(language) => {
                let place = languages.iter().position(|known| known == language);
                if let Some(cell) = place.and_then(|place| row.localized.get_mut(place)) {
                    *cell = Some(value(property));
                }
            }
        }
    }
    rows
}
