//! The envelopes: the ingest's `{result, errors, requestId}`, problem details (RFC 9457), and those of `/oauth2`.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::response::Response;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue};
use serde::Serialize;

use super::Failure;
use super::oauth::{OAuthProblem, not_stored};
use crate::request_id::RequestId;
use crate::studio;
use crate::surface::Surface;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    result: Option<()>,
    errors: Vec<EnvelopeError<'a>>,
    request_id: &'a RequestId,
}

#[derive(Serialize)]
struct EnvelopeError<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    property_name: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Problem<'a> {
    title: &'a str,
    detail: &'a str,
    status: u16,
    code: &'a str,
    trace_id: &'a RequestId,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    errors: BTreeMap<&'a str, Vec<&'a str>>,
}

/// The failure as the surface writes it.
pub(crate) fn render(failure: &Failure, surface: Surface, request: &RequestId) -> Response {
    if surface == Surface::Studio {
        return page(failure, request);
    }
    let (content_type, body) = match surface {
        Surface::Ingest => ("application/json", serde_json::to_vec(&envelope(failure, request))),
        Surface::OAuth => ("application/json", serde_json::to_vec(&OAuthProblem::of(failure))),
        Surface::Data | Surface::Platform | Surface::Operations | Surface::Studio => {
            ("application/problem+json", serde_json::to_vec(&problem(failure, request)))
        }
    };
    let body = body.expect("strings and numbers always serialize");
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = failure.status();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    add_headers(failure, response.headers_mut());
    if surface == Surface::OAuth {
        not_stored(response.headers_mut());
    }
    response
}

/// The failure as a page of the Studio.
fn page(failure: &Failure, request: &RequestId) -> Response {
    let mut response = Response::new(Body::from(studio::failure_page(failure, request)));
    *response.status_mut() = failure.status();
    add_headers(failure, response.headers_mut());
    studio::page_headers(response.headers_mut());
    response
}

fn add_headers(failure: &Failure, headers: &mut HeaderMap) {
    for (name, value) in &failure.0.headers {
        headers.insert(name, value.clone());
    }
    if let Some(wait) = failure.0.retry_after {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    }
}

fn envelope<'a>(failure: &'a Failure, request: &'a RequestId) -> Envelope<'a> {
    let mut errors = Vec::new();
    for field in failure.fields() {
        let details = Details { property_name: &field.path, message: &field.message };
        errors.push(EnvelopeError { message: failure.detail(), details: Some(details) });
    }
    if errors.is_empty() {
        errors.push(EnvelopeError { message: failure.detail(), details: None });
    }
    Envelope { result: None, errors, request_id: request }
}

fn problem<'a>(failure: &'a Failure, request: &'a RequestId) -> Problem<'a> {
    let mut errors: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for field in failure.fields() {
        errors.entry(&field.path).or_default().push(&field.message);
    }
    Problem {
        title: failure.status().canonical_reason().unwrap_or("Error"),
        detail: failure.detail(),
        status: failure.status().as_u16(),
        code: failure.code(),
        trace_id: request,
        errors,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> (Failure, RequestId) {
        let failure = Failure::invalid().field("entities", "one").field("entities", "two");
        (failure, RequestId::from_text("0123456789abcdef0123456789abcdef"))
    }

    #[test]
    fn the_ingest_names_every_problem_in_its_envelope() {
        let (failure, request) = parts();
        assert_eq!(
            serde_json::to_string(&envelope(&failure, &request)).expect("JSON"),
            r#"{"result":null,"errors":[{"message":"Invalid request","details":{"propertyName":"entities","message":"one"}},{"message":"Invalid request","details":{"propertyName":"entities","message":"two"}}],"requestId":"0123456789abcdef0123456789abcdef"}"#
        );
    }

    #[test]
    fn the_platform_groups_the_problems_by_path() {
        let (failure, request) = parts();
        assert_eq!(
            serde_json::to_string(&problem(&failure, &request)).expect("JSON"),
            r#"{"title":"Bad Request","detail":"Invalid request","status":400,"code":"invalid","traceId":"0123456789abcdef0123456789abcdef","errors":{"entities":["one","two"]}}"#
        );
    }

    #[test]
    fn retry_after_is_rounded_up_to_whole_seconds() {
        let (_, request) = parts();
        for (milliseconds, seconds) in [(1, "1"), (1_000, "1"), (1_001, "2"), (0, "1")] {
            let failure = Failure::busy().retry_after(std::time::Duration::from_millis(milliseconds));
            let response = render(&failure, Surface::Ingest, &request);
            assert_eq!(response.headers()[RETRY_AFTER], seconds, "{milliseconds} ms");
        }
    }
}
