//! Cards as documents of their definition's index.

use std::collections::{BTreeMap, BTreeSet};

use octant_index::{Document, Field, FieldValues, Kind, Spec};
use octant_model::Language;

use crate::card::{Card, CardValue};
use crate::definition::{CardProperty, Content, kind_of};

/// The lookup key under which a document names the properties whose texts did not convert.
pub(crate) const PROBLEM: &str = "problem";

/// The lookup key under which a document names the languages that it has values in.
pub(crate) const LANGUAGE: &str = "language";

/// The language of a definition's index: a condition on a localized property asks for a value in any language.
#[must_use]
pub(crate) fn any_language() -> Language {
    Language::new("und").expect("the constant is a language")
}

/// What a definition's index is made for.
#[must_use]
pub(crate) fn spec(content: &Content) -> Spec {
    let field = |property: &CardProperty| {
        let kind = kind_of(property.property_type);
        Field {
            name: property.id.clone(),
            kind,
            localized: false,
            facet: false,
            // Cards are listed by key.
            sortable: false,
            searchable: kind == Kind::Text,
            hierarchy: None,
        }
    };
    Spec {
        languages: vec![any_language()],
        fields: content.properties.iter().map(field).collect(),
        nested: Vec::new(),
        keys: vec![PROBLEM.to_owned(), LANGUAGE.to_owned()],
    }
}

/// The card as a document.
#[must_use]
pub(crate) fn document(content: &Content, card: &Card) -> Document {
    Document { shown: vec![card.json(content).to_string()], ..conditions(card) }
}

/// The card as far as conditions look at it.
#[must_use]
pub(crate) fn conditions(card: &Card) -> Document {
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
        nested: BTreeMap::new(),
        keys: BTreeMap::from([(PROBLEM.to_owned(), problems), (LANGUAGE.to_owned(), languages(card))]),
        shown: Vec::new(),
    }
}

/// The languages in which a card has values, each once.
fn languages(card: &Card) -> Vec<String> {
    let localized = card.values.values().filter_map(|value| match value {
        CardValue::Localized(languages) => Some(languages.keys().flatten()),
        CardValue::Plain(_) => None,
    });
    let distinct: BTreeSet<&String> = localized.flatten().collect();
    distinct.into_iter().cloned().collect()
}
