//! What can go wrong between a client and a server.

use std::time::Duration;

use octant_model::ImportId;

use crate::refusal::Refusal;
use crate::status::ImportStatus;
use crate::violation::Violation;

/// Why a call did not do what it was asked for. Cheap to clone: callers that waited for the same thing share it.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is no address of a server.
    #[error("{address:?} is no server address: {problem}; write it like https://octant.example.com")]
    Address {
        /// The text.
        address: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The credentials hold characters that no header can carry, or are empty.
    #[error("the credentials cannot be sent: {0}")]
    Credentials(&'static str),
    /// Secure connections cannot be set up on this machine.
    #[error("secure connections cannot be set up: {0}")]
    Tls(String),
    /// An id that is named in the call breaks the rules for names.
    #[error(transparent)]
    InvalidId(#[from] octant_model::InvalidId),
    /// No whole answer came, in any of the attempts.
    #[error("{address} cannot be reached: {problem}{}", tried(*.attempts))]
    Unreachable {
        /// The server's address.
        address: String,
        /// What the last attempt met.
        problem: String,
        /// How often it was tried.
        attempts: u32,
    },
    /// An entity breaks rules, so it was not sent.
    #[error("{}", list(.0))]
    Invalid(Vec<Violation>),
    /// The server answered with an error.
    #[error(transparent)]
    Refused(Box<Refusal>),
    /// The server's answer is not what the protocol says.
    #[error(
        "the answer to {call} is not the protocol's: {problem}; is this the address of an Octant server?"
    )]
    Protocol {
        /// Method and path of the call.
        call: String,
        /// What is wrong with the answer.
        problem: String,
    },
    /// An import was accepted and then failed.
    #[error("the import {} was accepted and then failed", .0.id)]
    ImportFailed(Box<ImportStatus>),
    /// An import was not applied in the time given.
    #[error("the import {id} is not applied after {} s", waited.as_secs())]
    NotAppliedYet {
        /// The import's id.
        id: ImportId,
        /// How long was waited.
        waited: Duration,
    },
}

impl Error {
    /// The HTTP status of the server's refusal, where there is one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused(refusal) => Some(refusal.status),
            _ => None,
        }
    }

    /// Whether the server did not accept the credentials (401) or what they allow (403).
    #[must_use]
    pub fn is_denied(&self) -> bool {
        matches!(self.status(), Some(401 | 403))
    }

    /// Whether the server could not be reached, or stayed overloaded over all attempts.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable { .. }) || matches!(self.status(), Some(429 | 502 | 503 | 504))
    }
}

fn tried(attempts: u32) -> String {
    if attempts > 1 { format!(" (tried {attempts} times)") } else { String::new() }
}

fn list(violations: &[Violation]) -> String {
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    lines.join("; ")
}
