//! Connections: how they are set up, and the pool of those that only read.

use std::ops::Deref;
use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::error::StoreError;

/// Marks the file as Octant's ("OCT1"), for tools such as `file`.
pub(crate) const APPLICATION_ID: i32 = 0x4f43_5431;

/// Bytes of a page. Larger than SQLite's usual 4,096: entries of a kilobyte fill pages better.
pub(crate) const PAGE_SIZE: u32 = 8_192;

/// The way in which SQLite uses the system: it keeps the index of its log in memory, so that a full disk can be started on,
/// and locks the file against other processes for as long as it is open. Never open and close the file beside SQLite: closing
/// it gives up the lock.
#[cfg(unix)]
const VFS: &str = "unix-excl";

/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 64;

/// Opens a connection that may write. The file is made where it does not exist.
pub(crate) fn open_writing(file: &Path, cache_bytes: u64) -> Result<Connection, StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = open(file, flags)?;
    // The page size counts only before the file's first page is written; the journal mode after it.
    connection.pragma_update(None, "page_size", PAGE_SIZE)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // The keeper moves pages from the log to their place, so that no request waits for it.
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
    set_up(&connection, cache_bytes)?;
    Ok(connection)
}

#[cfg(unix)]
fn open(file: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    Connection::open_with_flags_and_vfs(file, flags, VFS)
}

#[cfg(not(unix))]
fn open(file: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(file, flags)
}

fn open_reading(file: &Path, cache_bytes: u64) -> Result<Connection, StoreError> {
    let connection = open(file, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.pragma_update(None, "query_only", true)?;
    set_up(&connection, cache_bytes)?;
    Ok(connection)
}

fn set_up(connection: &Connection, cache_bytes: u64) -> Result<(), StoreError> {
    let kibibytes = i64::try_from(cache_bytes / 1_024).unwrap_or(i64::MAX).max(64);
    connection.pragma_update(None, "cache_size", -kibibytes)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Opens the log now. A connection that opened it when it is first used might meet another file of that name, or find that
    // no more files may be open.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(())
}

/// A fixed number of connections for reading; who finds none free waits for one.
pub(crate) struct Readers {
    count: usize,
    free: Mutex<Vec<Connection>>,
    returned: Condvar,
}

impl Readers {
    /// Opens that many.
    pub(crate) fn open(file: &Path, count: usize, cache_bytes: u64) -> Result<Self, StoreError> {
        let count = count.max(1);
        let free = (0..count)
            .map(|_| open_reading(file, cache_bytes))
            .collect::<Result<Vec<Connection>, StoreError>>()?;
        Ok(Self { count, free: Mutex::new(free), returned: Condvar::new() })
    }

    /// Reads within one transaction: all of it sees one state.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let reader = self.borrow();
        let transaction = Transaction::new_unchecked(&reader, TransactionBehavior::Deferred)?;
        work(&transaction)
    }

    fn borrow(&self) -> Borrowed<'_> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(connection) = free.pop() {
                return Borrowed { readers: self, connection: Some(connection) };
            }
            free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits for the readers at work and closes all.
    pub(crate) fn close(&self) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while free.len() < self.count {
            free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        free.clear();
    }
}

/// A connection that goes back to its pool, also when its user panics.
struct Borrowed<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Deref for Borrowed<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("taken only when dropped")
    }
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        let mut free = self.readers.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.extend(self.connection.take());
        drop(free);
        self.readers.returned.notify_one();
    }
}
