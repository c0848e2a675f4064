//! `/studio/samples/{name}`: the pictures that the sample catalogue's media link to.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};

use crate::credential::Open;
use crate::error::Failure;

/// One picture, for any page on any site.
pub(crate) async fn show(_: Open, Path(name): Path<String>) -> Result<Response, Failure> {
    let known = name.strip_suffix(".svg").and_then(octant_studio::samples::picture);
    let picture = known.ok_or_else(|| Failure::not_found("picture", &name))?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    Ok((headers, picture).into_response())
}
