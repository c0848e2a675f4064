//! A card as a document of an endpoint's index: its finished JSON in each language, and its values.

use std::collections::BTreeMap;

use octant_card::{Card, CardValue, kind_of, value_of};
use octant_index::{Document, FieldValues, NestedObject, Value};
use octant_model::Language;

use crate::shape::{Shape, ShapeField};

/// The document of a card with the cards that it relates to, in the order of the shape's relations.
pub(crate) fn document(shape: &Shape, card: &Card, related: &[Vec<Card>]) -> Document {
    let changed_at = related.iter().flatten().map(|other| other.changed_at).fold(card.changed_at, Ord::max);
    let mut document = Document {
        id: card.id.clone(),
        changed_at,
        values: BTreeMap::new(),
        nested: BTreeMap::new(),
        keys: BTreeMap::new(),
        shown: Vec::with_capacity(shape.languages.len()),
    };
    for field in &shape.fields {
        document.values.insert(field.name.clone(), field_values(shape, field, &[card]));
    }
    for (relation, cards) in shape.relations.iter().zip(related) {
        let cards: Vec<&Card> = cards.iter().collect();
        let ids = cards.iter().map(|card| Value::Text(card.id.clone())).collect();
        document.values.insert(relation.ids(), FieldValues::Plain(ids));
        if let Some(key) = relation.relating_key() {
            let from = card.values_of(&relation.relation.from);
            document.keys.insert(key, from.iter().map(Value::key).collect());
        }
        for field in &relation.fields {
            let name = format!("{}.{}", relation.name, field.name);
            document.values.insert(name, field_values(shape, field, &cards));
        }
        let objects = cards.iter().map(|card| nested_object(shape, &relation.fields, card)).collect();
        document.nested.insert(relation.name.clone(), objects);
    }
    for (_, chain) in &shape.languages {
        document.shown.push(json(shape, card, related, chain));
    }
    document
}

/// A related card as a nested object.
fn nested_object(shape: &Shape, fields: &[ShapeField], card: &Card) -> NestedObject {
    let id = FieldValues::Plain(vec![Value::Text(card.id.clone())]);
    let values = fields.iter().map(|field| (field.name.clone(), field_values(shape, field, &[card])));
    NestedObject(std::iter::once(("id".to_owned(), id)).chain(values).collect())
}

/// A field's values of some cards.
fn field_values(shape: &Shape, field: &ShapeField, cards: &[&Card]) -> FieldValues {
    let of_chain = |chain: &[Language]| -> Vec<Value> {
        cards.iter().flat_map(|card| values(field, card, chain)).collect()
    };
    if !field.property_type.is_localized() {
        return FieldValues::Plain(of_chain(&[]));
    }
    let localized: BTreeMap<Language, Vec<Value>> =
        shape.languages.iter().map(|(language, chain)| (language.clone(), of_chain(chain))).collect();
    FieldValues::Localized(localized)
}

/// The values of a card's property, in the first language of the chain that has any; as the shape's type, whatever the
/// card's is by now.
fn values(field: &ShapeField, card: &Card, chain: &[Language]) -> Vec<Value> {
    let found: &[Value] = match card.values.get(&field.property) {
        None => &[],
        Some(CardValue::Plain(values)) => values,
        Some(CardValue::Localized(languages)) => {
            let of = |language: Option<&str>| {
                languages.iter().find(|(known, _)| known.as_deref() == language).map(|(_, values)| values)
            };
            let found = chain.iter().find_map(|language| of(Some(language.as_str()))).or_else(|| of(None));
            found.map(Vec::as_slice).unwrap_or_default()
        }
    };
    let kind = kind_of(field.property_type);
    let as_kind = |value: &Value| match value.kind() == kind {
        true => Some(value.clone()),
        false => value_of(&value.to_string(), kind).ok(),
    };
    let values = found.iter().filter_map(as_kind);
    if field.property_type.is_list() { values.collect() } else { values.take(1).collect() }
}

/// The result: the id, the properties that have a value, the relations.
fn json(shape: &Shape, card: &Card, related: &[Vec<Card>], chain: &[Language]) -> String {
    let mut text = String::with_capacity(256);
    text.push('{');
    write_member(&mut text, "id", &quoted(&card.id));
    for field in &shape.fields {
        write_field(&mut text, field, card, chain);
    }
    for (relation, cards) in shape.relations.iter().zip(related) {
        let mut list = String::from("[");
        for (place, other) in cards.iter().enumerate() {
            if place > 0 {
                list.push(',');
            }
            list.push('{');
            write_member(&mut list, "id", &quoted(&other.id));
            for field in &relation.fields {
                write_field(&mut list, field, other, chain);
            }
            list.push('}');
        }
        list.push(']');
        write_member(&mut text, &relation.name, &list);
    }
    text.push('}');
    text
}

fn write_field(text: &mut String, field: &ShapeField, card: &Card, chain: &[Language]) {
    let values = values(field, card, chain);
    if field.property_type.is_list() {
        let parts: Vec<String> = values.iter().map(native).collect();
        write_member(text, &field.name, &format!("[{}]", parts.join(",")));
    } else if let Some(value) = values.first() {
        write_member(text, &field.name, &native(value));
    }
}

fn write_member(text: &mut String, name: &str, value: &str) {
    if !text.ends_with('{') {
        text.push(',');
    }
    text.push_str(&quoted(name));
    text.push(':');
    text.push_str(value);
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is always JSON")
}

/// A value in its native JSON type.
pub(crate) fn native(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Timestamp(time) => quoted(&time.to_string()),
        Value::Decimal(_) | Value::Integer(_) | Value::Boolean(_) => value.to_string(),
    }
}
