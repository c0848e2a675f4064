//! What surrounds every request: its id, its log line, its count, the form of its failure, the headers of its answer.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use hyper::body::Body as _;
use tracing::{Instrument, debug, error, info, info_span, warn};

use crate::body::{Pace, Remainder, lend};
use crate::connection::Line;
use crate::connections;
use crate::error::{Code, Failure, render};
use crate::memory::Owner;
use crate::path::leads_to;
use crate::request_id::RequestId;
use crate::state::AppState;
use crate::surface::Surface;

/// The headers that every answer has unless its handler said otherwise: none of them is meant for a browser's page.
const DEFAULT_HEADERS: [(HeaderName, HeaderValue); 5] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
];

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is remembered of a request while it is worked on.
struct Call {
    id: RequestId,
    method: Method,
    route: Option<MatchedPath>,
    surface: Surface,
    /// Whether the router found a route that the path does not lead to.
    is_lost: bool,
    started: Instant,
}

impl Call {
    fn of(request: &Request) -> Self {
        let path = request.uri().path();
        let found = request.extensions().get::<MatchedPath>();
        let route = found.filter(|route| leads_to(route.as_str(), path));
        Self {
            id: RequestId::generate(),
            method: request.method().clone(),
            route: route.cloned(),
            surface: Surface::of(path),
            is_lost: found.is_some() && route.is_none(),
            started: Instant::now(),
        }
    }

    /// The route's template: never the path itself, which holds ids of people's data.
    fn route(&self) -> &str {
        self.route.as_ref().map_or("unmatched", MatchedPath::as_str)
    }
}

/// Takes a request in, lets it be answered, and sees the answer out.
pub(crate) async fn boundary(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let call = Call::of(&request);
    let span = info_span!("request", request_id = %call.id);
    let line = request.extensions().get::<Arc<Line>>().cloned();
    let (mut request, mut remainder) = lend(request, Pace::of(&state.options, line));
    request.extensions_mut().insert(call.id.clone());
    answer(&state, call, request, next, &mut remainder).instrument(span).await
}

async fn answer(
    state: &AppState,
    call: Call,
    request: Request<Body>,
    next: Next,
    remainder: &mut Remainder,
) -> Response {
    let is_reserved = request.extensions().get::<Arc<Line>>().is_some_and(|line| line.reserved);
    let handled = handle(state, &call, request, next);
    let response = match AssertUnwindSafe(handled).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => Failure::internal(format!("panic: {}", message_of(&*panic))).into_response(),
    };
    let (mut response, failure) = finished(response, &call);
    // A client that was too slow gets no second chance to be slow, and one on a reserved place makes room.
    let drained = response.status() != StatusCode::REQUEST_TIMEOUT
        && !is_reserved
        && remainder.drain(state.options.max_body, state.options.body_timeout).await;
    if !drained {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    add_headers(response.headers_mut(), &call);
    report(state, &call, &response, failure.as_ref(), remainder.received());
    response
}

/// The handler's answer, where the request may reach it, counted.
async fn handle(state: &AppState, call: &Call, request: Request, next: Next) -> Response {
    let owner = Owner::of_request(&request, state);
    let request = match connections::refuse(request, state).await {
        Ok(request) => request,
        Err(failure) => return failure.into_response(),
    };
    if call.is_lost {
        return Failure::of_status(StatusCode::NOT_FOUND).into_response();
    }
    let response = next.run(request).await;
    if matches!(call.surface, Surface::Studio | Surface::Operations) {
        return response;
    }
    // What changes something must be told that it did.
    let must = !call.method.is_safe();
    state.answers.count(owner, response, must).await.unwrap_or_else(IntoResponse::into_response)
}

fn message_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a message")
}

/// The answer in the surface's form.
fn finished(mut response: Response, call: &Call) -> (Response, Option<Failure>) {
    let failure = response.extensions_mut().remove::<Failure>().or_else(|| wordless(&response));
    match failure {
        Some(failure) => {
            let failure = failure.with_allow(response.headers().get(ALLOW));
            (render(&failure, call.surface, &call.id), Some(failure))
        }
        None => (response, None),
    }
}

/// What an error answer should say that the framework made.
fn wordless(response: &Response) -> Option<Failure> {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let has_words = content_type
        .is_some_and(|content_type| content_type.contains("json") || content_type.starts_with("text/html"));
    (is_error && !has_words).then(|| Failure::of_status(status))
}

fn add_headers(headers: &mut HeaderMap, call: &Call) {
    headers.insert(X_REQUEST_ID, call.id.header());
    for (name, value) in DEFAULT_HEADERS {
        headers.entry(name).or_insert(value);
    }
}

/// Whether an answer's line in the log counts as one that clients cause as often as they like.
fn is_refusal(status: u16, surface: Surface) -> bool {
    match status {
        429 | 503 => true,
        // Of these surfaces only the log for debugging tells more.
        400..500 => !matches!(surface, Surface::Operations | Surface::Data),
        _ => false,
    }
}

fn report(state: &AppState, call: &Call, response: &Response, failure: Option<&Failure>, received: u64) {
    let duration = call.started.elapsed();
    let status = response.status();
    let route = call.route();
    state.metrics.request(&call.method, route, status, duration, received);
    let method = call.method.as_str();
    let milliseconds = duration.as_secs_f64() * 1_000.0;
    let sent = response.body().size_hint().exact();
    let code = failure.map(Failure::code);
    let reason = failure.and_then(Failure::reason);
    let status = status.as_u16();
    if is_refusal(status, call.surface) {
        match state.refusals.admit(Instant::now()) {
            None => return,
            Some(0) => {}
            Some(count) => warn!(count, "refused requests were not logged: there are too many of them"),
        }
    }
    macro_rules! line {
        ($level:ident) => {
            $level!(method, route, status, milliseconds, received, sent, code, reason, "answered")
        };
    }
    match status {
        503 if code == Some(Code::Overloaded.name()) => line!(warn),
        500.. => line!(error),
        429 => line!(warn),
        _ if matches!(call.surface, Surface::Operations | Surface::Data) => line!(debug),
        _ => line!(info),
    }
}
