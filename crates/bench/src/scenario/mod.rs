//! What is measured.

pub(crate) mod freshness;
pub(crate) mod hostile;
pub(crate) mod import;
pub(crate) mod queries;
pub(crate) mod soak;
pub(crate) mod studio;

use std::path::PathBuf;

use tempfile::TempDir;

/// What every scenario is told.
pub(crate) struct Common {
    /// The server's binary, where it was named.
    pub(crate) server: Option<PathBuf>,
    /// Where data folders are made, where it was said.
    pub(crate) folder: Option<PathBuf>,
    /// What the catalogue follows from.
    pub(crate) seed: u64,
    /// Whether the figures are printed as JSON.
    pub(crate) json: bool,
}

impl Common {
    /// A folder that goes with the scenario.
    pub(crate) fn temporary(&self) -> Result<TempDir, String> {
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix("octant-bench-");
        let made = match &self.folder {
            Some(folder) => builder.tempdir_in(folder),
            None => builder.tempdir(),
        };
        made.map_err(|error| format!("cannot make a folder for data: {error}"))
    }
}
