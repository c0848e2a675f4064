//! `/v1/segments`.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use octant_card::{Cards, Criteria, NewSegment, Segment, SegmentChange, SegmentStatus};
use octant_model::{TenantId, Timestamp};
use octant_store::Revision;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::card_instances::{finished, listed};
use super::cards::limit;
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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SegmentView {
    id: String,
    name: String,
    card: String,
    criteria: Criteria,
    status: SegmentStatus,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl SegmentView {
    fn of(segment: Segment) -> Self {
        Self {
            id: segment.id,
            name: segment.name,
            card: segment.card,
            criteria: segment.criteria,
            status: segment.status,
            created_at: segment.created_at,
            updated_at: segment.updated_at,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSegmentBody {
    id: String,
    #[serde(default)]
    name: String,
    card: String,
    criteria: Criteria,
}

/// A change; what a segment shows beyond that may be sent back with it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SegmentChangeBody {
    name: Option<String>,
    criteria: Option<Criteria>,
    card: Option<String>,
    #[serde(default, rename = "id")]
    _id: IgnoredAny,
    #[serde(default, rename = "status")]
    _status: IgnoredAny,
    #[serde(default, rename = "createdAt")]
    _created_at: IgnoredAny,
    #[serde(default, rename = "updatedAt")]
    _updated_at: IgnoredAny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SegmentPreviewBody {
    card: String,
    criteria: Criteria,
    #[serde(default, deserialize_with = "octant_model::whole::optional")]
    limit: Option<usize>,
}

#[derive(Serialize)]
pub(crate) struct SegmentPreview {
    /// How many cards would be members.
    count: u64,
    /// The first of them.
    sample: Vec<Box<RawValue>>,
}

pub(crate) async fn list(
    caller: Granted<scope::ReadCards>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Json<List<SegmentView>>, Failure> {
    let (page, cards) = (query.page()?, state.cards());
    let found = blocking::run(move || cards.segments(&caller.tenant, &page)).await?;
    Ok(Json(List::of(found.map(SegmentView::of))))
}

pub(crate) async fn create(
    caller: Granted<scope::WriteCards>,
    State(state): State<AppState>,
    Document(body): Document<NewSegmentBody>,
) -> Result<(StatusCode, Json<SegmentView>), Failure> {
    let NewSegmentBody { id, name, card, criteria } = body;
    let new = NewSegment { id, name, card, criteria };
    let cards = state.cards();
    let made = blocking::run(move || cards.create_segment(&caller.tenant, new, &caller.actor)).await?;
    Ok((StatusCode::CREATED, Json(SegmentView::of(made))))
}

pub(crate) async fn show(
    caller: Granted<scope::ReadCards>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Tagged<SegmentView>, Failure> {
    let cards = state.cards();
    let found = blocking::run(move || cards.segment(&caller.tenant, &id)).await?;
    Ok(tagged(found))
}

/// Changes what is given.
pub(crate) async fn update(
    caller: Granted<scope::WriteCards>,
    Path(id): Path<String>,
    expected: IfMatch,
    State(state): State<AppState>,
    Document(body): Document<SegmentChangeBody>,
) -> Result<Tagged<SegmentView>, Failure> {
    let SegmentChangeBody { name, criteria, card, .. } = body;
    let change = SegmentChange { name, criteria, status: None, expected: expected.0 };
    let cards = state.cards();
    let work = move || {
        check_card(&cards, &caller.tenant, &id, card.as_deref())?;
        cards.update_segment(&caller.tenant, &id, change, &[], &caller.actor).map_err(Failure::from)
    };
    Ok(tagged(blocking::run(work).await?))
}

fn tagged(segment: Segment) -> Tagged<SegmentView> {
    Tagged(Revision::of(&segment.editable()), SegmentView::of(segment))
}

/// A segment stays with its card.
fn check_card(cards: &Cards, tenant: &TenantId, id: &str, given: Option<&str>) -> Result<(), Failure> {
    let own = cards.segment(tenant, id)?.card;
    match given {
        Some(other) if other != own => {
            let message = format!("the segment narrows {own}, which cannot be changed; make another segment");
            Err(Failure::invalid().field("card", message))
        }
        _ => Ok(()),
    }
}

pub(crate) async fn delete(
    caller: Granted<scope::WriteCards>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<StatusCode, Failure> {
    let work = move || {
        let delete = |unused: &[_]| state.cards.delete_segment(&caller.tenant, &id, unused, &caller.actor);
        in_use::unless_segment_narrows(&state, &caller.tenant, &id, delete)
    };
    blocking::run(work).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn archive(
    caller: Granted<scope::WriteCards>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Json<SegmentView>, Failure> {
    let change = SegmentChange { status: Some(SegmentStatus::Archived), ..SegmentChange::default() };
    let work = move || {
        let (tenant, actor) = (&caller.tenant, &caller.actor);
        let archive = |unused: &[_]| state.cards.update_segment(tenant, &id, change.clone(), unused, actor);
        in_use::unless_segment_narrows(&state, tenant, &id, archive)
    };
    Ok(Json(SegmentView::of(blocking::run(work).await?)))
}

pub(crate) async fn restore(
    caller: Granted<scope::WriteCards>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Json<SegmentView>, Failure> {
    let change = SegmentChange { status: Some(SegmentStatus::Active), ..SegmentChange::default() };
    let cards = state.cards();
    let work = move || cards.update_segment(&caller.tenant, &id, change, &[], &caller.actor);
    Ok(Json(SegmentView::of(blocking::run(work).await?)))
}

pub(crate) async fn members(
    caller: Granted<scope::ReadCards>,
    Path(id): Path<String>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Json<List<Box<RawValue>>>, Failure> {
    let (page, cards, owner) = (query.page()?, state.cards(), Owner::from(&caller.actor));
    let work = move || cards.members(&caller.tenant, &id, page.after, page.limit);
    Ok(Json(listed(queries::browse(&state, owner, work).await?, page.include_total)?))
}

pub(crate) async fn preview(
    caller: Granted<scope::ReadCards>,
    State(state): State<AppState>,
    Document(body): Document<SegmentPreviewBody>,
) -> Result<Json<SegmentPreview>, Failure> {
    let SegmentPreviewBody { card, criteria, limit: given } = body;
    let (limit, cards, owner) = (limit(given)?, state.cards(), Owner::from(&caller.actor));
    let work = move || cards.preview_segment(&caller.tenant, &card, &criteria, limit);
    let page = queries::browse(&state, owner, work).await?;
    Ok(Json(SegmentPreview { count: page.total, sample: finished(page.cards)? }))
}
