//! What an activation would do, and what speaks against it.

use std::collections::BTreeMap;

use octant_model::TenantId;
use octant_store::Store;
use serde::Serialize;

use crate::definition::{CardDefinition, CardProperty, CardStatus, Content};
use crate::error::CardError;
use crate::segment::SegmentStatus;
use crate::store_definitions::all;
use crate::store_segments::of_card;

/// What an activation would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Properties that come.
    pub added: Vec<String>,
    /// Properties that go.
    pub removed: Vec<String>,
    /// Properties that are made otherwise.
    pub changed: Vec<String>,
    /// Whether other sources are read than before.
    pub sources_changed: bool,
    /// Relations that come, go or are made otherwise.
    pub relations_changed: Vec<String>,
    /// How many cards there are now.
    pub cards: u64,
    /// Segments of this card.
    pub segments: Vec<String>,
    /// Card definitions that relate to this one.
    pub related_from: Vec<String>,
    /// Why the activation would be refused, in words; empty where it would not.
    pub obstacles: Vec<String>,
}

pub(crate) fn plan(
    store: &dyn Store,
    tenant: &TenantId,
    definition: &CardDefinition,
    cards: u64,
) -> Result<Plan, CardError> {
    let empty = Content::default();
    let now = if definition.is_live() { &definition.content } else { &empty };
    let next = definition.next();
    let (before, after) = (by_id(now), by_id(next));
    let gone = now.relations.iter().filter(|relation| next.relation(&relation.id).is_none());
    let other = next.relations.iter().filter(|relation| now.relation(&relation.id) != Some(*relation));
    let segments = of_card(store, tenant, &definition.id)?;
    let others = all(store, tenant)?;
    let relates = |one: &&CardDefinition| {
        one.id != definition.id && one.next().relations.iter().any(|relation| relation.card == definition.id)
    };
    Ok(Plan {
        added: after.keys().filter(|id| !before.contains_key(*id)).map(|&id| id.to_owned()).collect(),
        removed: before.keys().filter(|id| !after.contains_key(*id)).map(|&id| id.to_owned()).collect(),
        changed: after
            .iter()
            .filter(|(id, property)| before.get(*id).is_some_and(|before| before != *property))
            .map(|(&id, _)| id.to_owned())
            .collect(),
        sources_changed: now.sources != next.sources,
        relations_changed: other.chain(gone).map(|relation| relation.id.clone()).collect(),
        cards,
        segments: segments.into_iter().map(|segment| segment.id).collect(),
        related_from: others.iter().filter(relates).map(|one| one.id.clone()).collect(),
        obstacles: obstacles(store, tenant, definition)?,
    })
}

fn by_id(content: &Content) -> BTreeMap<&str, &CardProperty> {
    content.properties.iter().map(|property| (property.id.as_str(), property)).collect()
}

/// What leans on properties that would go: segments' filters, and other cards' relations.
pub(crate) fn obstacles(
    store: &dyn Store,
    tenant: &TenantId,
    definition: &CardDefinition,
) -> Result<Vec<String>, CardError> {
    let next = definition.next();
    let mut told = Vec::new();
    for segment in of_card(store, tenant, &definition.id)? {
        if segment.status == SegmentStatus::Active && segment.criteria.membership(next).is_err() {
            told.push(format!("the filter of the segment {} does not fit the new properties", segment.id));
        }
    }
    for other in all(store, tenant)? {
        if other.id == definition.id || other.status == CardStatus::Archived {
            continue;
        }
        let to_here = other.next().relations.iter().filter(|relation| relation.card == definition.id);
        for relation in to_here.filter(|one| one.to != "id" && next.property(&one.to).is_none()) {
            told.push(format!(
                "the relation {} of {} leads to the property {:?}, which would go",
                relation.id, other.id, relation.to
            ));
        }
    }
    Ok(told)
}
