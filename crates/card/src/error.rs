//! What can go wrong with cards and segments.

use std::collections::BTreeMap;

use octant_index::{IndexError, Shortage};
use octant_store::StoreError;

/// Messages by the path of what they are about, such as `properties[1].source`.
pub type FieldErrors = BTreeMap<String, Vec<String>>;

/// Why a request about cards or segments was not done.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// It breaks rules: messages by path.
    #[error("the request is invalid at {} places", .0.len())]
    Invalid(FieldErrors),
    /// There is no such card definition, card or segment.
    #[error("{what} {id:?} does not exist")]
    Unknown {
        /// What was asked for.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// The id is taken.
    #[error("{what} {id:?} exists already")]
    Exists {
        /// What was to be made.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// It cannot be done in this state; why.
    #[error("{0}")]
    State(String),
    /// Its cards are not worked out yet.
    #[error("the cards of {0:?} are being built")]
    Building(String),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The store could not do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CardError {
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
            _ => None,
        }
    }

    /// Whether somebody else changed the same definition meanwhile.
    pub(crate) fn is_stale(&self) -> bool {
        matches!(self, Self::Store(StoreError::Stale { .. }))
    }
}

/// The first of several failures, where each of some things is tried.
#[derive(Debug, Default)]
pub(crate) struct Troubles(Option<CardError>);

impl Troubles {
    /// What came out, or nothing where it failed.
    pub(crate) fn note<T>(&mut self, outcome: Result<T, CardError>) -> Option<T> {
        outcome.map_err(|error| self.0.get_or_insert(error)).ok()
    }

    pub(crate) fn into_result(self) -> Result<(), CardError> {
        self.0.map_or(Ok(()), Err)
    }
}

/// Messages that are being gathered.
#[derive(Debug, Default)]
pub(crate) struct Gathered(FieldErrors);

impl Gathered {
    pub(crate) fn tell(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.0.entry(path.into()).or_default().push(message.into());
    }

    pub(crate) fn into_result(self) -> Result<(), CardError> {
        if self.0.is_empty() { Ok(()) } else { Err(CardError::Invalid(self.0)) }
    }
}
