//! Segments (docs/api.md, "Segments"): cards picked one by one, or by a filter that is asked again for every change.

use std::collections::BTreeSet;

use octant_index::Filter;
use octant_model::{Page, PageRequest, TenantId, Timestamp};
use octant_store::{Actor, Definition, DefinitionChange, Kind, Store, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::card::Card;
use crate::definition::{Content, kind_of};
use crate::document::{any_language, document, spec};
use crate::error::CardError;
use crate::filter_json::{self, Property};
use crate::naming::problem;
use crate::store_definitions;

pub(crate) const KIND: Kind = Kind("segment");

/// The most cards that a segment picks one by one.
const MAX_FIXED: usize = 100_000;

/// Whether a segment can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SegmentStatus {
    /// It can.
    Active,
    /// It cannot, and has no members.
    Archived,
}

/// What makes a card a member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Criteria {
    /// These cards.
    Fixed(Vec<String>),
    /// Those that pass the filter, as JSON.
    Dynamic(Json),
}

/// A segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The card definition whose cards it narrows.
    pub card: String,
    /// What makes a card a member.
    pub criteria: Criteria,
    /// Whether it can be used.
    pub status: SegmentStatus,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct Body {
    name: String,
    card: String,
    criteria: Criteria,
    status: SegmentStatus,
}

/// A segment's criteria, ready to be asked for one card after the other.
#[derive(Debug, Clone)]
pub enum Membership {
    /// These cards.
    Fixed(BTreeSet<String>),
    /// Those that pass.
    Dynamic(Filter),
    /// None.
    Nobody,
}

impl Membership {
    /// Whether the card is a member.
    #[must_use]
    pub fn holds(&self, content: &Content, card: &Card) -> bool {
        match self {
            Self::Fixed(ids) => ids.contains(&card.id),
            Self::Nobody => false,
            Self::Dynamic(filter) => {
                let (spec, document) = (spec(content), document(card));
                filter.is_empty()
                    || filter.iter().any(|group| group.matches(&spec, &document, &any_language()))
            }
        }
    }
}

impl Criteria {
    /// The criteria for cards of that content.
    ///
    /// # Errors
    /// [`CardError::Invalid`] names what is wrong with the filter.
    pub fn membership(&self, content: &Content) -> Result<Membership, CardError> {
        Ok(match self {
            Self::Fixed(ids) => Membership::Fixed(ids.iter().cloned().collect()),
            Self::Dynamic(json) => {
                Membership::Dynamic(filter_json::filter(json, &properties(content), "criteria.dynamic")?)
            }
        })
    }
}

impl Segment {
    /// Its criteria for cards of that content; an archived segment, and one whose filter names properties that the
    /// cards do not have any more, has no members.
    #[must_use]
    pub fn membership(&self, content: &Content) -> Membership {
        match self.status {
            SegmentStatus::Archived => Membership::Nobody,
            SegmentStatus::Active => self.criteria.membership(content).unwrap_or(Membership::Nobody),
        }
    }
}

/// The properties that a filter over cards may name.
pub(crate) fn properties(content: &Content) -> Vec<Property> {
    let property = |own: &crate::definition::CardProperty| Property {
        name: own.id.clone(),
        kind: kind_of(own.property_type),
    };
    content.properties.iter().map(property).collect()
}

fn read(definition: Definition) -> Result<Segment, CardError> {
    let damaged = |error| StoreError::Damaged(format!("segment {}: {error}", definition.id));
    let body: Body = serde_json::from_str(&definition.body).map_err(damaged)?;
    Ok(Segment {
        id: definition.id,
        name: body.name,
        card: body.card,
        criteria: body.criteria,
        status: body.status,
        created_at: definition.created_at,
        updated_at: definition.updated_at,
        version: definition.version,
    })
}

fn body(segment: &Segment) -> String {
    let body = Body {
        name: segment.name.clone(),
        card: segment.card.clone(),
        criteria: segment.criteria.clone(),
        status: segment.status,
    };
    serde_json::to_string(&body).expect("a segment is texts and JSON")
}

