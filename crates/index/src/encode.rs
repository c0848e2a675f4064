//! From a document to what the files hold.

use std::cmp::Ordering;

use octant_model::{Decimal, Instant};
use serde::Serialize;
use serde_json::Value as Json;
use tantivy::TantivyDocument;
use tantivy::schema::Field as Column;

use crate::beside::{NOTHING, beside, ordered};
use crate::collation::sorted_part;
use crate::document::Document;
use crate::ends::{Ends, ends_of_texts};
use crate::layout::{Columns, Layout, Texts};
use crate::nested;
use crate::sort_keys::SortKeys;
use crate::spec::Field;
use crate::term::Mark;
use crate::value::{SortValue, Value};
use crate::words::Reference;

/// What makes documents into what is kept of them, one after the other.
pub(crate) struct Encoder<'a> {
    layout: &'a Layout,
    keys: &'a SortKeys,
    /// Room for one mark.
    mark: String,
}

impl<'a> Encoder<'a> {
    pub(crate) fn new(layout: &'a Layout, keys: &'a SortKeys) -> Self {
        Self { layout, keys, mark: String::new() }
    }

    /// The document as it is kept, with what it says of its words.
    pub(crate) fn encode(&mut self, document: &'a Document, reference: Option<Reference>) -> TantivyDocument {
        let layout = self.layout;
        let mut stored = TantivyDocument::default();
        stored.add_text(layout.id, &document.id);
        if let (Some(texts), Some(reference)) = (&layout.texts, reference) {
            texts.refer(&mut stored, reference);
        }
        let in_lower_case = document.id.to_lowercase();
        if in_lower_case != document.id {
            self.mark(&mut stored, Mark::Id(&in_lower_case));
        }
        stored.add_i64(layout.changed, document.changed_at.milliseconds());
        let mut sorted: Vec<Vec<Option<SortedBy<'a>>>> = Vec::with_capacity(layout.fields.len());
        for (place, field) in layout.spec.fields.iter().enumerate() {
            let mut of_field = Vec::with_capacity(layout.fields[place].len());
            for (language, columns) in layout.fields[place].iter().enumerate() {
                let values = document.values_in(&field.name, &layout.spec.languages[language]);
                if values.is_empty() {
                    of_field.push(None);
                    continue;
                }
                self.mark(&mut stored, Mark::Present(place, language));
                self.values(&mut stored, (place, language), columns, values);
                of_field.extend(self.sorted(&mut stored, columns, values).into_iter().map(Some));
            }
            sorted.push(of_field);
        }
        let sorted = serde_json::to_string(&sorted).expect("values are texts, numbers and flags");
        stored.add_text(layout.sorted, sorted);
        if let Some(column) = layout.nested
            && let Some(objects) = nested::encode(&layout.spec, document)
        {
            stored.add_bytes(column, &objects);
        }
        for (place, name) in layout.spec.keys.iter().enumerate() {
            for key in document.keys.get(name).into_iter().flatten() {
                self.mark(&mut stored, Mark::Key(place, key));
            }
        }
        for (place, column) in layout.shown.iter().enumerate() {
            if let Some(shown) = document.shown.get(place) {
                stored.add_text(*column, shown);
            }
        }
        stored
    }

    fn mark(&mut self, stored: &mut TantivyDocument, mark: Mark<'_>) {
        mark.write(&mut self.mark);
        stored.add_text(self.layout.marks, &self.mark);
    }

    /// The values of the field of a place, in the language of a place.
    fn values(
        &mut self,
        stored: &mut TantivyDocument,
        (place, language): (usize, usize),
        columns: &Columns,
        values: &'a [Value],
    ) {
        let field = &self.layout.spec.fields[place];
        let mut facet_keys: Vec<String> = Vec::new();
        for value in values {
            if columns.beside.is_some()
                && let Some(beside) = beside(value)
            {
                self.mark(stored, Mark::Beside(place, language, ordered(value), &beside));
            }
            for step in field.steps(value) {
                self.mark(stored, Mark::Value(place, language, &step));
                facet_keys.extend(columns.facet.is_some().then(|| Field::facet_key(&step)));
            }
        }
        if let Some(column) = columns.facet {
            // A document counts once, however often it has a value.
            facet_keys.sort_unstable();
            facet_keys.dedup();
            facet_keys.iter().for_each(|key| stored.add_text(column, key));
        }
    }

