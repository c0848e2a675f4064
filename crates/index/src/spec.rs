//! What an index is made for: its fields and languages.

use octant_model::Language;
use serde::{Deserialize, Serialize};

use crate::nested::Nested;

/// The kind of a field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Texts.
    Text,
    /// Signed whole numbers of 64 bits.
    Integer,
    /// Decimal numbers of any size.
    Decimal,
    /// True or false.
    Boolean,
    /// Moments, to the nanosecond.
    Timestamp,
}

/// One field. Every field can be filtered by; a document may have any number of values in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Field {
    /// Its name; `id` stands for the document's own id and is no field.
    pub name: String,
    /// The kind of its values.
    pub kind: Kind,
    /// Whether it has values of its own in each of the index's languages.
    pub localized: bool,
    /// Whether its values can be counted.
    pub facet: bool,
    /// Whether results can be in its order.
    pub sortable: bool,
    /// Whether full text search looks into it; only for [`Kind::Text`].
    pub searchable: bool,
    /// What separates the steps of a path, such as `>` in `A>B>C`: a filter or a facet on `A>B` then means all that is
    /// below it too. Only for [`Kind::Text`].
    pub hierarchy: Option<String>,
}

/// What an index is made for. An index on disk whose specification is another must be built anew.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spec {
    /// The languages, the first one the default; at least one.
    pub languages: Vec<Language>,
    /// The fields, their names distinct.
    pub fields: Vec<Field>,
    /// The lists of nested objects.
    pub nested: Vec<Nested>,
    /// Names of lists of texts that documents carry for lookups only (`Index::ids_with_key`), never shown or queried.
    pub keys: Vec<String>,
}

/// A specification that contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// An index needs a language.
    #[error("an index needs at least one language")]
    NoLanguage,
    /// Two fields, keys or languages of one name, or a field called `id`.
    #[error("{0:?} is there twice, or is reserved")]
    Repeated(String),
    /// The fields of nested objects are fields of the index.
    #[error("the nested objects {0:?} have no fields, or one that is no field of the index")]
    Nested(String),
    /// Only texts can be searched, or be paths.
    #[error("field {0:?} holds no text, so it can neither be searched nor be a path")]
    NotText(String),
}

impl Spec {
    /// Whether it makes sense.
    ///
    /// # Errors
    /// What does not.
    pub fn check(&self) -> Result<(), SpecError> {
        if self.languages.is_empty() {
            return Err(SpecError::NoLanguage);
        }
        distinct(self.languages.iter().map(Language::as_str), &[])?;
        let nested = self.nested.iter().map(|nested| nested.name.as_str());
        let fields = self.fields.iter().map(|field| field.name.as_str());
        distinct(fields.chain(nested), &["id"])?;
        let is_known = |nested: &Nested| {
            !nested.fields.is_empty()
                && nested.fields.iter().all(|field| self.field(&nested.flat(field)).is_some())
        };
        if let Some(nested) = self.nested.iter().find(|nested| !is_known(nested)) {
            return Err(SpecError::Nested(nested.name.clone()));
        }
        distinct(self.keys.iter().map(String::as_str), &[])?;
        let wrong =
            |field: &&Field| field.kind != Kind::Text && (field.searchable || field.hierarchy.is_some());
        match self.fields.iter().find(wrong) {
            Some(field) => Err(SpecError::NotText(field.name.clone())),
            None => Ok(()),
        }
    }

    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>, reserved: &[&str]) -> Result<(), SpecError> {
    let mut seen: Vec<&str> = reserved.to_vec();
    for name in names {
        if seen.contains(&name) {
            return Err(SpecError::Repeated(name.to_owned()));
        }
        seen.push(name);
    }
    Ok(())
}
