//! Opening a store: the lock, the checks, the migrations.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use rusqlite::Connection;

use super::connection::{self, Readers};
use super::keeper::Keeper;
use super::migrate::{STEPS, migrate};
use super::private;
use super::shared::Shared;
use super::sqlite_store::Parts;
use super::wal_check;
use super::writer::Writer;
use crate::error::StoreError;

/// How an embedded store is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How many reads run at the same time; at least 1.
    pub readers: usize,
    /// How many scans of a source's entries run at the same time, on connections of their own; at least 1.
    pub scan_readers: usize,
    /// Bytes of pages that the writer keeps in memory.
    pub writer_cache_bytes: u64,
    /// Bytes of pages that each reader keeps in memory.
    pub reader_cache_bytes: u64,
    /// Pages of 8 KiB that gather in the write-ahead log before they are moved to their place.
    pub checkpoint_pages: u32,
    /// Whether what is deleted or replaced is overwritten in the file at once, because it may be a secret.
    pub overwrite_deleted: bool,
    /// How long opening waits for the check of the whole file; what is left of it goes on beside the work.
    pub check_time: Duration,
    /// The most pages that the file may have, for tests of a full disk; `None` leaves that to the disk.
    pub max_pages: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 6,
            scan_readers: 4,
            writer_cache_bytes: 96 << 20,
            reader_cache_bytes: 8 << 20,
            checkpoint_pages: 32_768,
            overwrite_deleted: false,
            check_time: Duration::from_millis(1_000),
            max_pages: None,
        }
    }
}

const FILE: &str = "octant.db";
const LOCK: &str = "octant.lock";

/// Opens the store in that folder, made where it does not exist.
pub(crate) fn open(folder: &Path, options: &Options) -> Result<Parts, StoreError> {
    let failed =
        |path: &Path, error: std::io::Error| StoreError::Failed(format!("{}: {error}", path.display()));
    private::make_folder(folder).map_err(|error| failed(folder, error))?;
    let lock = lock(folder)?;
    let file = folder.join(FILE);
    // SQLite gives its log the permissions of the file.
    drop(private::open_file(&file).map_err(|error| failed(&file, error))?);
    for name in [format!("{FILE}-wal"), format!("{FILE}-shm")] {
        private::narrow(&folder.join(name), 0o600);
    }
    wal_check::check(&folder.join(format!("{FILE}-wal")))?;
    let writing = connection::open_writing(&file, options.writer_cache_bytes)?;
    if options.overwrite_deleted {
        // FAST: within pages that are written anyway.
        writing.pragma_update_and_check(None, "secure_delete", "FAST", |_| Ok(()))?;
    }
    migrate(&writing, folder, &STEPS)?;
    if let Some(pages) = options.max_pages {
        writing.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
    }
    let shared = Arc::new(Shared::default());
    let check = check_structure(&file, options.check_time, Arc::clone(&shared))?;
    let readers = Readers::open(&file, options.readers, options.reader_cache_bytes)?;
    let scanners = Readers::open(&file, options.scan_readers, options.reader_cache_bytes)?;
    let writer = Arc::new(Writer::start(writing, Arc::clone(&shared))?);
    let keeper = Keeper::start(&file, options.checkpoint_pages, Arc::clone(&writer), Arc::clone(&shared))?;
    Ok(Parts { lock, file, readers, scanners, writer, keeper, shared, check })
}

/// Takes the folder for this process; the system lets go of it when the process ends, however it ends.
fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(LOCK);
    let failed = |error: std::io::Error| StoreError::Failed(format!("{}: {error}", path.display()));
    let file = private::open_file(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Failed(format!(
            "{} is in use by another process; stop it first, or give this one another folder",
            folder.display()
        ))),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// The check of the whole file, which may go on after opening.
pub(crate) struct Check {
    interrupt: rusqlite::InterruptHandle,
    thread: std::thread::JoinHandle<()>,
}

impl Check {
    /// Breaks the check off, where it still goes on.
    pub(crate) fn stop(self) {
        // It may be just before its query: interrupt until it is gone.
        while !self.thread.is_finished() {
            self.interrupt.interrupt();
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Checks the file's structure, in a thread of its own. Damage that is found within the time refuses the store;
/// found later, it makes the store unhealthy.
fn check_structure(file: &Path, time: Duration, shared: Arc<Shared>) -> Result<Check, StoreError> {
    let connection = connection::open_writing(file, 1 << 20)?;
    let interrupt = connection.get_interrupt_handle();
    let (report, reported) = channel();
    let thread = std::thread::Builder::new()
        .name("octant-check".to_owned())
        .spawn(move || {
            let outcome = quick_check(&connection);
            if let Err(error @ StoreError::Damaged(_)) = &outcome {
                shared.failing(error);
            }
            // After the time is over nobody listens any more; the health tells.
            let _ = report.send(outcome);
        })
        .map_err(|error| StoreError::Failed(format!("cannot start the check's thread: {error}")))?;
    match reported.recv_timeout(time) {
        Ok(Err(error @ StoreError::Damaged(_))) => Err(error),
        _ => Ok(Check { interrupt, thread }),
    }
}

fn quick_check(connection: &Connection) -> Result<(), StoreError> {
    let findings = connection
        .prepare("PRAGMA quick_check(10)")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    if findings == ["ok"] { Ok(()) } else { Err(StoreError::Damaged(findings.join("; "))) }
}