pub(crate) fn one(store: &dyn Store, tenant: &TenantId, id: &str) -> Result<Segment, CardError> {
    let unknown = || CardError::Unknown { what: "segment", id: id.to_owned() };
    store.definition(tenant, KIND, id)?.ok_or_else(unknown).and_then(read)
}

pub(crate) fn list(
    store: &dyn Store,
    tenant: &TenantId,
    page: &PageRequest,
) -> Result<Page<Segment>, CardError> {
    let found = store.definitions(tenant, KIND, page)?;
    let items = found.items.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page { items, after: found.after, total: found.total })
}

/// Every segment of a card definition.
pub(crate) fn of_card(store: &dyn Store, tenant: &TenantId, card: &str) -> Result<Vec<Segment>, CardError> {
    let mut page = PageRequest::first(200);
    let mut all = Vec::new();
    loop {
        let found = list(store, tenant, &page)?;
        all.extend(found.items.into_iter().filter(|segment| segment.card == card));
        match found.after {
            Some(after) => page.after = Some(after),
            None => return Ok(all),
        }
    }
}

/// Checks criteria against the card that they are for.
pub(crate) fn check(
    store: &dyn Store,
    tenant: &TenantId,
    card: &str,
    criteria: &Criteria,
) -> Result<(), CardError> {
    let unknown = |error| match error {
        CardError::Unknown { .. } => CardError::invalid("card", format!("there is no card {card:?}")),
        other => other,
    };
    let definition = store_definitions::one(store, tenant, card).map_err(unknown)?;
    if let Criteria::Fixed(ids) = criteria
        && ids.len() > MAX_FIXED
    {
        return Err(CardError::invalid("criteria.fixed", format!("at most {MAX_FIXED} cards can be picked")));
    }
    criteria.membership(&definition.content).map(|_| ())
}

pub(crate) fn create(
    store: &dyn Store,
    tenant: &TenantId,
    id: String,
    name: String,
    card: String,
    criteria: Criteria,
    actor: &Actor,
) -> Result<Segment, CardError> {
    if let Some(problem) = problem(&id) {
        return Err(CardError::invalid("id", problem));
    }
    check(store, tenant, &card, &criteria)?;
    let name = if name.trim().is_empty() { id.clone() } else { name };
    let body = Body { name, card, criteria, status: SegmentStatus::Active };
    let body = serde_json::to_string(&body).expect("a segment is texts and JSON");
    let change = DefinitionChange::Create { kind: KIND, id: id.clone(), body };
    match store.change_definitions(tenant, vec![change], actor) {
        Err(StoreError::AlreadyExists { .. }) => Err(CardError::Exists { what: "segment", id }),
        Err(error) => Err(error.into()),
        Ok(_) => one(store, tenant, &id),
    }
}

pub(crate) fn update(
    store: &dyn Store,
    tenant: &TenantId,
    id: &str,
    name: Option<String>,
    criteria: Option<Criteria>,
    status: Option<SegmentStatus>,
    actor: &Actor,
) -> Result<Segment, CardError> {
    let mut segment = one(store, tenant, id)?;
    if let Some(name) = name {
        if name.trim().is_empty() {
            return Err(CardError::invalid("name", "the name is empty"));
        }
        segment.name = name;
    }
    if let Some(criteria) = criteria {
        check(store, tenant, &segment.card, &criteria)?;
        segment.criteria = criteria;
    }
    segment.status = status.unwrap_or(segment.status);
    let change = DefinitionChange::Update {
        kind: KIND,
        id: id.to_owned(),
        body: body(&segment),
        expected: Some(segment.version),
    };
    store.change_definitions(tenant, vec![change], actor)?;
    one(store, tenant, id)
}

pub(crate) fn delete(store: &dyn Store, tenant: &TenantId, id: &str, actor: &Actor) -> Result<(), CardError> {
    one(store, tenant, id)?;
    let change = DefinitionChange::Delete { kind: KIND, id: id.to_owned() };
    store.change_definitions(tenant, vec![change], actor)?;
    Ok(())
}
