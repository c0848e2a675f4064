//! Opening a store: the lock, the checks, the migrations.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::check::Check;
use super::connection::{self, Readers};
use super::identity::Identity;
use super::keeper::Keeper;
use super::lock::Lock;
use super::migrate::{STEPS, migrate};
use super::newest;
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
    /// How long after a check of everything stored the next one begins; zero checks at start alone.
    pub check_interval: Duration,
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
            check_interval: Duration::from_secs(24 * 60 * 60),
            max_pages: None,
        }
    }
}

pub(super) const FILE: &str = "octant.db";

/// Opens the store in that folder, made where it does not exist.
pub(crate) fn open(folder: &Path, options: &Options) -> Result<Parts, StoreError> {
    private::make_folder(folder).map_err(|error| StoreError::from_io(folder, &error))?;
    let file = folder.join(FILE);
    // Makes the file as well: SQLite gives its log the file's permissions.
    let lock = Lock::exclusive(folder, &file)?;
    private::narrow(&folder.join(format!("{FILE}-wal")), 0o600);
    // Earlier releases kept the index of the log there; nobody reads it any more.
    let _ = std::fs::remove_file(folder.join(format!("{FILE}-shm")));
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
    let identity = Identity::of(&[file.clone(), folder.join(format!("{FILE}-wal"))])?;
    let newest = newest::stored(&writing)?;
    let shared = Arc::new(Shared::new(folder, identity, newest));
    let check = Check::start(&file, options, Arc::clone(&shared))?;
    let readers = Readers::open(&file, options.readers, options.reader_cache_bytes)?;
    let scanners = Readers::open(&file, options.scan_readers, options.reader_cache_bytes)?;
    let writer = Arc::new(Writer::start(writing, Arc::clone(&shared))?);
    let keeper = Keeper::start(&file, options.checkpoint_pages, Arc::clone(&writer), Arc::clone(&shared))?;
    Ok(Parts { lock, file, readers, scanners, writer, keeper, shared, check })
}
