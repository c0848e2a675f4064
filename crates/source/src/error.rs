//! What can go wrong with a source.

use std::collections::BTreeMap;

use octant_model::PropertyType;
use octant_store::StoreError;

/// Messages by the path of what they are about, such as `entries[0].properties[1].value`.
pub type FieldErrors = BTreeMap<String, Vec<String>>;

/// A rule of the ingest protocol that a payload breaks, with all that break it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The part of the request that breaks it: `entities`, or `body` where that cannot be read at all.
    pub property_name: String,
    /// A stable name of the rule, such as `key_restricted_characters`.
    pub code: &'static str,
    /// What was wrong and with which entities; a long list is cut and says how many more there are.
    pub message: String,
}

/// Why a request about a source was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// The payload breaks rules of the ingest protocol (docs/api.md, "Import"); each is listed once.
    #[error("the payload breaks {} rules", .0.len())]
    Invalid(Vec<Violation>),
    /// The request breaks rules of the platform API: messages by path.
    #[error("the request is invalid at {} places", .0.len())]
    InvalidFields(FieldErrors),
    /// There is no such source; an import also gets this for one that is being deleted.
    #[error("source {0:?} does not exist")]
    UnknownSource(String),
    /// The source has no such property.
    #[error("property {0:?} does not exist")]
    UnknownProperty(String),
    /// The source has no such entry.
    #[error("entry {0:?} does not exist")]
    UnknownEntry(String),
    /// The id is taken.
    #[error("source {0:?} exists already")]
    SourceExists(String),
    /// The source, or the property given as `source/property`, is being deleted.
    #[error("{0:?} is being deleted")]
    Purging(String),
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    IdempotencyConflict,
    /// A stored value cannot be shown as the type that its property has now.
    #[error("entry {entry:?}: {property} holds {text:?}, which is no {}", property_type.name())]
    Unrepresentable {
        /// The entry's key.
        entry: String,
        /// The property's id.
        property: String,
        /// The value's language.
        language: Option<String>,
        /// The value as it is stored, cut to 100 characters.
        text: String,
        /// The type that the property has.
        property_type: PropertyType,
    },
    /// The store could not do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SourceError {
    /// A store's answer about a source, with what is unknown or going told apart from failures.
    pub(crate) fn of_store(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { what: "source", id } => Self::UnknownSource(id),
            StoreError::NotFound { what: "property", id } => Self::UnknownProperty(id),
            StoreError::AlreadyExists { what: "source", id } => Self::SourceExists(id),
            StoreError::Purging(id) => Self::Purging(id),
            error => Self::Store(error),
        }
    }
}
