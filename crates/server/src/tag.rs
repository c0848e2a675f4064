//! `ETag` and `If-Match` of what can be changed through `/v1` (docs/api.md, "Changes at the same time").

use axum::Json;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{ETAG, IF_MATCH};
use http::request::Parts;
use octant_store::Revision;
use serde::Serialize;

use crate::error::{Code, Failure};
use crate::state::AppState;

/// An answer with the revision of what it shows.
pub(crate) struct Tagged<T>(pub(crate) Revision, pub(crate) T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let Self(revision, view) = self;
        let mut response = Json(view).into_response();
        let tag =
            HeaderValue::from_str(&format!("\"{revision}\"")).expect("a revision is letters and digits");
        response.headers_mut().insert(ETAG, tag);
        response
    }
}

/// The revision that a change is made from; `None` where the client did not name one, or takes any (`*`).
pub(crate) struct IfMatch(pub(crate) Option<Revision>);

impl FromRequestParts<AppState> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Failure> {
        let mut values = parts.headers.get_all(IF_MATCH).iter();
        let Some(value) = values.next() else { return Ok(Self(None)) };
        let text = value.to_str().map(str::trim).unwrap_or_default();
        if text == "*" {
            return Ok(Self(None));
        }
        if text.contains(',') || values.next().is_some() {
            let detail = "If-Match takes one ETag as an answer gave it, in its quotation marks, or *";
            return Err(Failure::new(Code::Invalid, detail));
        }
        // A weak tag keeps its W/ here and so never matches (RFC 9110, section 13.1.1).
        let tag = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
        Ok(Self(Some(Revision::from_text(tag))))
    }
}
