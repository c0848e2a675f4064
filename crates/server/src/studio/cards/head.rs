//! What all pages of a card definition show of it.

use octant_card::{CardDefinition, CardError, CardStatus, Content, Live};
use octant_model::TenantId;
use octant_studio::page::cards::head::{CardHead, CardStatus as Shown};
use serde_json::{Map, Value as Json};

use crate::error::Failure;
use crate::state::AppState;
use crate::studio::look;

/// The definition in use, if its cards can be read.
pub(in crate::studio) fn if_live(
    state: &AppState,
    tenant: &TenantId,
    id: &str,
) -> Result<Option<Live>, CardError> {
    match state.cards.live(tenant, id) {
        Ok(live) => Ok(Some(live)),
        Err(CardError::Unknown { .. } | CardError::Building(_) | CardError::State(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where a definition is in its life, as it is shown.
pub(super) fn status(status: CardStatus) -> Shown {
    match status {
        CardStatus::Draft => Shown::Draft,
        CardStatus::Active => Shown::Active,
        CardStatus::PendingChanges => Shown::PendingChanges,
        CardStatus::Updating => Shown::Updating,
        CardStatus::Archived => Shown::Archived,
    }
}

/// What all pages of the definition show.
pub(super) fn head(
    state: &AppState,
    tenant: &TenantId,
    definition: &CardDefinition,
) -> Result<CardHead, CardError> {
    let live = if_live(state, tenant, &definition.id)?;
    Ok(CardHead {
        id: definition.id.clone(),
        name: definition.name.clone(),
        description: definition.description.clone().unwrap_or_default(),
        status: status(definition.status),
        cards: live.as_ref().map(Live::count),
        build_problem: state.cards.build_problem(tenant, &definition.id),
        problems: live.map(|live| live.problem_count()).transpose()?.unwrap_or_default(),
    })
}

/// What to call a card, and its first picture, from its JSON.
pub(in crate::studio) fn instance(content: &Content, id: &str, card: &Json) -> (String, Option<String>) {
    let values = values(card);
    let names = content.properties.iter().map(|property| property.id.as_str());
    (look::title(&names, &values, id), look::pictures(&values).into_iter().next())
}

/// The values of a card's JSON.
pub(super) fn values(card: &Json) -> Map<String, Json> {
    card.get("properties").and_then(Json::as_object).cloned().unwrap_or_default()
}

/// A card's JSON as the index keeps it.
pub(in crate::studio) fn parse(text: &str) -> Result<Json, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::internal(format!("a card is no JSON: {error}")))
}
