//! Whether the files that are open are still those that their paths name.
//!
//! A file that was deleted, or replaced by another, can be written to for as long as it is open, and everything written goes
//! with the process. So the writer compares device and inode before each commit and before it acknowledges it.

use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// The files as they were opened.
#[derive(Debug)]
pub(crate) struct Identity(Vec<(PathBuf, FileId)>);

impl Identity {
    /// The files that the paths name now.
    ///
    /// # Errors
    /// [`StoreError::Failed`] where one of them cannot be looked at.
    pub(crate) fn of(paths: &[PathBuf]) -> Result<Self, StoreError> {
        let identify = |path: &PathBuf| match FileId::of(path) {
            Ok(id) => Ok((path.clone(), id)),
            Err(error) => Err(StoreError::from_io(path, &error)),
        };
        paths.iter().map(identify).collect::<Result<_, _>>().map(Self)
    }

    /// The paths.
    pub(crate) fn paths(&self) -> Vec<&Path> {
        self.0.iter().map(|(path, _)| path.as_path()).collect()
    }

    /// Compares them with what the paths name now.
    ///
    /// # Errors
    /// [`StoreError::Replaced`] where a path names another file, or none.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        for (path, id) in &self.0 {
            match FileId::of(path) {
                Ok(found) if found == *id => {}
                Ok(_) => return Err(StoreError::Replaced(format!("{}: it is another file", path.display()))),
                Err(error) => return Err(StoreError::Replaced(format!("{}: {error}", path.display()))),
            }
        }
        Ok(())
    }
}

/// What tells a file from every other one.
#[cfg(unix)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileId {
    device: u64,
    inode: u64,
}

#[cfg(unix)]
impl FileId {
    fn of(path: &Path) -> std::io::Result<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let found = std::fs::metadata(path)?;
        Ok(Self { device: found.dev(), inode: found.ino() })
    }
}

/// Here an open file can neither be deleted nor replaced.
#[cfg(not(unix))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileId;

#[cfg(not(unix))]
impl FileId {
    fn of(path: &Path) -> std::io::Result<Self> {
        std::fs::metadata(path).map(|_| Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_from_a_copy_in_its_place_and_from_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("file");
        std::fs::write(&path, "x").expect("written");
        let identity = Identity::of(std::slice::from_ref(&path)).expect("it is there");
        assert_eq!(identity.check(), Ok(()));
        std::fs::rename(&path, folder.path().join("away")).expect("renamed");
        assert!(matches!(identity.check(), Err(StoreError::Replaced(_))));
        std::fs::copy(folder.path().join("away"), &path).expect("copied");
        assert!(matches!(identity.check(), Err(StoreError::Replaced(_))));
        std::fs::rename(folder.path().join("away"), &path).expect("renamed");
        assert_eq!(identity.check(), Ok(()));
    }
}
