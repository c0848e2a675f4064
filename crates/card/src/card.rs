//! Cards as they are worked out.

use std::collections::BTreeMap;

use octant_index::Value;
use octant_model::Timestamp;
use serde::Serialize;

/// A card.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Its key: that of its entries.
    pub id: String,
    /// When one of its entries changed last.
    pub changed_at: Timestamp,
    /// Its values by property id; a property without value is absent.
    pub values: BTreeMap<String, CardValue>,
    /// The source's texts that are no values of their property's type; they are left out of the values.
    pub problems: Vec<Problem>,
}

/// The values of a property; one unless it is a list.
#[derive(Debug, Clone, PartialEq)]
pub enum CardValue {
    /// Of a property without languages.
    Plain(Vec<Value>),
    /// Of a localized property, by language in its canonical spelling; under `None` what the source has without a language, which stands for
    /// every language that has none of its own.
    Localized(BTreeMap<Option<String>, Vec<Value>>),
}

/// A text that is no value of its property's type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The property's id.
    pub property: String,
    /// The text's language.
    pub language: Option<String>,
    /// The text, cut to 100 characters.
    pub text: String,
}

impl CardValue {
    /// Every value, of all languages.
    pub fn all(&self) -> impl Iterator<Item = &Value> {
        let (plain, localized) = match self {
            Self::Plain(values) => (Some(values), None),
            Self::Localized(languages) => (None, Some(languages.values())),
        };
        plain.into_iter().flatten().chain(localized.into_iter().flatten().flatten())
    }
}

impl Card {
    /// The values of a property, or the card's key for `id`.
    #[must_use]
    pub fn values_of(&self, property: &str) -> Vec<Value> {
        if property == "id" {
            return vec![Value::Text(self.id.clone())];
        }
        self.values.get(property).map(|values| values.all().cloned().collect()).unwrap_or_default()
    }
}
