//! `/studio/welcome`: the link of the first start, and a greeting.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use octant_access::{Access, AccessError, Invited, NewSession, User};
use octant_studio::page::{sign_in, welcome};
use octant_studio::{Field, Section};

use super::guard::MaybeSigned;
use super::sample::is_offered;
use super::sign_in::{enter, with_password};
use super::visitor::Visitor;
use super::{Form, Html, redirect};
use crate::blocking;
use crate::credential::Open;
use crate::error::{Code, Failure};
use crate::query::Query;
use crate::state::AppState;

/// Greets who has just come in; a link with a token leads to choosing a password first.
pub(crate) async fn show(
    _: Open,
    visitor: Visitor,
    query: Query,
    MaybeSigned(signed): MaybeSigned,
    State(state): State<AppState>,
) -> Result<Response, Failure> {
    let Some(token) = query.text("token")?.map(str::to_owned) else {
        return Ok(match signed {
            Some(signed) => {
                let tenant = signed.tenant();
                let offers_sample = blocking::run(move || is_offered(&state, &tenant)).await?;
                let view = welcome::Welcome { offers_sample };
                Html::page(welcome::render(&signed.shell(Section::Overview), view)).into_response()
            }
            None => redirect("/studio/sign-in", None),
        });
    };
    let (access, link) = (state.access(), token.clone());
    match blocking::run(move || invited(&access, &link)).await? {
        Invited::FirstAdmin(_) => {
            let view = sign_in::FirstAdmin { token, ..sign_in::FirstAdmin::default() };
            Ok(first_form(&state, &visitor, view, Html::page))
        }
        Invited::User(..) => Err(at_the_link(AccessError::Refused)),
    }
}

pub(super) fn invited(access: &Access, token: &str) -> Result<Invited, Failure> {
    access.invited(token).map_err(at_the_link)
}

/// A link that is for nobody any more.
pub(super) fn at_the_link(error: AccessError) -> Failure {
    match error {
        AccessError::Refused => Failure::new(
            Code::NotFound,
            "This link was used already, or a newer one took its place. While there is no admin, each start of the \
             server prints a new one; afterwards an admin makes new links under Access",
        ),
        error => error.into(),
    }
}

fn first_form(
    state: &AppState,
    visitor: &Visitor,
    view: sign_in::FirstAdmin,
    page: fn(String) -> Html,
) -> Response {
    let (csrf, cookie) = visitor.invite(&state.access);
    page(sign_in::render_first(&sign_in::FirstAdmin { csrf, ..view })).with(cookie).into_response()
}

/// What became of the choice of a password.
pub(super) enum Chosen {
    Done(NewSession),
    Wrong(AccessError),
}

pub(super) fn chosen(access: &Access, made: Result<User, AccessError>) -> Result<Chosen, AccessError> {
    match made {
        Ok(user) => {
            let (tenant, _) = access.tenant_of_user(&user.id)?;
            let session = access.begin_session(&tenant, &user.id)?;
            Ok(Chosen::Done(session))
        }
        Err(
            wrong @ (AccessError::WeakPassword(_)
            | AccessError::InvalidEmail
            | AccessError::EmailTaken
            | AccessError::Refused),
        ) => Ok(Chosen::Wrong(wrong)),
        Err(error) => Err(error),
    }
}

/// Makes the first admin, who is signed in at once.
pub(crate) async fn first_admin(
    _: Open,
    visitor: Visitor,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    visitor.accept(&state.access, &form)?;
    let [token, email, name, password] =
        ["token", "email", "name", "password"].map(|field| form.text(field).to_owned());
    let (access, link) = (state.access(), token.clone());
    let address = email.clone();
    let outcome = with_password(&state, &state.password_slots, move || {
        let made = access.create_first_admin(&link, &address, &name, &password);
        chosen(&access, made)
    })
    .await?;
    let problem = |error: &AccessError| Some(format!("{error}."));
    match outcome.map_err(Failure::internal)? {
        Chosen::Done(session) => Ok(enter(&state, &session, visitor.secure, "/studio/welcome", None)),
        Chosen::Wrong(error @ AccessError::Refused) => Err(at_the_link(error)),
        Chosen::Wrong(error) => {
            let mut view = sign_in::FirstAdmin { email: Field::of(email), token, ..Default::default() };
            match error {
                AccessError::WeakPassword(_) => view.password.problem = problem(&error),
                _ => view.email.problem = problem(&error),
            }
            Ok(first_form(&state, &visitor, view, Html::refused))
        }
    }
}
