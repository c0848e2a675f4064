//! Where Octant keeps what it accepted: the [`Store`] trait in the domain's terms, and its engines.
//!
//! The trait speaks of imports, entries, the change log and definitions, not of keys and values, so that an engine
//! can do each the way it does it best. What a merge means, which names are valid and who may do what are rules of
//! the domain: a store is handed a [`Merge`] and asks it. `tests/conformance` holds what any engine must show.
//!
//! Read first: [`Store`], [`Merge`], [`LogBlock`].

mod activity;
mod definition;
mod error;
mod import;
mod log;
mod property;
mod retry;
mod revision;
mod source;
pub mod sqlite;
mod store;
mod stored_entry;

pub use activity::{Activity, ActivityFilter, Shown, whole};
pub use definition::{Condition, Definition, DefinitionChange, Kind};
pub use error::StoreError;
pub use import::{
    Actor, ApplyOutcome, IdempotencyKey, ImportCounts, ImportFilter, ImportProblem, ImportRecord,
    ImportState, Merge, Merged, NewImport, Volume,
};
pub use log::{ChangeKind, EntryChange, LogBlock, LogRecord};
pub use property::{PropertyRecord, PropertySettings, PropertyState};
pub use retry::until_fresh;
pub use revision::Revision;
pub use source::{NewSource, Source, SourceFilter, SourceStatus, SourceType, SourceUpdate};
pub use store::{CheckStatus, Health, Retention, Store, TrustedTime, Usage};
pub use stored_entry::StoredEntry;
