//! What SQLite's errors mean to a store.

use rusqlite::ErrorCode;

use super::varint::Malformed;
use crate::error::StoreError;

/// SQLite's extended codes for a sync that failed: of the file, and of its folder.
const FAILED_SYNCS: [i32; 2] = [rusqlite::ffi::SQLITE_IOERR_FSYNC, rusqlite::ffi::SQLITE_IOERR_DIR_FSYNC];

/// The error in the store's terms.
///
/// After a sync that failed nobody knows what is on the disk, and a second sync would say that all is well. So the
/// process stops here and now; when it starts again it recovers from its log what had been synced.
pub(crate) fn from_sqlite(error: &rusqlite::Error) -> StoreError {
    let text = error.to_string();
    if let Some(code) = error.sqlite_extended_error_code()
        && FAILED_SYNCS.contains(&code)
    {
        tracing::error!(error = %text, "the disk could not make data durable; stopping, so that nothing is taken for stored that is not");
        std::process::abort();
    }
    // Columns hold what their statements wrote: a value of another type, or a text that is not UTF-8, was changed since.
    if matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..)
    ) {
        return StoreError::Damaged(text);
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full(text),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged(text),
        _ => StoreError::Failed(text),
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        from_sqlite(&error)
    }
}

/// Names the record that is not what was written.
pub(crate) fn damaged(what: impl std::fmt::Display) -> impl FnOnce(Malformed) -> StoreError {
    move |problem| StoreError::Damaged(format!("{what}: {}", problem.0))
}
