//! `/v1/sources/{id}/properties`.

use axum::Json;
use axum::extract::{Path, State};
use octant_model::{Page, PropertyId, PropertyType};
use octant_store::{PropertyRecord, PropertySettings, PropertyState};
use serde::{Deserialize, Serialize};

use super::source_of;
use crate::blocking;
use crate::body::Document;
use crate::credential::{Granted, scope};
use crate::error::Failure;
use crate::list::List;
use crate::query::Query;
use crate::state::AppState;

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
            state: match record.state {
                PropertyState::Active => "Active",
                PropertyState::Deleting => "Deleting",
            },
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PropertyBody {
    display_name: String,
    description: Option<String>,
    #[serde(rename = "type")]
    property_type: Option<String>,
    delimiter: Option<String>,
}

impl PropertyBody {
    fn settings(self) -> Result<PropertySettings, Failure> {
        let wrong = |path: &str, message: String| Err(Failure::invalid().field(path, message));
        let names = || PropertyType::ALL.map(PropertyType::name).join(", ");
        let property_type = match self.property_type.as_deref() {
            None => None,
            Some(text) => match PropertyType::from_name(text) {
                Some(known) => Some(known),
                None => return wrong("type", format!("{text:?} is no type; the types are {}", names())),
            },
        };
        let delimiter = self.delimiter.filter(|delimiter| !delimiter.is_empty());
        match (property_type.is_some_and(PropertyType::is_list), &delimiter) {
            (true, None) => return wrong("delimiter", "a list needs a delimiter".to_owned()),
            (false, Some(_)) => return wrong("delimiter", "only a list takes a delimiter".to_owned()),
            _ => {}
        }
        if self.display_name.trim().is_empty() {
            return wrong("displayName", "the name is empty".to_owned());
        }
        let description = self.description.filter(|text| !text.is_empty());
        Ok(PropertySettings { display_name: self.display_name, description, property_type, delimiter })
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

pub(crate) async fn show(
    caller: Granted<scope::ReadSources>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Json<PropertyView>, Failure> {
    let (source, store) = (source_of(&source)?, state.store());
    let all = blocking::run(move || store.properties(&caller.tenant, &source)).await?;
    let wanted = id.to_ascii_lowercase();
    let found = all.into_iter().find(|property| property.id.as_str() == wanted);
    found.map(|found| Json(PropertyView::of(found))).ok_or_else(|| Failure::not_found("property", &id))
}

pub(crate) async fn put(
    caller: Granted<scope::WriteSources>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
    Document(body): Document<PropertyBody>,
) -> Result<Json<PropertyView>, Failure> {
    let settings = body.settings()?;
    let property =
        PropertyId::new(id).map_err(|error| Failure::invalid().field("propertyId", error.to_string()))?;
    let (source, store) = (source_of(&source)?, state.store());
    let all = blocking::run(move || {
        store.put_property(&caller.tenant, &source, &property, settings, &caller.actor)?;
        let all = store.properties(&caller.tenant, &source)?;
        Ok::<_, octant_store::StoreError>(all.into_iter().find(|known| known.id == property))
    })
    .await?;
    all.map(|found| Json(PropertyView::of(found)))
        .ok_or_else(|| Failure::internal("the property went meanwhile"))
}
