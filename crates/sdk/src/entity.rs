//! Entities as a client makes them.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

/// One value of an [`Entity`]: a property in one language, or in none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntityProperty {
    /// The property's id: 1 to 256 of `a-z A-Z 0-9 _ -`, the same property in any case.
    pub id: String,
    /// The value, or `None` to clear what is stored for this property and language.
    pub value: Option<String>,
    /// The language, 2 to 10 of `a-z A-Z 0-9 _ -`, or `None` for a value without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// What is sent of one entry: its key, and the values to add or to replace. Values that are not named stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// The entry's key: 1 to 256 of `a-z A-Z 0-9 _ -`, case-sensitive.
    pub key: String,
    /// Whether the entry is to be removed. Its properties are then not sent.
    pub delete: bool,
    /// The values; no property twice in the same language.
    pub properties: Vec<EntityProperty>,
}

impl Entity {
    /// An entity without values.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), delete: false, properties: Vec::new() }
    }

    /// The removal of an entry. Removing what is not there is no error.
    #[must_use]
    pub fn removal(key: impl Into<String>) -> Self {
        Self { key: key.into(), delete: true, properties: Vec::new() }
    }

    /// The same entity with one more value, in no language.
    #[must_use]
    pub fn with(self, id: impl Into<String>, value: impl Into<String>) -> Self {
        self.and(EntityProperty { id: id.into(), value: Some(value.into()), language: None })
    }

    /// The same entity with one more value, in a language.
    #[must_use]
    pub fn with_localized(
        self,
        id: impl Into<String>,
        language: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        self.and(EntityProperty { id: id.into(), value: Some(value.into()), language: Some(language.into()) })
    }

    /// The same entity, which also clears a property's value that has no language.
    #[must_use]
    pub fn clearing(self, id: impl Into<String>) -> Self {
        self.and(EntityProperty { id: id.into(), value: None, language: None })
    }

    fn and(mut self, property: EntityProperty) -> Self {
        self.properties.push(property);
        self
    }
}

impl Serialize for Entity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entity = serializer.serialize_struct("Entity", 2)?;
        entity.serialize_field("key", &self.key)?;
        if self.delete {
            entity.serialize_field("delete", &true)?;
        } else {
            entity.serialize_field("properties", &self.properties)?;
        }
        entity.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_is_written_as_the_protocol_has_it() {
        let entity = Entity::new("1").with("name", "x").with_localized("name", "sv", "y").clearing("old");
        assert_eq!(
            serde_json::to_string(&entity).expect("plain data"),
            r#"{"key":"1","properties":[{"id":"name","value":"x"},{"id":"name","value":"y","language":"sv"},{"id":"old","value":null}]}"#
        );
    }

    #[test]
    fn a_removal_carries_no_properties() {
        let mut removal = Entity::removal("1");
        removal.properties = Entity::new("1").with("name", "x").properties;
        assert_eq!(serde_json::to_string(&removal).expect("plain data"), r#"{"key":"1","delete":true}"#);
    }
}
