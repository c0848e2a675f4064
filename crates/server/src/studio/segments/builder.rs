//! `/studio/new-segment/build` and `/studio/segments/{id}/definition`: what makes a card a member, with who is one.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_card::{CardError, NewSegment, Segment, SegmentChange};
use octant_model::TenantId;
use octant_store::Actor;
use octant_studio::Section;
use octant_studio::page::segments::builder::{self, Builder};
use octant_studio::page::segments::preview as part;

use super::criteria::Typed;
use super::head::head;
use super::preview;
use crate::blocking;
use crate::error::Failure;
use crate::memory::Owner;
use crate::queries;
use crate::query::Query;
use crate::state::AppState;
use crate::studio::problems::Problems;
use crate::studio::{Acting, Done, Form, Html, SignedIn, redirect, role};

/// A new one.
pub(crate) async fn new(
    signed: SignedIn<role::Editor>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let card = query.text("card")?.unwrap_or_default().to_owned();
    let typed = Typed::new(card, query.text("kind")? == Some("picks"));
    let view = blocking::run(move || page(&state, &tenant, None, typed, Problems::default())).await?;
    Ok(Html::page(builder::render(&signed.user.shell(Section::Segments), &view)))
}

/// An existing one.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let view = blocking::run(move || {
        let segment = state.cards.segment(&tenant, &id)?;
        page(&state, &tenant, Some(&segment), Typed::of(&segment), Problems::default())
    });
    Ok(Html::page(builder::render(&signed.user.shell(Section::Segments), &view.await?)))
}

/// Makes one.
pub(crate) async fn create(
    acting: Acting<role::Editor>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    handle(acting, state, form, None).await
}

/// Changes one.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    handle(acting, state, form, Some(id)).await
}

/// Keeps what was typed, or changes the lines and shows them again.
async fn handle(
    acting: Acting<role::Editor>,
    state: AppState,
    form: Form,
    id: Option<String>,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let (tenant, actor) = (user.tenant(), user.actor());
    let stores = form.text("action") == "save";
    let is_new = id.is_none();
    let outcome = blocking::run(move || {
        let segment = id.map(|id| state.cards.segment(&tenant, &id)).transpose()?;
        let mut typed = Typed::read(&form);
        if let Some(segment) = &segment {
            typed.card.clone_from(&segment.card);
        }
        if !stores {
            typed.change(&form);
            return page(&state, &tenant, segment.as_ref(), typed, Problems::default()).map(Err);
        }
        match store(&state, &tenant, segment.as_ref(), &typed, &actor)? {
            Ok(stored) => Ok(Ok(stored.id)),
            Err(problems) => page(&state, &tenant, segment.as_ref(), typed, problems).map(Err),
        }
    });
    let shell = user.shell(Section::Segments);
    Ok(match outcome.await? {
        Ok(id) if is_new => redirect(&format!("/studio/segments/{id}"), Some(Done::Created)),
        Ok(id) => redirect(&format!("/studio/segments/{id}/definition"), Some(Done::Saved)),
        Err(view) if stores => Html::refused(builder::render(&shell, &view)).into_response(),
        Err(view) => Html::page(builder::render(&shell, &view)).into_response(),
    })
}

fn store(
    state: &AppState,
    tenant: &TenantId,
    segment: Option<&Segment>,
    typed: &Typed,
    actor: &Actor,
) -> Result<Result<Segment, Problems>, Failure> {
    let (criteria, problems) = typed.criteria();
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let (name, card) = (typed.name.value.clone(), typed.card.clone());
    let stored = match segment {
        Some(segment) => {
            let change = SegmentChange { name: Some(name), criteria: Some(criteria), status: None };
            state.cards.update_segment(tenant, &segment.id, change, actor)
        }
        None => {
            let new = NewSegment { id: typed.id.value.clone(), name, card, criteria };
            state.cards.create_segment(tenant, new, actor)
        }
    };
    match stored {
        Ok(stored) => Ok(Ok(stored)),
        Err(CardError::Invalid(fields)) => Ok(Err(fields.into())),
        Err(CardError::Exists { id, .. }) => {
            let mut problems = Problems::default();
            problems.tell("id", format!("there is a segment {id:?} already"));
            Ok(Err(problems))
        }
        Err(error) => Err(error.into()),
    }
}

/// Who would be in it, alone.
pub(crate) async fn preview(
    acting: Acting<role::Editor>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Html, Failure> {
    let user = acting.accept(&form)?;
    let (tenant, here, owner) = (user.tenant(), state.clone(), Owner::from(&user.actor()));
    let view = queries::browse(&here, owner, move || {
        let typed = Typed::read(&form);
        let (criteria, problems) = typed.criteria();
        preview::preview(&state, &tenant, &typed.card, &criteria, problems)
    });
    Ok(Html::page(part::fragment(&view.await?)))
}

fn page(
    state: &AppState,
    tenant: &TenantId,
    segment: Option<&Segment>,
    mut typed: Typed,
    problems: Problems,
) -> Result<Builder, Failure> {
    let card = state.cards.definition(tenant, &typed.card)?;
    let (criteria, written) = typed.criteria();
    let preview = preview::preview(state, tenant, &typed.card, &criteria, written)?;
    let problem = typed.mark(problems);
    Ok(Builder {
        segment: segment.map(|segment| head(state, tenant, segment)).transpose()?,
        criteria: typed.shown(state, tenant, &card.content)?,
        card: typed.card,
        card_name: card.name,
        id: typed.id,
        name: typed.name,
        preview,
        problem,
    })
}
