//! Ids as newtypes that validate on construction: parse at the edge, then trust the type.

use std::fmt;
use std::str::FromStr;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use uuid::{ContextV7, Uuid};

use crate::rule::{self, NameProblem};
use crate::time::Timestamp;

/// A text that cannot be the id that it was meant to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} {text:?} {}", problem.describe())]
pub struct InvalidId {
    /// What the text was meant to be, such as `entry key`.
    pub what: &'static str,
    /// The text, cut to 300 characters.
    pub text: String,
    /// The rule that it breaks.
    pub problem: NameProblem,
}

impl InvalidId {
    pub(crate) fn new(what: &'static str, text: &str, problem: NameProblem) -> Self {
        Self { what, text: text.chars().take(300).collect(), problem }
    }
}

macro_rules! text_id {
    ($(#[$documentation:meta])* $name:ident, $what:literal, $check:path) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes the text if it keeps the rules.
            ///
            /// # Errors
            /// [`InvalidId`] with the rule that it breaks.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
                let text = text.into();
                match $check(&text) {
                    Ok(()) => Ok(Self(text)),
                    Err(problem) => Err(InvalidId::new($what, &text, problem)),
                }
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

text_id!(
    /// Names a source within its tenant. Case-sensitive.
    SourceId, "source id", rule::check_id
);
text_id!(
    /// Names an entry within its source. Case-sensitive.
    EntryKey, "entry key", rule::check_id
);
text_id!(
    /// Names a tenant: 1 to 63 of `a-z 0-9 -`, and no word that begins another path of the protocol (docs/api.md).
    TenantId, "tenant", check_tenant
);

/// First path segments that the protocol's own surfaces use, so that no tenant can bear such a name.
pub const RESERVED_TENANTS: [&str; 14] = [
    "dataproviders",
    "datasources",
    "import",
    "imports",
    "media",
    "v1",
    "oauth2",
    "destinations",
    "studio",
    "mcp",
    "healthz",
    "readyz",
    "metrics",
    "docs",
];

/// Whether a path's first segment belongs to one of the protocol's own surfaces, in whatever case.
#[must_use]
pub fn is_reserved(first_segment: &str) -> bool {
    // Well-known addresses (RFC 8615), and whatever else begins like a hidden file.
    first_segment.starts_with('.')
        || RESERVED_TENANTS.iter().any(|reserved| reserved.eq_ignore_ascii_case(first_segment))
}

fn check_tenant(text: &str) -> Result<(), NameProblem> {
    if text.is_empty() {
        return Err(NameProblem::Empty);
    }
    if text.len() > 63 {
        return Err(NameProblem::TooLong);
    }
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !text.bytes().all(allowed) || is_reserved(text) {
        return Err(NameProblem::RestrictedCharacters);
    }
    Ok(())
}

/// Names a property within its source, without regard to case: stored in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PropertyId(String);

impl PropertyId {
    /// Takes the text in lower case if it keeps the rules.
    ///
    /// # Errors
    /// [`InvalidId`] with the rule that it breaks.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
        let mut text = text.into();
        match rule::check_id(&text) {
            Ok(()) => {
                text.make_ascii_lowercase();
                Ok(Self(text))
            }
            Err(problem) => Err(InvalidId::new("property id", &text, problem)),
        }
    }

    /// The id in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PropertyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for PropertyId {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::new(text)
    }
}

impl From<PropertyId> for String {
    fn from(id: PropertyId) -> String {
        id.0
    }
}

macro_rules! uuid_id {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id, made from the clock and chance (UUIDv7).
            #[must_use]
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

uuid_id!(
    /// Names an import. It carries the time at which the import was accepted, so a value that names its import
    /// also says when it came.
    ImportId
);
uuid_id!(
    /// Names a data provider; unique over all tenants.
    ProviderId
);

impl ImportId {
    /// A new id of an import that was accepted at that time. Ids of the same time are in the order of the calls.
    #[must_use]
    pub fn accepted(at: Timestamp) -> Self {
        static IN_ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());
        let milliseconds = u64::try_from(at.milliseconds()).unwrap_or(0);
        let nanoseconds = u32::try_from(milliseconds % 1_000 * 1_000_000).expect("less than a second");
        let time = uuid::Timestamp::from_unix(&IN_ORDER, milliseconds / 1_000, nanoseconds);
        Self(Uuid::new_v7(time))
    }

    /// When the import was accepted, to the millisecond.
    #[must_use]
    pub fn accepted_at(self) -> Timestamp {
        let milliseconds = self.0.get_timestamp().map_or(0, |timestamp| {
            let (seconds, nanoseconds) = timestamp.to_unix();
            i64::try_from(seconds).unwrap_or(i64::MAX / 1_000) * 1_000 + i64::from(nanoseconds / 1_000_000)
        });
        Timestamp::from_milliseconds(milliseconds)
    }
}

/// A place in a tenant's change log: 1 for its first record, without gaps, in the order of commits. 0 is before all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sequence(pub u64);

impl fmt::Display for Sequence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn property_ids_are_stored_in_lower_case() {
        assert_eq!(PropertyId::new("Short_Description").expect("a valid id").as_str(), "short_description");
    }

    #[test]
    fn a_tenant_never_hides_a_path_of_the_protocol() {
        assert!(TenantId::new("local").is_ok());
        for reserved in RESERVED_TENANTS {
            assert!(TenantId::new(reserved).is_err(), "{reserved}");
        }
        assert!(TenantId::new("Upper").is_err());
    }

    #[test]
    fn an_import_id_tells_when_it_was_made() {
        let before = Timestamp::now();
        let id = ImportId::generate();
        assert!(id.accepted_at() >= before && id.accepted_at() <= Timestamp::now());
    }

    #[test]
    fn ids_of_one_time_tell_it_and_are_in_order() {
        let time = Timestamp::now().plus_milliseconds(7);
        let ids: Vec<ImportId> = (0..100).map(|_| ImportId::accepted(time)).collect();
        assert!(ids.iter().all(|id| id.accepted_at() == time), "{ids:?}");
        assert!(ids.is_sorted());
    }

    #[test]
    fn an_invalid_id_says_what_broke() {
        let error = EntryKey::new("@2").expect_err("a restricted character");
        assert_eq!(error.to_string(), "entry key \"@2\" contains other characters than a-z A-Z 0-9 _ -");
    }
}
