//! From where the browser of a visitor loads pictures: this server, the hosts that the operator names, and others once the
//! person in front of it says so.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::CONTENT_SECURITY_POLICY;
use http::{HeaderMap, HeaderValue};
use octant_studio::Images;

use super::html::policy;
use super::sign_in::inside;
use super::visitor::Visitor;
use super::{Acting, Form, cookie, redirect, role};
use crate::error::Failure;
use crate::options::ImageHost;
use crate::origin::origin;
use crate::state::AppState;
use crate::surface::Surface;

/// What a browser sends whose user lets pages load pictures from anywhere.
const ALL: &str = "all";

/// How long a browser remembers that, in seconds.
const AGE: u64 = 365 * 24 * 60 * 60;

/// From where pages for this browser load pictures.
pub(super) fn of(state: &AppState, headers: &HeaderMap) -> Images {
    let hosts = &state.options.image_hosts;
    Images {
        own: origin(&state.options, headers),
        hosts: hosts.iter().filter_map(ImageHost::name).collect(),
        all: hosts.contains(&ImageHost::Any) || has_agreed(headers),
    }
}

/// Whether the person lets pages load pictures from anywhere.
pub(super) fn has_agreed(headers: &HeaderMap) -> bool {
    cookie::read(headers, cookie::PICTURES) == Some(ALL)
}

/// Lets pages load pictures from where they may for this browser, and from nowhere else.
pub(crate) async fn images(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if Surface::of(request.uri().path()) != Surface::Studio {
        return next.run(request).await;
    }
    let images = of(&state, request.headers());
    let mut response = next.run(request).await;
    if response.headers().contains_key(CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(&policy(&images))
    {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Notes whether pages are to load pictures from anywhere, and goes back to the page.
pub(crate) async fn choose(
    acting: Acting<role::Viewer>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, Failure> {
    acting.accept(&form)?;
    let mut response = redirect(&inside(form.text("next")), None);
    let (name, value) = match form.text("show") {
        ALL => cookie::set(cookie::PICTURES, ALL, Some(AGE), visitor.secure),
        _ => cookie::forget(cookie::PICTURES, visitor.secure),
    };
    response.headers_mut().append(name, value);
    Ok(response)
}
