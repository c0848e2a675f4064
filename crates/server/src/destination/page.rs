//! `GET /{tenant}/{destination}/{version}/docs`: a page to try a version's queries in a browser.
//!
//! The page is one file without anything from elsewhere. It reads the version's description and asks for a token where
//! the destination is protected, so that it needs no credential itself and tells nothing.

use std::sync::LazyLock;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};

use super::caching::{Compressible, digest};
use crate::credential::Open;

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");
const PAGE: &str = include_str!("page/page.html");

/// The page and the policy that lets it run its own script and nothing else.
static READY: LazyLock<(String, HeaderValue)> = LazyLock::new(|| {
    let page = PAGE.replace("/*style*/", STYLE).replace("/*script*/", SCRIPT);
    let policy = format!(
        "default-src 'none'; connect-src 'self'; style-src 'sha256-{}'; script-src 'sha256-{}'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        digest(STYLE.as_bytes()),
        digest(SCRIPT.as_bytes())
    );
    (page, HeaderValue::from_str(&policy).expect("words and digests are a header value"))
});

/// The page.
pub(crate) async fn show(_: Open) -> Response {
    let (page, policy) = &*READY;
    let mut response = Body::from(page.as_str()).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response.extensions_mut().insert(Compressible);
    response
}
