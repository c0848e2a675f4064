//! Why a table cannot be read.

use std::path::Path;

/// What ends the reading of a table early.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// What was asked for cannot be, such as a column that is not there.
    #[error("{0}")]
    Usage(String),
    /// The file is not what it should be.
    #[error("{0}")]
    Input(String),
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which file.
        path: String,
        /// The system's reason.
        error: std::io::Error,
    },
    /// Whoever took the rows takes no more; why is known there.
    #[error("the reading was stopped")]
    Stopped,
}

impl TableError {
    /// The failure of a file.
    #[must_use]
    pub fn file(path: &Path, error: std::io::Error) -> Self {
        Self::File { path: path.display().to_string(), error }
    }
}
