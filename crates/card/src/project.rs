//! From entries to a card.

use std::collections::BTreeMap;

use octant_index::Value;
use octant_model::Entry;
use octant_source::{TypedValue, convert, is_blank};

use crate::card::{Card, CardValue, Problem};
use crate::definition::{CardProperty, Content};

/// The card of that key; `None` where no source has an entry, or a required one has none. `entries` are those of the
/// definition's sources, in their order.
#[must_use]
pub fn project(content: &Content, key: &str, entries: &[Option<Entry<'_>>]) -> Option<Card> {
    let missing = |place: usize| entries.get(place).is_none_or(Option::is_none);
    if content.sources.iter().enumerate().any(|(place, source)| source.required && missing(place)) {
        return None;
    }
    let changed_at = entries.iter().flatten().map(|entry| entry.import.accepted_at()).max()?;
    let mut card = Card { id: key.to_owned(), changed_at, values: BTreeMap::new(), problems: Vec::new() };
    for property in &content.properties {
        let place = content.sources.iter().position(|source| source.id == property.source);
        if let Some(entry) = place.and_then(|place| entries.get(place)).and_then(Option::as_ref) {
            read(&mut card, property, entry);
        }
    }
    Some(card)
}

/// Takes a property's values into the card. A blank text counts as absent, whatever the type.
fn read(card: &mut Card, property: &CardProperty, entry: &Entry<'_>) {
    let of_property = entry.properties.iter().filter(|value| value.id == property.source_property);
    let given = of_property.filter(|value| !is_blank(value.value));
    if property.property_type.is_localized() {
        let mut languages: BTreeMap<Option<String>, Vec<Value>> = BTreeMap::new();
        for value in given {
            if let Some(values) = typed(card, property, value.language, value.value) {
                languages.insert(value.language.map(str::to_owned), values);
            }
        }
        if !languages.is_empty() {
            card.values.insert(property.id.clone(), CardValue::Localized(languages));
        }
        return;
    }
    // A value without language comes first in an entry; without it, the first language stands for all.
    if let Some(value) = given.into_iter().next()
        && let Some(values) = typed(card, property, value.language, value.value)
    {
        card.values.insert(property.id.clone(), CardValue::Plain(values));
    }
}

/// The text as the property's type; `None`, and noted on the card, where it is none; also for an empty list.
fn typed(card: &mut Card, property: &CardProperty, language: Option<&str>, text: &str) -> Option<Vec<Value>> {
    let Some(value) = convert(text, property.property_type, property.delimiter.as_deref()) else {
        card.problems.push(Problem {
            property: property.id.clone(),
            language: language.map(str::to_owned),
            text: text.chars().take(100).collect(),
        });
        return None;
    };
    let values = match value {
        TypedValue::Text(text) => vec![Value::Text(text)],
        TypedValue::List(parts) => parts.into_iter().map(Value::Text).collect(),
        TypedValue::Boolean(flag) => vec![Value::Boolean(flag)],
        TypedValue::Integer(number) => vec![Value::Integer(number)],
        TypedValue::Decimal(number) => vec![Value::Decimal(number)],
        TypedValue::Timestamp(time) => vec![Value::Timestamp(time)],
    };
    (!values.is_empty()).then_some(values)
}
