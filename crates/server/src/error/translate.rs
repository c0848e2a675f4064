//! What the errors of the crates below mean to a client.

use std::collections::BTreeMap;
use std::time::Duration;

use octant_access::AccessError;
use octant_card::CardError;
use octant_destination::DestinationError;
use octant_index::{IndexError, Shortage};
use octant_source::SourceError;
use octant_store::StoreError;

use super::{Code, Failure};

/// How long to wait for an index that is being built.
const BUILDING: Duration = Duration::from_secs(1);

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::NotFound { what, id } => Self::not_found(what, id),
            StoreError::AlreadyExists { .. } => Self::conflict(Code::AlreadyExists, sentence(&error)),
            StoreError::Stale { .. } => Self::conflict(Code::Stale, sentence(&error)),
            StoreError::Changed { .. } => Self::new(Code::PreconditionFailed, sentence(&error)),
            StoreError::Purging(_) => Self::conflict(Code::Purging, sentence(&error)),
            StoreError::InvalidCursor(_) => Self::invalid().field("after", sentence(&error)),
            StoreError::LogTrimmed(_) => Self::invalid().field("after", sentence(&error)),
            StoreError::Full(_) => Self::full(error.to_string()),
            StoreError::Replaced(_) => {
                let detail = "The server's data folder was deleted or replaced while it was running; nothing of the \
                     request was stored. Put the folder back, or restart the server";
                Self::unavailable(Code::StorageReplaced, detail, error.to_string())
            }
            StoreError::Failed(_) | StoreError::Damaged(_) => {
                let detail = "The server's storage failed; nothing of the request was stored";
                Self::unavailable(Code::StorageFailed, detail, error.to_string())
            }
        }
    }
}

impl Failure {
    /// 503: there is no room for what is to be written, wherever.
    fn full(reason: String) -> Self {
        let detail = "The server's storage is full; nothing of the request was stored";
        Self::unavailable(Code::StorageFull, detail, reason)
    }

    /// 503: something is wanting that the system gives.
    pub(crate) fn wanting(shortage: Shortage, reason: String) -> Self {
        match shortage {
            Shortage::Space => Self::full(reason),
            Shortage::Files | Shortage::Memory => {
                let detail =
                    format!("The server has not enough {shortage}; it goes on by itself when it has");
                Self::unavailable(Code::OutOfResources, &detail, reason)
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

/// A failure that names what is wrong with which part.
fn invalid(fields: BTreeMap<String, Vec<String>>) -> Failure {
    let problems = fields
        .into_iter()
        .flat_map(|(path, messages)| messages.into_iter().map(move |message| (path.clone(), message)));
    problems.fold(Failure::invalid(), |failure, (path, message)| failure.field(path, message))
}

fn building(what: String) -> Failure {
    let detail = "This is being built; ask again in a moment";
    Failure::unavailable(Code::Building, detail, what).retry_after(BUILDING)
}

impl From<IndexError> for Failure {
    fn from(error: IndexError) -> Self {
        match error {
            IndexError::Query(error) => Self::invalid().field("query", sentence(&error)),
            error @ IndexError::Spec(_) => Self::internal(error.to_string()),
            IndexError::TimedOut(time) => query_timeout(time),
            IndexError::Busy => Self::busy(),
            IndexError::Shortage(shortage, reason) => Self::wanting(shortage, reason),
            IndexError::Failed(reason) => {
                Self::unavailable(Code::StorageFailed, "The server could not read or write an index", reason)
            }
        }
    }
}

/// A query was stopped.
fn query_timeout(time: Duration) -> Failure {
    let seconds = time.as_secs_f64();
    let message =
        format!("The query was stopped after {seconds} s, the setting query_time; ask for less at a time");
    Failure::new(Code::QueryTimeout, message)
}

impl From<CardError> for Failure {
    fn from(error: CardError) -> Self {
        match error {
            CardError::Invalid(fields) => invalid(fields),
            CardError::Unknown { what, id } => Self::not_found(what, &id),
            CardError::Exists { .. } => Self::conflict(Code::AlreadyExists, sentence(&error)),
            CardError::State(_) => Self::conflict(Code::WrongState, sentence(&error)),
            CardError::Building(_) => building(error.to_string()),
            CardError::Index(error) => error.into(),
            CardError::Store(error) => error.into(),
        }
    }
}

impl From<DestinationError> for Failure {
    fn from(error: DestinationError) -> Self {
        match error {
            DestinationError::Invalid(fields) => invalid(fields),
            DestinationError::Unknown { what, id } => Self::not_found(what, &id),
            DestinationError::Exists(_) => Self::conflict(Code::AlreadyExists, sentence(&error)),
            DestinationError::State(_) => Self::conflict(Code::WrongState, sentence(&error)),
            DestinationError::Building(_) => building(error.to_string()),
            DestinationError::TimedOut(time) => query_timeout(time),
            DestinationError::Busy => Self::busy(),
            DestinationError::Card(error) => error.into(),
            DestinationError::Index(error) => error.into(),
            DestinationError::Store(error) => error.into(),
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
            error @ AccessError::NeedsAdmin => Self::forbidden(sentence(&error)),
            AccessError::UnknownApplication(id) => Self::not_found("application", &id),
            AccessError::UnknownKey(id) => Self::not_found("API key", &id),
            error @ AccessError::LastKey => Self::conflict(Code::LastKey, sentence(&error)),
            AccessError::UnknownUser(id) => Self::not_found("user", &id),
            error @ AccessError::LastAdmin => Self::conflict(Code::LastAdmin, sentence(&error)),
            error @ AccessError::EmailTaken => Self::conflict(Code::AlreadyExists, sentence(&error)),
            error @ AccessError::InvalidEmail => Self::invalid().field("email", sentence(&error)),
            error @ AccessError::WeakPassword(_) => Self::invalid().field("password", sentence(&error)),
            AccessError::UnknownProvider(id) => Self::not_found("data provider", &id),
            error @ AccessError::WeakKey => Self::invalid().field("key", sentence(&error)),
            error @ (AccessError::NoSecretsKey { .. } | AccessError::Unsealed(_)) => {
                Self::internal(error.to_string())
            }
            AccessError::Store(error) => error.into(),
        }
    }
}
