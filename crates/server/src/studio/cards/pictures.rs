//! Pictures that cards have through their relations: a product shows those of its media.

use octant_card::{Card, CardError, Live};
use octant_model::TenantId;

use super::head::{if_live, values};
use crate::state::AppState;
use crate::studio::look;

/// How many cards of a relation are looked at for pictures.
const LOOKED_AT: usize = 3;

/// Gives a picture to those that have none and are related to a card that has one; each is an id with its picture.
pub(in crate::studio) fn fill<'r>(
    state: &AppState,
    tenant: &TenantId,
    live: &Live,
    rows: impl Iterator<Item = (&'r str, &'r mut Option<String>)>,
) -> Result<(), CardError> {
    if live.content.relations.is_empty() {
        return Ok(());
    }
    let (ids, pictures): (Vec<String>, Vec<&mut Option<String>>) =
        rows.filter(|(_, picture)| picture.is_none()).map(|(id, picture)| (id.to_owned(), picture)).unzip();
    let cards = live.cards(&*state.store, tenant, &ids)?;
    for (card, picture) in cards.into_iter().zip(pictures) {
        if let Some(card) = card {
            *picture = related(state, tenant, live, &card)?.into_iter().next();
        }
    }
    Ok(())
}

/// The pictures of the cards that a card relates to.
pub(super) fn related(
    state: &AppState,
    tenant: &TenantId,
    live: &Live,
    card: &Card,
) -> Result<Vec<String>, CardError> {
    let mut found = Vec::new();
    for mut one in state.cards.related(tenant, live, card)? {
        let Some(other) = if_live(state, tenant, &one.card)? else { continue };
        one.ids.truncate(LOOKED_AT);
        for card in other.cards(&*state.store, tenant, &one.ids)?.into_iter().flatten() {
            found.extend(look::pictures(&values(&card.json(&other.content))));
        }
    }
    Ok(found)
}
