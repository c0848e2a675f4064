//! Sessions that are used go on.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use http::header::{CACHE_CONTROL, SET_COOKIE};
use octant_access::AccessError;

use super::cookie;
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::surface::Surface;

/// Gives the browser a session with a later end along with an answer of the Studio, once a part of its time is over.
pub(crate) async fn renew(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if Surface::of(request.uri().path()) != Surface::Studio {
        return next.run(request).await;
    }
    let secure = cookie::is_secure(request.headers());
    let token = cookie::read(request.headers(), cookie::SESSION).map(str::to_owned);
    let mut response = next.run(request).await;
    let is_for_this_browser = !sets_session(response.headers()) && !may_be_kept(response.headers());
    let Some(token) = token.filter(|_| is_for_this_browser) else { return response };
    let age = state.access.session_lifetime().as_secs();
    let access = state.access();
    let renewed = blocking::run(move || match access.renewed_session(&token) {
        // Who holds no session that is good was told so by the page.
        Err(AccessError::Refused) => Ok(None),
        other => other.map_err(Failure::from),
    });
    // A session that cannot be renewed at the moment is good still; the next request tries again.
    if let Ok(Some(session)) = renewed.await {
        let (name, value) = cookie::set(cookie::SESSION, session.reveal(), Some(age), secure);
        response.headers_mut().append(name, value);
    }
    response
}

/// Whether caches may keep the answer for others: pages are never kept, files that are the same for everybody say so.
fn may_be_kept(headers: &HeaderMap) -> bool {
    headers.get(CACHE_CONTROL).is_some()
}

/// Whether the answer begins a session or ends one.
fn sets_session(headers: &HeaderMap) -> bool {
    let mut set = headers.get_all(SET_COOKIE).iter();
    set.any(|value| value.as_bytes().starts_with(cookie::SESSION.as_bytes()))
}
