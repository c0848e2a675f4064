//! `/studio/sources/{id}/settings`: what a source is called, and its end; and what all of its pages show.

use axum::extract::{Path, State};
use axum::response::Response;
use octant_model::{SourceId, TenantId, Timestamp};
use octant_store::{Source, SourceStatus, SourceUpdate, Store, StoreError};
use octant_studio::page::source;
use octant_studio::{Field, Section};
use serde_json::json;

use super::flow::counted;
use super::guard::Signed;
use super::opened::{About, Collision, Opened};
use super::taken::Taken;
use super::{Acting, Done, Form, Html, SignedIn, redirect, role};
use crate::blocking;
use crate::error::Failure;
use crate::platform::behind::Behind;
use crate::platform::in_use;
use crate::state::AppState;

/// The source of a path.
pub(super) fn source_of(id: &str) -> Result<SourceId, Failure> {
    SourceId::new(id).map_err(|_| Failure::not_found("source", id))
}

/// The source, or that there is none.
pub(super) fn find(store: &dyn Store, tenant: &TenantId, id: &SourceId) -> Result<Source, Failure> {
    store.source(tenant, id)?.ok_or_else(|| Failure::not_found("source", id.as_str()))
}

/// What all pages of a source show of it.
pub(super) fn head(
    store: &dyn Store,
    tenant: &TenantId,
    id: &SourceId,
) -> Result<source::SourceHead, Failure> {
    let found = find(store, tenant, id)?;
    Ok(source::SourceHead {
        properties: store.properties(tenant, id)?.len() as u64,
        id: found.id.to_string(),
        name: found.name,
        description: found.description.unwrap_or_default(),
        entries: found.entries,
        changed_at: found.changed_at,
        purging: found.status == SourceStatus::Purging,
        now: Timestamp::now(),
    })
}

/// The settings.
pub(crate) async fn settings(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (user, id) = (signed.user, source_of(&id)?);
    let tenant = user.tenant();
    let (opened, view) = blocking::run(move || {
        let opened = Opened::of(&find(&*state.store, &tenant, &id)?.editable());
        Ok::<_, Failure>((opened, view(&state, &tenant, &id)?))
    })
    .await?;
    Ok(Html::page(source::render_settings(&opened.within(user.shell(Section::Sources)), &view)))
}

fn view(state: &AppState, tenant: &TenantId, id: &SourceId) -> Result<source::Settings, Failure> {
    let head = head(&*state.store, tenant, id)?;
    let (effects, obstacles) = told(&Behind::of(state, tenant, id)?);
    Ok(source::Settings {
        name: Field::of(head.name.clone()),
        description: Field::of(head.description.clone()),
        confirmation: Field::default(),
        effects,
        obstacles,
        source: head,
    })
}

/// What the page tells, with where to look at it.
type Told = Vec<(String, Option<String>)>;

/// What loses something with the source, and what has to be done first.
fn told(behind: &Behind) -> (Told, Told) {
    let mut effects: Told = Vec::new();
    for provider in &behind.providers {
        let text = format!("The data provider {} pushes to it.", provider.name);
        effects.push((text, Some(format!("/studio/providers/{}", provider.id))));
    }
    for card in &behind.cards {
        let text = format!("The card {} is made of it.", card.name);
        effects.push((text, Some(format!("/studio/cards/{}", card.id))));
    }
    for segment in &behind.segments {
        let text = format!("The segment {} narrows the card {}.", segment.name, segment.card);
        effects.push((text, Some(format!("/studio/segments/{}", segment.id))));
    }
    let mut obstacles = Vec::new();
    for shown in &behind.versions {
        let path = format!("/studio/destinations/{}/versions/{}", shown.destination, shown.version);
        let place = format!("{} {}", shown.name, shown.version);
        let endpoints = shown.endpoints.join(", ");
        if !shown.is_published {
            effects.push((format!("The draft {place} shows it in {endpoints}."), Some(path)));
            continue;
        }
        let mut text = format!("{place} answers queries of {endpoints} from it");
        if shown.applications > 0 {
            let applications = counted(shown.applications as u64, "application", "applications");
            text = format!("{text}; {applications} may query it");
        }
        obstacles.push((format!("{text}."), Some(path)));
    }
    (effects, obstacles)
}

/// Changes what a source is called.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    let source = source_of(&id)?;
    let (shell, path) = (user.shell(Section::Sources), format!("/studio/sources/{source}/settings"));
    let opened = Opened::read(&form);
    let shell = opened.clone().within(shell);
    let taken = blocking::run(move || take(&state, &user, &source, &form, &opened)).await?;
    Ok(taken.answer(shell, source::render_settings, |()| redirect(&path, Some(Done::Saved))))
}

fn take(
    state: &AppState,
    user: &Signed,
    source: &SourceId,
    form: &Form,
    opened: &Opened,
) -> Result<Taken<(), source::Settings>, Failure> {
    let tenant = user.tenant();
    let mut typed = view(state, &tenant, source)?;
    typed.name = Field::of(form.text("name"));
    typed.description = Field::of(form.text("description"));
    if form.is_resumed() {
        return Ok(Taken::Shown(typed));
    }
    let Some(name) = form.filled("name").map(str::to_owned) else {
        typed.name.problem = Some("Give it a name.".to_owned());
        return Ok(Taken::Wrong(typed));
    };
    let description = form.filled("description").map(str::to_owned);
    let yours = json!({"name": name, "description": description});
    let update =
        SourceUpdate { name: Some(name), description: Some(description), expected: Some(opened.revision()) };
    match state.store.update_source(&tenant, source, update, &user.actor()) {
        Ok(_) => Ok(Taken::Done(())),
        Err(StoreError::Changed { .. }) => {
            let theirs = find(&*state.store, &tenant, source)?.editable();
            let about = About {
                kind: "source",
                id: source.as_str(),
                page: format!("/studio/sources/{source}/settings"),
            };
            let collision = Collision::find(state, &tenant, about, opened, (&theirs, &yours))?;
            Ok(Taken::Collided(typed, collision))
        }
        Err(error) => Err(error.into()),
    }
}

/// Deletes a source whose id was typed to confirm it.
pub(crate) async fn delete(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let source = source_of(&id)?;
    let shell = user.shell(Section::Sources);
    let typed = form.text("confirmation").to_owned();
    let taken = blocking::run(move || {
        let tenant = user.tenant();
        if typed.trim() == source.as_str() {
            // Who types the id has read what it means for the cards.
            return in_use::delete_source(&state, &tenant, &source, true, &user.actor()).map(Taken::Done);
        }
        let mut view = view(&state, &tenant, &source)?;
        let problem = Some(format!("This is not the id of the source, which is {source}."));
        view.confirmation = Field { value: typed, problem };
        Ok(Taken::Wrong(view))
    })
    .await?;
    Ok(taken.answer(shell, source::render_settings, |()| redirect("/studio/sources", Some(Done::Deleting))))
}
