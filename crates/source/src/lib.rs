//! Sources: payloads and their rules, what a merge means, imports.
//!
//! The store is handed what an import does and keeps it; this crate decides what that is. It knows nothing of HTTP
//! or of cards.
//!
//! Read first: [`import`], [`payload::read`], [`SourceError`].

mod convert;
pub mod entries;
mod error;
mod import;
mod merge;
mod misfits;
pub mod payload;
mod property;
mod purge;
mod seen;
mod typed;

pub use convert::{DEFAULT_DELIMITER, TypedValue, convert, is_blank};
pub use error::{FieldErrors, SourceError, Violation};
pub use import::{Accepted, ImportRequest, Preview, dry_run, import, import_seen};
pub use misfits::{Misfits, misfits};
pub use property::{PropertyRequest, delete_property, property, put_property};
pub use purge::Purges;
pub use seen::{Seen, plain_lines};
pub use typed::{NewProperty, TypedAccepted, TypedRequest, ingest as typed_ingest};
