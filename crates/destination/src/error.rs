//! What can go wrong with destinations.

use octant_card::{CardError, FieldErrors};
use octant_index::IndexError;
use octant_store::StoreError;

/// Why a request about destinations was not done.
#[derive(Debug, thiserror::Error)]
pub enum DestinationError {
    /// It breaks rules: messages by path.
    #[error("the request is invalid at {} places", .0.len())]
    Invalid(FieldErrors),
    /// There is no such destination, version or endpoint.
    #[error("{what} {id:?} does not exist")]
    Unknown {
        /// What was asked for.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// The identifier is taken.
    #[error("destination {0:?} exists already")]
    Exists(String),
    /// It cannot be done in this state; why.
    #[error("{0}")]
    State(String),
    /// The endpoint has no complete index at the moment.
    #[error("{0} is being built")]
    Building(String),
    /// Cards could not be read.
    #[error(transparent)]
    Card(CardError),
    /// The index failed.
    #[error(transparent)]
    Index(IndexError),
    /// The store could not do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl DestinationError {
    /// A single message.
    #[must_use]
    pub fn invalid(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(FieldErrors::from([(path.into(), vec![message.into()])]))
    }

    /// Whether somebody else changed the same destination meanwhile.
    pub(crate) fn is_stale(&self) -> bool {
        matches!(self, Self::Store(StoreError::Stale { .. }))
    }
}

impl From<CardError> for DestinationError {
    fn from(error: CardError) -> Self {
        match error {
            CardError::Invalid(fields) => Self::Invalid(fields),
            CardError::Building(id) => Self::Building(id),
            CardError::Index(error) => error.into(),
            CardError::Store(error) => Self::Store(error),
            other => Self::Card(other),
        }
    }
}

impl From<IndexError> for DestinationError {
    fn from(error: IndexError) -> Self {
        match error {
            IndexError::Query(problem) => Self::invalid("query", problem.to_string()),
            other => Self::Index(other),
        }
    }
}

/// Messages that are being gathered.
#[derive(Debug, Default)]
pub(crate) struct Gathered(FieldErrors);

impl Gathered {
    pub(crate) fn tell(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.0.entry(path.into()).or_default().push(message.into());
    }

    pub(crate) fn into_result(self) -> Result<(), DestinationError> {
        if self.0.is_empty() { Ok(()) } else { Err(DestinationError::Invalid(self.0)) }
    }
}
