//! `/v1/destinations/{id}/versions`.

use axum::extract::{Path, State};
use http::StatusCode;
use octant_destination::{Destination, DestinationError, Destinations, Endpoint};
use octant_model::TenantId;
use octant_store::Actor;
use serde::Deserialize;

use super::destinations::{DestinationView, with_destination};
use crate::body::Document;
use crate::credential::{Granted, scope};
use crate::error::Failure;
use crate::state::AppState;
use crate::tag::{IfMatch, Tagged};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndpointsBody {
    endpoints: Vec<Endpoint>,
}

type Caller = Granted<scope::WriteDestinations>;

/// Changes a destination and answers with what it became.
async fn change(
    caller: Caller,
    state: AppState,
    work: impl FnOnce(&Destinations, &TenantId, &Actor) -> Result<Destination, DestinationError> + Send + 'static,
) -> Result<Tagged<DestinationView>, Failure> {
    with_destination(state, caller.tenant.clone(), move |all| work(all, &caller.tenant, &caller.actor)).await
}

/// Adds a draft with the endpoints of the newest version.
pub(crate) async fn create(
    caller: Caller,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<(StatusCode, Tagged<DestinationView>), Failure> {
    let changed =
        change(caller, state, move |all, tenant, actor| all.add_version(tenant, &id, actor)).await?;
    Ok((StatusCode::CREATED, changed))
}

/// Says what a draft shows.
pub(crate) async fn put(
    caller: Caller,
    Path((id, version)): Path<(String, String)>,
    expected: IfMatch,
    State(state): State<AppState>,
    Document(body): Document<EndpointsBody>,
) -> Result<Tagged<DestinationView>, Failure> {
    let put = move |all: &Destinations, tenant: &TenantId, actor: &Actor| {
        all.put_endpoints(tenant, &id, &version, (body.endpoints, expected.0.as_ref()), actor)
    };
    change(caller, state, put).await
}

/// Deletes a draft.
pub(crate) async fn delete(
    caller: Caller,
    Path((id, version)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<StatusCode, Failure> {
    let remove = move |all: &Destinations, tenant: &TenantId, actor: &Actor| {
        all.remove_version(tenant, &id, &version, actor)
    };
    let _changed = change(caller, state, remove).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begins to publish; the version's status tells when it answers.
pub(crate) async fn publish(
    caller: Caller,
    Path((id, version)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<(StatusCode, Tagged<DestinationView>), Failure> {
    let publish =
        move |all: &Destinations, tenant: &TenantId, actor: &Actor| all.publish(tenant, &id, &version, actor);
    Ok((StatusCode::ACCEPTED, change(caller, state, publish).await?))
}

/// Ends a version's answers.
pub(crate) async fn stop(
    caller: Caller,
    Path((id, version)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<(StatusCode, Tagged<DestinationView>), Failure> {
    let stop =
        move |all: &Destinations, tenant: &TenantId, actor: &Actor| all.stop(tenant, &id, &version, actor);
    Ok((StatusCode::ACCEPTED, change(caller, state, stop).await?))
}
