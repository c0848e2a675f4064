//! Numbers that are more than their column can hold.
//!
//! A column of numbers holds what compares fast: the nearest number of 64 bits for a decimal, ticks of 100 nanoseconds for
//! a moment. Of two values the greater one never has the smaller number, so only equal numbers need a second look. Nearly
//! every value *is* what its number is written as; what is not has something beside it: a text that sorts, among the values
//! of one number, as the values do. [`NOTHING`] is the place of the value that has nothing beside it.

use std::cmp::Ordering;

use octant_model::Decimal;

use crate::value::Value;

/// Sorts between what is less than its number and what is greater.
pub(crate) const NOTHING: &str = "1";

/// Sorts behind everything of one number.
pub(crate) const END: &str = "3";

/// What the value is beside the number that its column holds; `None` where it is that number.
pub(crate) fn beside(value: &Value) -> Option<String> {
    match value {
        Value::Decimal(number) => match number.beside_f64() {
            Ordering::Equal => None,
            Ordering::Less => Some(format!("0{}", number.sort_key())),
            Ordering::Greater => Some(format!("2{}", number.sort_key())),
        },
        Value::Timestamp(time) => match time.beside_ticks() {
            0 => None,
            nanoseconds => Some(format!("2{nanoseconds:02}")),
        },
        Value::Text(_) | Value::Integer(_) | Value::Boolean(_) => None,
    }
}

/// The value that has the same number and nothing beside it.
pub(crate) fn without(value: &Value) -> Value {
    match value {
        Value::Decimal(number) => {
            Value::Decimal(Decimal::try_from(number.to_f64()).unwrap_or_else(|_| number.clone()))
        }
        Value::Timestamp(time) => Value::Timestamp(time.whole_ticks()),
        other => other.clone(),
    }
}

/// The value's number as one that compares alike.
pub(crate) fn ordered(value: &Value) -> u64 {
    match value {
        Value::Integer(number) => ordered_i64(*number),
        Value::Timestamp(time) => ordered_i64(time.ticks()),
        Value::Decimal(number) => ordered_f64(number.to_f64()),
        Value::Boolean(flag) => u64::from(*flag),
        Value::Text(_) => 0,
    }
}

pub(crate) fn ordered_i64(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}

pub(crate) fn ordered_f64(number: f64) -> u64 {
    let bits = number.to_bits();
    if bits >> 63 == 0 { bits ^ (1 << 63) } else { !bits }
}
