//! What can go wrong with an index.

use std::time::Duration;

use crate::shortage::Shortage;
use crate::spec::{Kind, SpecError};

/// Why an index did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The specification contradicts itself.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The query asks for what the index does not have.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The query was stopped: it took longer than it may.
    #[error("the query was stopped after {} ms", .0.as_millis())]
    TimedOut(Duration),
    /// Other queries use the memory that this one needs.
    #[error("other queries use the memory that this one needs")]
    Busy,
    /// Something is wanting that the system gives; the index is as it was.
    #[error("the index lacks {0}: {1}")]
    Shortage(Shortage, String),
    /// The files cannot be read or written, or are damaged.
    #[error("the index failed: {0}")]
    Failed(String),
}

/// What is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// There is no such field; the known ones are listed.
    #[error("there is no field {name:?}; the fields are {}", known.join(", "))]
    UnknownField {
        /// The name that was asked for.
        name: String,
        /// The fields that there are.
        known: Vec<String>,
    },
    /// The index has no such language.
    #[error("there is no language {0:?}")]
    UnknownLanguage(String),
    /// The field holds values of another kind.
    #[error("{field:?} holds values of the kind {expected:?}, not {given:?}")]
    Kind {
        /// The field.
        field: String,
        /// What it holds.
        expected: Kind,
        /// What was given.
        given: Kind,
    },
    /// The field cannot be searched, its values cannot be counted, or nothing can be in its order.
    #[error("{field:?} cannot be {what}; these can: {}", known.join(", "))]
    NotMadeFor {
        /// The field.
        field: String,
        /// What was asked: `searched`, `counted` or `sorted by`.
        what: &'static str,
        /// The fields for which it works.
        known: Vec<String>,
    },
    /// The field is no list of nested objects.
    #[error("{0:?} is no list of objects that conditions could be asked of together")]
    NotNested(String),
    /// The search has more distinct words than are allowed.
    #[error("the search has more than {most} distinct words; search for fewer at a time")]
    TooManyWords {
        /// The most that are allowed.
        most: usize,
    },
    /// The query needs more memory than all queries together have.
    #[error(
        "the query needs about {} KiB of memory, and the queries of one client have {} KiB; search for fewer words, without \
         typos or beginnings, sort by fewer properties, or go deeper through after", needed >> 10, most >> 10
    )]
    TooMuchMemory {
        /// What it needs, in bytes.
        needed: usize,
        /// What there is, in bytes.
        most: usize,
    },
    /// Sort values and sort keys do not fit together.
    #[error("{0}")]
    After(String),
}

impl From<tantivy::TantivyError> for IndexError {
    fn from(error: tantivy::TantivyError) -> Self {
        match Shortage::within(&error) {
            Some(shortage) => Self::Shortage(shortage, error.to_string()),
            None => Self::Failed(error.to_string()),
        }
    }
}

impl From<std::io::Error> for IndexError {
    fn from(error: std::io::Error) -> Self {
        match Shortage::of(&error) {
            Some(shortage) => Self::Shortage(shortage, error.to_string()),
            None => Self::Failed(error.to_string()),
        }
    }
}

impl IndexError {
    /// What is wanting, where that is what went wrong.
    #[must_use]
    pub fn shortage(&self) -> Option<Shortage> {
        match self {
            Self::Shortage(shortage, _) => Some(*shortage),
            _ => None,
        }
    }
}
