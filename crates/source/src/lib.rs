//! Sources: payloads and their rules, what a merge means, imports.
//!
//! The store is handed what an import does and keeps it; this crate decides what that is. It knows nothing of HTTP
//! or of cards.
//!
//! Read first: [`import`], [`payload::read`], [`SourceError`].

mod convert;
mod error;
mod import;
mod merge;
pub mod payload;
mod purge;

pub use convert::{DEFAULT_DELIMITER, TypedValue, convert};
pub use error::{FieldErrors, SourceError, Violation};
pub use import::{Accepted, ImportRequest, Preview, dry_run, import};
pub use purge::work_off_purges;
