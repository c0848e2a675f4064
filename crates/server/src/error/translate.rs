//! What the errors of the crates below mean to a client.

use octant_access::AccessError;
use octant_source::SourceError;
use octant_store::StoreError;

use super::{Code, Failure};

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::NotFound { what, id } => Self::not_found(what, id),
            StoreError::AlreadyExists { .. } => Self::conflict(Code::AlreadyExists, sentence(&error)),
            StoreError::Stale { .. } => Self::conflict(Code::Stale, sentence(&error)),
            StoreError::Purging(_) => Self::conflict(Code::Purging, sentence(&error)),
            StoreError::InvalidCursor(_) => Self::invalid().field("after", sentence(&error)),
            StoreError::Full(_) => {
                let detail = "The server's storage is full; nothing of the request was stored";
                Self::unavailable(Code::StorageFull, detail, error.to_string())
            }
            StoreError::Failed(_) | StoreError::Damaged(_) => {
                let detail = "The server's storage failed; nothing of the request was stored";
                Self::unavailable(Code::StorageFailed, detail, error.to_string())
            }
        }
    }
}

/// An error's message with a capital letter.
fn sentence(error: &dyn std::error::Error) -> String {
    super::capital(&error.to_string())
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::Invalid(violations) => {
                violations.into_iter().fold(Self::invalid(), |failure, violation| {
                    failure.field(violation.property_name, violation.message)
                })
            }
            SourceError::InvalidFields(fields) => {
                let problems = fields.into_iter().flat_map(|(path, messages)| {
                    messages.into_iter().map(move |message| (path.clone(), message))
                });
                problems.fold(Self::invalid(), |failure, (path, message)| failure.field(path, message))
            }
            SourceError::UnknownSource(id) => Self::not_found("source", &id),
            SourceError::UnknownProperty(id) => Self::not_found("property", &id),
            SourceError::UnknownEntry(id) => Self::not_found("entry", &id),
            SourceError::SourceExists(id) => {
                Self::conflict(Code::AlreadyExists, format!("Source {id:?} exists already"))
            }
            SourceError::Purging(id) => Self::conflict(
                Code::Purging,
                format!("Source {id:?} is being deleted and takes nothing any more"),
            ),
            SourceError::IdempotencyConflict => Self::conflict(
                Code::IdempotencyConflict,
                "The Idempotency-Key was used for another request; use a new key for new content",
            ),
            error @ SourceError::Unrepresentable { .. } => {
                Self::conflict(Code::Unrepresentable, sentence(&error))
            }
            SourceError::Store(error) => error.into(),
        }
    }
}

impl From<AccessError> for Failure {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Refused => Self::unauthorized("Bearer", "Unauthorized"),
            AccessError::TooMany(wait) => {
                Self::new(Code::TooManyFailures, "Too many failed attempts; wait and try again")
                    .retry_after(wait)
            }
            AccessError::UnknownKey(id) => Self::not_found("API key", &id),
            error @ AccessError::LastKey => Self::conflict(Code::LastKey, sentence(&error)),
            AccessError::UnknownUser(id) => Self::not_found("user", &id),
            error @ AccessError::LastAdmin => Self::conflict(Code::LastAdmin, sentence(&error)),
            error @ AccessError::EmailTaken => Self::conflict(Code::AlreadyExists, sentence(&error)),
            error @ AccessError::InvalidEmail => Self::invalid().field("email", sentence(&error)),
            error @ AccessError::WeakPassword(_) => Self::invalid().field("password", sentence(&error)),
            AccessError::UnknownProvider(id) => Self::not_found("data provider", &id),
            error @ AccessError::WeakKey => Self::invalid().field("key", sentence(&error)),
            AccessError::Store(error) => error.into(),
        }
    }
}
