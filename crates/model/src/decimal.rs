//! Decimal numbers that keep the digits that were given.

mod key;
mod parse;
mod parts;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Number;

use parts::{Buffer, Parts};

/// The most bytes of a number's text.
pub const MAX_LENGTH: usize = 256;

/// The largest power of ten of a number's first digit, and the smallest with a minus.
pub const MAX_EXPONENT: i32 = 999_999;

/// A decimal number.
///
/// Two numbers are equal where their values are: `12.50` is `12.5`, and `-0` is `0`. [`fmt::Display`] writes the digits
/// that were given, as a JSON number: `12.50` stays `12.50`, `+5` is `5`, `.5` is `0.5`, `1E5` is `1e+5`. No operation expands an
/// exponent, so each takes time and memory in proportion to the digits.
#[derive(Clone)]
pub struct Decimal(Form);

#[derive(Clone)]
enum Form {
    /// A number of up to 18 digits without exponent: the coefficient divided by a power of ten.
    Short {
        coefficient: i64,
        scale: u8,
    },
    Long(Box<Long>),
}

/// Any other number.
#[derive(Clone)]
struct Long {
    /// The number as JSON.
    text: Box<str>,
    negative: bool,
    /// The power of ten of the first digit.
    exponent: i32,
    /// The digits without leading and trailing zeros; none for zero.
    digits: Box<str>,
}

/// A text that is no decimal number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDecimal {
    /// Not written as a number.
    #[error("{0:?} is no number; write it like 12.5, -3 or 1.5e-7")]
    Form(String),
    /// Too long.
    #[error("a number has at most {MAX_LENGTH} characters")]
    Length,
    /// Too large or too small.
    #[error("{0:?} is out of range; the exponent of a number is from -{MAX_EXPONENT} to {MAX_EXPONENT}")]
    Exponent(String),
}

impl Decimal {
    /// The nearest number of 64 bits. Of two decimals, the greater one never has the smaller nearest number. What is
    /// beyond all of them is the greatest or the least; `-0` is `0`.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        if let Form::Short { coefficient, scale } = self.0
            && coefficient.unsigned_abs() < 1 << f64::MANTISSA_DIGITS
        {
            // Both are exact, so that the quotient is the nearest.
            #[allow(clippy::cast_precision_loss, reason = "it has at most 53 bits")]
            return coefficient as f64 / 10_f64.powi(i32::from(scale));
        }
        let nearest: f64 = self.to_string().parse().expect("a decimal is a number");
        if nearest == 0.0 { 0.0 } else { nearest.clamp(f64::MIN, f64::MAX) }
    }

    /// How it compares with the decimal that its nearest number of 64 bits is written as, which has up to 17 digits:
    /// numbers that are equal to theirs are told apart by [`Self::to_f64`].
    #[must_use]
    pub fn beside_f64(&self) -> Ordering {
        /// Decimals of up to 15 digits are what their nearest number is written as.
        const SURE: u64 = 1_000_000_000_000_000;
        if let Form::Short { coefficient, .. } = self.0
            && coefficient.unsigned_abs() < SURE
        {
            return Ordering::Equal;
        }
        Self::try_from(self.to_f64()).map_or(Ordering::Equal, |nearest| self.cmp(&nearest))
    }

    /// The same value with as few characters as possible, which all numbers of that value have in common: `12.5` for
    /// `12.50`, `0` for `-0`, `1e+400`.
    #[must_use]
    pub fn normalized(&self) -> String {
        self.parts(&mut Buffer::default()).normalized()
    }

    /// A text that sorts, byte by byte, as the numbers do.
    #[must_use]
    pub fn sort_key(&self) -> String {
        key::sort_key(&self.parts(&mut Buffer::default()))
    }

    /// The greatest whole number that is not greater; held to ±10²⁰, beyond all whole numbers of 64 bits.
    #[must_use]
    pub fn floor(&self) -> i128 {
        self.parts(&mut Buffer::default()).floor()
    }

    /// Whether it is a whole number, such as `12.0`.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.parts(&mut Buffer::default()).is_whole()
    }

    /// The whole number of 64 bits that it is, if it is one.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        self.is_whole().then(|| i64::try_from(self.floor()).ok()).flatten()
    }

    fn parts<'d>(&'d self, buffer: &'d mut Buffer) -> Parts<'d> {
        match &self.0 {
            Form::Short { coefficient, scale } => Parts::of_short(*coefficient, *scale, buffer),
            Form::Long(long) => Parts::new(long.negative, long.exponent, long.digits.as_bytes()),
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Short { coefficient: one, scale: own }, Form::Short { coefficient: two, scale: its })
                if own == its =>
            {
                one.cmp(two)
            }
            _ => self.parts(&mut Buffer::default()).cmp(&other.parts(&mut Buffer::default())),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts(&mut Buffer::default()).hash(state);
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (coefficient, scale) = match &self.0 {
            Form::Long(long) => return formatter.write_str(&long.text),
            Form::Short { coefficient, scale } => (*coefficient, usize::from(*scale)),
        };
        if coefficient < 0 {
            formatter.write_str("-")?;
        }
        let (whole, fraction) = {
            let divisor = 10_u64.pow(u32::try_from(scale).map_err(|_| fmt::Error)?);
            (coefficient.unsigned_abs() / divisor, coefficient.unsigned_abs() % divisor)
        };
        match scale {
            0 => write!(formatter, "{whole}"),
            _ => write!(formatter, "{whole}.{fraction:0scale$}"),
        }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Decimal {
    type Err = InvalidDecimal;

    /// Reads digits with at most one point, a sign and an exponent.
    fn from_str(text: &str) -> Result<Self, InvalidDecimal> {
        parse::decimal(text)
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        parse::decimal(&number.to_string()).expect("a whole number is a decimal")
    }
}

impl From<&Decimal> for Number {
    /// As JSON, with its digits.
    fn from(decimal: &Decimal) -> Self {
        serde_json::from_str(&decimal.to_string()).expect("a decimal is shown as a JSON number")
    }
}

impl TryFrom<&Number> for Decimal {
    type Error = InvalidDecimal;

    fn try_from(number: &Number) -> Result<Self, InvalidDecimal> {
        number.as_str().parse()
    }
}

impl TryFrom<f64> for Decimal {
    type Error = InvalidDecimal;

    /// The shortest decimal whose nearest number of 64 bits is this one; infinities and what is no number are none.
    fn try_from(number: f64) -> Result<Self, InvalidDecimal> {
        let plain = number == 0.0 || (1e-5..1e16).contains(&number.abs());
        if plain { number.to_string() } else { format!("{number:e}") }.parse()
    }
}

impl Serialize for Decimal {
    /// As a text: most formats would change a number.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
