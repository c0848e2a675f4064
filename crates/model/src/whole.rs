//! Whole numbers in JSON: `5.0` is one, for JSON has one kind of number.
//!
//! For `#[serde(deserialize_with = "…")]` on members that count something.

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Number;

use crate::decimal::Decimal;

/// Reads a whole number from 0.
///
/// # Errors
/// Where it is no number, has a fraction, is negative or too large.
pub fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    read(&Number::deserialize(deserializer)?)
}

/// The same where it may be missing or `null`.
///
/// # Errors
/// Those of [`number`].
pub fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    Option::<Number>::deserialize(deserializer)?.as_ref().map(read).transpose()
}

/// The whole number that a text is, such as `5` or `5.0`.
#[must_use]
pub fn of_text(text: &str) -> Option<usize> {
    let number = text.parse::<Decimal>().ok().filter(Decimal::is_whole)?;
    usize::try_from(number.floor()).ok()
}

fn read<E: Error>(number: &Number) -> Result<usize, E> {
    of_text(number.as_str()).ok_or_else(|| E::custom(format!("{number} is no whole number from 0")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Counted {
        #[serde(deserialize_with = "number")]
        size: usize,
        #[serde(default, deserialize_with = "optional")]
        limit: Option<usize>,
    }

    #[test]
    fn a_number_without_fraction_is_whole_however_it_is_written() {
        for text in ["5", "5.0", "5.00", "0.5e1", "50e-1"] {
            let json = format!(r#"{{"size": {text}, "limit": {text}}}"#);
            let read: Counted = serde_json::from_str(&json).expect(text);
            assert_eq!((read.size, read.limit), (5, Some(5)), "{text}");
            let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
            let read: Counted = serde_json::from_value(value).expect(text);
            assert_eq!((read.size, read.limit), (5, Some(5)), "{text}");
        }
        for text in ["5.5", "-1", "1e30", "\"5\"", "true"] {
            assert!(serde_json::from_str::<Counted>(&format!(r#"{{"size": {text}}}"#)).is_err(), "{text}");
        }
        let read: Counted = serde_json::from_str(r#"{"size": 0, "limit": null}"#).expect("null is nothing");
        assert_eq!((read.size, read.limit), (0, None));
    }
}
