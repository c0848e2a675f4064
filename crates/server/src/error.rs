//! The one place that says how a failure looks on the wire: which status, which words, which envelope.
//!
//! Handlers and extractors answer with a [`Failure`], which knows nothing of envelopes. The boundary (see
//! `boundary`) renders it in the form of the surface that was called, with the request's id.

mod code;
mod oauth;
mod render;
mod translate;

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_ENCODING, ALLOW, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};

pub use code::Code;
pub(crate) use oauth::not_stored;
pub(crate) use render::render;

/// Why a request is not answered as its sender hoped.
#[derive(Debug, Clone)]
pub struct Failure(Box<Reason>);

#[derive(Debug, Clone)]
struct Reason {
    code: Code,
    detail: String,
    fields: Vec<FieldProblem>,
    headers: Vec<(HeaderName, HeaderValue)>,
    retry_after: Option<Duration>,
    internal: Option<String>,
    /// Whether the caller signed in again, and is asked to repeat what it did.
    signed_in_again: bool,
}

/// What is wrong with one part of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Which part, such as `entities`, `correlationId` or `entries[0].properties[1].value`.
    pub path: String,
    /// What is wrong with it, and what would be right.
    pub message: String,
}

impl Failure {
    /// A failure with a stable code for programs and a sentence for people.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self(Box::new(Reason {
            code,
            detail: detail.into(),
            fields: Vec::new(),
            headers: Vec::new(),
            retry_after: None,
            internal: None,
            signed_in_again: false,
        }))
    }

    /// 400: the request breaks rules; [`Failure::field`] says which.
    #[must_use]
    pub fn invalid() -> Self {
        Self::new(Code::Invalid, "Invalid request")
    }

    /// 401: there is no credential, or none that is valid.
    #[must_use]
    pub fn unauthorized(scheme: &'static str, detail: impl Into<String>) -> Self {
        Self::new(Code::Unauthorized, detail).header(WWW_AUTHENTICATE, HeaderValue::from_static(scheme))
    }

    /// 401 of the Studio: the user signed in again, and has to repeat what cannot be shown first.
    pub(crate) fn signed_in_again() -> Self {
        let mut failure =
            Self::new(Code::Unauthorized, "You are signed in again; nothing was changed. Do it again");
        failure.0.signed_in_again = true;
        failure
    }

    /// Whether it is [`Failure::signed_in_again`].
    pub(crate) fn is_signed_in_again(&self) -> bool {
        self.0.signed_in_again
    }

    /// Whether what was to be changed is not any more what the change was made from.
    pub(crate) fn is_changed(&self) -> bool {
        self.0.code == Code::PreconditionFailed
    }

    /// 403: the credential is valid and does not allow this.
    #[must_use]
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(Code::Forbidden, detail)
    }

    /// 404: there is no such thing, such as a `source`, of that id.
    #[must_use]
    pub fn not_found(what: &str, id: &str) -> Self {
        Self::new(Code::NotFound, format!("{} {:?} does not exist", capital(what), shorten(id)))
    }

    /// 409: the request does not fit the state of things.
    #[must_use]
    pub fn conflict(code: Code, detail: impl Into<String>) -> Self {
        Self::new(code, detail)
    }

    /// 413: the body, or what it unpacks to, has more bytes than allowed.
    #[must_use]
    pub fn too_large(limit: u64) -> Self {
        let detail =
            format!("The body has more than the {limit} bytes that are allowed; send it in smaller parts");
        Self::new(Code::TooLarge, detail)
    }

    /// 415: the body is of another kind than the path takes.
    #[must_use]
    pub fn unsupported(detail: impl Into<String>) -> Self {
        Self::new(Code::UnsupportedMediaType, detail)
            .header(ACCEPT_ENCODING, HeaderValue::from_static("gzip, zstd, identity"))
    }

    /// 408: the body did not arrive in time.
    #[must_use]
    pub fn too_slow(limit: Duration) -> Self {
        let detail = format!("The body did not arrive within {} seconds", limit.as_secs());
        Self::new(Code::TooSlow, detail)
    }

    /// 408: the body came with fewer bytes a second than are demanded.
    #[must_use]
    pub fn below_rate(rate: u64) -> Self {
        let detail = format!("The body comes too slowly; at least {rate} bytes a second are demanded");
        Self::new(Code::TooSlow, detail)
    }

    /// 429: the server has more to do than it takes on at once.
    #[must_use]
    pub fn busy() -> Self {
        let detail = "The server is busy; send the request again after the time in Retry-After";
        Self::new(Code::Busy, detail).retry_after(Duration::from_secs(2))
    }

    /// 503: the storage cannot do its work at the moment; the reason is logged and not told.
    #[must_use]
    pub fn unavailable(code: Code, detail: &str, internal: impl Into<String>) -> Self {
        Self::new(code, detail).retry_after(Duration::from_secs(5)).because(internal)
    }

    /// 500: a fault of the server; the reason is logged and not told.
    #[must_use]
    pub fn internal(reason: impl Into<String>) -> Self {
        let detail = "The server failed; the log tells more under this request's id";
        Self::new(Code::Internal, detail).because(reason)
    }

    /// Adds what is wrong with one part of the request.
    #[must_use]
    pub fn field(mut self, path: impl Into<String>, message: impl Into<String>) -> Self {
        self.0.fields.push(FieldProblem { path: path.into(), message: message.into() });
        self
    }

    /// Says when to try again, in whole seconds, at least one.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// Adds a reason for the log that the client is not told.
    #[must_use]
    pub fn because(mut self, internal: impl Into<String>) -> Self {
        self.0.internal = Some(internal.into());
        self
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.code.status()
    }

    /// The stable name of the failure.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code.name()
    }

    /// The sentence for people.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// What is wrong with which part of the request.
    #[must_use]
    pub fn fields(&self) -> &[FieldProblem] {
        &self.0.fields
    }

    /// What the log says beyond what the client is told.
    pub(crate) fn reason(&self) -> Option<&str> {
        self.0.internal.as_deref()
    }

    /// What an answer says that came from elsewhere with an error status and no words for this surface.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let detail = status.canonical_reason().unwrap_or("The request failed");
        match status {
            StatusCode::NOT_FOUND => Self::new(Code::NotFound, "There is nothing at this path"),
            StatusCode::METHOD_NOT_ALLOWED => {
                Self::new(Code::MethodNotAllowed, "This path takes the methods in Allow only")
            }
            StatusCode::BAD_REQUEST => Self::new(Code::Invalid, "The request cannot be read"),
            status if status.is_server_error() => Self::internal(detail),
            StatusCode::PAYLOAD_TOO_LARGE => Self::new(Code::TooLarge, detail),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::new(Code::UnsupportedMediaType, detail),
            _ => Self::new(Code::Invalid, detail),
        }
    }

    pub(crate) fn with_allow(self, allow: Option<&HeaderValue>) -> Self {
        match allow {
            Some(allow) => self.header(ALLOW, allow.clone()),
            None => self,
        }
    }
}

impl IntoResponse for Failure {
    /// The status alone, with the failure as an extension: the boundary writes the body.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

fn capital(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The text, cut so that an answer never grows with what somebody sent.
fn shorten(text: &str) -> String {
    text.chars().take(300).collect()
}
