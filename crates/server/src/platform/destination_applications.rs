//! `/v1/destinations/{id}/versions/{version}/applications`: who may query a protected version.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use octant_access::{AccessError, DestinationApplication};
use octant_destination::DestinationError;
use octant_model::{TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::blocking;
use crate::body::Document;
use crate::credential::{Granted, scope};
use crate::error::Failure;
use crate::list::List;
use crate::query::Query;
use crate::state::AppState;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApplicationView {
    client_id: Uuid,
    name: String,
    created_at: Timestamp,
    /// Shown only when it was made just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
}

impl ApplicationView {
    fn of(application: DestinationApplication) -> Self {
        let DestinationApplication { client_id, name, created_at, .. } = application;
        Self { client_id, name, created_at, client_secret: None }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SecretView {
    client_id: Uuid,
    client_secret: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApplicationBody {
    name: String,
}

/// The ids of a destination and of its version.
fn ids(
    state: &AppState,
    tenant: &TenantId,
    id: &str,
    version: &str,
) -> Result<(Uuid, Uuid), DestinationError> {
    let destination = state.destinations.destination(tenant, id)?;
    let unknown = || DestinationError::Unknown { what: "version", id: version.to_owned() };
    let version = destination.version(version).ok_or_else(unknown)?.id;
    Ok((destination.id, version))
}

fn client(id: &str) -> Result<Uuid, Failure> {
    id.parse().map_err(|_| AccessError::UnknownApplication(id.to_owned()).into())
}

pub(crate) async fn list(
    caller: Granted<scope::ReadDestinations>,
    Path((id, version)): Path<(String, String)>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Json<List<ApplicationView>>, Failure> {
    let page = query.page()?;
    let work = move || {
        let (destination, version) = ids(&state, &caller.tenant, &id, &version)?;
        let found = state.access.destination_applications(&caller.tenant, destination, version, &page)?;
        Ok::<_, Failure>(found)
    };
    Ok(Json(List::of(blocking::run(work).await?.map(ApplicationView::of))))
}

pub(crate) async fn create(
    caller: Granted<scope::WriteDestinations>,
    Path((id, version)): Path<(String, String)>,
    State(state): State<AppState>,
    Document(body): Document<NewApplicationBody>,
) -> Result<(StatusCode, Json<ApplicationView>), Failure> {
    if body.name.trim().is_empty() {
        return Err(Failure::invalid().field("name", "the name is empty"));
    }
    let work = move || {
        let (destination, version) = ids(&state, &caller.tenant, &id, &version)?;
        let access = &state.access;
        let made = access.create_destination_application(
            &caller.tenant,
            destination,
            version,
            body.name,
            &caller.actor,
        )?;
        Ok::<_, Failure>(made)
    };
    let (application, secret) = blocking::run(work).await?;
    let client_secret = Some(secret.reveal().to_owned());
    Ok((StatusCode::CREATED, Json(ApplicationView { client_secret, ..ApplicationView::of(application) })))
}

pub(crate) async fn reset_secret(
    caller: Granted<scope::WriteDestinations>,
    Path((id, version, application)): Path<(String, String, String)>,
    State(state): State<AppState>,
) -> Result<Json<SecretView>, Failure> {
    let client_id = client(&application)?;
    let work = move || {
        let (destination, version) = ids(&state, &caller.tenant, &id, &version)?;
        let access = &state.access;
        let secret = access.reset_destination_application(
            &caller.tenant,
            destination,
            version,
            client_id,
            &caller.actor,
        )?;
        Ok::<_, Failure>(secret)
    };
    let client_secret = blocking::run(work).await?.reveal().to_owned();
    Ok(Json(SecretView { client_id, client_secret }))
}

pub(crate) async fn delete(
    caller: Granted<scope::WriteDestinations>,
    Path((id, version, application)): Path<(String, String, String)>,
    State(state): State<AppState>,
) -> Result<StatusCode, Failure> {
    let client_id = client(&application)?;
    let work = move || {
        let (destination, version) = ids(&state, &caller.tenant, &id, &version)?;
        let access = &state.access;
        access.delete_destination_application(
            &caller.tenant,
            destination,
            version,
            client_id,
            &caller.actor,
        )?;
        Ok::<_, Failure>(())
    };
    blocking::run(work).await?;
    Ok(StatusCode::NO_CONTENT)
}
