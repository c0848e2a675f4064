//! Takes a folder for one process. The system releases it when the process ends, however it ends.
//!
//! The file `octant.lock` is locked, and where the system keeps such locks apart from those of SQLite (Linux), the database
//! file as well: a lock file can be deleted while its server runs. The database file is opened before SQLite opens it and
//! closed after: closing it earlier would release SQLite's own locks on it (sqlite.org, "How To Corrupt").

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::private;
use crate::error::StoreError;

const LOCK: &str = "octant.lock";

/// How long a lock is waited for: a process that is ending holds it for a moment longer, and so does a child that a process
/// started and that has not replaced its image yet, because it shares the open files until then.
const PATIENCE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(10);

/// The folder is taken as long as this is held.
pub(crate) struct Lock(#[expect(dead_code, reason = "held, not read")] Vec<File>);

impl Lock {
    /// Takes the folder for this process alone. Makes the lock file and the database file where they do not exist.
    ///
    /// # Errors
    /// [`StoreError::Failed`] where another process has it.
    pub(crate) fn exclusive(folder: &Path, database: &Path) -> Result<Self, StoreError> {
        let mut held = Vec::new();
        for path in [&folder.join(LOCK), database] {
            let file = private::open_file(path).map_err(|error| failed(path, &error))?;
            if path != database || cfg!(target_os = "linux") {
                take(folder, path, || file.try_lock())?;
            }
            held.push(file);
        }
        Ok(Self(held))
    }

    /// Takes the folder for reading, together with other processes that read. Makes and changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Failed`] where another process writes, or there is no database file.
    pub(crate) fn shared(folder: &Path, database: &Path) -> Result<Self, StoreError> {
        let mut held = Vec::new();
        for path in [&folder.join(LOCK), database] {
            let file = match File::open(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && path != database => continue,
                opened => opened.map_err(|error| failed(path, &error))?,
            };
            if path != database || cfg!(target_os = "linux") {
                take(folder, path, || file.try_lock_shared())?;
            }
            held.push(file);
        }
        Ok(Self(held))
    }
}

fn take(
    folder: &Path,
    path: &Path,
    attempt: impl Fn() -> Result<(), TryLockError>,
) -> Result<(), StoreError> {
    let began = Instant::now();
    let mut taken = attempt();
    while matches!(taken, Err(TryLockError::WouldBlock)) && began.elapsed() < PATIENCE {
        std::thread::sleep(PAUSE);
        taken = attempt();
    }
    match taken {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(StoreError::Failed(format!(
            "{} is in use by another process; stop it first, or give this one another folder",
            folder.display()
        ))),
        Err(TryLockError::Error(error)) => Err(failed(path, &error)),
    }
}

fn failed(path: &Path, error: &io::Error) -> StoreError {
    StoreError::from_io(path, error)
}
