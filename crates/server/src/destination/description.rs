//! `GET /{tenant}/{destination}/{version}/openapi`.

use axum::extract::{Request, State};
use axum::response::Response;
use octant_destination::openapi;

use super::address::{ReachedVersion, is_public};
use super::caching::{self, Freshness};
use crate::error::Failure;
use crate::origin::origin;
use crate::state::AppState;

/// The description of a version as OpenAPI 3.0.
pub(crate) async fn show(
    reached: ReachedVersion,
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Failure> {
    let ReachedVersion { tenant, destination, version } = reached;
    let origin = origin(&state.options, request.headers());
    let base = format!("{origin}/{tenant}/{}/{}", destination.identifier, version.name);
    let text = openapi(&destination, &version, &base).to_string();
    let etag = caching::etag(text.as_bytes());
    let freshness = Freshness::of(&state, is_public(&destination), request.headers());
    Ok(freshness.answer("application/json", text.into(), &etag))
}
