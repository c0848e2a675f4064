//! `POST /v1/sources/{id}`: typed ingest.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use octant_model::{PropertyId, SourceId, Timestamp};
use octant_source::{NewProperty, TypedAccepted, TypedRequest};
use serde::Serialize;
use uuid::Uuid;

use super::source_of;
use crate::body::Payload;
use crate::credential::{Granted, scope};
use crate::error::Failure;
use crate::ingest;
use crate::query::Query;
use crate::state::AppState;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Accepted {
    correlation_id: Uuid,
    source_id: SourceId,
    accepted_at: Timestamp,
    accepted_entry_count: u64,
    new_properties_found: Vec<Found>,
}

#[derive(Serialize)]
struct Found {
    id: PropertyId,
    #[serde(rename = "type")]
    property_type: &'static str,
    delimiter: Option<String>,
}

impl Found {
    fn of(property: NewProperty) -> Self {
        let property_type = property.property_type.name();
        Self { id: property.id, property_type, delimiter: property.delimiter }
    }
}

/// Takes entries with native JSON values into a source.
pub(crate) async fn ingest(
    caller: Granted<scope::WriteSources>,
    Path(source): Path<String>,
    query: Query,
    State(state): State<AppState>,
    Payload(body): Payload,
) -> Result<(StatusCode, Json<Accepted>), Failure> {
    let source_id = source_of(&source)?;
    let correlation = query.parsed("correlationId", "a GUID")?;
    let source = source_id.clone();
    let request = TypedRequest { tenant: caller.tenant, source, actor: caller.actor, correlation };
    let store = state.store();
    let work = move |bytes: Vec<u8>| octant_source::typed_ingest(&*store, request, &bytes);
    let TypedAccepted { correlation, accepted_at, entries, new_properties } =
        ingest::apply(&state, body, work).await?;
    let accepted = Accepted {
        correlation_id: correlation,
        source_id,
        accepted_at,
        accepted_entry_count: entries,
        new_properties_found: new_properties.into_iter().map(Found::of).collect(),
    };
    Ok((StatusCode::ACCEPTED, Json(accepted)))
}
