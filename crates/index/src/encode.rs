//! From a document to what the files hold.

use serde_json::Value as Json;
use tantivy::TantivyDocument;
use tantivy::schema::Field as Column;

use crate::collation::sorted_part;
use crate::document::Document;
use crate::layout::{Columns, Layout, Texts};
use crate::spec::Field;
use crate::term::Mark;
use crate::value::{SortValue, Value};
use crate::words::Reference;

/// The document as it is kept, with what it says of its words.
pub(crate) fn encode(layout: &Layout, document: &Document, reference: Option<Reference>) -> TantivyDocument {
    let mut stored = TantivyDocument::default();
    stored.add_text(layout.id, &document.id);
    if let (Some(texts), Some(reference)) = (&layout.texts, reference) {
        texts.refer(&mut stored, reference);
    }
    let in_lower_case = document.id.to_lowercase();
    if in_lower_case != document.id {
        stored.add_text(layout.marks, Mark::Id(&in_lower_case).text());
    }
    stored.add_i64(layout.changed, document.changed_at.milliseconds());
    let mut first: Vec<Vec<SortValue>> = Vec::with_capacity(layout.fields.len());
    for (place, field) in layout.spec.fields.iter().enumerate() {
        let mut of_field = Vec::with_capacity(layout.fields[place].len());
        for (language, columns) in layout.fields[place].iter().enumerate() {
            let values = document.values_in(&field.name, &layout.spec.languages[language]);
            if !values.is_empty() {
                stored.add_text(layout.marks, Mark::Present(place, language).text());
                for step in values.iter().flat_map(|value| field.steps(value)) {
                    stored.add_text(layout.marks, Mark::Value(place, language, &step).text());
                }
                add(layout, &mut stored, field, columns, values);
            }
            of_field.push(values.first().filter(|_| field.sortable).map(shortened));
        }
        first.push(of_field);
    }
    let first = serde_json::to_string(&first).expect("values are texts, numbers and flags");
    stored.add_text(layout.first, first);
    for (place, name) in layout.spec.keys.iter().enumerate() {
        for key in document.keys.get(name).into_iter().flatten() {
            stored.add_text(layout.marks, Mark::Key(place, key).text());
        }
    }
    for (place, column) in layout.shown.iter().enumerate() {
        if let Some(shown) = document.shown.get(place) {
            stored.add_text(*column, shown);
        }
    }
    stored
}

/// A document's words as they are kept, with the number by which it refers to them.
pub(crate) fn encode_words(
    layout: &Layout,
    texts: &Texts,
    number: u64,
    document: &Document,
) -> TantivyDocument {
    let mut stored = TantivyDocument::default();
    stored.add_u64(texts.own, number);
    for (_, _, column, text) in texts_of(layout, document) {
        stored.add_text(column, text);
    }
    stored
}

/// The texts that full text search looks into, each with the places of its field and language and the column of its words.
pub(crate) fn texts_of<'a>(
    layout: &'a Layout,
    document: &'a Document,
) -> impl Iterator<Item = (usize, usize, Column, &'a str)> {
    let fields = layout.spec.fields.iter().zip(&layout.fields).enumerate();
    fields.filter(|(_, (field, _))| field.searchable).flat_map(move |(place, (field, columns))| {
        columns.iter().enumerate().flat_map(move |(language, columns)| {
            let values = document.values_in(&field.name, &layout.spec.languages[language]);
            values.iter().filter_map(move |value| match (value, columns.words) {
                (Value::Text(text), Some(column)) => Some((place, language, column, text.as_str())),
                _ => None,
            })
        })
    })
}

fn add(layout: &Layout, stored: &mut TantivyDocument, field: &Field, columns: &Columns, values: &[Value]) {
    let mut facet_keys: Vec<String> = Vec::new();
    for value in values {
        if let Some(column) = columns.numbers {
            add_number(stored, column, value);
        }
        if columns.facet.is_some() {
            facet_keys.extend(field.steps(value).iter().map(Value::key));
        }
    }
    if let Some(column) = columns.facet {
        // A document counts once, however often it has a value.
        facet_keys.sort_unstable();
        facet_keys.dedup();
        facet_keys.iter().for_each(|key| stored.add_text(column, key));
    }
    if let Some(Value::Text(text)) = values.first() {
        for (language, column) in &columns.orders {
            stored.add_bytes(*column, &layout.collations[*language].key(text));
        }
    }
}

fn add_number(stored: &mut TantivyDocument, column: Column, value: &Value) {
    match value {
        Value::Text(_) => {}
        Value::Integer(number) => stored.add_i64(column, *number),
        Value::Decimal(number) => stored.add_f64(column, plain(*number)),
        Value::Boolean(flag) => stored.add_u64(column, u64::from(*flag)),
        Value::Timestamp(time) => stored.add_i64(column, time.milliseconds()),
    }
}

/// The number, with -0 as 0.
pub(crate) fn plain(number: f64) -> f64 {
    if number == 0.0 { 0.0 } else { number }
}

/// A value as far as a sort order looks at it.
fn shortened(value: &Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(sorted_part(text).to_owned()),
        other => other.clone(),
    }
}

/// What [`encode`] wrote of first values: by field, then by language.
pub(crate) fn first_values(text: &str) -> Option<Vec<Vec<SortValue>>> {
    let json: Json = serde_json::from_str(text).ok()?;
    serde_json::from_value(json).ok()
}
