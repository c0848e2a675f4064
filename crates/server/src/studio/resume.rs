//! Forms that are sent when the session is over: their user signs in on the spot and finds the form as it was typed.
//!
//! The page to sign in on (401) has the address of the form and carries its fields, hidden. When it comes back with a
//! password that is right, the form goes on to its handler with a mark ([`Form::is_resumed`]): it is shown again and
//! nothing is done, so that no other site can have something done by whoever signs in. It works without scripts.
//!
//! Not carried are passwords, files, and forms of pages of other sites.

use std::collections::HashSet;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, ORIGIN, REFERER};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Uri};
use octant_access::NewSession;
use octant_studio::Field;
use octant_studio::page::sign_in::{self as page, Carried};
use url::form_urlencoded::Serializer;

use super::form::RESUMED;
use super::sign_in::{self, inside};
use super::visitor::Visitor;
use super::{Done, Form, Html, cookie, redirect, session};
use crate::credential::Credential;
use crate::error::Failure;
use crate::peer::{Client, client_of};
use crate::state::AppState;

/// Fields of the page to sign in on; all others are those of the form.
const EMAIL: &str = "sign-in-email";
const PASSWORD: &str = "sign-in-password";
const CSRF: &str = "sign-in-csrf";
const BACK: &str = "sign-in-back";
/// Fields that are never carried: the token of a session that is over, the mark, and passwords.
const LEFT_OUT: [&str; 5] = ["csrf", RESUMED, "current", "new", "password"];

/// The paths of forms that need a session.
static FORMS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let table = crate::routes::table().into_iter();
    let forms = table.filter(|route| matches!(route.credential, Credential::SessionForm(_)));
    forms.map(|route| route.path).collect()
});

/// Lets a form through whose user is signed in, and has everybody else sign in first.
pub(crate) async fn resume(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_form = request.method() == Method::POST
        && request.extensions().get::<MatchedPath>().is_some_and(|path| FORMS.contains(path.as_str()))
        && !request.headers().contains_key("x-fragment");
    if !is_form {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let is_signed_in = match session(&parts, &state).await {
        Ok(found) => found.is_some(),
        Err(failure) => return failure.into_response(),
    };
    if is_signed_in || is_foreign(&parts.headers, &state) {
        return next.run(Request::from_parts(parts, body)).await;
    }
    match sign_in_first(&state, parts, body, next).await {
        Ok(response) => response,
        Err(failure) => failure.into_response(),
    }
}

/// Whether a page of another site sends the form: browsers say from where each one comes.
fn is_foreign(headers: &HeaderMap, state: &AppState) -> bool {
    let Some(origin) = headers.get(ORIGIN) else { return false };
    let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let public = state.options.public_url.as_ref().and_then(|url| url.parse::<Uri>().ok());
    let authority = |uri: &Option<Uri>| uri.as_ref().and_then(Uri::authority).map(ToString::to_string);
    match authority(&origin) {
        Some(origin) => host != Some(origin.as_str()) && authority(&public) != Some(origin),
        None => true,
    }
}

async fn sign_in_first(
    state: &AppState,
    mut parts: Parts,
    body: Body,
    next: Next,
) -> Result<Response, Failure> {
    let visitor = Visitor::of(&parts.headers);
    let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        let carried = Carried { file_is_lost: true, ..Carried::to("/studio/sign-in") };
        let view = page::SignIn { next: inside(parts.uri.path()), ..page::SignIn::default() };
        return Ok(ask(state, &visitor, view, carried));
    }
    let form = Form::read(state, &parts, body).await?;
    let carried = carried(&parts, &form);
    if !form.has(EMAIL) {
        return Ok(ask(state, &visitor, page::SignIn::default(), carried));
    }
    visitor.accept_token(&state.access, form.text(CSRF))?;
    let (email, password) = (form.text(EMAIL).to_owned(), form.text(PASSWORD).to_owned());
    let client = Client(client_of(&parts, state)?);
    match sign_in::attempt(state, &visitor, client, email.clone(), password).await? {
        Ok(signed) => {
            let back = carried.back.clone();
            let request = resumed(state, &mut parts, &carried.fields, &signed)?;
            Ok(go_on(state, next.run(request).await, &signed, &visitor, &back))
        }
        Err(problem) => {
            let view =
                page::SignIn { email: Field::of(email), problem: Some(problem), ..page::SignIn::default() };
            Ok(ask(state, &visitor, view, carried))
        }
    }
}

/// What goes along with the page to sign in on.
fn carried(parts: &Parts, form: &Form) -> Carried {
    let is_kept = |name: &str| !LEFT_OUT.contains(&name) && !name.starts_with("sign-in-");
    let fields = form.fields().iter().filter(|(name, _)| is_kept(name)).cloned().collect();
    let referer = parts.headers.get(REFERER).and_then(|referer| referer.to_str().ok());
    let page = referer.and_then(|referer| referer.parse::<Uri>().ok());
    let page = page.as_ref().and_then(Uri::path_and_query).map_or("", |page| page.as_str());
    let back = if form.has(BACK) { form.text(BACK) } else { page };
    Carried { fields, back: inside(back), ..Carried::to(parts.uri.path()) }
}

/// The page to sign in on, which carries the form.
fn ask(state: &AppState, visitor: &Visitor, view: page::SignIn, carried: Carried) -> Response {
    let (csrf, cookie) = visitor.invite(&state.access);
    let view = page::SignIn { csrf, carried: Some(carried), ..view };
    Html::unauthorized(page::render(&view)).with(cookie).into_response()
}

/// The form as its handler gets it: in the new session, with the mark.
fn resumed(
    state: &AppState,
    parts: &mut Parts,
    fields: &[(String, String)],
    signed: &NewSession,
) -> Result<Request, Failure> {
    let session = state.access.session(signed.session.reveal())?;
    let mut body = Serializer::new(String::new());
    body.extend_pairs(fields).append_pair("csrf", session.csrf()).append_pair(RESUMED, "yes");
    let cookie = format!("{}={}", cookie::SESSION, signed.session.reveal());
    let cookie = HeaderValue::from_str(&cookie).map_err(|error| Failure::internal(error.to_string()))?;
    parts.headers.insert(COOKIE, cookie);
    parts.headers.remove(CONTENT_LENGTH);
    Ok(Request::from_parts(parts.clone(), Body::from(body.finish())))
}

/// The handler's answer, with the session. What cannot be shown first is to be done again, from where the user was.
fn go_on(
    state: &AppState,
    response: Response,
    signed: &NewSession,
    visitor: &Visitor,
    back: &str,
) -> Response {
    let failure = response.extensions().get::<Failure>();
    let mut response = match failure.is_some_and(Failure::is_signed_in_again) {
        true => redirect(back, Some(Done::SignedInAgain)),
        false => response,
    };
    for (name, value) in sign_in::cookies(state, signed, visitor.secure) {
        response.headers_mut().append(name, value);
    }
    response
}