    /// Writes the numbers of a field, and its texts as they are sorted, and answers with what the document is sorted by: for
    /// texts without language in the order of each language, where there are several.
    fn sorted(
        &self,
        stored: &mut TantivyDocument,
        columns: &Columns,
        values: &'a [Value],
    ) -> Vec<SortedBy<'a>> {
        if let Some(column) = columns.numbers {
            // The least first and the greatest last, for orders upwards and downwards.
            let mut numbers: Vec<&Value> = values.iter().collect();
            numbers.sort_by(|one, two| one.order(two).unwrap_or(Ordering::Equal));
            numbers.iter().for_each(|number| add_number(stored, column, number));
            if let Some(column) = columns.beside {
                add_beside(stored, column, &numbers);
            }
            let ends = numbers.first().copied().zip(numbers.last().copied());
            return ends
                .map(|(least, greatest)| SortedBy::of(Ends { least, greatest }))
                .into_iter()
                .collect();
        }
        let mut sorted = Vec::with_capacity(columns.orders.len());
        for (language, column) in &columns.orders {
            let collation = &self.layout.collations[*language];
            let key = |text: &str| self.keys.with(collation, *language, sorted_part(text), <[u8]>::to_vec);
            let Some(ends) = ends_of_texts(values, key) else { continue };
            let is_one = std::ptr::eq(ends.least, ends.greatest);
            for value in std::iter::once(ends.least).chain((!is_one).then_some(ends.greatest)) {
                if let Value::Text(text) = value {
                    let text = sorted_part(text);
                    self.keys.with(collation, *language, text, |key| stored.add_bytes(*column, key));
                }
            }
            if sorted.is_empty() || values.len() > 1 {
                sorted.push(SortedBy::of(ends));
            }
        }
        sorted
    }
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

fn add_number(stored: &mut TantivyDocument, column: Column, value: &Value) {
    match value {
        Value::Text(_) => {}
        Value::Integer(number) => stored.add_i64(column, *number),
        Value::Decimal(number) => stored.add_f64(column, number.to_f64()),
        Value::Boolean(flag) => stored.add_u64(column, u64::from(*flag)),
        Value::Timestamp(time) => stored.add_i64(column, time.ticks()),
    }
}

/// What the least and the greatest of some numbers, which are in their order, are beside what their column holds, if any of
/// them is anything.
fn add_beside(stored: &mut TantivyDocument, column: Column, numbers: &[&Value]) {
    let [Some(least), Some(greatest)] = [numbers.first(), numbers.last()] else { return };
    if numbers.iter().all(|number| beside(number).is_none()) {
        return;
    }
    let ends: &[&Value] = if numbers.len() == 1 { &[*least] } else { &[*least, *greatest] };
    for end in ends {
        stored.add_bytes(column, beside(end).as_deref().unwrap_or(NOTHING).as_bytes());
    }
}

/// What a document is sorted by in one field: a value or, of several, the least and the greatest, each as far as an order
/// looks at it. They are written as a [`Value`] is, two of them as a list.
#[derive(Serialize)]
#[serde(untagged)]
enum SortedBy<'a> {
    One(SortedValue<'a>),
    Ends([SortedValue<'a>; 2]),
}

#[derive(Serialize)]
enum SortedValue<'a> {
    Text(&'a str),
    Integer(i64),
    Decimal(&'a Decimal),
    Boolean(bool),
    Timestamp(Instant),
}

impl<'a> SortedBy<'a> {
    fn of(ends: Ends<&'a Value>) -> Self {
        let [least, greatest] = [ends.least, ends.greatest].map(SortedValue::of);
        if std::ptr::eq(ends.least, ends.greatest) { Self::One(least) } else { Self::Ends([least, greatest]) }
    }
}

impl<'a> SortedValue<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(sorted_part(text)),
            Value::Integer(number) => Self::Integer(*number),
            Value::Decimal(number) => Self::Decimal(number),
            Value::Boolean(flag) => Self::Boolean(*flag),
            Value::Timestamp(time) => Self::Timestamp(*time),
        }
    }
}

/// What an [`Encoder`] wrote of the values that a document is sorted by, as [`Layout::sorted`] says.
pub(crate) fn sorted_values(text: &str) -> Option<Vec<Vec<Ends<SortValue>>>> {
    let written: Vec<Vec<Json>> = serde_json::from_str(text).ok()?;
    let value = |json: Json| -> Option<SortValue> { serde_json::from_value(json).ok() };
    let both = |json: Json| match json {
        Json::Array(ends) => {
            let [least, greatest] = <[Json; 2]>::try_from(ends).ok()?;
            Some(Ends { least: value(least)?, greatest: value(greatest)? })
        }
        one => value(one).map(Ends::of_one),
    };
    written.into_iter().map(|field| field.into_iter().map(both).collect()).collect()
}
