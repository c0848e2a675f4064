//! The embedded engine: SQLite, one file, one writer, several readers.
//!
//! `octant.db` in the data folder holds everything, so that one transaction covers an import: the entries, their
//! log records, the registry and the import's own record are there together or not at all.
//!
//! - One thread writes (`writer`); changes that wait together share one sync. Reads use connections of their own.
//! - An import is worked out on a snapshot in its caller's thread, where the reading, merging and packing cost no
//!   one else; the writer makes sure that no entry changed meanwhile and only writes (`import`).
//! - Stored records carry a version and a checksum (`frame`); what fails it is never served.

mod activity;
mod canonical_languages;
mod check;
mod checkpoint;
mod clock;
mod connection;
mod definition;
mod entry;
pub(crate) mod entry_body;
mod examine;
mod failure;
mod frame;
mod identity;
mod import;
mod index_check;
mod keeper;
mod last_use;
mod lock;
mod log;
mod log_body;
mod migrate;
mod neighbours;
mod newest;
mod opening;
mod pairs;
mod private;
mod recent;
mod record_check;
mod registry;
mod room;
mod rows;
mod shared;
mod source;
mod sqlite_store;
mod tenant;
mod trim;
mod trust;
mod varint;
mod verify;
mod wal_check;
mod writer;

pub use examine::{Repair, examine, repair};
pub use opening::Options;
pub(crate) use room::is_shortage;
pub use sqlite_store::SqliteStore;
