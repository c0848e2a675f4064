//! `/v1/card-definitions`.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use octant_card::{
    CardChange, CardDefinition, CardError, CardProperty, CardRelation, CardSource, CardStatus, Cards,
    Content, ContentChange, NewCard, Plan, Preview,
};
use octant_model::{TenantId, Timestamp};
use octant_store::{Actor, Revision};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::in_use;
use crate::blocking;
use crate::body::Document;
use crate::credential::{Granted, scope};
use crate::error::Failure;
use crate::list::List;
use crate::memory::Owner;
use crate::queries;
use crate::query::Query;
use crate::state::AppState;
use crate::tag::{IfMatch, Tagged};
use crate::wait::Wait;

/// How many cards a preview shows, and how many where the request does not say.
const PREVIEW: (std::ops::RangeInclusive<usize>, usize) = (1..=200, 20);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CardDefinitionView {
    id: String,
    name: String,
    description: Option<String>,
    sources: Vec<CardSource>,
    properties: Vec<CardProperty>,
    relations: Vec<CardRelation>,
    status: CardStatus,
    /// What the next activation makes of it, where that differs.
    pending: Option<Content>,
    /// What its cards are being built of, where `pending` was changed since the activation.
    activating: Option<Content>,
    /// How many cards there are; `None` where it has none that can be read.
    cards: Option<u64>,
    /// Why the last try to build its cards failed; it is tried again.
    build_problem: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl CardDefinitionView {
    fn of(cards: &Cards, tenant: &TenantId, definition: CardDefinition) -> Self {
        let live = cards.all_live(tenant).into_iter().find(|live| *live.id == *definition.id);
        Self {
            build_problem: cards.build_problem(tenant, &definition.id),
            id: definition.id,
            name: definition.name,
            description: definition.description,
            sources: definition.content.sources,
            properties: definition.content.properties,
            relations: definition.content.relations,
            status: definition.status,
            pending: definition.pending,
            activating: definition.activating,
            cards: live.map(|live| live.count()),
            created_at: definition.created_at,
            updated_at: definition.updated_at,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCardBody {
    id: String,
    #[serde(default)]
    name: String,
    description: Option<String>,
    #[serde(default)]
    sources: Vec<CardSource>,
    #[serde(default)]
    properties: Vec<CardProperty>,
    #[serde(default)]
    relations: Vec<CardRelation>,
}

/// A change; what a definition shows beyond that may be sent back with it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CardChangeBody {
    name: Option<String>,
    description: Option<String>,
    sources: Option<Vec<CardSource>>,
    properties: Option<Vec<CardProperty>>,
    relations: Option<Vec<CardRelation>>,
    #[serde(default, rename = "id")]
    _id: IgnoredAny,
    #[serde(default, rename = "status")]
    _status: IgnoredAny,
    #[serde(default, rename = "pending")]
    _pending: IgnoredAny,
    #[serde(default, rename = "activating")]
    _activating: IgnoredAny,
    #[serde(default, rename = "cards")]
    _cards: IgnoredAny,
    #[serde(default, rename = "buildProblem")]
    _build_problem: IgnoredAny,
    #[serde(default, rename = "createdAt")]
    _created_at: IgnoredAny,
    #[serde(default, rename = "updatedAt")]
    _updated_at: IgnoredAny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewBody {
    #[serde(default)]
    sources: Vec<CardSource>,
    #[serde(default)]
    properties: Vec<CardProperty>,
    #[serde(default)]
    relations: Vec<CardRelation>,
    #[serde(default, deserialize_with = "octant_model::whole::optional")]
    limit: Option<usize>,
}

/// A plan with what the platform knows beyond the cards.
#[derive(Serialize)]
pub(crate) struct PlanView {
    #[serde(flatten)]
    plan: Plan,
    /// The destinations that show the cards.
    destinations: Vec<String>,
}

/// An empty text is none.
fn filled(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

/// A limit in a body.
pub(super) fn limit(given: Option<usize>) -> Result<usize, Failure> {
    let (allowed, default) = PREVIEW;
    match given {
        None => Ok(default),
        Some(limit) if allowed.contains(&limit) => Ok(limit),
        Some(_) => {
            let message =
                format!("limit must be a whole number from {} to {}", allowed.start(), allowed.end());
            Err(Failure::invalid().field("limit", message))
        }
    }
}

pub(crate) async fn list(
    caller: Granted<scope::ReadCards>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Json<List<CardDefinitionView>>, Failure> {
    let page = query.page()?;
    let cards = state.cards();
    let work = move || {
        let found = cards.definitions(&caller.tenant, &page)?;
        Ok::<_, Failure>(found.map(|one| CardDefinitionView::of(&cards, &caller.tenant, one)))
    };
    Ok(Json(List::of(blocking::run(work).await?)))
}

pub(crate) async fn create(
    caller: Granted<scope::WriteCards>,
    State(state): State<AppState>,
    Document(body): Document<NewCardBody>,
) -> Result<(StatusCode, Tagged<CardDefinitionView>), Failure> {
    let NewCardBody { id, name, description, sources, properties, relations } = body;
    let content = Content { sources, properties, relations };
    let new = NewCard { id, name, description: description.and_then(filled), content };
    let shown = made(caller, state, move |cards, tenant, actor| cards.create(tenant, new, actor)).await?;
    Ok((StatusCode::CREATED, shown))
}

/// One definition, waited for until its cards are those of its last activation.
pub(crate) async fn show(
    caller: Granted<scope::ReadCards>,
    Path(id): Path<String>,
    wait: Wait,
    State(state): State<AppState>,
) -> Result<Tagged<CardDefinitionView>, Failure> {
    let cards = state.cards();
    let look = move || {
        let definition = cards.definition(&caller.tenant, &id)?;
        let is_final = cards.is_current(&caller.tenant, &id)?;
        let revision = Revision::of(&definition.editable());
        Ok((Tagged(revision, CardDefinitionView::of(&cards, &caller.tenant, definition)), is_final))
    };
    wait.until(&state, look).await
}

/// Replaces what the definition's cards are made of; the name stays where it is not given.
pub(crate) async fn put(
    caller: Granted<scope::WriteCards>,
    Path(id): Path<String>,
    expected: IfMatch,
    State(state): State<AppState>,
    Document(body): Document<CardChangeBody>,
) -> Result<Tagged<CardDefinitionView>, Failure> {
    let content = Content {
        sources: body.sources.unwrap_or_default(),
        properties: body.properties.unwrap_or_default(),
        relations: body.relations.unwrap_or_default(),
    };
    let description = Some(body.description.and_then(filled));
    let change = CardChange { name: body.name, description, content: content.into(), expected: expected.0 };
    made(caller, state, move |cards, tenant, actor| cards.update(tenant, &id, change, actor)).await
}

/// Changes what is given; each list as a whole.
pub(crate) async fn update(
    caller: Granted<scope::WriteCards>,
    Path(id): Path<String>,
    expected: IfMatch,
    State(state): State<AppState>,
    Document(body): Document<CardChangeBody>,
) -> Result<Tagged<CardDefinitionView>, Failure> {
    let CardChangeBody { name, description, sources, properties, relations, .. } = body;
    let content = ContentChange { sources, properties, relations };
    let change = CardChange { name, description: description.map(filled), content, expected: expected.0 };
    made(caller, state, move |cards, tenant, actor| cards.update(tenant, &id, change, actor)).await
}

pub(crate) async fn delete(
    caller: Granted<scope::WriteCards>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<StatusCode, Failure> {
    let work = move || {
        let delete = |unused: &[_]| state.cards.delete(&caller.tenant, &id, unused, &caller.actor);
        in_use::unless_card_is_shown(&state, &caller.tenant, &id, delete)
    };
    blocking::run(work).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn activate(
    caller: Granted<scope::WriteCards>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<(StatusCode, Tagged<CardDefinitionView>), Failure> {
    let shown = made(caller, state, move |cards, tenant, actor| cards.activate(tenant, &id, actor)).await?;
    Ok((StatusCode::ACCEPTED, shown))
}

pub(crate) async fn archive(
    caller: Granted<scope::WriteCards>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Tagged<CardDefinitionView>, Failure> {
    let work = move || {
        let archive = |unused: &[_]| state.cards.archive(&caller.tenant, &id, unused, &caller.actor);
        let archived = in_use::unless_card_is_shown(&state, &caller.tenant, &id, archive)?;
        let revision = Revision::of(&archived.editable());
        Ok::<_, Failure>(Tagged(revision, CardDefinitionView::of(&state.cards, &caller.tenant, archived)))
    };
    blocking::run(work).await
}

pub(crate) async fn restore(
    caller: Granted<scope::WriteCards>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Tagged<CardDefinitionView>, Failure> {
    made(caller, state, move |cards, tenant, actor| cards.restore(tenant, &id, actor)).await
}

pub(crate) async fn plan(
    caller: Granted<scope::ReadCards>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Json<PlanView>, Failure> {
    let work = move || {
        let plan = state.cards.plan(&caller.tenant, &id)?;
        let destinations = state.destinations.users_of(&caller.tenant, Some(&id), None)?;
        Ok::<_, Failure>(PlanView { plan, destinations })
    };
    Ok(Json(blocking::run(work).await?))
}

pub(crate) async fn preview(
    caller: Granted<scope::ReadCards>,
    State(state): State<AppState>,
    Document(body): Document<PreviewBody>,
) -> Result<Json<Preview>, Failure> {
    let PreviewBody { sources, properties, relations, limit: given } = body;
    let (limit, cards, owner) = (limit(given)?, state.cards(), Owner::from(&caller.actor));
    let content = Content { sources, properties, relations };
    let work = move || cards.preview(&caller.tenant, &content, limit);
    Ok(Json(queries::browse(&state, owner, work).await?))
}

/// Does something with a definition and shows what came of it.
async fn made<S>(
    caller: Granted<S>,
    state: AppState,
    work: impl FnOnce(&Cards, &TenantId, &Actor) -> Result<CardDefinition, CardError> + Send + 'static,
) -> Result<Tagged<CardDefinitionView>, Failure>
where
    Granted<S>: Send + 'static,
{
    let view = move || {
        let made = work(&state.cards, &caller.tenant, &caller.actor)?;
        let revision = Revision::of(&made.editable());
        Ok::<_, CardError>(Tagged(revision, CardDefinitionView::of(&state.cards, &caller.tenant, made)))
    };
    blocking::run(view).await
}
