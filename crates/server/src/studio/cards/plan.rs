//! `/studio/cards/{id}/plan`: what an activation would change, and how far it is.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_card::{CardChange, CardDefinition, CardError, CardStatus};
use octant_model::{SourceId, TenantId};
use octant_studio::Section;
use octant_studio::page::cards::plan::{self, Plan, PlanPage, Progress};

use super::head;
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::problems::{Problems, sentence};
use crate::studio::{Acting, Done, Form, Html, SignedIn, redirect, role};

/// The plan.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let view = blocking::run(move || page(&state, &tenant, &id, None)).await?;
    Ok(Html::page(plan::render(&signed.user.shell(Section::Cards), &view)))
}

/// How far the building is, alone.
pub(crate) async fn progress(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let part = blocking::run(move || {
        let definition = state.cards.definition(&tenant, &id)?;
        let progress = building(&state, &tenant, &definition)?;
        Ok::<_, Failure>(plan::progress_fragment(&head::head(&state, &tenant, &definition)?, progress))
    });
    Ok(Html::page(part.await?))
}

/// Begins to build what was changed last.
pub(crate) async fn activate(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let (tenant, actor) = (user.tenant(), user.actor());
    let path = format!("/studio/cards/{id}/plan");
    let view = blocking::run(move || {
        let problem = match state.cards.activate(&tenant, &id, &actor) {
            Ok(_definition) => return Ok(None),
            Err(CardError::State(why)) => Some(sentence(&why)),
            Err(CardError::Invalid(fields)) => Problems::from(fields).rest(),
            Err(error) => return Err(error.into()),
        };
        page(&state, &tenant, &id, problem).map(Some)
    });
    Ok(match view.await? {
        None => redirect(&path, Some(Done::Activated)),
        Some(view) => Html::refused(plan::render(&user.shell(Section::Cards), &view)).into_response(),
    })
}

/// Drops the changes that wait for an activation.
pub(crate) async fn discard(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let (tenant, actor) = (user.tenant(), user.actor());
    let path = format!("/studio/cards/{id}/plan");
    blocking::run(move || {
        let content = state.cards.definition(&tenant, &id)?.content;
        let change = CardChange { content: content.into(), ..CardChange::default() };
        state.cards.update(&tenant, &id, change, &actor)
    })
    .await?;
    Ok(redirect(&path, Some(Done::Discarded)))
}

fn page(state: &AppState, tenant: &TenantId, id: &str, problem: Option<String>) -> Result<PlanPage, Failure> {
    let definition = state.cards.definition(tenant, id)?;
    let waits = matches!(definition.status, CardStatus::Draft | CardStatus::PendingChanges);
    Ok(PlanPage {
        card: head::head(state, tenant, &definition)?,
        plan: if waits { Some(planned(state, tenant, id)?) } else { None },
        progress: building(state, tenant, &definition)?,
        problem,
    })
}

fn planned(state: &AppState, tenant: &TenantId, id: &str) -> Result<Plan, Failure> {
    let planned = state.cards.plan(tenant, id)?;
    let is_first = !state.cards.definition(tenant, id)?.is_live();
    Ok(Plan {
        added: planned.added,
        removed: planned.removed,
        changed: planned.changed,
        // The first time there is nothing that was read before.
        sources_changed: planned.sources_changed && !is_first,
        relations: planned.relations_changed,
        cards: planned.cards,
        segments: planned.segments,
        destinations: state.destinations.users_of(tenant, Some(id), None)?,
        related_from: planned.related_from,
        obstacles: planned.obstacles.iter().map(|why| sentence(why)).collect(),
    })
}

/// How far the building is, while it goes on.
fn building(
    state: &AppState,
    tenant: &TenantId,
    definition: &CardDefinition,
) -> Result<Option<Progress>, Failure> {
    if definition.status != CardStatus::Updating {
        return Ok(None);
    }
    let mut entries = 0;
    for source in &definition.next().sources {
        let Ok(id) = SourceId::new(source.id.clone()) else { continue };
        entries += state.store.source(tenant, &id)?.map_or(0, |source| source.entries);
    }
    let done = state.cards.made(tenant, &definition.id).unwrap_or_default();
    // Entries of several sources become one card: how many there will be is known with one source only.
    let of = (definition.next().sources.len() == 1).then_some(entries.max(done));
    Ok(Some(Progress { done, of }))
}
