//! What is answered on a reserved place: health checks and signed-in people, and nobody else.

use std::sync::Arc;

use axum::extract::Request;
use http::request::Parts;

use crate::connection::Line;
use crate::error::{Code, Failure};
use crate::state::AppState;
use crate::studio;

/// What operators ask, and must be told under any load.
const OPERATIONS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Refuses a request on a reserved place that is not for it.
///
/// # Errors
/// 503 where it is refused.
pub(crate) async fn refuse(request: Request, state: &AppState) -> Result<Request, Failure> {
    let is_reserved = request.extensions().get::<Arc<Line>>().is_some_and(|line| line.reserved);
    if !is_reserved || OPERATIONS.contains(&request.uri().path()) {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    if is_signed_in(&parts, state).await? {
        return Ok(Request::from_parts(parts, body));
    }
    let detail =
        "The server has no place for more connections; send the request again after the time in Retry-After";
    Err(Failure::unavailable(Code::Overloaded, detail, "all connections that are allowed are open"))
}

async fn is_signed_in(parts: &Parts, state: &AppState) -> Result<bool, Failure> {
    let path = parts.uri.path();
    if path != "/studio" && !path.starts_with("/studio/") {
        return Ok(false);
    }
    Ok(studio::session(parts, state).await?.is_some())
}
