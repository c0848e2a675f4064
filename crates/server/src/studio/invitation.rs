//! `/studio/invitation`: the page behind a link with which a user chooses a password.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use octant_access::{AccessError, Invited};
use octant_studio::Field;
use octant_studio::page::access::invitation;

use super::sign_in::{enter, with_password};
use super::visitor::Visitor;
use super::welcome::{Chosen, at_the_link, chosen, invited};
use super::{Form, Html};
use crate::blocking;
use crate::credential::Open;
use crate::error::Failure;
use crate::query::Query;
use crate::state::AppState;

/// The page.
pub(crate) async fn show(
    _: Open,
    visitor: Visitor,
    query: Query,
    State(state): State<AppState>,
) -> Result<Response, Failure> {
    let token = query.text("token")?.unwrap_or_default().to_owned();
    let (access, link) = (state.access(), token.clone());
    match blocking::run(move || invited(&access, &link)).await? {
        Invited::User(_, user) => {
            let view = invitation::ChoosePassword { email: user.email, token, ..Default::default() };
            Ok(form(&state, &visitor, view, Html::page))
        }
        Invited::FirstAdmin(_) => Err(at_the_link(AccessError::Refused)),
    }
}

fn form(
    state: &AppState,
    visitor: &Visitor,
    view: invitation::ChoosePassword,
    page: fn(String) -> Html,
) -> Response {
    let (csrf, cookie) = visitor.invite(&state.access);
    let view = invitation::ChoosePassword { csrf, ..view };
    page(invitation::render_choose(&view)).with(cookie).into_response()
}

/// Takes the password that a user chose; the user is signed in at once.
pub(crate) async fn choose(
    _: Open,
    visitor: Visitor,
    State(state): State<AppState>,
    posted: Form,
) -> Result<Response, Failure> {
    visitor.accept(&state.access, &posted)?;
    let [token, password] = ["token", "password"].map(|field| posted.text(field).to_owned());
    let (access, link) = (state.access(), token.clone());
    let outcome = with_password(&state, &state.password_slots, move || {
        chosen(&access, access.accept_invitation(&link, &password))
    })
    .await?;
    match outcome.map_err(Failure::internal)? {
        Chosen::Done(session) => Ok(enter(&state, &session, visitor.secure, "/studio", None)),
        Chosen::Wrong(error @ AccessError::WeakPassword(_)) => {
            let password = Field { value: String::new(), problem: Some(format!("{error}.")) };
            let email = posted.text("username").to_owned();
            let view = invitation::ChoosePassword { email, token, password, ..Default::default() };
            Ok(form(&state, &visitor, view, Html::refused))
        }
        Chosen::Wrong(error) => Err(at_the_link(error)),
    }
}
