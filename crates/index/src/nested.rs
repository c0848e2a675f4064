//! Nested objects of a document, such as the cards that it relates to.
//!
//! The values of all of them lie in the document's own fields, named `prices.amount`, which is enough for conditions on one
//! field. Conditions that one object must meet together are checked against the objects themselves, which a document keeps
//! in one column, in the form of [`encode`].

use octant_model::Language;
use serde::{Deserialize, Serialize};

use crate::document::{Document, NestedObject};
use crate::filter::{Condition, Range, Test};
use crate::spec::{Field, Kind, Spec};
use crate::term::term;
use crate::value::Value;

/// A list of nested objects.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Nested {
    /// Its name, such as `prices`.
    pub name: String,
    /// The names of the objects' fields, such as `amount`; each is a field of the specification as `prices.amount`. The
    /// first one is one that every object has a value of.
    pub fields: Vec<String>,
}

impl Nested {
    /// The field that every object has a value of.
    pub(crate) fn present(&self) -> &str {
        self.fields.first().map(String::as_str).unwrap_or_default()
    }

    /// The document's own field that holds the values of a field of all objects.
    #[must_use]
    pub fn flat(&self, field: &str) -> String {
        format!("{}.{field}", self.name)
    }
}

impl Condition {
    /// Whether it holds for the document's nested objects.
    pub(crate) fn matches_nested(
        &self,
        spec: &Spec,
        nested: &Nested,
        objects: &[NestedObject],
        language: &Language,
    ) -> bool {
        let meets = |object: &NestedObject, condition: &Condition| {
            let field = spec.field(&nested.flat(&condition.field));
            field.is_some_and(|field| condition.holds(field, object.values_in(&condition.field, language)))
        };
        self.any_of.iter().any(|test| match test {
            Test::Exists(wanted) => objects.is_empty() != *wanted,
            Test::Nested(all) => objects.iter().any(|object| all.iter().all(|one| meets(object, one))),
            Test::Equals(_) | Test::Within(_) => false,
        })
    }
}

/// The nested objects of a document: for each list its objects, for each of these its fields, each in its languages, and
/// there the values by their keys. Numbers of what follows and lengths are varints. `None` where no list has more than one
/// object: the document's own fields say as much then.
pub(crate) fn encode(spec: &Spec, document: &Document) -> Option<Vec<u8>> {
    if document.nested.values().all(|objects| objects.len() <= 1) {
        return None;
    }
    let mut bytes = Vec::new();
    for nested in &spec.nested {
        let objects = document.nested.get(&nested.name).map(Vec::as_slice).unwrap_or_default();
        number(&mut bytes, objects.len());
        for object in objects {
            for (field, name) in fields(spec, nested) {
                for language in &spec.languages[..languages(spec, field)] {
                    let values = object.values_in(name, language);
                    number(&mut bytes, values.len());
                    values.iter().for_each(|value| text(&mut bytes, &key(value)));
                }
            }
        }
    }
    Some(bytes)
}

/// A value as it is kept: equal ones alike.
fn key(value: &Value) -> String {
    match value {
        Value::Text(own) => term(own).into_owned(),
        other => other.key(),
    }
}

fn fields<'s>(spec: &'s Spec, nested: &'s Nested) -> impl Iterator<Item = (&'s Field, &'s str)> {
    nested.fields.iter().filter_map(|name| Some((spec.field(&nested.flat(name))?, name.as_str())))
}

/// In how many languages a field has values of its own.
fn languages(spec: &Spec, field: &Field) -> usize {
    if field.localized { spec.languages.len() } else { 1 }
}

fn number(bytes: &mut Vec<u8>, mut number: usize) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 0x80);
    }
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    number(bytes, text.len());
    bytes.extend_from_slice(text.as_bytes());
}

/// Conditions that one nested object must meet, ready to be asked of many documents.
#[derive(Debug)]
pub(crate) struct Conditions {
    /// How many values-in-a-language the objects of each list have, up to the one that is asked.
    widths: Vec<usize>,
    /// Each with the place of the field's values in the query's language among those of an object.
    all: Vec<(usize, Vec<KeyTest>)>,
}

/// A test of values by their keys.
#[derive(Debug)]
enum KeyTest {
    Equals(String),
    Within(Range, Kind),
    Exists(bool),
}

impl Conditions {
    /// The conditions on objects of the list of that place, in the language of that place. Their fields are among the list's.
    pub(crate) fn new(spec: &Spec, place: usize, conditions: &[Condition], language: usize) -> Self {
        let width = |nested: &Nested| -> usize {
            fields(spec, nested).map(|(field, _)| languages(spec, field)).sum()
        };
        let mut all = Vec::with_capacity(conditions.len());
        for condition in conditions {
            let mut slot = 0;
            for (field, name) in fields(spec, &spec.nested[place]) {
                if name == condition.field {
                    let own = if field.localized { language } else { 0 };
                    let tests = condition.any_of.iter().filter_map(|test| KeyTest::of(test, field));
                    all.push((slot + own, tests.collect()));
                }
                slot += languages(spec, field);
            }
        }
        Self { widths: spec.nested[..=place].iter().map(width).collect(), all }
    }

    /// Whether one of the objects that a document keeps meets all of them. What is not in the form of [`encode`] does not.
    pub(crate) fn match_one_of(&self, bytes: &[u8]) -> bool {
        self.read(&mut Reader(bytes)).unwrap_or(false)
    }

    fn read(&self, reader: &mut Reader<'_>) -> Option<bool> {
        let (asked, before) = self.widths.split_last()?;
        for width in before {
            for _ in 0..reader.number()?.saturating_mul(*width) {
                reader.skip_values()?;
            }
        }
        for _ in 0..reader.number()? {
            let mut met = true;
            for slot in 0..*asked {
                let start = *reader;
                reader.skip_values()?;
                for (_, tests) in self.all.iter().filter(|(place, _)| *place == slot) {
                    met = met && start.values_meet(tests)?;
                }
            }
            if met {
                return Some(true);
            }
        }
        Some(false)
    }
}

impl KeyTest {
    fn of(test: &Test, field: &Field) -> Option<Self> {
        match test {
            Test::Equals(value) => Some(Self::Equals(key(value))),
            Test::Within(range) => Some(Self::Within(range.clone(), field.kind)),
            Test::Exists(wanted) => Some(Self::Exists(*wanted)),
            Test::Nested(_) => None,
        }
    }

    fn holds(&self, value: &str) -> bool {
        match self {
            Self::Equals(wanted) => wanted == value,
            Self::Within(range, kind) => {
                Value::of_key(value, *kind).is_some_and(|value| range.contains(&value))
            }
            Self::Exists(wanted) => *wanted,
        }
    }
}

/// What is left of the bytes.
#[derive(Clone, Copy)]
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn number(&mut self) -> Option<usize> {
        let (mut number, mut shift) = (0_usize, 0);
        loop {
            let (first, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= usize::from(first & 0x7f).checked_shl(shift)?;
            if first & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = self.number()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    fn skip_values(&mut self) -> Option<()> {
        for _ in 0..self.number()? {
            let length = self.number()?;
            self.0 = self.0.get(length..)?;
        }
        Some(())
    }

    /// Whether one of the tests holds for the values that follow.
    fn values_meet(mut self, tests: &[KeyTest]) -> Option<bool> {
        let count = self.number()?;
        if count == 0 {
            return Some(tests.iter().any(|test| matches!(test, KeyTest::Exists(false))));
        }
        for _ in 0..count {
            let value = self.text()?;
            if tests.iter().any(|test| test.holds(value)) {
                return Some(true);
            }
        }
        Some(false)
    }
}
