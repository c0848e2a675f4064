//! What rows become.

use serde::Serialize;

/// An entity as the ingest takes it (docs/api.md, "Import").
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Entity {
    /// Its key.
    pub key: String,
    /// Its values.
    pub properties: Vec<EntityProperty>,
}

/// A value of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntityProperty {
    /// The property's id.
    pub id: String,
    /// The text; `None` clears what is stored.
    pub value: Option<String>,
    /// The language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl Entity {
    /// An entity without values.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), properties: Vec::new() }
    }
}
