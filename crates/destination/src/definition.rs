//! Destinations, their versions and endpoints (docs/api.md, "Destinations").

use std::collections::BTreeMap;

use octant_model::language::unique_keys;
use octant_model::{Language, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client_names::EndpointNames;
use crate::shape::Shape;

/// A destination.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// Its id.
    pub id: Uuid,
    /// Its identifier in addresses.
    pub identifier: String,
    /// Its name for people.
    pub name: String,
    /// Whether queries need a token.
    #[serde(default)]
    pub protected: bool,
    /// The languages; the first is the default.
    pub languages: Vec<Language>,
    /// For a language, those whose values are shown where it has none; without it, the default language.
    #[serde(default, deserialize_with = "unique_keys")]
    pub fallbacks: BTreeMap<Language, Vec<Language>>,
    /// The origins of pages that may query it from a browser; none for any.
    #[serde(default)]
    pub cors_origins: Vec<String>,
    /// Its versions, the oldest first.
    pub versions: Vec<Version>,
    /// When it was made.
    #[serde(skip)]
    pub created_at: Timestamp,
    /// When it was changed last.
    #[serde(skip)]
    pub updated_at: Timestamp,
    /// The stored version, for changes that must not go over others.
    #[serde(skip)]
    pub(crate) stored: u64,
}

/// Where a version is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum VersionStatus {
    /// It can be changed and answers nothing.
    Draft,
    /// It answers, and its shape never changes.
    Published,
    /// It answered once and does not any more.
    Stopped,
}

/// A version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Version {
    /// Its id.
    pub id: Uuid,
    /// Its name in addresses: `v1`, `v2`, …
    pub name: String,
    /// Where it is in its life.
    pub status: VersionStatus,
    /// Whether its indexes are being built for the first time.
    #[serde(default)]
    pub publishing: bool,
    /// Its endpoints.
    #[serde(default)]
    pub endpoints: Vec<Endpoint>,
    /// What its endpoints show, as it was when it was published; in the order of the endpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shapes: Option<Vec<Shape>>,
    /// When it began to answer, the last time it did; `None` where that was never, or before this was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// Who published it, the last time, as in [`octant_store::Actor`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_by: Option<String>,
}

/// An endpoint: cards of one definition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Endpoint {
    /// Its identifier in addresses.
    pub identifier: String,
    /// The card definition.
    pub card: String,
    /// The segments whose members it shows: those of any of them; without one, all cards.
    #[serde(default)]
    pub segments: Vec<String>,
    /// The properties that it shows.
    #[serde(default)]
    pub properties: Vec<EndpointProperty>,
    /// The relations that it shows.
    #[serde(default)]
    pub relations: Vec<EndpointRelation>,
}

/// A property that an endpoint shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointProperty {
    /// The card's property.
    pub id: String,
    /// Its name in results; its id where there is none.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub shown_as: Option<String>,
    /// Whether and how its values are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facet: Option<Facet>,
    /// Whether full text search looks into it.
    #[serde(default)]
    pub searchable: bool,
}

/// How a property's values are counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facet {
    /// The most values to list.
    #[serde(default = "default_size", deserialize_with = "octant_model::whole::number")]
    pub size: usize,
    /// The facet's header by language.
    #[serde(default, deserialize_with = "unique_keys")]
    pub label: BTreeMap<Language, String>,
    /// What separates the steps of a path such as `A>B>C`; each step is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hierarchy: Option<String>,
}

fn default_size() -> usize {
    10
}

/// A relation that an endpoint shows, as a list of objects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointRelation {
    /// The card's relation.
    pub relation: String,
    /// Its name in results; its id where there is none.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub shown_as: Option<String>,
    /// The properties of the related cards that it shows.
    #[serde(default)]
    pub properties: Vec<RelatedProperty>,
}

/// A property of a related card: its id alone, or with a name of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RelatedProperty {
    /// Shown under its id.
    Id(String),
    /// Shown under another name.
    Named {
        /// The related card's property.
        id: String,
        /// Its name in results.
        #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
        shown_as: Option<String>,
    },
}

impl RelatedProperty {
    /// The related card's property.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) | Self::Named { id, .. } => id,
        }
    }

    /// Its name in results.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Id(id) | Self::Named { id, shown_as: None } => id,
            Self::Named { shown_as: Some(name), .. } => name,
        }
    }
}

impl Endpoint {
    /// The names that it brings into a version's description.
    #[must_use]
    pub fn names(&self) -> EndpointNames<'_> {
        let relations = self.relations.iter().map(|relation| {
            let related = relation.properties.iter().map(RelatedProperty::name);
            (relation.name(), related.collect())
        });
        EndpointNames {
            identifier: &self.identifier,
            properties: self.properties.iter().map(EndpointProperty::name).collect(),
            relations: relations.collect(),
        }
    }
}

impl EndpointProperty {
    /// Its name in results.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shown_as.as_deref().unwrap_or(&self.id)
    }
}

impl EndpointRelation {
    /// Its name in results.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shown_as.as_deref().unwrap_or(&self.relation)
    }
}

impl Version {
    /// Whether it is the one of that name or id.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name == name || self.id.to_string().eq_ignore_ascii_case(name)
    }
}

impl Destination {
    /// The version of that name or id.
    #[must_use]
    pub fn version(&self, name: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.is(name))
    }

    /// Whether a version was published for other languages, or with other fallbacks, than there are now.
    #[must_use]
    pub fn is_of_other_languages(&self, version: &Version) -> bool {
        let now: Vec<(Language, Vec<Language>)> =
            self.languages.iter().map(|language| (language.clone(), self.chain(language))).collect();
        version.shapes.iter().flatten().any(|shape| shape.languages != now)
    }

    /// The languages whose values are shown in one, in the order in which they are looked for: itself, its base
    /// language, its fallbacks or else the default, each once.
    #[must_use]
    pub fn chain(&self, language: &Language) -> Vec<Language> {
        let mut chain = vec![language.clone()];
        let default = self.languages.get(..1).unwrap_or_default();
        let fallbacks = self.fallbacks.get(language).map_or(default, Vec::as_slice);
        for other in language.base().iter().chain(fallbacks) {
            if !chain.contains(other) {
                chain.push(other.clone());
            }
        }
        chain
    }
}
