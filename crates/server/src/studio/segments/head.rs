//! What all pages of a segment show of it.

use octant_card::{CardError, Segment, SegmentStatus};
use octant_model::TenantId;
use octant_studio::page::segments::head::SegmentHead;

use crate::error::Failure;
use crate::state::AppState;
use crate::studio::cards::if_live;

/// What all pages of the segment show.
pub(super) fn head(state: &AppState, tenant: &TenantId, segment: &Segment) -> Result<SegmentHead, Failure> {
    let card = state.cards.definition(tenant, &segment.card);
    let card_name = match card {
        Ok(card) => card.name,
        Err(CardError::Unknown { .. }) => segment.card.clone(),
        Err(error) => return Err(error.into()),
    };
    Ok(SegmentHead {
        id: segment.id.clone(),
        name: segment.name.clone(),
        card: segment.card.clone(),
        card_name,
        members: count(state, tenant, segment)?,
        archived: segment.status == SegmentStatus::Archived,
        used_in: used_in(state, tenant, &segment.id)?,
    })
}

/// How many cards are in the segment; `None` where its card has none yet.
pub(in crate::studio) fn count(
    state: &AppState,
    tenant: &TenantId,
    segment: &Segment,
) -> Result<Option<u64>, CardError> {
    let Some(live) = if_live(state, tenant, &segment.card)? else { return Ok(None) };
    let page = live.members(&segment.membership(&live.content), None, 0)?;
    Ok(Some(page.total))
}

/// The destinations that are narrowed by the segment, with their addresses.
pub(super) fn used_in(
    state: &AppState,
    tenant: &TenantId,
    id: &str,
) -> Result<Vec<(String, String)>, Failure> {
    let users = state.destinations.users_of(tenant, None, Some(id))?.into_iter();
    Ok(users.map(|name| (name.clone(), format!("/studio/destinations/{name}"))).collect())
}
