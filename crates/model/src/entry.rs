//! An entry and its values, borrowed from wherever they lie: a payload, a stored row.

use std::cmp::Ordering;

use crate::id::ImportId;

/// One value of an entry: a property in one language, or in none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Property<'a> {
    /// The property's id in lower case.
    pub id: &'a str,
    /// The language in its canonical spelling, or `None` for a value that has none.
    pub language: Option<&'a str>,
    /// The value as text.
    pub value: &'a str,
    /// The import that brought this value; its id tells when.
    pub import: ImportId,
}

impl Property<'_> {
    /// The order in which an entry keeps its values: by property id, then without language first, then by language.
    /// No two values of an entry are equal in it.
    #[must_use]
    pub fn order(&self, other: &Property<'_>) -> Ordering {
        self.id.cmp(other.id).then_with(|| self.language.cmp(&other.language))
    }
}

/// An entry of a source as it stands after an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// 1 when the entry was created, one more with every change.
    pub version: u64,
    /// The import that changed the entry last.
    pub import: ImportId,
    /// The values in [`Property::order`].
    pub properties: Vec<Property<'a>>,
}
