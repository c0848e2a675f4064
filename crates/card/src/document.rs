//! Cards as documents of their definition's index.

use std::collections::BTreeMap;

use octant_index::{Document, Field, FieldValues, Kind, Spec, Value};
use octant_model::Language;
use serde_json::{Map, Value as Json};

use crate::card::{Card, CardValue};
use crate::definition::{Content, kind_of};

/// The lookup key under which a document names the properties whose texts did not convert.
pub(crate) const PROBLEM: &str = "problem";

/// The language of a definition's index: a condition on a localized property asks for a value in any language.
#[must_use]
pub(crate) fn any_language() -> Language {
    Language::new("und").expect("the constant is a language")
}

/// What a definition's index is made for.
#[must_use]
pub(crate) fn spec(content: &Content) -> Spec {
    let field = |property: &crate::definition::CardProperty| {
        let kind = kind_of(property.property_type);
        Field {
            name: property.id.clone(),
            kind,
            localized: false,
            facet: false,
            searchable: kind == Kind::Text,
            hierarchy: None,
        }
    };
    Spec {
        languages: vec![any_language()],
        fields: content.properties.iter().map(field).collect(),
        keys: vec![PROBLEM.to_owned()],
    }
}

/// The card as a document.
#[must_use]
pub(crate) fn document(card: &Card) -> Document {
    let values = card
        .values
        .iter()
        .map(|(id, values)| (id.clone(), FieldValues::Plain(values.all().cloned().collect())));
    let mut problems: Vec<String> = card.problems.iter().map(|problem| problem.property.clone()).collect();
    problems.dedup();
    Document {
        id: card.id.clone(),
        changed_at: card.changed_at,
        values: values.collect(),
        keys: BTreeMap::from([(PROBLEM.to_owned(), problems)]),
        shown: vec![json(card).to_string()],
    }
}

/// The card as JSON: localized values by language, `""` for those without.
#[must_use]
pub(crate) fn json(card: &Card) -> Json {
    let mut members = Map::new();
    members.insert("id".to_owned(), Json::String(card.id.clone()));
    for (id, value) in &card.values {
        let json = match value {
            CardValue::Plain(values) => json_of(values),
            CardValue::Localized(languages) => languages
                .iter()
                .map(|(language, values)| (language.clone().unwrap_or_default(), json_of(values)))
                .collect::<Map<String, Json>>()
                .into(),
        };
        members.insert(id.clone(), json);
    }
    Json::Object(members)
}

/// One value by itself, several as a list.
fn json_of(values: &[Value]) -> Json {
    match values {
        [one] => native(one),
        _ => values.iter().map(native).collect(),
    }
}

/// A value in its native JSON type.
#[must_use]
pub(crate) fn native(value: &Value) -> Json {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Decimal(number) => (*number).into(),
        Value::Boolean(flag) => (*flag).into(),
        Value::Timestamp(time) => time.to_string().into(),
    }
}
