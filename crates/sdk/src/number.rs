//! Numbers that keep every digit.

use std::fmt;
use std::str::FromStr;

use serde_json::value::RawValue;

/// A number in its JSON spelling, such as `12`, `-0.50` or `1e16`. Every digit is kept as it was given; two numbers are
/// equal if they are spelled alike.
///
/// Integers and floats convert with `Value::from`; [`Number::new`] takes the digits of a decimal that no float holds:
///
/// ```
/// use octant_sdk::{Entity, Number};
///
/// # fn main() -> Result<(), octant_sdk::InvalidNumber> {
/// let entity = Entity::new("1").with("weight", Number::new("12345678901234567.89")?);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(String);

/// A text that JSON does not take for a number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a number; write it like 12, -0.5 or 1e16")]
pub struct InvalidNumber(pub String);

impl Number {
    /// Takes the text if it is a JSON number (RFC 8259, section 6): no leading zeros or `+`, digits on both sides of
    /// the point, no blanks.
    ///
    /// # Errors
    /// [`InvalidNumber`], with the text cut to 100 characters.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidNumber> {
        let text = text.into();
        let begins_as_number = text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        let is_json = || serde_json::from_str::<&RawValue>(&text).is_ok_and(|raw| raw.get() == text);
        if begins_as_number && is_json() {
            return Ok(Self(text));
        }
        Err(InvalidNumber(text.chars().take(100).collect()))
    }

    /// The number as it is spelled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest float; infinite beyond the range of floats.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    /// Whether it is a number at all: `false` for what `Value::from` makes of NaN and of the infinities.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        self.0.ends_with(|last: char| last.is_ascii_digit())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for Number {
    type Err = InvalidNumber;

    fn from_str(text: &str) -> Result<Self, InvalidNumber> {
        Self::new(text)
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Number {
            fn from(number: $integer) -> Self {
                Self(number.to_string())
            }
        }
    )*};
}

from_integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

macro_rules! of_floats {
    ($($name:ident $float:ty)*) => {$(
        impl Number {
            /// The shortest spelling that reads back as the same float, with a fraction or an exponent: `12.0`,
            /// `0.1`, `1e16`. What is not finite is spelled as Rust does, and [`Number::is_finite`] tells.
            pub(crate) fn $name(number: $float) -> Self {
                Self(format!("{number:?}"))
            }
        }
    )*};
}

of_floats!(of_f32 f32 of_f64 f64);

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    #[test]
    fn what_json_takes_for_a_number_is_one_digit_by_digit() {
        for text in ["0", "-0", "12.50", "1e400", "-1.5E-3", "12345678901234567.89"] {
            assert_eq!(Number::new(text).expect("a number").as_str(), text);
        }
        for text in ["", "-", "+1", "01", "1.", ".5", " 1", "1 ", "1,5", "NaN", "inf", "0x10", "\"1\"", "1 2"]
        {
            assert!(Number::new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn floats_have_their_shortest_spelling() {
        let spelled = |number| Number::of_f64(number).to_string();
        assert_eq!(spelled(12.0), "12.0");
        assert_eq!(spelled(50.714_999_999_999_996), "50.714999999999996");
        assert_eq!(spelled(1e16), "1e16");
        assert_eq!(spelled(-0.0), "-0.0");
        assert_eq!(Number::of_f32(0.1).to_string(), "0.1");
    }

    #[test]
    fn what_is_not_finite_says_so() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(!Number::of_f64(number).is_finite(), "{number}");
        }
        assert!(Number::of_f64(f64::MAX).is_finite() && Number::from(7).is_finite());
    }

    proptest! {
        #[test]
        fn every_finite_float_is_a_json_number_and_reads_back_as_itself(bits in any::<u64>()) {
            let number = f64::from_bits(bits);
            let spelled = Number::of_f64(number);
            assert_eq!(spelled.is_finite(), number.is_finite());
            if number.is_finite() {
                assert_eq!(Number::new(spelled.as_str()).expect("JSON").to_f64().to_bits(), bits);
            }
        }
    }
}
