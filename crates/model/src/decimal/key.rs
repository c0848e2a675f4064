//! Texts that sort as numbers do.

use std::cmp::Ordering;

use super::MAX_EXPONENT;
use super::parts::Parts;

/// A sign, seven digits of the exponent, the digits. Those of negative numbers are turned round, and end in what is
/// greater than any digit, as of these the longer one is the smaller.
pub(super) fn sort_key(parts: &Parts<'_>) -> String {
    let digits = parts.digits.iter();
    match parts.sign {
        Ordering::Equal => "o".to_owned(),
        Ordering::Greater => {
            let mut key = format!("p{:07}", MAX_EXPONENT + parts.exponent);
            key.extend(digits.map(|digit| char::from(*digit)));
            key
        }
        Ordering::Less => {
            let mut key = format!("n{:07}", MAX_EXPONENT - parts.exponent);
            key.extend(digits.map(|digit| char::from(b'0' + b'9' - digit)));
            key.push('~');
            key
        }
    }
}
