//! The values of a document's fields.

use std::cmp::Ordering;

use octant_model::Timestamp;
use octant_text::nfc;
use serde::{Deserialize, Serialize};

use crate::encode::plain;
use crate::spec::Kind;

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// A text.
    Text(String),
    /// A signed whole number.
    Integer(i64),
    /// A finite number with a fraction.
    Decimal(f64),
    /// True or false.
    Boolean(bool),
    /// A moment.
    Timestamp(Timestamp),
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

    /// The value as a facet's key: text, `true`, `12`, `12.5`, an RFC 3339 time.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            // -0 and 0 are one value.
            Self::Decimal(number) => plain(*number).to_string(),
            Self::Boolean(flag) => flag.to_string(),
            Self::Timestamp(time) => time.to_string(),
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
            // -0 and 0 are one value.
            (Self::Decimal(one), Self::Decimal(two)) => one.partial_cmp(two),
            (Self::Boolean(one), Self::Boolean(two)) => Some(one.cmp(two)),
            (Self::Timestamp(one), Self::Timestamp(two)) => Some(one.cmp(two)),
            _ => None,
        }
    }
}
