//! The values of a document's fields.

use std::cmp::Ordering;
use std::fmt;

use octant_model::{Decimal, Instant};
use octant_text::nfc;
use serde::{Deserialize, Serialize};

use crate::spec::Kind;

/// One value. [`fmt::Display`] writes it as it was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// A text.
    Text(String),
    /// A signed whole number.
    Integer(i64),
    /// A decimal number.
    Decimal(Decimal),
    /// True or false.
    Boolean(bool),
    /// A moment.
    Timestamp(Instant),
}

/// What a document is sorted by: the field's least or greatest value; `None`, where it has none, comes last in both directions.
pub type SortValue = Option<Value>;

impl Value {
    /// The kind of field that it belongs into.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Integer(_) => Kind::Integer,
            Self::Decimal(_) => Kind::Decimal,
            Self::Boolean(_) => Kind::Boolean,
            Self::Timestamp(_) => Kind::Timestamp,
        }
    }

    /// The value as a facet's key: text, `true`, `12`, `12.5`, an RFC 3339 time. Equal values have one key, whatever
    /// digits they were given with.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(number) => number.normalized(),
            Self::Boolean(flag) => flag.to_string(),
            Self::Timestamp(time) => time.normalized(),
        }
    }

    /// The value of that kind with that key.
    #[must_use]
    pub fn of_key(key: &str, kind: Kind) -> Option<Self> {
        match kind {
            Kind::Text => Some(Self::Text(key.to_owned())),
            Kind::Integer => key.parse().ok().map(Self::Integer),
            Kind::Decimal => key.parse().ok().map(Self::Decimal),
            Kind::Boolean => key.parse().ok().map(Self::Boolean),
            Kind::Timestamp => key.parse().ok().map(Self::Timestamp),
        }
    }

    /// The order of two values of one kind, texts byte by byte in Normalization Form C; `None` for two kinds.
    #[must_use]
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(one), Self::Text(two)) => Some(nfc(one).cmp(&nfc(two))),
            (Self::Integer(one), Self::Integer(two)) => Some(one.cmp(two)),
            (Self::Decimal(one), Self::Decimal(two)) => Some(one.cmp(two)),
            (Self::Boolean(one), Self::Boolean(two)) => Some(one.cmp(two)),
            (Self::Timestamp(one), Self::Timestamp(two)) => Some(one.cmp(two)),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Integer(number) => number.fmt(formatter),
            Self::Decimal(number) => number.fmt(formatter),
            Self::Boolean(flag) => flag.fmt(formatter),
            Self::Timestamp(time) => time.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_takes_no_more_room_than_a_text() {
        assert_eq!(size_of::<Value>(), size_of::<String>());
    }
}
