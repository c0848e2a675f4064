//! Pages as answers, with the headers that keep browsers from doing anything that no page of ours asks for.

use std::sync::LazyLock;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use octant_studio::Images;
use octant_studio::page::refusal;

use crate::error::Failure;
use crate::request_id::RequestId;

/// Scripts and styles are files of ours, never inline; pictures come from where they may.
pub(super) fn policy(images: &Images) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; {}; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
        images.policy()
    )
}

/// The policy of a page before it is known for whom it is: pictures of this server alone.
static POLICY: LazyLock<HeaderValue> =
    LazyLock::new(|| HeaderValue::from_str(&policy(&Images::default())).expect("words are a header value"));

/// A page.
pub(crate) struct Html {
    status: StatusCode,
    text: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Html {
    /// A page that shows what was asked for.
    pub(crate) fn page(text: String) -> Self {
        Self { status: StatusCode::OK, text, headers: Vec::new() }
    }

    /// A form again, with what is wrong with it.
    pub(crate) fn refused(text: String) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, ..Self::page(text) }
    }

    /// A form again, because what it changes was changed by somebody else meanwhile.
    pub(crate) fn conflict(text: String) -> Self {
        Self { status: StatusCode::CONFLICT, ..Self::page(text) }
    }

    /// The page to sign in on, in the place of something that needs it.
    pub(crate) fn unauthorized(text: String) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, ..Self::page(text) }
    }

    /// What is told instead of a page that was shown once.
    pub(crate) fn gone(text: String) -> Self {
        Self { status: StatusCode::GONE, ..Self::page(text) }
    }

    /// The page with one header more.
    pub(crate) fn with(mut self, header: (HeaderName, HeaderValue)) -> Self {
        self.headers.push(header);
        self
    }
}

impl IntoResponse for Html {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.text));
        *response.status_mut() = self.status;
        page_headers(response.headers_mut());
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

/// The headers of every page.
pub(crate) fn page_headers(headers: &mut HeaderMap) {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, POLICY.clone());
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
}

/// A failure as a page; whoever asked may not be signed in.
pub(crate) fn failure_page(failure: &Failure, request: &RequestId) -> String {
    let title = match failure.status() {
        StatusCode::UNAUTHORIZED => "You are not signed in",
        StatusCode::FORBIDDEN => "You may not do this",
        StatusCode::NOT_FOUND => "There is nothing here",
        StatusCode::CONFLICT => "This does not fit",
        StatusCode::TOO_MANY_REQUESTS => "Too much at once",
        status if status.is_server_error() => "Octant failed",
        _ => "This could not be done",
    };
    let mut text = failure.detail().to_owned();
    for field in failure.fields() {
        text.push_str(". ");
        text.push_str(&field.message);
    }
    refusal::render(None, title, &text, request.as_str())
}
