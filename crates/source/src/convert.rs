//! From the text that a provider sent to the value that a type makes of it (docs/api.md, "Types").

use octant_model::{Decimal, Instant, PropertyType};
use serde::{Serialize, Serializer};
use serde_json::Number;

/// A text as its property's type shows it.
#[derive(Debug, Clone, PartialEq)]
pub enum TypedValue {
    /// The text as it came.
    Text(String),
    /// The parts between the delimiters, trimmed, without blank ones.
    List(Vec<String>),
    /// True or false.
    Boolean(bool),
    /// A signed whole number.
    Integer(i64),
    /// A decimal number.
    Decimal(Decimal),
    /// A moment.
    Timestamp(Instant),
}

/// The delimiter of a list that was given none.
pub const DEFAULT_DELIMITER: &str = ",";

/// Whether a text counts as absent: nothing of it is seen. An entry keeps it, a card does not show it.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    octant_text::is_blank(text)
}

/// What the type makes of the text; `None` where it is no value of that type.
///
/// A Boolean is one of true, false, 1, 0, yes, no in any case; an Integer a signed whole number of 64 bits; a Decimal
/// a number written with `.`, of which every digit counts; a Timestamp an RFC 3339 time or a date of the years 0001 to
/// 9999. Blanks around these do not count.
#[must_use]
pub fn convert(text: &str, property_type: PropertyType, delimiter: Option<&str>) -> Option<TypedValue> {
    match property_type {
        PropertyType::Text | PropertyType::LocalizedText => Some(TypedValue::Text(text.to_owned())),
        PropertyType::List | PropertyType::LocalizedList => Some(TypedValue::List(parts(text, delimiter))),
        PropertyType::Boolean => boolean(text.trim()).map(TypedValue::Boolean),
        PropertyType::Integer => text.trim().parse().ok().map(TypedValue::Integer),
        PropertyType::Decimal => text.trim().parse().ok().map(TypedValue::Decimal),
        PropertyType::Timestamp => text.trim().parse().ok().map(TypedValue::Timestamp),
    }
}

fn parts(text: &str, delimiter: Option<&str>) -> Vec<String> {
    let delimiter = delimiter.filter(|delimiter| !delimiter.is_empty()).unwrap_or(DEFAULT_DELIMITER);
    text.split(delimiter).map(str::trim).filter(|part| !is_blank(part)).map(str::to_owned).collect()
}

fn boolean(text: &str) -> Option<bool> {
    let is_one_of = |words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is_one_of(["true", "1", "yes"]) {
        return Some(true);
    }
    is_one_of(["false", "0", "no"]).then_some(false)
}

impl Serialize for TypedValue {
    /// The value in its native JSON type.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => text.serialize(serializer),
            Self::List(parts) => parts.serialize(serializer),
            Self::Boolean(flag) => flag.serialize(serializer),
            Self::Integer(number) => number.serialize(serializer),
            Self::Decimal(number) => Number::from(number).serialize(serializer),
            Self::Timestamp(time) => time.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_takes_what_it_says() {
        use PropertyType::{Boolean, Decimal, Integer, List, Text, Timestamp};
        let list =
            |parts: &[&str]| Some(TypedValue::List(parts.iter().map(|&part| part.to_owned()).collect()));
        let cases = [
            (" a ", Text, None, Some(TypedValue::Text(" a ".to_owned()))),
            ("red| blue ||", List, Some("|"), list(&["red", "blue"])),
            ("a,b", List, None, list(&["a", "b"])),
            ("", List, None, list(&[])),
            (" YES ", Boolean, None, Some(TypedValue::Boolean(true))),
            ("0", Boolean, None, Some(TypedValue::Boolean(false))),
            ("ja", Boolean, None, None),
            ("-9223372036854775808", Integer, None, Some(TypedValue::Integer(i64::MIN))),
            ("9223372036854775808", Integer, None, None),
            ("1.0", Integer, None, None),
            ("+7", Integer, None, Some(TypedValue::Integer(7))),
            (" 12.50 ", Decimal, None, decimal("12.5")),
            ("1e3", Decimal, None, decimal("1000")),
            ("1e-400", Decimal, None, decimal("1e-400")),
            ("9007199254740993", Decimal, None, decimal("9007199254740993.0")),
            ("12,5", Decimal, None, None),
            ("inf", Decimal, None, None),
            ("1e9999999", Decimal, None, None),
            ("", Decimal, None, None),
            ("tomorrow", Timestamp, None, None),
            ("0000-01-01", Timestamp, None, None),
            ("-0001-01-01", Timestamp, None, None),
        ];
        for (text, property_type, delimiter, expected) in cases {
            assert_eq!(convert(text, property_type, delimiter), expected, "{text:?} as {property_type:?}");
        }
    }

    fn decimal(text: &str) -> Option<TypedValue> {
        text.parse().ok().map(TypedValue::Decimal)
    }

    #[test]
    fn values_are_shown_with_the_digits_that_were_given() {
        let shown = |text: &str, property_type| {
            let value = convert(text, property_type, None).expect("a value");
            serde_json::to_string(&value).expect("JSON")
        };
        let decimals = [
            ("12.50", "12.50"),
            ("12345678901234567.89", "12345678901234567.89"),
            ("9007199254740993", "9007199254740993"),
            ("1e-400", "1e-400"),
            ("-0", "-0"),
            ("+.5", "0.5"),
        ];
        for (text, expected) in decimals {
            assert_eq!(shown(text, PropertyType::Decimal), expected, "{text}");
        }
        let moments = [
            ("9999-12-31", "\"9999-12-31T00:00:00.000Z\""),
            ("9999-12-31T23:59:59.9999999Z", "\"9999-12-31T23:59:59.9999999Z\""),
            ("0001-01-01", "\"0001-01-01T00:00:00.000Z\""),
            ("2024-01-31T12:00:00.123456789+02:00", "\"2024-01-31T10:00:00.123456789Z\""),
        ];
        for (text, expected) in moments {
            assert_eq!(shown(text, PropertyType::Timestamp), expected, "{text}");
        }
    }

    #[test]
    fn a_date_is_its_first_moment() {
        let day = convert("2024-01-31", PropertyType::Timestamp, None);
        let moment = convert("2024-01-31T00:00:00Z", PropertyType::Timestamp, None);
        assert!(day.is_some());
        assert_eq!(day, moment);
    }
}
