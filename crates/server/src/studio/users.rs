//! `/studio/access`: users, for admins.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_access::{AccessError, NewUser, Role, User};
use octant_model::{PageRequest, Timestamp};
use octant_studio::page::access::{invitation, user, users};
use octant_studio::page::confirm;
use octant_studio::{Field, Section};

use super::guard::Signed;
use super::{Acting, Done, Form, Html, SignedIn, redirect, role};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;

/// The most users that are listed.
const USERS: usize = 1_000;

/// The list.
pub(crate) async fn list(
    signed: SignedIn<role::Admin>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let view = view(&signed.user, &state).await?;
    Ok(Html::page(users::render(&signed.user.shell(Section::Access), &view)))
}

async fn view(signed: &Signed, state: &AppState) -> Result<users::Users, Failure> {
    let (access, tenant) = (state.access(), signed.tenant());
    let found = blocking::run(move || access.users(&tenant, &PageRequest::first(USERS))).await?;
    let mut rows: Vec<users::UserRow> = found.items.iter().map(|user| row(user, signed)).collect();
    rows.sort_by(|one, other| one.email.cmp(&other.email));
    Ok(users::Users { rows, now: Timestamp::now(), ..users::Users::default() })
}

fn row(user: &User, signed: &Signed) -> users::UserRow {
    users::UserRow {
        id: user.id.clone(),
        email: user.email.clone(),
        role: user.role.name().to_owned(),
        last_seen: user.last_seen,
        invited: !user.active,
        is_self: user.id == signed.session.user.id,
    }
}

/// Makes a user and shows the link for the password this once.
pub(crate) async fn create(
    acting: Acting<role::Admin>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let signed = acting.accept(&form)?;
    let role = Role::from_name(form.text("role"))
        .ok_or_else(|| Failure::invalid().field("role", "Choose one of the roles"))?;
    let new = NewUser { email: form.text("email").to_owned(), name: String::new(), role };
    let (access, tenant, actor) = (state.access(), signed.tenant(), signed.actor());
    let made = blocking::run(move || match access.create_user(&tenant, &new, &actor) {
        Ok(made) => Ok(Ok(made)),
        Err(error @ (AccessError::InvalidEmail | AccessError::EmailTaken)) => Ok(Err(error.to_string())),
        Err(error) => Err(error),
    });
    match made.await? {
        Ok((user, link)) => Ok(show_link(&signed, &user, link.reveal())),
        Err(problem) => {
            let mut view = view(&signed, &state).await?;
            view.email = Field { value: form.text("email").to_owned(), problem: Some(format!("{problem}.")) };
            role.name().clone_into(&mut view.role);
            Ok(Html::refused(users::render(&signed.shell(Section::Access), &view)).into_response())
        }
    }
}

fn show_link(signed: &Signed, user: &User, token: &str) -> Response {
    let view = invitation::InvitationLink {
        email: user.email.clone(),
        link: format!("{}/studio/invitation?token={token}", signed.address),
        next: format!("/studio/access/users/{}", user.id),
    };
    Html::page(invitation::render_link(&signed.shell(Section::Access), &view)).into_response()
}

/// One user.
pub(crate) async fn show(
    signed: SignedIn<role::Admin>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let view = one(&signed.user, &state, &id).await?;
    Ok(Html::page(user::render(&signed.user.shell(Section::Access), &view)))
}

async fn one(signed: &Signed, state: &AppState, id: &str) -> Result<user::UserPage, Failure> {
    let (access, tenant, id) = (state.access(), signed.tenant(), id.to_owned());
    let (found, is_last_admin) = blocking::run(move || {
        let found = access.user(&tenant, &id)?;
        Ok::<_, AccessError>((found, access.is_last_admin(&tenant, &id)?))
    })
    .await?;
    Ok(user::UserPage {
        row: row(&found, signed),
        created_at: found.created_at,
        is_last_admin,
        problem: None,
        now: Timestamp::now(),
    })
}

/// Gives a user another role.
pub(crate) async fn change_role(
    acting: Acting<role::Admin>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let signed = acting.accept(&form)?;
    let role = Role::from_name(form.text("role"))
        .ok_or_else(|| Failure::invalid().field("role", "Choose one of the roles"))?;
    let (access, tenant, actor, user) = (state.access(), signed.tenant(), signed.actor(), id.clone());
    let changed = blocking::run(move || {
        let name = access.user(&tenant, &user)?.name;
        match access.update_user(&tenant, &user, &name, role, &actor) {
            Err(error @ AccessError::LastAdmin) => Ok(Err(format!("{error}."))),
            changed => changed.map(Ok),
        }
    });
    match changed.await? {
        Ok(_) => Ok(redirect(&format!("/studio/access/users/{id}"), Some(Done::Saved))),
        Err(problem) => {
            let view = user::UserPage { problem: Some(problem), ..one(&signed, &state, &id).await? };
            Ok(Html::refused(user::render(&signed.shell(Section::Access), &view)).into_response())
        }
    }
}

/// Makes a new link for the password and shows it this once.
pub(crate) async fn link(
    acting: Acting<role::Admin>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let signed = acting.accept(&form)?;
    let (access, tenant, actor) = (state.access(), signed.tenant(), signed.actor());
    let (user, link) = blocking::run(move || {
        let link = access.invite(&tenant, &id, &actor)?;
        Ok::<_, AccessError>((access.user(&tenant, &id)?, link))
    })
    .await?;
    Ok(show_link(&signed, &user, link.reveal()))
}

/// Asks before a user is removed.
pub(crate) async fn confirm_remove(
    signed: SignedIn<role::Admin>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let found = one(&signed.user, &state, &id).await?;
    let path = format!("/studio/access/users/{id}");
    let view = confirm::Confirm {
        crumbs: vec![
            ("/studio/access".to_owned(), "Access".to_owned()),
            (path.clone(), found.row.email.clone()),
        ],
        title: format!("Remove {}?", found.row.email),
        text:
            "Every session of this user ends at once. What the user changed stays, and so does the activity."
                .to_owned(),
        obstacles: Vec::new(),
        action: format!("{path}/remove"),
        button: "Remove the user".to_owned(),
        cancel: path,
        ..confirm::Confirm::default()
    };
    Ok(Html::page(confirm::render(&signed.user.shell(Section::Access), &view)))
}

/// Removes a user.
pub(crate) async fn remove(
    acting: Acting<role::Admin>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let signed = acting.accept(&form)?;
    let (access, tenant, actor) = (state.access(), signed.tenant(), signed.actor());
    blocking::run(move || access.delete_user(&tenant, &id, &actor)).await?;
    Ok(redirect("/studio/access", Some(Done::Deleted)))
}
