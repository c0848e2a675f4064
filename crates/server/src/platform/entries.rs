//! `/v1/sources/{id}/entries` and `/v1/sources/{id}/entries/{entryId}`.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_model::{Page, PropertyType, SourceId, Timestamp};
use octant_source::TypedValue;
use octant_source::entries::{self, Browse, Condition, ValueView};
use serde::Serialize;
use serde_json::json;

use super::source_of;
use crate::blocking;
use crate::credential::{Granted, scope};
use crate::error::Failure;
use crate::list::List;
use crate::memory::Owner;
use crate::queries;
use crate::query::Query;
use crate::state::AppState;

/// The most ids that one request may ask for (docs/api.md, "Entries").
const MAX_IDS: usize = 100;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntryView {
    id: String,
    properties: Vec<PropertyValue>,
    last_updated: Timestamp,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PropertyValue {
    id: String,
    value: Option<TypedValue>,
    #[serde(rename = "type")]
    property_type: Option<PropertyType>,
    delimiter: Option<String>,
    last_updated: Timestamp,
    language: Option<String>,
}

impl EntryView {
    fn of(entry: entries::EntryView) -> Self {
        let properties = entry.values.into_iter().map(PropertyValue::of).collect();
        Self { id: entry.key, properties, last_updated: entry.last_updated }
    }
}

impl PropertyValue {
    fn of(value: ValueView) -> Self {
        Self {
            id: value.property,
            value: value.value,
            property_type: value.property_type,
            delimiter: value.delimiter,
            last_updated: value.last_updated,
            language: value.language,
        }
    }
}

/// One entry, its values as their properties' types say.
pub(crate) async fn show(
    caller: Granted<scope::ReadSources>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Json<EntryView>, Failure> {
    let (source, store) = (source_of(&source)?, state.store());
    let found = blocking::run(move || entries::one(&*store, &caller.tenant, &source, &id)).await?;
    Ok(Json(EntryView::of(found)))
}

/// The entries of the ids that are asked for, or a page of all.
pub(crate) async fn list(
    caller: Granted<scope::ReadSources>,
    Path(source): Path<String>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Response, Failure> {
    let source = source_of(&source)?;
    if query.all("id").next().is_some() {
        return many(caller, source, &query, &state).await;
    }
    browse(caller, source, &query, &state).await
}

async fn many(
    caller: Granted<scope::ReadSources>,
    source: SourceId,
    query: &Query,
    state: &AppState,
) -> Result<Response, Failure> {
    let ids: Vec<String> = query.all("id").map(str::to_owned).collect();
    if ids.len() > MAX_IDS {
        let message = format!("{} ids are asked for; at most {MAX_IDS} are given at a time", ids.len());
        return Err(Failure::invalid().field("id", message));
    }
    let store = state.store();
    let found = blocking::run(move || {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        entries::many(&*store, &caller.tenant, &source, &ids)
    })
    .await?;
    let items: Vec<EntryView> = found.into_iter().map(EntryView::of).collect();
    Ok(Json(json!({ "items": items })).into_response())
}

async fn browse(
    caller: Granted<scope::ReadSources>,
    source: SourceId,
    query: &Query,
    state: &AppState,
) -> Result<Response, Failure> {
    let page = query.page()?;
    let conditions: Result<Vec<Condition>, String> = query.all("filter").map(str::parse).collect();
    let wanted = Browse {
        after: page.after,
        prefix: query.text("prefix")?.unwrap_or_default().to_owned(),
        search: query.filled("search")?.map(str::to_owned),
        conditions: conditions.map_err(|message| Failure::invalid().field("filter", message))?,
        limit: page.limit,
        scan: state.options.browse_scan,
    };
    let narrowed = !wanted.prefix.is_empty() || wanted.search.is_some() || !wanted.conditions.is_empty();
    let counted = page.include_total && !narrowed;
    let (store, owner) = (state.store(), Owner::from(&caller.actor));
    let (found, total) = queries::browse(state, owner, move || {
        let found = entries::browse(&*store, &caller.tenant, &source, &wanted)?;
        let total = if counted { store.source(&caller.tenant, &source)? } else { None };
        Ok::<_, octant_source::SourceError>((found, total.map(|source| source.entries)))
    })
    .await?;
    let page = Page { items: found.entries, after: found.after, total };
    Ok(Json(List::of(page.map(EntryView::of))).into_response())
}
