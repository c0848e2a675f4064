//! Changes by hand: an import that is refused where a value is not any more what somebody saw when they changed it.

use octant_model::{Entry, Language, Property};
use octant_store::{Merge, Merged};

use crate::payload::Import;

/// What somebody saw of the values that they change.
///
/// Only these are compared: what a system sends meanwhile of other values is no reason to refuse a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    values: Vec<SeenValue>,
    /// Whether there was no entry.
    no_entry: bool,
}

/// A text with the line breaks that a browser's form gives back: forms make one kind of all.
#[must_use]
pub fn plain_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct SeenValue {
    property: String,
    language: Option<String>,
    value: Option<String>,
}

impl Seen {
    /// For an entry that was not there.
    #[must_use]
    pub fn no_entry() -> Self {
        Self { values: Vec::new(), no_entry: true }
    }

    /// Notes a value that was seen; `None` where there was none.
    pub fn note(&mut self, property: &str, language: Option<&str>, value: Option<&str>) {
        let language = language.map(|text| match Language::new(text) {
            Ok(language) => language.as_str().to_owned(),
            Err(_) => text.to_owned(),
        });
        let property = property.to_ascii_lowercase();
        self.values.push(SeenValue { property, language, value: value.map(plain_lines) });
    }

    /// Whether the entry, if there is one, has these values and not others.
    #[must_use]
    pub fn is_as(&self, entry: Option<&Entry<'_>>) -> bool {
        if self.no_entry && entry.is_some() {
            return false;
        }
        let properties = entry.map(|entry| entry.properties.as_slice()).unwrap_or_default();
        self.values.iter().all(|seen| seen.current(properties).map(plain_lines) == seen.value)
    }
}

impl SeenValue {
    fn current<'a>(&self, properties: &'a [Property<'_>]) -> Option<&'a str> {
        let is_it = |one: &&Property<'_>| one.id == self.property && one.language == self.language.as_deref();
        properties.iter().find(is_it).map(|one| one.value)
    }
}

/// An import of one entity, with what was seen of it.
pub(crate) struct SeenImport {
    pub(crate) import: Import,
    pub(crate) seen: Seen,
}

impl Merge for SeenImport {
    fn count(&self) -> usize {
        self.import.count()
    }

    fn key(&self, index: usize) -> &str {
        self.import.key(index)
    }

    fn merge<'a>(&'a self, index: usize, current: Option<&Entry<'a>>) -> Merged<'a> {
        if self.seen.is_as(current) { self.import.merge(index, current) } else { Merged::Refused }
    }

    fn spelling<'a>(&'a self, property: &'a str) -> &'a str {
        self.import.spelling(property)
    }
}
