//! What a value says of a property that nobody has described yet.

use octant_model::{Instant, PropertyType};
use serde_json::Value;

use crate::convert::is_blank;

/// The delimiters that a new list property may get: the first that none of its elements holds.
const DELIMITERS: [&str; 4] = ["|", ";", ",", "\u{1f}"];

/// The type of a new property by its value, whether or not the value has a language; `None` for `null`, objects and
/// arrays of other things than texts, which say nothing or are no values. A blank text is the weakest sign of a text:
/// see [`tells_little`].
pub(super) fn property_type(value: &Value, localized: bool) -> Option<PropertyType> {
    match value {
        Value::Array(_) if localized => Some(PropertyType::LocalizedList),
        Value::Array(_) => Some(PropertyType::List),
        Value::String(_) if localized => Some(PropertyType::LocalizedText),
        Value::String(text) if is_moment(text) => Some(PropertyType::Timestamp),
        Value::String(_) => Some(PropertyType::Text),
        Value::Bool(_) if !localized => Some(PropertyType::Boolean),
        Value::Number(number) if !localized && number.is_i64() => Some(PropertyType::Integer),
        Value::Number(_) if !localized => Some(PropertyType::Decimal),
        _ => None,
    }
}

/// Whether another value tells more of the type: a blank text stands for no value of any type.
pub(super) fn tells_little(value: &Value) -> bool {
    value.as_str().is_some_and(is_blank)
}

/// A date with a time; a bare date or a number may be anything.
fn is_moment(text: &str) -> bool {
    text.len() >= "2024-01-31T12:00".len() && text.contains('T') && text.parse::<Instant>().is_ok()
}

/// A delimiter that none of the elements holds.
pub(super) fn delimiter<'a>(elements: &(impl Iterator<Item = &'a str> + Clone)) -> Option<&'static str> {
    DELIMITERS.into_iter().find(|delimiter| !elements.clone().any(|element| element.contains(delimiter)))
}
