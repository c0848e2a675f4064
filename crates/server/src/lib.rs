//! Octant over HTTP: one module per surface of the protocol (docs/api.md).
//!
//! A handler here authenticates, parses, calls one function of a domain crate and renders; it knows neither how
//! anything is stored nor what a merge means. All paths stand in one table ([`routes`]), all failures become answers
//! in one place ([`error`]), and who may call what is a type in a handler's signature ([`credential`]).
//!
//! Read first: [`routes::table`], [`Server`], [`error::Failure`].

mod answers;
pub mod blocking;
pub mod body;
mod boundary;
mod connection;
mod connections;
pub mod credential;
mod destination;
pub mod error;
mod imports;
pub mod ingest;
pub mod list;
pub mod memory;
mod metrics;
mod oauth;
mod open_files;
mod operations;
mod options;
mod origin;
mod path;
mod peer;
mod platform;
mod publishing;
mod queries;
pub mod query;
mod readiness;
mod refusals;
mod request_id;
pub mod routes;
mod sample;
mod server;
pub mod state;
pub(crate) mod studio;
mod surface;
mod tag;
mod turns;
mod upkeep;
mod wait;

pub use options::{ImageHost, ServerOptions};
pub use origin::AllowedHost;
pub use request_id::RequestId;
pub use sample::{SampleLoader, SampleTarget};
pub use server::{Server, ServerError};
pub use surface::Surface;
