//! `/studio/access/keys`: organization keys, for admins.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_access::{ApiKey, NewApiKey, Scope};
use octant_model::{PageRequest, Timestamp};
use octant_studio::page::access::keys;
use octant_studio::page::confirm;
use octant_studio::{Field, Section};

use super::guard::Signed;
use super::{Acting, Done, Form, Html, SignedIn, redirect, role};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;

/// The most keys that are listed.
const KEYS: usize = 1_000;

/// The list.
pub(crate) async fn list(
    signed: SignedIn<role::Admin>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let view = view(&signed.user, &state).await?;
    Ok(Html::page(keys::render(&signed.user.shell(Section::Access), &view)))
}

async fn found(signed: &Signed, state: &AppState) -> Result<Vec<ApiKey>, Failure> {
    let (access, tenant) = (state.access(), signed.tenant());
    Ok(blocking::run(move || access.api_keys(&tenant, &PageRequest::first(KEYS))).await?.items)
}

async fn view(signed: &Signed, state: &AppState) -> Result<keys::Keys, Failure> {
    let mut rows = found(signed, state).await?;
    rows.sort_by_key(|key| key.created_at);
    let row = |key: ApiKey| keys::KeyRow {
        id: key.id,
        name: key.name,
        created_at: key.created_at,
        last_used: None,
    };
    Ok(keys::Keys {
        rows: rows.into_iter().map(row).collect(),
        name: Field::default(),
        now: Timestamp::now(),
    })
}

/// Makes a key that may do everything, and shows it this once.
pub(crate) async fn create(
    acting: Acting<role::Admin>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let signed = acting.accept(&form)?;
    let Some(name) = form.filled("name").map(str::to_owned) else {
        let mut view = view(&signed, &state).await?;
        view.name.problem = Some("Give it a name.".to_owned());
        return Ok(Html::refused(keys::render(&signed.shell(Section::Access), &view)).into_response());
    };
    let new = NewApiKey { name, scopes: Scope::ALL.to_vec(), expires_at: None };
    let (access, tenant, actor) = (state.access(), signed.tenant(), signed.actor());
    let (made, key) = blocking::run(move || access.create_api_key(&tenant, new, &actor)).await?;
    let example = format!("curl {}/v1/sources -H 'x-api-key: {}'", signed.address, key.reveal());
    let view = keys::CreatedKey { name: made.name, key: key.reveal().to_owned(), example };
    Ok(Html::page(keys::render_created(&signed.shell(Section::Access), &view)).into_response())
}

/// Asks before a key is deleted.
pub(crate) async fn confirm_delete(
    signed: SignedIn<role::Admin>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let known = found(&signed.user, &state).await?.into_iter().find(|key| key.id == id);
    let key = known.ok_or_else(|| Failure::not_found("API key", &id))?;
    let view = confirm::Confirm {
        crumbs: vec![("/studio/access/keys".to_owned(), "Organization keys".to_owned())],
        title: format!("Delete the key {}?", key.name),
        text: "Whatever still uses it is refused at once.".to_owned(),
        action: format!("/studio/access/keys/{id}/delete"),
        button: "Delete the key".to_owned(),
        cancel: "/studio/access/keys".to_owned(),
        ..confirm::Confirm::default()
    };
    Ok(Html::page(confirm::render(&signed.user.shell(Section::Access), &view)))
}

/// Deletes a key.
pub(crate) async fn delete(
    acting: Acting<role::Admin>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let signed = acting.accept(&form)?;
    let (access, tenant, actor) = (state.access(), signed.tenant(), signed.actor());
    blocking::run(move || access.delete_api_key(&tenant, &id, &actor)).await?;
    Ok(redirect("/studio/access/keys", Some(Done::Deleted)))
}
