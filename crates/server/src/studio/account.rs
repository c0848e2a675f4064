//! `/studio/account`: the account of who is signed in.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use octant_access::{AccessError, NewSession};
use octant_studio::page::account;
use octant_studio::{Field, Section};

use super::images::has_agreed;
use super::sign_in::{enter, leave, with_password};
use super::visitor::Visitor;
use super::{Acting, Done, Form, Html, SignedIn, role};
use crate::blocking;
use crate::error::Failure;
use crate::peer::Client;
use crate::state::AppState;

/// The page.
pub(crate) async fn show(signed: SignedIn<role::Viewer>, headers: HeaderMap) -> Html {
    let shell = signed.user.shell(Section::Account);
    let view = account::AccountPage { pictures_of_all: has_agreed(&headers), ..Default::default() };
    Html::page(account::render(&shell, &view))
}

/// What became of a new password.
enum Changed {
    Done(NewSession),
    WrongCurrent(String),
    WrongNew(String),
}

/// Changes the password; every other session of the user ends.
pub(crate) async fn change_password(
    acting: Acting<role::Viewer>,
    visitor: Visitor,
    client: Client,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let (current, new) = (form.text("current").to_owned(), form.text("new").to_owned());
    let (access, session) = (state.access(), user.session.clone());
    let changed = with_password(&state, &state.known_password_slots, move || {
        match access.change_password(&session, &current, &new, client.0) {
            Ok(session) => Ok(Changed::Done(session)),
            Err(AccessError::Refused) => Ok(Changed::WrongCurrent("This is not your password.".to_owned())),
            Err(error @ AccessError::TooMany(_)) => Ok(Changed::WrongCurrent(format!("There were {error}."))),
            Err(error @ AccessError::WeakPassword(_)) => Ok(Changed::WrongNew(format!("{error}."))),
            Err(error) => Err(error),
        }
    });
    let wrong = |problem: String| Field { value: String::new(), problem: Some(problem) };
    let view = match changed.await?.map_err(Failure::internal)? {
        Changed::Done(session) => {
            let done = Some(Done::PasswordChanged);
            return Ok(enter(&state, &session, visitor.secure, "/studio/account", done));
        }
        Changed::WrongCurrent(problem) => {
            account::AccountPage { current: wrong(problem), ..Default::default() }
        }
        Changed::WrongNew(problem) => account::AccountPage { new: wrong(problem), ..Default::default() },
    };
    Ok(Html::refused(account::render(&user.shell(Section::Account), &view)).into_response())
}

/// Ends every session of the user, this one among them.
pub(crate) async fn sign_out_everywhere(
    acting: Acting<role::Viewer>,
    visitor: Visitor,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let access = state.access();
    blocking::run(move || access.sign_out_everywhere(&user.session)).await?;
    Ok(leave(visitor.secure, Done::SignedOutEverywhere))
}
