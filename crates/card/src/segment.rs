//! Segments (docs/api.md, "Segments"): cards picked one by one, or by a filter that is asked again for every change.

use octant_model::Timestamp;
use octant_store::Revision;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::definition::{CardProperty, Content, kind_of};
use crate::error::CardError;
use crate::filter_json::{self, Property};
use crate::membership::Membership;

/// Where what is wrong with a filter is told.
const FILTER: &str = "criteria.dynamic";

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
    /// The stored version, for changes that must not go over others.
    pub(crate) version: u64,
}

/// A segment to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSegment {
    /// Its id.
    pub id: String,
    /// Its name for people; the id where it is empty.
    pub name: String,
    /// The card definition whose cards it narrows.
    pub card: String,
    /// What makes a card a member.
    pub criteria: Criteria,
}

/// What changes of a segment; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SegmentChange {
    /// Its name.
    pub name: Option<String>,
    /// What makes a card a member.
    pub criteria: Option<Criteria>,
    /// Whether it can be used.
    pub status: Option<SegmentStatus>,
    /// What it was made from; another revision is refused with [`StoreError::Changed`](octant_store::StoreError::Changed).
    pub expected: Option<Revision>,
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
                Membership::Dynamic(filter_json::saved(json, &properties(content), FILTER)?)
            }
        })
    }

    /// Checks criteria that are to be saved. A filter's conditions have values: one without would hold for every card.
    ///
    /// # Errors
    /// [`CardError::Invalid`] names what is wrong with the filter.
    pub(crate) fn check(&self, content: &Content) -> Result<(), CardError> {
        match self {
            Self::Fixed(_) => Ok(()),
            Self::Dynamic(json) => filter_json::check(json, &properties(content), FILTER),
        }
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
    let property = |own: &CardProperty| Property { name: own.id.clone(), kind: kind_of(own.property_type) };
    content.properties.iter().map(property).collect()
}
