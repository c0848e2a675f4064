//! The property registry: what properties a source's entries have, kept with every import.

use octant_model::{PropertyId, PropertyType, Timestamp};

/// Whether a property is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PropertyState {
    /// It is.
    Active,
    /// Its values are being removed from the entries.
    Deleting,
}

impl PropertyState {
    /// The name as the API writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Deleting => "Deleting",
        }
    }
}

/// What is known of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyRecord {
    /// Its id in lower case.
    pub id: PropertyId,
    /// The name for people: the spelling first seen, until somebody gave another.
    pub display_name: String,
    /// What it is about.
    pub description: Option<String>,
    /// What its values mean, where somebody said so.
    pub property_type: Option<PropertyType>,
    /// Where list values are split.
    pub delimiter: Option<String>,
    /// Whether it is in use.
    pub state: PropertyState,
    /// How many entries have at least one value of it.
    pub entries: u64,
    /// How many values there are per language, in the order of the languages; `None` counts those without language.
    /// A language that was seen once stays listed, with 0 when its last value went.
    pub languages: Vec<(Option<String>, u64)>,
    /// When an import first brought a value; `None` where none ever did.
    pub first_seen: Option<Timestamp>,
    /// When an import last added or changed a value.
    pub last_seen: Option<Timestamp>,
}

impl PropertyRecord {
    /// What can be changed of it, as its [`Revision`](crate::Revision) is made from it.
    #[must_use]
    pub fn editable(&self) -> serde_json::Value {
        serde_json::json!({
            "displayName": self.display_name,
            "description": self.description,
            "type": self.property_type.map(PropertyType::name),
            "delimiter": self.delimiter,
        })
    }
}

/// What somebody says of a property; it need not have values yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertySettings {
    /// The name for people.
    pub display_name: String,
    /// What it is about.
    pub description: Option<String>,
    /// What its values mean.
    pub property_type: Option<PropertyType>,
    /// Where list values are split.
    pub delimiter: Option<String>,
}
