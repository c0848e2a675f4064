//! Card definitions (docs/api.md, "Cards").

use octant_index::Kind;
use octant_model::{PropertyType, Timestamp};
use serde::{Deserialize, Serialize};

/// What a card is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Content {
    /// The sources whose entries of one key make a card.
    #[serde(default)]
    pub sources: Vec<CardSource>,
    /// Its properties.
    #[serde(default)]
    pub properties: Vec<CardProperty>,
    /// What it is related to.
    #[serde(default)]
    pub relations: Vec<CardRelation>,
}

/// A source of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardSource {
    /// The source's id.
    pub id: String,
    /// Whether there is no card without an entry of this source. A card needs an entry of any source in any case.
    #[serde(default)]
    pub required: bool,
}

/// A property of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CardProperty {
    /// Its id.
    pub id: String,
    /// Its name for people; the id where it is empty.
    #[serde(default)]
    pub name: String,
    /// What the source's text is converted to.
    #[serde(rename = "type")]
    pub property_type: PropertyType,
    /// The source that it comes from.
    pub source: String,
    /// The source's property, in lower case.
    pub source_property: String,
    /// Where a list is split; only for the list types.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
}

/// A relation: cards of another definition whose `to` has a value that `from` has here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardRelation {
    /// Its id.
    pub id: String,
    /// Its name for people; the id where it is empty.
    #[serde(default)]
    pub name: String,
    /// The other definition's id.
    pub card: String,
    /// A property here, or `id`.
    pub from: String,
    /// A property there, or `id`.
    pub to: String,
}

impl Content {
    /// The property of that id.
    #[must_use]
    pub fn property(&self, id: &str) -> Option<&CardProperty> {
        self.properties.iter().find(|property| property.id == id)
    }

    /// The relation of that id.
    #[must_use]
    pub fn relation(&self, id: &str) -> Option<&CardRelation> {
        self.relations.iter().find(|relation| relation.id == id)
    }

    /// Whether the definition reads that source.
    #[must_use]
    pub fn reads(&self, source: &str) -> bool {
        self.sources.iter().any(|own| own.id == source)
    }
}

/// The kind of values that a type has in an index.
#[must_use]
pub fn kind_of(property_type: PropertyType) -> Kind {
    match property_type {
        PropertyType::Integer => Kind::Integer,
        PropertyType::Decimal => Kind::Decimal,
        PropertyType::Boolean => Kind::Boolean,
        PropertyType::Timestamp => Kind::Timestamp,
        PropertyType::Text
        | PropertyType::LocalizedText
        | PropertyType::List
        | PropertyType::LocalizedList => Kind::Text,
    }
}

/// Where a definition is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CardStatus {
    /// It was never activated and has no cards.
    Draft,
    /// Its cards are kept up to date.
    Active,
    /// Its cards are kept up to date, and there are changes that wait for an activation.
    PendingChanges,
    /// Its cards are being built.
    Updating,
    /// It has no cards any more.
    Archived,
}

/// A card definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardDefinition {
    /// Its id, chosen by whoever made it.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// Where it is in its life.
    pub status: CardStatus,
    /// What its cards are made of now, or what they will be made of for one that is not active.
    pub content: Content,
    /// What they will be made of after the next activation, where that differs.
    pub pending: Option<Content>,
    /// What they are being built of, where `pending` was changed since the activation.
    pub activating: Option<Content>,
    /// The generation of the index that is in use.
    pub(crate) live: Option<u64>,
    /// The generation of the index that is being built.
    pub(crate) building: Option<u64>,
    /// The stored version, for changes that must not go over others.
    pub(crate) version: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl CardDefinition {
    /// What an activation would make cards of.
    #[must_use]
    pub fn next(&self) -> &Content {
        self.pending.as_ref().unwrap_or(&self.content)
    }

    /// What its cards are made of, or will be as soon as those that are being built are in use.
    #[must_use]
    pub fn activated(&self) -> &Content {
        match (&self.activating, self.building) {
            (Some(content), _) => content,
            (None, Some(_)) => self.next(),
            (None, None) => &self.content,
        }
    }

    /// Whether it has cards, or gets some without another activation.
    #[must_use]
    pub fn is_activated(&self) -> bool {
        self.live.or(self.building).is_some()
    }

    /// Whether its cards can be read.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.live.is_some()
    }
}
