//! `GET /{tenant}/{destination}/{version}/openapi`.

use axum::extract::{Request, State};
use axum::response::Response;
use http::HeaderMap;
use http::header::HOST;
use octant_destination::openapi;

use super::address::{ReachedVersion, is_public};
use super::caching::{self, Freshness};
use crate::error::Failure;
use crate::state::AppState;

/// The description of a version as OpenAPI 3.0.
pub(crate) async fn show(
    reached: ReachedVersion,
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Failure> {
    let ReachedVersion { tenant, destination, version } = reached;
    let origin = public_origin(&state, request.headers());
    let base = format!("{origin}/{tenant}/{}/{}", destination.identifier, version.name);
    let text = openapi(&destination, &version, &base).to_string();
    let etag = caching::etag(text.as_bytes());
    let freshness = Freshness::of(&state, is_public(&destination), request.headers());
    Ok(freshness.answer("application/json", text.into(), &etag))
}

/// Where clients reach this server: the setting, or else the name that this request was sent to.
fn public_origin(state: &AppState, headers: &HeaderMap) -> String {
    if let Some(origin) = &state.options.public_url {
        return origin.trim_end_matches('/').to_owned();
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_name = |host: &&str| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte))
    };
    let host =
        text(HOST.as_str()).filter(is_name).map_or_else(|| state.options.listen.to_string(), str::to_owned);
    format!("http://{host}")
}
