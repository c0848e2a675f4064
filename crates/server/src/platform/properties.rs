//! `/v1/sources/{id}/properties`.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use octant_model::{Page, PropertyId, PropertyType};
use octant_source::PropertyRequest;
use octant_store::{PropertyRecord, PropertyState, Revision};
use serde::Serialize;

use super::source_of;
use crate::blocking;
use crate::body::Document;
use crate::credential::{Granted, scope};
use crate::error::Failure;
use crate::list::List;
use crate::query::Query;
use crate::state::AppState;
use crate::tag::{IfMatch, Tagged};
use crate::wait::Wait;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PropertyView {
    id: PropertyId,
    display_name: String,
    description: Option<String>,
    #[serde(rename = "type")]
    property_type: Option<PropertyType>,
    delimiter: Option<String>,
    state: &'static str,
}

impl PropertyView {
    fn of(record: PropertyRecord) -> Self {
        Self {
            id: record.id,
            display_name: record.display_name,
            description: record.description,
            property_type: record.property_type,
            delimiter: record.delimiter,
            state: record.state.name(),
        }
    }
}

/// The properties by id, a page of them at a time.
pub(crate) async fn list(
    caller: Granted<scope::ReadSources>,
    Path(id): Path<String>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Json<List<PropertyView>>, Failure> {
    let (source, page, store) = (source_of(&id)?, query.page()?, state.store());
    let all = blocking::run(move || store.properties(&caller.tenant, &source)).await?;
    let total = page.include_total.then_some(all.len() as u64);
    let after = page.after.as_deref().unwrap_or_default();
    let mut items: Vec<PropertyRecord> =
        all.into_iter().filter(|property| property.id.as_str() > after).take(page.limit + 1).collect();
    let more = items.len() > page.limit;
    items.truncate(page.limit);
    let after = items.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Json(List::of(Page { items, after, total }.map(PropertyView::of))))
}

fn tagged(property: PropertyRecord) -> Tagged<PropertyView> {
    Tagged(Revision::of(&property.editable()), PropertyView::of(property))
}

/// One property, waited for until it is gone where it is being deleted.
pub(crate) async fn show(
    caller: Granted<scope::ReadSources>,
    Path((source, id)): Path<(String, String)>,
    wait: Wait,
    State(state): State<AppState>,
) -> Result<Tagged<PropertyView>, Failure> {
    let (source, store) = (source_of(&source)?, state.store());
    let look = move || {
        let found = octant_source::property(&*store, &caller.tenant, &source, &id)?;
        let is_final = found.state == PropertyState::Active;
        Ok((tagged(found), is_final))
    };
    wait.until(&state, look).await
}

/// Says what a property is; one that is being deleted is waited for until it is gone.
pub(crate) async fn put(
    caller: Granted<scope::WriteSources>,
    Path((source, id)): Path<(String, String)>,
    wait: Wait,
    expected: IfMatch,
    State(state): State<AppState>,
    Document(request): Document<PropertyRequest>,
) -> Result<Tagged<PropertyView>, Failure> {
    let (source, store) = (source_of(&source)?, state.store());
    let (looked_into, tenant, of, wanted) =
        (state.store(), caller.tenant.clone(), source.clone(), id.to_ascii_lowercase());
    let look = move || {
        let known = looked_into.properties(&tenant, &of)?;
        let is_going =
            |one: &PropertyRecord| one.id.as_str() == wanted && one.state == PropertyState::Deleting;
        Ok(((), !known.iter().any(is_going)))
    };
    wait.until(&state, look).await?;
    let request = (request, expected.0);
    let put =
        move || octant_source::put_property(&*store, &caller.tenant, &source, &id, request, &caller.actor);
    Ok(tagged(blocking::run(put).await?))
}

/// Marks the property as going; the upkeep takes its values from the entries.
pub(crate) async fn delete(
    caller: Granted<scope::WriteSources>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<StatusCode, Failure> {
    let (source, store) = (source_of(&source)?, state.store());
    let delete = move || octant_source::delete_property(&*store, &caller.tenant, &source, &id, &caller.actor);
    blocking::run(delete).await?;
    Ok(StatusCode::ACCEPTED)
}
