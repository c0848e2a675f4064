//! The declarative file: everything that can be set up, in the words of the API (docs/octant-yaml.md).
//!
//! A kind that the file does not mention is left alone, and so is not the same as a kind of which there is none.

use std::collections::BTreeMap;

use octant_model::PropertyType;
use octant_sdk::{
    CardContent, CardProperty, CardRelation, CardSource, DestinationSettings, Endpoint, PropertySettings,
    SourceGrant, SourceType,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The whole file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Setup {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sources: Option<Vec<SourceSetup>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) providers: Option<Vec<ProviderSetup>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cards: Option<Vec<CardSetup>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) segments: Option<Vec<SegmentSetup>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) destinations: Option<Vec<DestinationSetup>>,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SourceSetup {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(default, rename = "type")]
    pub(crate) source_type: SourceType,
    /// What is known of its properties; those that are not named here stay as they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) properties: Vec<PropertySetup>,
}

/// What is known of a source's property.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PropertySetup {
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) display_name: String,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) property_type: Option<PropertyType>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) delimiter: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
}

/// A data provider, known by its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ProviderSetup {
    pub(crate) name: String,
    pub(crate) sources: SourceGrant,
}

/// A card definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CardSetup {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// Whether there are cards of it.
    #[serde(default = "yes")]
    pub(crate) active: bool,
    #[serde(default)]
    pub(crate) sources: Vec<CardSource>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) properties: Vec<CardProperty>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) relations: Vec<CardRelation>,
}

/// A segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SegmentSetup {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) name: String,
    pub(crate) card: String,
    pub(crate) criteria: Value,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) archived: bool,
}

/// A destination with the version that its newest clients use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DestinationSetup {
    pub(crate) identifier: String,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) protected: bool,
    #[serde(default)]
    pub(crate) languages: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) fallbacks: BTreeMap<String, Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) cors_origins: Vec<String>,
    /// Whether it answers.
    #[serde(default = "yes")]
    pub(crate) published: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) endpoints: Vec<Endpoint>,
    /// The names of the applications that may query it; left alone where the file does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) applications: Option<Vec<String>>,
}

fn yes() -> bool {
    true
}

impl PropertySetup {
    pub(crate) fn settings(&self) -> PropertySettings {
        let named = !self.display_name.is_empty();
        PropertySettings {
            display_name: if named { self.display_name.clone() } else { self.id.clone() },
            property_type: self.property_type,
            delimiter: self.delimiter.clone(),
            description: self.description.clone(),
        }
    }
}

impl CardSetup {
    pub(crate) fn content(&self) -> CardContent {
        CardContent {
            sources: self.sources.clone(),
            properties: self.properties.clone(),
            relations: self.relations.clone(),
        }
    }
}

impl SegmentSetup {
    /// The properties that its filter names.
    pub(crate) fn properties(&self) -> impl Iterator<Item = &String> {
        let groups = self.criteria["dynamic"].as_array().into_iter().flatten();
        let parts = groups.flat_map(|group| [&group["must"], &group["mustNot"]]);
        parts.filter_map(Value::as_object).flat_map(serde_json::Map::keys)
    }
}

impl DestinationSetup {
    pub(crate) fn settings(&self) -> DestinationSettings {
        DestinationSettings {
            name: self.name.clone(),
            protected: self.protected,
            languages: self.languages.clone(),
            fallbacks: self.fallbacks.clone(),
            cors_origins: self.cors_origins.clone(),
        }
    }
}
