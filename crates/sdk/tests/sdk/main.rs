//! The client over real HTTP, against a server that speaks the protocol and misbehaves on request.
#![allow(clippy::unwrap_used, reason = "a lock is poisoned only where a test has failed already")]

mod client;
mod import;
mod support;
mod waiting;
