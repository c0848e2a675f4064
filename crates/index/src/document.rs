//! What an index holds.

use std::borrow::Cow;
use std::collections::BTreeMap;

use octant_model::{Language, Timestamp};
use octant_text::nfc;
use serde::{Deserialize, Serialize};

use crate::spec::Field;
use crate::term::{SHOWN_WHOLE, is_label, label};
use crate::value::Value;

/// A field's values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FieldValues {
    /// Of a field without languages.
    Plain(Vec<Value>),
    /// Of a localized field: those that are shown in each language, fallbacks already followed.
    Localized(BTreeMap<Language, Vec<Value>>),
}

/// The values of a nested object by field name; a field that is absent has none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NestedObject(pub BTreeMap<String, FieldValues>);

/// One document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Its id, unique in the index.
    pub id: String,
    /// When what it shows changed last.
    pub changed_at: Timestamp,
    /// Its values by field name; a field that is absent has none.
    pub values: BTreeMap<String, FieldValues>,
    /// Its nested objects by the name of their list; the values of all of them are in `values`, too.
    #[serde(default)]
    pub nested: BTreeMap<String, Vec<NestedObject>>,
    /// Its lookup keys by name.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The finished JSON that a hit shows, one for each language of the index in its order, or a single one for all.
    pub shown: Vec<String>,
}

impl Document {
    /// The values of a field as a query in that language sees them.
    #[must_use]
    pub fn values_in(&self, field: &str, language: &Language) -> &[Value] {
        self.values.get(field).map(|values| values.in_language(language)).unwrap_or_default()
    }
}

impl NestedObject {
    /// The values of a field as a query in that language sees them.
    #[must_use]
    pub fn values_in(&self, field: &str, language: &Language) -> &[Value] {
        self.0.get(field).map(|values| values.in_language(language)).unwrap_or_default()
    }
}

impl FieldValues {
    fn in_language(&self, language: &Language) -> &[Value] {
        match self {
            Self::Plain(values) => values,
            Self::Localized(by_language) => by_language.get(language).map(Vec::as_slice).unwrap_or_default(),
        }
    }
}

/// The most steps above a path's last that it is found by.
const LEVELS: usize = 100;

impl Field {
    /// The values that a value is found and counted by: itself, and for a path the steps above it, longest last: up to
    /// `LEVELS` of them, and none of more than `SHOWN_WHOLE` bytes. Texts are in Normalization Form C. Blanks around a
    /// path's steps are ignored.
    #[must_use]
    pub fn steps<'v>(&self, value: &'v Value) -> Vec<Cow<'v, Value>> {
        let Value::Text(text) = value else { return vec![Cow::Borrowed(value)] };
        let path = nfc(text);
        let Some(separator) = &self.hierarchy else {
            return vec![match path {
                Cow::Borrowed(_) => Cow::Borrowed(value),
                Cow::Owned(text) => Cow::Owned(Value::Text(text)),
            }];
        };
        let mut steps = Vec::new();
        let mut so_far = String::new();
        for step in path.split(separator.as_str()).map(str::trim).filter(|step| !step.is_empty()) {
            if !so_far.is_empty() {
                if steps.len() < LEVELS && so_far.len() <= SHOWN_WHOLE {
                    steps.push(Cow::Owned(Value::Text(so_far.clone())));
                }
                so_far.push_str(separator);
            }
            so_far.push_str(step);
        }
        if !so_far.is_empty() {
            steps.push(Cow::Owned(Value::Text(so_far)));
        }
        steps
    }

    /// The key under which a facet counts a value, which is one of [`Field::steps`] or [`Field::sought`].
    pub(crate) fn facet_key(value: &Value) -> String {
        match value {
            Value::Text(text) => label(Cow::Borrowed(text)).into_owned(),
            other => other.key(),
        }
    }

    /// The value that documents are found by where this one is asked for: [`Field::steps`] of theirs hold it. `None` for a
    /// path without steps.
    #[must_use]
    pub fn sought<'v>(&self, value: &'v Value) -> Option<Cow<'v, Value>> {
        // The separator may be among the digits of a digest.
        if let Value::Text(text) = value
            && is_label(text)
        {
            return Some(Cow::Borrowed(value));
        }
        self.steps(value).pop()
    }
}
