//! What can go wrong with destinations.

use std::time::Duration;

use octant_card::{CardError, FieldErrors};
use octant_index::{IndexError, Shortage};
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
    /// The query was stopped, as it took too long.
    #[error("the query was stopped after {} ms; ask for less at a time", .0.as_millis())]
    TimedOut(Duration),
    /// Other queries use the memory that this one needs.
    #[error("other queries use the memory that this one needs")]
    Busy,
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

    /// What is wanting, where that is what went wrong with an index.
    #[must_use]
    pub fn shortage(&self) -> Option<Shortage> {
        match self {
            Self::Index(error) => error.shortage(),
            Self::Card(error) => error.shortage(),
            _ => None,
        }
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
            IndexError::TimedOut(time) => Self::TimedOut(time),
            IndexError::Busy => Self::Busy,
            other => Self::Index(other),
        }
    }
}

/// The most messages that are told of one request.
const MOST_TOLD: usize = 100;

/// Messages that are being gathered.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    fields: FieldErrors,
    told: usize,
}

impl Gathered {
    pub(crate) fn tell(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.told += 1;
        if self.told <= MOST_TOLD {
            self.fields.entry(path.into()).or_default().push(message.into());
        }
    }

    pub(crate) fn into_result(mut self) -> Result<(), DestinationError> {
        let more = self.told.saturating_sub(MOST_TOLD);
        if more > 0 {
            self.fields.entry("more".to_owned()).or_default().push(format!("{more} more places are wrong"));
        }
        if self.fields.is_empty() { Ok(()) } else { Err(DestinationError::Invalid(self.fields)) }
    }
}
