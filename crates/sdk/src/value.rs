//! What a property can hold.

use std::borrow::Cow;

use octant_model::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::number::Number;

/// A property's value: what [`Entity::with`](crate::Entity::with) takes anything for that converts into it.
///
/// | from | becomes |
/// |---|---|
/// | `&str`, `String`, `Cow<str>`, `char` | [`Value::Text`] |
/// | integers of any size | [`Value::Number`] |
/// | `f64`, `f32` | [`Value::Number`] in its shortest exact spelling; NaN and the infinities are refused when the entity is pushed |
/// | [`Number`] | [`Value::Number`], digit by digit |
/// | `bool` | [`Value::Boolean`] |
/// | [`Timestamp`] | [`Value::Text`], RFC 3339 in UTC |
/// | `Vec`, arrays and slices of these | [`Value::List`] |
/// | `Option` of these | the value, or [`Value::Null`] for `None`, which clears what is stored |
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Value {
    /// Clears what is stored for the property in this language.
    Null,
    /// A text. An empty text is stored as such.
    Text(String),
    /// A number.
    Number(Number),
    /// True or false.
    Boolean(bool),
    /// Texts, numbers or flags in an order; a list in a list, or a null in one, is refused when the entity is pushed.
    List(Vec<Value>),
}

impl Value {
    /// The text of [`Value::Text`].
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it clears what is stored.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text that is stored of a single value; `None` for a list and for null.
    #[must_use]
    pub fn to_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Number(number) => Some(Cow::Borrowed(number.as_str())),
            Self::Boolean(true) => Some(Cow::Borrowed("true")),
            Self::Boolean(false) => Some(Cow::Borrowed("false")),
            Self::List(_) | Self::Null => None,
        }
    }

    /// The value that a JSON text spells, every digit kept. An object is none.
    pub(crate) fn of_json(json: &str) -> Result<Self, serde_json::Error> {
        Ok(match json.as_bytes().first() {
            Some(b'"') => Self::Text(serde_json::from_str(json)?),
            Some(b'-' | b'0'..=b'9') => {
                Self::Number(Number::new(json).map_err(<serde_json::Error as serde::de::Error>::custom)?)
            }
            Some(b'[') => {
                let elements: Vec<&RawValue> = serde_json::from_str(json)?;
                let elements = elements.into_iter().map(|element| Self::of_json(element.get()));
                Self::List(elements.collect::<Result<_, _>>()?)
            }
            Some(b'{') => {
                return Err(<serde_json::Error as serde::de::Error>::custom(
                    "an object is no property's value",
                ));
            }
            Some(b't' | b'f') => Self::Boolean(serde_json::from_str(json)?),
            _ => serde_json::from_str::<()>(json).map(|()| Self::Null)?,
        })
    }
}

/// Reads a value out of JSON with every digit of its numbers; for `#[serde(deserialize_with)]`.
pub(crate) fn exact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    Value::of_json(raw.get()).map_err(serde::de::Error::custom)
}

macro_rules! from_texts {
    ($($text:ty)*) => {$(
        impl From<$text> for Value {
            fn from(text: $text) -> Self {
                Self::Text(text.into())
            }
        }
    )*};
}

from_texts!(&str String &String Cow<'_, str> char);

macro_rules! from_numbers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Value {
            fn from(number: $integer) -> Self {
                Self::Number(Number::from(number))
            }
        }
    )*};
}

from_numbers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(Number::of_f64(number))
    }
}

impl From<f32> for Value {
    fn from(number: f32) -> Self {
        Self::Number(Number::of_f32(number))
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Boolean(flag)
    }
}

impl From<Timestamp> for Value {
    fn from(time: Timestamp) -> Self {
        Self::Text(time.to_string())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(elements: Vec<T>) -> Self {
        elements.into_iter().collect()
    }
}

impl<T: Into<Self>, const N: usize> From<[T; N]> for Value {
    fn from(elements: [T; N]) -> Self {
        elements.into_iter().collect()
    }
}

impl<T: Clone + Into<Self>> From<&[T]> for Value {
    fn from(elements: &[T]) -> Self {
        elements.iter().cloned().collect()
    }
}

impl<T: Into<Self>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self::List(elements.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn anything_that_a_property_holds_converts() {
        assert_eq!(Value::from("x"), text("x"));
        assert_eq!(Value::from(String::from("x")), text("x"));
        assert_eq!(Value::from(Cow::Borrowed("x")), text("x"));
        assert_eq!(Value::from(7_u8).to_text().as_deref(), Some("7"));
        assert_eq!(Value::from(u64::MAX).to_text().as_deref(), Some("18446744073709551615"));
        assert_eq!(Value::from(0.1_f32).to_text().as_deref(), Some("0.1"));
        assert_eq!(Value::from(true).to_text().as_deref(), Some("true"));
        assert_eq!(Value::from(None::<&str>), Value::Null);
        assert_eq!(Value::from(Some("x")), text("x"));
        assert_eq!(Value::from(["a", "b"]), Value::List(vec![text("a"), text("b")]));
        assert_eq!(Value::from(vec![1, 2]), Value::List(vec![1.into(), 2.into()]));
        assert_eq!(Value::from(&["a".to_owned()][..]), Value::List(vec![text("a")]));
        let time: Timestamp = "2024-01-31T12:00:00Z".parse().expect("a time");
        assert_eq!(Value::from(time), text(&time.to_string()));
    }

    #[test]
    fn json_is_read_with_every_digit() {
        let number = |text: &str| Value::Number(Number::new(text).expect("a number"));
        for (json, value) in [
            ("12345678901234567.89", number("12345678901234567.89")),
            ("-0", number("-0")),
            (r#""a\u00e5""#, text("aå")),
            ("true", Value::Boolean(true)),
            ("null", Value::Null),
            (r#"["a",1.50,[]]"#, Value::List(vec![text("a"), number("1.50"), Value::List(Vec::new())])),
        ] {
            assert_eq!(Value::of_json(json).expect("a value"), value, "{json}");
        }
        for json in ["{}", r#"[{"a":1}]"#, "", "nul"] {
            assert!(Value::of_json(json).is_err(), "{json}");
        }
    }
}
