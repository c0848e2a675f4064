//! Where an endpoint's indexes lie: one folder for each, and a note of which one is in use.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use octant_index::IndexError;
use octant_model::TenantId;
use tracing::warn;
use uuid::Uuid;

use super::{Destinations, Place};
use crate::error::DestinationError;

/// The name of the file that tells which of an endpoint's indexes is in use.
const CURRENT: &str = "current";

impl Destinations {
    /// The folder of a tenant's destinations.
    pub(super) fn folder_of_tenant(&self, tenant: &TenantId) -> PathBuf {
        self.0.folder.join(tenant.as_str()).join("destinations")
    }

    /// The folder of an endpoint's indexes.
    pub(super) fn folder(&self, tenant: &TenantId, place: &Place) -> PathBuf {
        let (destination, version, endpoint) = place;
        self.folder_of_tenant(tenant).join(destination.to_string()).join(version).join(endpoint)
    }
}

/// A name that no index had before: a build that nobody waits for any more must not write where another one does.
pub(super) fn new_name(digest: &str) -> String {
    format!("{digest}.{}", Uuid::now_v7().simple())
}

/// The digest of what an index is made by.
pub(crate) fn digest_of(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

/// The name of the index in use, if there is one.
///
/// # Errors
/// Where the note of it cannot be read, which does not say that there is none.
pub(super) fn current(folder: &Path) -> Result<Option<String>, DestinationError> {
    let name = match std::fs::read(folder.join(CURRENT)) {
        Ok(name) => String::from_utf8_lossy(&name).trim().to_owned(),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(IndexError::from(error).into()),
    };
    Ok(Some(name).filter(|name| !name.is_empty() && !name.contains(['/', '\\', char::REPLACEMENT_CHARACTER])))
}

/// Notes which index is in use, so that a crash leaves the old note or the new one.
pub(super) fn set_current(folder: &Path, name: &str) -> Result<(), DestinationError> {
    let failed = |error: std::io::Error| DestinationError::from(IndexError::from(error));
    let draft = folder.join("current.new");
    std::fs::write(&draft, name).map_err(failed)?;
    std::fs::rename(&draft, folder.join(CURRENT)).map_err(failed)
}

/// Forgets which index is in use, as it cannot be used.
pub(super) fn forget_current(folder: &Path) {
    // Where it stays, the same is found out again.
    let _ = std::fs::remove_file(folder.join(CURRENT));
}

/// Removes a folder; what cannot be removed is logged, and does no harm but take up room.
pub(super) fn remove(folder: &Path) {
    if folder.exists()
        && let Err(problem) = std::fs::remove_dir_all(folder)
    {
        warn!(folder = %folder.display(), problem = problem.to_string(), "an old index could not be removed");
    }
}

/// Removes the folders within one, but for those that are kept.
pub(super) fn remove_within(folder: &Path, keep: &dyn Fn(&str) -> bool) {
    // What is not there holds nothing to be removed.
    let Ok(found) = std::fs::read_dir(folder) else { return };
    for entry in found.flatten() {
        let name = entry.file_name();
        if entry.path().is_dir() && !name.to_str().is_some_and(keep) {
            remove(&entry.path());
        }
    }
}
