//! Pages of other origins that query from a browser.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ORIGIN, VARY,
};
use http::{HeaderValue, Method, StatusCode};
use octant_model::TenantId;

use crate::credential::Open;
use crate::state::AppState;
use crate::surface::Surface;

/// How long a browser may remember what it was allowed, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("86400");
const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, OPTIONS");
const EXPOSED: HeaderValue = HeaderValue::from_static("etag, retry-after, x-request-id");

/// `OPTIONS`: what a browser asks before it queries; the headers say it all.
pub(crate) async fn preflight(_: Open) -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Adds to every answer of the data surface, errors among them, which origins may read it.
pub(crate) async fn cors(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if Surface::of(request.uri().path()) != Surface::Data {
        return next.run(request).await;
    }
    let origin = request.headers().get(ORIGIN).cloned();
    let allowed = allowed(&state, request.uri().path(), origin.as_ref());
    let preflight = request.method() == Method::OPTIONS;
    let asked = request.headers().get(ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("origin"));
    let Some(allowed) = allowed else { return response };
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    if preflight {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        if let Some(asked) = asked {
            // Whatever a page sends does no harm: no header but the token means anything here.
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked);
        }
    } else {
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
    response
}

/// The value of `Access-Control-Allow-Origin`; `None` where the origin may not read the answer.
fn allowed(state: &AppState, path: &str, origin: Option<&HeaderValue>) -> Option<HeaderValue> {
    let any = HeaderValue::from_static("*");
    let mut segments = path.trim_start_matches('/').split('/');
    let (tenant, destination) = (segments.next().unwrap_or_default(), segments.next().unwrap_or_default());
    // Tokens are asked for by servers; nobody's page can do anything with one that it could not do by itself.
    let Ok(tenant) = TenantId::new(tenant) else { return Some(any) };
    let Some(origins) = state.destinations.origins(&tenant, destination) else { return Some(any) };
    if origins.is_empty() {
        return Some(any);
    }
    let origin = origin?;
    let wanted = origin.to_str().ok()?;
    origins.iter().any(|known| known.eq_ignore_ascii_case(wanted)).then(|| origin.clone())
}
