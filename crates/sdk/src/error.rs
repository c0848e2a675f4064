//! What can go wrong between a client and a server.

use std::time::Duration;

use crate::refusal::Refusal;
use crate::serialize::SerializeError;
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
    /// A struct cannot be made an entity.
    #[error(transparent)]
    Serialize(#[from] SerializeError),
    /// The time for waiting ended first. The server goes on by itself: wait again, or look later.
    #[error(transparent)]
    TimedOut(Box<TimedOut>),
    /// Waiting would be in vain: the server is not on its way to what was waited for.
    #[error("{what} is {state}: nothing is under way that would make it {wanted}")]
    NotUnderWay {
        /// What was waited for, such as `the card definition products`.
        what: String,
        /// The state that it is in.
        state: String,
        /// The state that it should come to.
        wanted: &'static str,
    },
}

/// What was waited for, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} is not {wanted} after {}{progress}", seconds(*.waited))]
pub struct TimedOut {
    /// What was waited for, such as `the version v1 of shop`.
    pub what: String,
    /// The state that it should come to, such as `published`.
    pub wanted: &'static str,
    /// How far it is, where the server says so, to follow a sentence: ` (3 of 10 cards)`. May be empty.
    pub progress: String,
    /// How long the client waited.
    pub waited: Duration,
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

fn seconds(time: Duration) -> String {
    let milliseconds = time.as_millis();
    if milliseconds < 10_000 { format!("{milliseconds} ms") } else { format!("{} s", time.as_secs()) }
}

fn tried(attempts: u32) -> String {
    if attempts > 1 { format!(" (tried {attempts} times)") } else { String::new() }
}

fn list(violations: &[Violation]) -> String {
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    lines.join("; ")
}
