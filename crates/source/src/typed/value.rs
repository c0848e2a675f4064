//! A native JSON value as the text that is kept of it.

use octant_model::{Decimal, Instant, PropertyType};
use serde_json::{Number, Value};

use crate::convert::is_blank;

/// The text, if the value is one of that type. A blank text is no value, and so is taken for any type. `written` is the
/// value as it was written: a number is kept as it is.
///
/// # Errors
/// What the type takes, in words.
pub(super) fn text_of(
    value: &Value,
    written: &str,
    property_type: Option<PropertyType>,
    delimiter: Option<&str>,
) -> Result<String, String> {
    let Some(property_type) = property_type else { return scalar(value, written) };
    if let Value::String(text) = value
        && is_blank(text)
    {
        return Ok(text.clone());
    }
    let wrong = |takes: &str| Err(format!("{} takes {takes}, not {}", property_type.name(), kind(value)));
    match (property_type, value) {
        (PropertyType::Text | PropertyType::LocalizedText, Value::String(text)) => Ok(text.clone()),
        (PropertyType::Text | PropertyType::LocalizedText, _) => wrong("a text"),
        (PropertyType::Boolean, Value::Bool(flag)) => Ok(flag.to_string()),
        (PropertyType::Boolean, _) => wrong("true or false"),
        (PropertyType::Integer, Value::Number(number)) => match whole(number) {
            Some(number) => Ok(number.to_string()),
            None => wrong("a whole number of 64 bits"),
        },
        (PropertyType::Integer, _) => wrong("a whole number of 64 bits"),
        (PropertyType::Decimal, Value::Number(number)) => match Decimal::try_from(number) {
            Ok(_) => Ok(written.to_owned()),
            Err(error) => Err(error.to_string()),
        },
        (PropertyType::Decimal, _) => wrong("a number"),
        (PropertyType::Timestamp, Value::String(text)) if text.parse::<Instant>().is_ok() => Ok(text.clone()),
        (PropertyType::Timestamp, _) => wrong("a time like \"2024-01-31T12:00:00Z\""),
        (PropertyType::List | PropertyType::LocalizedList, Value::Array(elements)) => {
            joined(elements, delimiter.unwrap_or(crate::convert::DEFAULT_DELIMITER))
        }
        (PropertyType::List | PropertyType::LocalizedList, _) => wrong("an array of texts"),
    }
}

/// The whole number of 64 bits, also where it is written with a fraction, such as `12.0`.
fn whole(number: &Number) -> Option<i64> {
    Decimal::try_from(number).ok()?.to_i64()
}

/// A value of a property that has values and no type: any single one.
fn scalar(value: &Value, written: &str) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(written.to_owned()),
        _ => Err(format!("the property has no type and takes single values, not {}", kind(value))),
    }
}

fn joined(elements: &[Value], delimiter: &str) -> Result<String, String> {
    let mut text = String::new();
    for (place, element) in elements.iter().enumerate() {
        let Value::String(element) = element else {
            return Err(format!("a list holds texts, and element {place} is {}", kind(element)));
        };
        if element.contains(delimiter) {
            return Err(format!("element {place} holds the list's delimiter {delimiter:?}"));
        }
        if place > 0 {
            text.push_str(delimiter);
        }
        text.push_str(element);
    }
    Ok(text)
}

fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.as_str().chars().take(50).collect(),
        Value::String(text) => format!("{:?}", text.chars().take(50).collect::<String>()),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
