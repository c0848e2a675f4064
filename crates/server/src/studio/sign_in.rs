//! `/studio/sign-in` and `/studio/sign-out`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue};
use octant_access::{AccessError, NewSession, SignInFrom};
use octant_studio::Field;
use octant_studio::page::sign_in;
use tokio::sync::Semaphore;

use super::visitor::Visitor;
use super::{Acting, Done, Form, Html, cookie, redirect, role};
use crate::blocking;
use crate::credential::Open;
use crate::error::Failure;
use crate::peer::Client;
use crate::query::Query;
use crate::state::AppState;

/// How many seconds a browser is remembered after a sign-in: a year.
const DEVICE_AGE: u64 = 365 * 24 * 60 * 60;

/// The form.
pub(crate) async fn show(
    _: Open,
    visitor: Visitor,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (csrf, cookie) = visitor.invite(&state.access);
    let next = query.text("next")?.unwrap_or_default().to_owned();
    let notice = query.text("done")?.and_then(Done::from_word).map(Done::notice);
    let view = sign_in::SignIn { csrf, next, notice, ..sign_in::SignIn::default() };
    Ok(Html::page(sign_in::render(&view)).with(cookie))
}

/// Signs in, and goes on to where the user wanted to go.
pub(crate) async fn sign_in(
    _: Open,
    visitor: Visitor,
    client: Client,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    visitor.accept(&state.access, &form)?;
    let (email, password) = (form.text("email").to_owned(), form.text("password").to_owned());
    match attempt(&state, &visitor, client, email, password).await? {
        Ok(session) => Ok(enter(&state, &session, visitor.secure, &inside(form.text("next")), None)),
        Err(problem) => {
            let (csrf, cookie) = visitor.invite(&state.access);
            let view = sign_in::SignIn {
                email: Field::of(form.text("email")),
                problem: Some(problem),
                csrf,
                next: form.text("next").to_owned(),
                ..sign_in::SignIn::default()
            };
            Ok(Html::refused(sign_in::render(&view)).with(cookie).into_response())
        }
    }
}

/// Begins a session for who knows the password; the words are for who typed it.
pub(super) async fn attempt(
    state: &AppState,
    visitor: &Visitor,
    client: Client,
    email: String,
    password: String,
) -> Result<Result<NewSession, String>, Failure> {
    let from = SignInFrom { address: client.0, device: known_device(state, visitor, &email).await? };
    let slots = if from.device.is_some() { &state.known_password_slots } else { &state.password_slots };
    let access = state.access();
    with_password(state, slots, move || access.sign_in(&email, &password, &from)).await
}

/// What tells this browser apart, where the user has signed in with it before.
async fn known_device(state: &AppState, visitor: &Visitor, email: &str) -> Result<Option<String>, Failure> {
    let Some(device) = visitor.device.clone() else { return Ok(None) };
    let (access, email) = (state.access(), email.to_owned());
    blocking::run(move || access.known_device(&email, &device)).await
}

/// Does work on a password: so much memory at a time as few of them take. The words are for who typed it.
pub(super) async fn with_password<T: Send + 'static>(
    state: &AppState,
    slots: &Arc<Semaphore>,
    work: impl FnOnce() -> Result<T, AccessError> + Send + 'static,
) -> Result<Result<T, String>, Failure> {
    let turn = Arc::clone(slots).acquire_owned();
    let slot = match tokio::time::timeout(state.options.ingest_wait, turn).await {
        Ok(Ok(slot)) => slot,
        Ok(Err(_closed)) => return Err(Failure::internal("the password slots were closed")),
        Err(_elapsed) => return Err(Failure::busy()),
    };
    blocking::run(move || {
        let done = work();
        drop(slot);
        match done {
            Ok(done) => Ok(Ok(done)),
            Err(AccessError::Refused) => Ok(Err("The email or the password is wrong.".to_owned())),
            Err(error @ AccessError::TooMany(_)) => Ok(Err(format!("There were {error}."))),
            Err(error) => Err(Failure::from(error)),
        }
    })
    .await
}

/// Begins a session in the browser, on which the user is known from now on, and goes on.
pub(super) fn enter(
    state: &AppState,
    signed: &NewSession,
    secure: bool,
    path: &str,
    done: Option<Done>,
) -> Response {
    let mut response = redirect(path, done);
    for (name, value) in cookies(state, signed, secure) {
        response.headers_mut().append(name, value);
    }
    response
}

/// The cookies of a session and of the device on which it began.
pub(super) fn cookies(state: &AppState, signed: &NewSession, secure: bool) -> [(HeaderName, HeaderValue); 2] {
    let age = state.access.session_lifetime().as_secs();
    let session = cookie::set(cookie::SESSION, signed.session.reveal(), Some(age), secure);
    let device = cookie::set(cookie::DEVICE, signed.device.reveal(), Some(DEVICE_AGE), secure);
    [session, device]
}

/// A page of the Studio, whatever somebody wrote into the link.
pub(super) fn inside(wanted: &str) -> String {
    let inside = wanted == "/studio" || wanted.starts_with("/studio/") || wanted.starts_with("/studio?");
    let plain = wanted.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if inside && plain && !wanted.contains("//") { wanted.to_owned() } else { "/studio".to_owned() }
}

/// Ends the session: the browser forgets it, and a copy of it is worth nothing.
pub(crate) async fn sign_out(
    acting: Acting<role::Viewer>,
    visitor: Visitor,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let signed = acting.accept(&form)?;
    let access = state.access();
    blocking::run(move || access.sign_out(&signed.session)).await?;
    Ok(leave(visitor.secure, Done::SignedOut))
}

/// Makes the browser forget the session, and tells so.
pub(super) fn leave(secure: bool, done: Done) -> Response {
    let mut response = redirect("/studio/sign-in", Some(done));
    let (name, value) = cookie::forget(cookie::SESSION, secure);
    response.headers_mut().append(name, value);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_to_pages_of_the_studio_only() {
        for path in ["/studio", "/studio/sources?name=a", "/studio?done=saved"] {
            assert_eq!(inside(path), path);
        }
        for path in [
            "",
            "/",
            "https://evil.example",
            "//evil.example",
            "/studio//evil",
            "/studio\\evil",
            "/studiox",
            "/studio/a\r\nb",
        ] {
            assert_eq!(inside(path), "/studio", "{path}");
        }
    }
}
