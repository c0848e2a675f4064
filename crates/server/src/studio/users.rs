//! `/studio/access`: users, for admins.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_access::{AccessError, NewUser, Role, User};
use octant_model::{PageRequest, Timestamp};
use octant_store::StoreError;
use octant_studio::page::access::{invitation, user, users};
use octant_studio::page::confirm;
use octant_studio::{Field, Section};
use serde_json::json;

use super::guard::Signed;
use super::opened::{About, Collision, Opened};
use super::taken::Taken;
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

/// Makes a user; the link for the password is shown once, on the next page.
pub(crate) async fn create(
    acting: Acting<role::Admin>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let signed = acting.accept_typed(&form)?;
    let shell = signed.shell(Section::Access);
    let mut view = view(&signed, &state).await?;
    view.email = Field::of(form.text("email"));
    form.text("role").clone_into(&mut view.role);
    if form.is_resumed() {
        return Ok(Html::page(users::render(&shell, &view)).into_response());
    }
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
        Ok((user, link)) => Ok(redirect(&show_link(&state, &signed, &user, link.reveal()), None)),
        Err(problem) => {
            view.email.problem = Some(format!("{problem}."));
            Ok(Html::refused(users::render(&shell, &view)).into_response())
        }
    }
}

/// Keeps the page that shows a link once; where it is fetched.
fn show_link(state: &AppState, signed: &Signed, user: &User, token: &str) -> String {
    let next = format!("/studio/access/users/{}", user.id);
    let view = invitation::InvitationLink {
        email: user.email.clone(),
        link: format!("{}/studio/invitation?token={token}", signed.address),
        next: next.clone(),
    };
    state.once.keep(signed, invitation::render_link(&signed.shell(Section::Access), &view), &next)
}

/// One user.
pub(crate) async fn show(
    signed: SignedIn<role::Admin>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (opened, view) = one(&signed.user, &state, &id).await?;
    Ok(Html::page(user::render(&opened.within(signed.user.shell(Section::Access)), &view)))
}

async fn one(signed: &Signed, state: &AppState, id: &str) -> Result<(Opened, user::UserPage), Failure> {
    let (access, tenant, id) = (state.access(), signed.tenant(), id.to_owned());
    let (found, is_last_admin) = blocking::run(move || {
        let found = access.user(&tenant, &id)?;
        Ok::<_, AccessError>((found, access.is_last_admin(&tenant, &id)?))
    })
    .await?;
    let view = user::UserPage {
        row: row(&found, signed),
        created_at: found.created_at,
        is_last_admin,
        problem: None,
        now: Timestamp::now(),
    };
    Ok((Opened::of(&found.editable()), view))
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
    let opened = Opened::read(&form);
    let shell = opened.clone().within(signed.shell(Section::Access));
    let (_, view) = one(&signed, &state, &id).await?;
    let path = format!("/studio/access/users/{id}");
    let page = path.clone();
    let taken = blocking::run(move || {
        let (tenant, expected) = (signed.tenant(), opened.revision());
        let user = state.access.user(&tenant, &id)?;
        let changed =
            state.access.update_user(&tenant, &id, &user.name, role, Some(&expected), &signed.actor());
        match changed {
            Ok(_) => Ok(Taken::Done(())),
            Err(error @ AccessError::LastAdmin) => {
                Ok(Taken::Wrong(user::UserPage { problem: Some(format!("{error}.")), ..view }))
            }
            Err(AccessError::Store(StoreError::Changed { .. })) => {
                let documents = (&user.editable(), &json!({"role": role}));
                let about = About { kind: "user", id: &id, page };
                let collision = Collision::find(&state, &tenant, about, &opened, documents)?;
                Ok(Taken::Collided(view, collision))
            }
            Err(error) => Err(Failure::from(error)),
        }
    })
    .await?;
    Ok(taken.answer(shell, user::render, |()| redirect(&path, Some(Done::Saved))))
}

/// Makes a new link for the password, which is shown once, on the next page.
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
    Ok(redirect(&show_link(&state, &signed, &user, link.reveal()), None))
}

/// Asks before a user is removed.
pub(crate) async fn confirm_remove(
    signed: SignedIn<role::Admin>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (_, found) = one(&signed.user, &state, &id).await?;
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
