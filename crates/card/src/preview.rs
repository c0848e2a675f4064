//! Trying a definition on real entries before it is saved.

use octant_index::Value;
use octant_model::TenantId;
use octant_store::Store;
use serde::Serialize;
use serde_json::Value as Json;

use crate::card::{Card, Problem};
use crate::cards::Cards;
use crate::check::check_all;
use crate::definition::{CardRelation, Content};
use crate::error::CardError;
use crate::scan::{ScanError, scan};

/// How many related cards are listed of a card.
const RELATED: usize = 100;

/// What a definition would make of real entries.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preview {
    /// Some cards as JSON, each with its problems.
    pub cards: Vec<Json>,
    /// What did not convert in them.
    pub problems: Vec<CardProblem>,
    /// What they relate to.
    pub relations: Vec<RelationPreview>,
}

/// What did not convert in a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardProblem {
    /// The card's key.
    pub card: String,
    /// What did not convert.
    #[serde(flatten)]
    pub problem: Problem,
}

/// What some cards relate to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RelationPreview {
    /// The relation's id.
    pub id: String,
    /// The related definition.
    pub card: String,
    /// Whether that has cards; nothing can match otherwise.
    pub live: bool,
    /// The cards that relate to others, with the others' keys.
    pub matches: Vec<Match>,
    /// The cards that have values to relate by and no card that they lead to.
    pub unmatched: Vec<Unmatched>,
}

/// A card with those that it relates to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Match {
    /// The card's key.
    pub card: String,
    /// The keys of the related cards, at most the first 100.
    pub related: Vec<String>,
}

/// A card whose values lead to no card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmatched {
    /// The card's key.
    pub card: String,
    /// The values.
    pub values: Vec<String>,
}

/// Tries a content on the first entries.
pub(crate) fn preview(
    cards: &Cards,
    tenant: &TenantId,
    content: &Content,
    limit: usize,
) -> Result<Preview, CardError> {
    check_all(cards.store(), tenant, content)?;
    let some = first_cards(cards.store(), tenant, content, limit)?;
    let relations = content.relations.iter().map(|relation| related(cards, tenant, relation, &some));
    let problems = |card: &Card| {
        let id = card.id.clone();
        let with_card = move |problem| CardProblem { card: id.clone(), problem };
        card.problems.clone().into_iter().map(with_card)
    };
    Ok(Preview {
        relations: relations.collect::<Result<_, _>>()?,
        problems: some.iter().flat_map(problems).collect(),
        cards: some.iter().map(|card| card.json(content)).collect(),
    })
}

fn first_cards(
    store: &dyn Store,
    tenant: &TenantId,
    content: &Content,
    limit: usize,
) -> Result<Vec<Card>, CardError> {
    let mut first = Vec::new();
    let outcome = scan(store, tenant, content, &mut |cards: Vec<Card>| {
        first.extend(cards);
        if first.len() < limit { Ok(()) } else { Err(()) }
    });
    first.truncate(limit);
    match outcome {
        Ok(()) | Err(ScanError::Visitor(())) => Ok(first),
        Err(ScanError::Store(error)) => Err(error.into()),
    }
}

fn related(
    cards: &Cards,
    tenant: &TenantId,
    relation: &CardRelation,
    some: &[Card],
) -> Result<RelationPreview, CardError> {
    let mut preview = RelationPreview {
        id: relation.id.clone(),
        card: relation.card.clone(),
        live: false,
        matches: Vec::new(),
        unmatched: Vec::new(),
    };
    let other = match cards.live(tenant, &relation.card) {
        Ok(other) => other,
        Err(CardError::Unknown { .. } | CardError::Building(_) | CardError::State(_)) => return Ok(preview),
        Err(error) => return Err(error),
    };
    preview.live = true;
    let values: Vec<Vec<Value>> = some.iter().map(|card| card.values_of(&relation.from)).collect();
    let related = other.related_of_many(relation, &values, RELATED)?;
    for (card, (values, related)) in some.iter().zip(values.into_iter().zip(related)) {
        if !related.is_empty() {
            preview.matches.push(Match { card: card.id.clone(), related });
        } else if !values.is_empty() {
            let values = values.iter().map(Value::key).collect();
            preview.unmatched.push(Unmatched { card: card.id.clone(), values });
        }
    }
    Ok(preview)
}
