//! The types that a property can be given (docs/api.md, "Properties").

use serde::{Deserialize, Serialize};

/// What a property's values mean. Values are stored as the text that came; the type tells how to show them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PropertyType {
    /// Text without language.
    Text,
    /// Text per language.
    LocalizedText,
    /// Texts without language, split at a delimiter.
    List,
    /// Texts per language, split at a delimiter.
    LocalizedList,
    /// True or false.
    Boolean,
    /// A signed whole number of 64 bits.
    Integer,
    /// A decimal number, with its digits as they were given ([`crate::Decimal`]).
    Decimal,
    /// A moment, with its digits as they were given ([`crate::Instant`]).
    Timestamp,
}

impl PropertyType {
    /// Every type, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::LocalizedText,
        Self::List,
        Self::LocalizedList,
        Self::Boolean,
        Self::Integer,
        Self::Decimal,
        Self::Timestamp,
    ];

    /// Whether values are split at a delimiter.
    #[must_use]
    pub fn is_list(self) -> bool {
        matches!(self, Self::List | Self::LocalizedList)
    }

    /// Whether each value has a language.
    #[must_use]
    pub fn is_localized(self) -> bool {
        matches!(self, Self::LocalizedText | Self::LocalizedList)
    }

    /// The name as the API writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::LocalizedText => "LocalizedText",
            Self::List => "List",
            Self::LocalizedList => "LocalizedList",
            Self::Boolean => "Boolean",
            Self::Integer => "Integer",
            Self::Decimal => "Decimal",
            Self::Timestamp => "Timestamp",
        }
    }

    /// The type of that name, whatever its case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|candidate| candidate.name().eq_ignore_ascii_case(name))
    }
}
