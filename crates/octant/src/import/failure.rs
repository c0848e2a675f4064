//! Why an import ended early, and what the process answers with.

use std::process::ExitCode;

use octant_table::TableError;

/// How an import ended, as scripts see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    Failed,
    Usage,
    SomeRejected,
    Unreachable,
    Denied,
}

impl Outcome {
    /// The word for it in the JSON summary.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::SomeRejected => "someRejected",
            Self::Unreachable => "unreachable",
            Self::Denied => "denied",
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::Failed => 1,
            Outcome::Usage => 2,
            Outcome::SomeRejected => 3,
            Outcome::Unreachable => 4,
            Outcome::Denied => 5,
        })
    }
}

/// What ended an import early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command line asks for what cannot be.
    #[error("{0}")]
    Usage(String),
    /// The file is not what it should be.
    #[error("{0}")]
    Input(String),
    /// The table cannot be read, or not as it was asked for.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The client could not do its work.
    #[error("{error}{hint}")]
    Client { error: octant_sdk::Error, hint: &'static str },
}

impl Failure {
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::Usage(_) | Self::Table(TableError::Usage(_)) => Outcome::Usage,
            Self::Client { error, .. } if error.is_unreachable() => Outcome::Unreachable,
            Self::Client { error, .. } if error.is_denied() => Outcome::Denied,
            Self::Client {
                error: octant_sdk::Error::Address { .. } | octant_sdk::Error::InvalidId(_),
                ..
            } => Outcome::Usage,
            _ => Outcome::Failed,
        }
    }
}

impl From<octant_sdk::Error> for Failure {
    fn from(error: octant_sdk::Error) -> Self {
        Self::Client { error, hint: "" }
    }
}
