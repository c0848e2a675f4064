//! Why an import ended early, and what the process answers with.

use std::path::Path;
use std::process::ExitCode;

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
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    File { path: String, error: std::io::Error },
    /// The client could not do its work.
    #[error("{error}{hint}")]
    Client { error: octant_sdk::Error, hint: &'static str },
    /// Whoever took the rows takes no more; why is known there.
    #[error("the import was stopped")]
    Stopped,
}

impl Failure {
    pub(crate) fn file(path: &Path, error: std::io::Error) -> Self {
        Self::File { path: path.display().to_string(), error }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::Usage(_) => Outcome::Usage,
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
