//! How long answers may be kept, and answers that the client has already.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use sha2::{Digest, Sha256};

use crate::state::AppState;

/// Marks an answer that may be compressed: nothing in it is a secret that a compressed length could tell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compressible;

/// What a request says about what its sender has, and what its answer says about being kept.
pub(super) struct Freshness {
    public: bool,
    max_age: Duration,
    has: Vec<String>,
}

/// The SHA-256 of a text, in base64 as policies want it.
pub(super) fn digest(content: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(content))
}

/// The tag of an answer. It is a weak one: the same answer may come in several encodings.
pub(super) fn etag(content: &[u8]) -> String {
    format!("W/\"{}\"", digest(content))
}

impl Freshness {
    pub(super) fn of(state: &AppState, public: bool, headers: &HeaderMap) -> Self {
        let tags = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let has = tags.flat_map(|tags| tags.split(',')).map(|tag| tag.trim().to_owned()).collect();
        Self { public, max_age: state.options.query_max_age, has }
    }

    /// The answer, or 304 where the client has it.
    pub(super) fn answer(&self, content_type: &'static str, text: Bytes, etag: &str) -> Response {
        let plain = |tag: &str| tag.trim_start_matches("W/").to_owned();
        let known = self.has.iter().any(|tag| tag == "*" || plain(tag) == plain(etag));
        let mut response = Response::new(if known { Body::empty() } else { Body::from(text) });
        let headers = response.headers_mut();
        if !known {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        let mut set = |name: HeaderName, value: String| {
            headers.insert(name, HeaderValue::from_str(&value).expect("digits and words are a header value"));
        };
        set(ETAG, etag.to_owned());
        set(CACHE_CONTROL, self.cache_control());
        if !self.public {
            set(VARY, AUTHORIZATION.to_string());
        }
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        response.extensions_mut().insert(Compressible);
        response
    }

    fn cache_control(&self) -> String {
        let whose = if self.public { "public" } else { "private" };
        match self.max_age.as_secs() {
            0 => format!("{whose}, no-cache"),
            seconds => format!("{whose}, max-age={seconds}"),
        }
    }
}
