//! `/studio/access/keys`: organization keys, for admins.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_access::{ApiKey, NewApiKey, Scope};
use octant_model::{PageRequest, Timestamp};
use octant_studio::page::access::keys;
use octant_studio::page::confirm;
use octant_studio::{Choice, Field, Section};

use super::guard::Signed;
use super::{Acting, Done, Form, Html, SignedIn, redirect, role};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;

/// The most keys that are listed.
const KEYS: usize = 1_000;
const DAY: i64 = 86_400_000;

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

/// What scopes allow, in words.
fn meaning(scope: Scope) -> &'static str {
    match scope {
        Scope::ReadSources => "Read sources, entries and imports",
        Scope::WriteSources => "Change sources and their entries",
        Scope::ReadCards => "Read cards and segments",
        Scope::WriteCards => "Change cards and segments",
        Scope::WriteMedia => "Send files",
        Scope::ReadApplications => "Read data providers",
        Scope::WriteApplications => "Change data providers",
        Scope::ReadEvents => "Read events",
        Scope::ReadEventsPull => "Pull events",
        Scope::ReadEventsSse => "Follow events",
        Scope::ReadDestinations => "Read destinations",
        Scope::WriteDestinations => "Change and publish destinations",
        Scope::Admin => "Make and delete keys",
    }
}

/// The scopes to choose from.
fn choices(chosen: &[Scope]) -> Vec<Choice> {
    let choice = |scope: &Scope| Choice::new(scope.name(), meaning(*scope)).chosen(chosen.contains(scope));
    Scope::ALL.iter().map(choice).collect()
}

async fn view(signed: &Signed, state: &AppState) -> Result<keys::Keys, Failure> {
    let mut rows = found(signed, state).await?;
    rows.sort_by_key(|key| key.created_at);
    let row = |key: ApiKey| keys::KeyRow {
        id: key.id,
        name: key.name,
        scopes: (key.scopes.len() < Scope::ALL.len())
            .then(|| key.scopes.iter().map(|scope| scope.name().to_owned()).collect()),
        expires_at: key.expires_at,
        created_at: key.created_at,
        last_used: key.last_used_at,
    };
    Ok(keys::Keys {
        rows: rows.into_iter().map(row).collect(),
        scopes: choices(&[]),
        now: Timestamp::now(),
        ..keys::Keys::default()
    })
}

fn scopes(form: &Form) -> Vec<Scope> {
    form.all("scope").filter_map(Scope::from_name).collect()
}

/// The form as it was typed.
fn shown(form: &Form, view: keys::Keys) -> keys::Keys {
    keys::Keys {
        name: Field::of(form.text("name")),
        scopes: choices(&scopes(form)),
        expires: Field::of(form.text("expires")),
        ..view
    }
}

/// A key as typed; or the form with what is wrong with it.
fn read(form: &Form, view: keys::Keys) -> Result<NewApiKey, Box<keys::Keys>> {
    let (scopes, mut view) = (scopes(form), shown(form, view));
    if form.filled("name").is_none() {
        view.name.problem = Some("Give it a name.".to_owned());
    }
    if scopes.is_empty() {
        view.scopes_problem = Some("Choose at least one.".to_owned());
    }
    let expires_at = match form.filled("expires").map(str::parse::<Timestamp>) {
        None => None,
        // It works on that day still.
        Some(Ok(day)) => Some(day.plus_milliseconds(DAY)),
        Some(Err(_)) => {
            view.expires.problem = Some("Write a day like 2030-12-31.".to_owned());
            None
        }
    };
    if expires_at.is_some_and(|end| end <= Timestamp::now()) {
        view.expires.problem = Some("This day is over already.".to_owned());
    }
    let is_wrong =
        view.name.problem.is_some() || view.scopes_problem.is_some() || view.expires.problem.is_some();
    if is_wrong {
        return Err(Box::new(view));
    }
    Ok(NewApiKey { name: form.text("name").trim().to_owned(), scopes, expires_at })
}

/// Makes a key, which is shown once, on the next page.
pub(crate) async fn create(
    acting: Acting<role::Admin>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let signed = acting.accept_typed(&form)?;
    let shell = signed.shell(Section::Access);
    let new = match read(&form, view(&signed, &state).await?) {
        _ if form.is_resumed() => {
            let view = shown(&form, view(&signed, &state).await?);
            return Ok(Html::page(keys::render(&shell, &view)).into_response());
        }
        Ok(new) => new,
        Err(view) => return Ok(Html::refused(keys::render(&shell, &view)).into_response()),
    };
    let (access, tenant, actor) = (state.access(), signed.tenant(), signed.actor());
    let (made, key) = blocking::run(move || access.create_api_key(&tenant, new, &actor)).await?;
    let example = format!("curl {}/v1/sources -H 'x-api-key: {}'", signed.address, key.reveal());
    let view = keys::CreatedKey { name: made.name, key: key.reveal().to_owned(), example };
    let page = keys::render_created(&shell, &view);
    Ok(redirect(&state.once.keep(&signed, page, "/studio/access/keys"), None))
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
        obstacles: Vec::new(),
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
