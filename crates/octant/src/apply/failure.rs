//! Why nothing, or not everything, was done, and what the process answers with.

use std::process::ExitCode;

/// How it ended, as scripts see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything is as the file says, and was before.
    Nothing,
    /// Everything is as the file says now.
    Applied,
    /// There is something to do, and doing it was not asked for.
    Changes,
    Failed,
    Usage,
    Unreachable,
    Denied,
}

impl Outcome {
    /// The word for it in the JSON summary.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Applied => "applied",
            Self::Changes => "changes",
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Unreachable => "unreachable",
            Self::Denied => "denied",
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Nothing | Outcome::Applied => 0,
            Outcome::Failed => 1,
            Outcome::Usage => 2,
            Outcome::Changes => 3,
            Outcome::Unreachable => 4,
            Outcome::Denied => 5,
        })
    }
}

/// What ended it early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command line asks for what cannot be.
    #[error("{0}")]
    Usage(String),
    /// The file is not what it should be; each problem with its place.
    #[error("{}", .0.join("\n"))]
    Input(Vec<String>),
    /// What the file asks for cannot be reached from what the server has.
    #[error("{}", .0.join("\n"))]
    Impossible(Vec<String>),
    /// A file cannot be written.
    #[error("{path}: {error}")]
    File { path: String, error: std::io::Error },
    /// The client could not do its work.
    #[error("{0}")]
    Client(#[from] octant_sdk::Error),
    /// The server did not come to an end with something in time.
    #[error("{0}")]
    TooSlow(String),
    /// It was told to stop.
    #[error("stopped; the server finishes what it began, and applying again goes on")]
    Stopped,
    /// Whoever was asked said no.
    #[error("nothing was changed")]
    Declined,
}

impl Failure {
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::Usage(_) => Outcome::Usage,
            Self::Client(error) if error.is_unreachable() => Outcome::Unreachable,
            Self::Client(error) if error.is_denied() => Outcome::Denied,
            Self::Client(octant_sdk::Error::Address { .. } | octant_sdk::Error::Credentials(_)) => {
                Outcome::Usage
            }
            _ => Outcome::Failed,
        }
    }
}
