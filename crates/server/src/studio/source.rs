//! `/studio/sources/{id}/settings`: what a source is called, and its end; and what all of its pages show.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_model::{PageRequest, SourceId, TenantId, Timestamp};
use octant_store::{Source, SourceStatus, SourceUpdate, Store};
use octant_studio::page::source;
use octant_studio::{Field, Section};

use super::guard::Signed;
use super::{Acting, Done, Form, Html, SignedIn, redirect, role};
use crate::blocking;
use crate::error::Failure;
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
    let view = view(&state, &signed.user, &source_of(&id)?).await?;
    Ok(Html::page(source::render_settings(&signed.user.shell(Section::Sources), &view)))
}

async fn view(state: &AppState, user: &Signed, id: &SourceId) -> Result<source::Settings, Failure> {
    let (state, tenant, id) = (state.clone(), user.tenant(), id.clone());
    blocking::run(move || {
        let head = head(&*state.store, &tenant, &id)?;
        Ok::<_, Failure>(source::Settings {
            name: Field::of(head.name.clone()),
            description: Field::of(head.description.clone()),
            confirmation: Field::default(),
            used_by: used_by(&state, &tenant, &id)?,
            source: head,
        })
    })
    .await
}

/// What would lose something with the source: cards made of it, providers that push to it.
fn used_by(state: &AppState, tenant: &TenantId, id: &SourceId) -> Result<Vec<String>, Failure> {
    let mut users = Vec::new();
    let providers = state.access.providers(tenant, &PageRequest::first(1_000))?;
    for provider in providers.items {
        if matches!(&provider.sources, octant_access::SourceGrant::Some(sources) if sources.contains(id)) {
            users.push(format!("data provider {}", provider.name));
        }
    }
    for card in state.cards.definitions(tenant, &PageRequest::first(1_000))?.items {
        if card.content.reads(id.as_str()) || card.next().reads(id.as_str()) {
            users.push(format!("card {}", card.name));
        }
    }
    Ok(users)
}

/// Changes what a source is called.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let source = source_of(&id)?;
    let Some(name) = form.filled("name").map(str::to_owned) else {
        let mut view = view(&state, &user, &source).await?;
        view.name = Field { value: String::new(), problem: Some("Give it a name.".to_owned()) };
        view.description = Field::of(form.text("description"));
        return Ok(
            Html::refused(source::render_settings(&user.shell(Section::Sources), &view)).into_response()
        );
    };
    let description = form.filled("description").map(str::to_owned);
    let update = SourceUpdate { name: Some(name), description: Some(description) };
    let (store, tenant, actor) = (state.store(), user.tenant(), user.actor());
    let path = format!("/studio/sources/{source}/settings");
    blocking::run(move || store.update_source(&tenant, &source, update, &actor)).await?;
    Ok(redirect(&path, Some(Done::Saved)))
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
    if form.text("confirmation").trim() != source.as_str() {
        let mut view = view(&state, &user, &source).await?;
        let problem = Some(format!("This is not the id of the source, which is {source}."));
        view.confirmation = Field { value: form.text("confirmation").to_owned(), problem };
        return Ok(
            Html::refused(source::render_settings(&user.shell(Section::Sources), &view)).into_response()
        );
    }
    let (store, tenant, actor) = (state.store(), user.tenant(), user.actor());
    blocking::run(move || store.begin_source_purge(&tenant, &source, &actor)).await?;
    Ok(redirect("/studio/sources", Some(Done::Deleting)))
}
