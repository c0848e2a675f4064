//! A segment's criteria, ready to be asked for one card after the other.

use std::collections::BTreeSet;

use octant_index::Filter;

use crate::card::Card;
use crate::definition::Content;
use crate::document::{any_language, conditions, spec};

/// A segment's criteria, ready to be asked.
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
    /// Whether the card, of that content, is a member.
    #[must_use]
    pub fn holds(&self, content: &Content, card: &Card) -> bool {
        match self {
            Self::Fixed(ids) => ids.contains(&card.id),
            Self::Nobody => false,
            Self::Dynamic(filter) if filter.is_empty() => true,
            Self::Dynamic(filter) => {
                let (spec, document) = (spec(content), conditions(card));
                filter.iter().any(|group| group.matches(&spec, &document, &any_language()))
            }
        }
    }
}
