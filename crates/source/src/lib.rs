//! Sources: payloads and their rules, what a merge means, imports.
//!
//! The store is handed what an import does and keeps it; this crate decides what that is. It knows nothing of HTTP
//! or of cards.
//!
//! Read first: [`import`], [`payload::read`], [`SourceError`].

mod error;
mod import;
mod merge;
pub mod payload;
mod purge;

pub use error::{FieldErrors, SourceError, Violation};
pub use import::{Accepted, ImportRequest, Preview, dry_run, import};
pub use purge::work_off_purges;
