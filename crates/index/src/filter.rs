//! Filters, and what they mean for one document.

use std::borrow::Cow;
use std::cmp::Ordering;

use octant_model::Language;
use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::spec::{Field, Kind, Spec};
use crate::term::is_label;
use crate::value::Value;

/// Groups of conditions of which one must hold; without a group everything passes.
pub type Filter = Vec<FilterGroup>;

/// Conditions that hold together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FilterGroup {
    /// Each of these must hold.
    pub must: Vec<Condition>,
    /// None of these may hold.
    pub must_not: Vec<Condition>,
}

/// A condition on one field: one of its tests must hold for one of the document's values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// The field's name, or `id`.
    pub field: String,
    /// The tests; at least one.
    pub any_of: Vec<Test>,
}

/// A test of one value, or of whether there is one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// It is this value; for a path also where it begins with these steps.
    Equals(Value),
    /// It lies in the range.
    Within(Range),
    /// Whether there is a value at all.
    Exists(bool),
    /// Of a list of nested objects: one of them meets all of these, whose fields are the objects' own. None of these is
    /// nested itself.
    Nested(Vec<Condition>),
}

/// A range; texts are compared byte by byte, in Normalization Form C. At least one end is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// Its lower end, and whether that belongs to it.
    pub lower: Option<(Value, bool)>,
    /// Its upper end, and whether that belongs to it.
    pub upper: Option<(Value, bool)>,
}

impl Range {
    /// Whether the value lies in it.
    #[must_use]
    pub fn contains(&self, value: &Value) -> bool {
        let above = self.lower.as_ref().is_none_or(|(lower, inclusive)| match value.order(lower) {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => *inclusive,
            _ => false,
        });
        let below = self.upper.as_ref().is_none_or(|(upper, inclusive)| match value.order(upper) {
            Some(Ordering::Less) => true,
            Some(Ordering::Equal) => *inclusive,
            _ => false,
        });
        above && below
    }
}

impl FilterGroup {
    /// Whether the document passes, in that language.
    #[must_use]
    pub fn matches(&self, spec: &Spec, document: &Document, language: &Language) -> bool {
        self.must.iter().all(|condition| condition.matches(spec, document, language))
            && !self.must_not.iter().any(|condition| condition.matches(spec, document, language))
    }
}

impl Condition {
    /// Whether it holds for the document, in that language.
    #[must_use]
    pub fn matches(&self, spec: &Spec, document: &Document, language: &Language) -> bool {
        if self.field == "id" {
            let id = [Value::Text(document.id.clone())];
            return self.holds(&id_field(), &id);
        }
        if let Some(nested) = spec.nested.iter().find(|nested| nested.name == self.field) {
            let objects = document.nested.get(&nested.name).map(Vec::as_slice).unwrap_or_default();
            return self.matches_nested(spec, nested, objects, language);
        }
        let field = spec.field(&self.field);
        field.is_some_and(|field| self.holds(field, document.values_in(&self.field, language)))
    }

    pub(crate) fn holds(&self, field: &Field, values: &[Value]) -> bool {
        self.any_of.iter().any(|test| match test {
            Test::Exists(wanted) => values.is_empty() != *wanted,
            Test::Within(range) => values.iter().any(|value| range.contains(value)),
            Test::Nested(_) => false,
            Test::Equals(wanted) => field.sought(wanted).is_some_and(|wanted| {
                let is_wanted = |step: &Cow<'_, Value>| {
                    step.order(&wanted) == Some(Ordering::Equal) || is_label_of(&wanted, step)
                };
                values.iter().any(|value| field.steps(value).iter().any(is_wanted))
            }),
        })
    }
}

/// Whether a text is what a facet shows of a longer one.
fn is_label_of(wanted: &Value, step: &Value) -> bool {
    match (wanted, step) {
        (Value::Text(wanted), Value::Text(_)) => is_label(wanted) && Field::facet_key(step) == *wanted,
        _ => false,
    }
}

/// The id, as if it were a field.
fn id_field() -> Field {
    Field {
        name: "id".to_owned(),
        kind: Kind::Text,
        localized: false,
        facet: false,
        sortable: true,
        searchable: false,
        hierarchy: None,
    }
}
