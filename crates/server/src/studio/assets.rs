//! `/studio/assets/{name}`: files whose name changes with their content, so that browsers may keep them for ever.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::credential::Open;
use crate::error::Failure;

/// One file.
pub(crate) async fn show(_: Open, Path(name): Path<String>) -> Result<Response, Failure> {
    let asset = octant_studio::assets::find(&name).ok_or_else(|| Failure::not_found("file", &name))?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(asset.media_type)),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    Ok((headers, asset.content).into_response())
}
