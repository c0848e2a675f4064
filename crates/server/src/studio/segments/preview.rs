//! How many cards are in a segment, and some of them.

use octant_card::{CardError, CardPage, Criteria, Live};
use octant_model::TenantId;
use octant_studio::page::segments::preview::{Member, SegmentPreview};

use crate::error::Failure;
use crate::state::AppState;
use crate::studio::cards::{fill, instance, parse};
use crate::studio::problems::{Problems, sentence};

/// How many members are shown.
const SAMPLE: usize = 8;

/// Counts whom the criteria would hold; what is wrong with them takes the place of the members.
pub(super) fn preview(
    state: &AppState,
    tenant: &TenantId,
    card: &str,
    criteria: &Criteria,
    written: Problems,
) -> Result<SegmentPreview, Failure> {
    let refused = |refused: Option<String>| SegmentPreview { refused, ..SegmentPreview::default() };
    if !written.is_empty() {
        return Ok(refused(written.rest()));
    }
    match state.cards.preview_segment(tenant, card, criteria, SAMPLE) {
        Ok(found) => {
            let live = state.cards.live(tenant, card)?;
            let sample = members(state, tenant, &live, &found)?;
            let card = card.to_owned();
            Ok(SegmentPreview { card, members: found.total, cards: live.count(), sample, refused: None })
        }
        Err(CardError::Invalid(fields)) => Ok(refused(Problems::from(fields).rest())),
        Err(error @ (CardError::State(_) | CardError::Building(_))) => {
            Ok(refused(Some(sentence(&error.to_string()))))
        }
        Err(error) => Err(error.into()),
    }
}

/// The cards as members.
pub(super) fn members(
    state: &AppState,
    tenant: &TenantId,
    live: &Live,
    found: &CardPage,
) -> Result<Vec<Member>, Failure> {
    let member = |(id, card): (&String, &String)| {
        let (title, picture) = instance(&live.content, id, &parse(card)?);
        Ok(Member { id: id.clone(), title, picture })
    };
    let mut members: Vec<Member> =
        found.ids.iter().zip(&found.cards).map(member).collect::<Result<_, Failure>>()?;
    fill(state, tenant, live, members.iter_mut().map(|one| (one.id.as_str(), &mut one.picture)))?;
    Ok(members)
}
