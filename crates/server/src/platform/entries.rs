//! `/v1/sources/{id}/entries/{entryId}`.

use axum::Json;
use axum::extract::{Path, State};
use octant_model::{EntryKey, Property, PropertyType, Timestamp};
use octant_store::PropertyRecord;
use serde::Serialize;
use serde_json::{Value, json};

use super::source_of;
use crate::blocking;
use crate::credential::{Granted, scope};
use crate::error::Failure;
use crate::state::AppState;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntryView {
    id: EntryKey,
    properties: Vec<ValueView>,
    last_updated: Timestamp,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ValueView {
    id: String,
    value: Value,
    #[serde(rename = "type")]
    property_type: Option<PropertyType>,
    delimiter: Option<String>,
    last_updated: Timestamp,
    language: Option<String>,
}

impl ValueView {
    fn of(entry: &str, property: &Property<'_>, known: &[PropertyRecord]) -> Result<Self, Failure> {
        let record = known.iter().find(|record| record.id.as_str() == property.id);
        let property_type = record.and_then(|record| record.property_type);
        let delimiter = record.and_then(|record| record.delimiter.clone());
        let value = typed(property.value, property_type, delimiter.as_deref()).ok_or_else(|| {
            let name = property_type.map_or("Text", PropertyType::name);
            Failure::conflict(
                "unrepresentable",
                format!("Entry {entry:?}: {} holds {:?}, which is no {name}", property.id, property.value),
            )
        })?;
        Ok(Self {
            id: property.id.to_owned(),
            value,
            property_type,
            delimiter,
            last_updated: property.import.accepted_at(),
            language: property.language.map(str::to_owned),
        })
    }
}

/// The text as its type; `None` where it is none.
fn typed(text: &str, property_type: Option<PropertyType>, delimiter: Option<&str>) -> Option<Value> {
    let trimmed = text.trim();
    match property_type {
        None | Some(PropertyType::Text | PropertyType::LocalizedText) => Some(json!(text)),
        Some(PropertyType::List | PropertyType::LocalizedList) => {
            let parts = text.split(delimiter.unwrap_or(",")).map(str::trim);
            Some(parts.filter(|part| !part.is_empty()).collect())
        }
        Some(PropertyType::Boolean) => match trimmed.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => Some(json!(true)),
            "false" | "0" | "no" => Some(json!(false)),
            _ => None,
        },
        Some(PropertyType::Integer) => trimmed.parse::<i64>().ok().map(|number| json!(number)),
        Some(PropertyType::Decimal) => {
            trimmed.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| json!(number))
        }
        Some(PropertyType::Timestamp) => trimmed.parse::<Timestamp>().ok().map(|time| json!(time)),
    }
}

/// One entry, its values as their properties' types say.
pub(crate) async fn show(
    caller: Granted<scope::ReadSources>,
    Path((source, id)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Json<EntryView>, Failure> {
    let unknown = || Failure::not_found("entry", &id);
    let key = EntryKey::new(id.clone()).map_err(|_| unknown())?;
    let (source, store) = (source_of(&source)?, state.store());
    let (found, known) = blocking::run(move || {
        let found = store.entries(&caller.tenant, &source, &[key])?;
        Ok::<_, octant_store::StoreError>((found, store.properties(&caller.tenant, &source)?))
    })
    .await?;
    let stored = found.into_iter().next().flatten().ok_or_else(unknown)?;
    let entry = stored.entry();
    let values = entry.properties.iter().map(|property| ValueView::of(&id, property, &known));
    let (properties, last_updated) = (values.collect::<Result<_, Failure>>()?, entry.import.accepted_at());
    Ok(Json(EntryView { properties, last_updated, id: stored.key }))
}
