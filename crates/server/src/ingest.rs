//! The ingest: where data providers get their tokens and push their entities (docs/api.md, "Ingest").

pub(crate) mod envelope;
pub(crate) mod import;
mod options;
mod outcome;
pub(crate) mod token;
mod work;

pub use work::apply;
