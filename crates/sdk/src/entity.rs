//! Entities as a client makes them.

use serde::Serialize;

use crate::error::Error;
use crate::serialize::{self, Field};
use crate::value::Value;

/// One value of an [`Entity`]: a property in one language, or in none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityProperty {
    /// The property's id: 1 to 256 of `a-z A-Z 0-9 _ -`, the same property in any case.
    pub id: String,
    /// The value; [`Value::Null`] clears what is stored for this property and language.
    pub value: Value,
    /// The language, 2 to 10 of `a-z A-Z 0-9 _ -`, or `None` for a value without one. Case does not count, nor whether
    /// it is written with `_` or `-`.
    pub language: Option<String>,
}

/// What is sent of one entry: its key, and the values to add or to replace. Values that are not named stay.
///
/// ```
/// use octant_sdk::Entity;
///
/// let chair = Entity::new("chair-1")
///     .with("sku", "CH-1")
///     .with("price", 1299.5)
///     .with("stock", 7)
///     .with("active", true)
///     .with("tags", ["new", "oak"])
///     .with_localized("name", "en", "Chair")
///     .with_localized("name", "sv", "Stol")
///     .with("weight", None::<f64>) // clears, as `clearing("weight")` does
///     .clearing_localized("name", "de");
/// assert_eq!(chair.properties.len(), 9);
/// assert!(chair.violations(0).is_empty());
/// ```
///
/// [`Entity::from_serialize`] makes one of a struct.
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

    /// The removal of an entry. Removing an entry that does not exist is no error.
    #[must_use]
    pub fn removal(key: impl Into<String>) -> Self {
        Self { key: key.into(), delete: true, properties: Vec::new() }
    }

    /// Makes an entity of a struct or a map: each field is a property with the name under which serde writes it.
    ///
    /// - Texts, numbers, booleans and enum variants without data are values.
    /// - `None` clears what is stored. To leave it as it is, skip the field:
    ///   `#[serde(skip_serializing_if = "Option::is_none")]`.
    /// - `Vec`, arrays and tuples are lists.
    /// - A [`Localized`](crate::Localized) is a value for each of its languages.
    /// - Fields under `#[serde(flatten)]` are fields of the struct itself.
    /// - Anything else is refused: a struct or a map in a field, bytes, an enum variant with data. Flatten it, or push
    ///   it as an entity of its own.
    ///
    /// ```
    /// use octant_sdk::{Entity, Localized};
    /// use serde::Serialize;
    ///
    /// #[derive(Serialize)]
    /// #[serde(rename_all = "camelCase")]
    /// struct Product {
    ///     name: Localized,
    ///     list_price: f64,
    ///     tags: Vec<String>,
    ///     campaign: Option<String>,
    /// }
    ///
    /// # fn main() -> Result<(), octant_sdk::Error> {
    /// let product = Product {
    ///     name: Localized::from([("en", "Chair"), ("sv", "Stol")]),
    ///     list_price: 1299.5,
    ///     tags: vec!["new".to_owned()],
    ///     campaign: None,
    /// };
    /// let entity = Entity::from_serialize("chair-1", &product)?;
    /// let same = Entity::new("chair-1")
    ///     .with_localized("name", "en", "Chair")
    ///     .with_localized("name", "sv", "Stol")
    ///     .with("listPrice", 1299.5)
    ///     .with("tags", ["new"])
    ///     .clearing("campaign");
    /// assert_eq!(entity, same);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Serialize`] with the field that is none of these.
    pub fn from_serialize<T: Serialize + ?Sized>(key: impl Into<String>, value: &T) -> Result<Self, Error> {
        let mut entity = Self::new(key);
        for (id, field) in serialize::fields(value)? {
            match field {
                Field::One(value) => entity = entity.with(id, value),
                Field::Localized(texts) => {
                    for (language, value) in texts {
                        entity = entity.with_localized(id.as_str(), language, value);
                    }
                }
            }
        }
        Ok(entity)
    }

    /// Adds a value without a language.
    #[must_use]
    pub fn with(self, id: impl Into<String>, value: impl Into<Value>) -> Self {
        self.and(EntityProperty { id: id.into(), value: value.into(), language: None })
    }

    /// Adds a value in a language.
    #[must_use]
    pub fn with_localized(
        self,
        id: impl Into<String>,
        language: impl Into<String>,
        value: impl Into<Value>,
    ) -> Self {
        self.and(EntityProperty { id: id.into(), value: value.into(), language: Some(language.into()) })
    }

    /// Clears the stored value of a property that has no language.
    #[must_use]
    pub fn clearing(self, id: impl Into<String>) -> Self {
        self.with(id, Value::Null)
    }

    /// Clears the stored value of a property in a language.
    #[must_use]
    pub fn clearing_localized(self, id: impl Into<String>, language: impl Into<String>) -> Self {
        self.with_localized(id, language, Value::Null)
    }

    fn and(mut self, property: EntityProperty) -> Self {
        self.properties.push(property);
        self
    }
}
