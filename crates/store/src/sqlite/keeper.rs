//! The thread that keeps house: it moves pages from the write-ahead log to their place in the file before the log
//! grows long, looks whether the files are still in their place, and while the storage fails it tries again and again
//! whether it still does.

use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::connection;
use super::shared::Shared;
use super::writer::Writer;
use crate::error::StoreError;
use crate::store::Health;

/// How often it looks.
const INTERVAL: Duration = Duration::from_millis(250);
/// A log that did not grow for so long is moved however short it is.
const IDLE: Duration = Duration::from_secs(15);
/// It needs no pages of its own to do its work.
const CACHE_BYTES: u64 = 1 << 20;

/// How long the log is, in pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LogLength {
    /// Pages in the log.
    pub(crate) pages: i64,
    /// Pages of these that are not in their place yet.
    pub(crate) waiting: i64,
}

/// Moves as many pages as can be moved without waiting for anybody.
pub(crate) fn checkpoint(connection: &Connection) -> Result<LogLength, StoreError> {
    log_length(connection, "PRAGMA wal_checkpoint(PASSIVE)")
}

/// Measures the log without doing anything.
pub(crate) fn measure(connection: &Connection) -> Result<LogLength, StoreError> {
    log_length(connection, "PRAGMA wal_checkpoint(NOOP)")
}

fn log_length(connection: &Connection, pragma: &str) -> Result<LogLength, StoreError> {
    let (pages, moved): (i64, i64) =
        connection.query_row(pragma, [], |row| Ok((row.get(1)?, row.get(2)?)))?;
    Ok(LogLength { pages, waiting: pages - moved })
}

/// A handle to the thread.
pub(crate) struct Keeper {
    stop: Mutex<Option<Sender<()>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Keeper {
    /// Starts the thread; it moves the log when that many pages wait.
    pub(crate) fn start(
        file: &Path,
        pages: u32,
        writer: Arc<Writer>,
        shared: Arc<Shared>,
    ) -> Result<Self, StoreError> {
        let connection = connection::open_writing(file, CACHE_BYTES)?;
        let (stop, stopped) = channel();
        let pages = i64::from(pages);
        let mut round =
            Round { connection, pages, writer, shared, seen: 0, since: Instant::now(), is_first: true };
        let thread = std::thread::Builder::new()
            .name("octant-keeper".to_owned())
            .spawn(move || {
                loop {
                    if let Err(error) = round.work() {
                        round.shared.failing(&error);
                    }
                    if stopped.recv_timeout(INTERVAL) != Err(RecvTimeoutError::Timeout) {
                        return;
                    }
                }
            })
            .map_err(|error| StoreError::Failed(format!("cannot start the keeper thread: {error}")))?;
        Ok(Self { stop: Mutex::new(Some(stop)), thread: Mutex::new(Some(thread)) })
    }

    /// Ends the round at work and then the thread.
    pub(crate) fn stop(&self) {
        drop(self.stop.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the keeper thread panicked");
        }
    }
}

struct Round {
    connection: Connection,
    pages: i64,
    writer: Arc<Writer>,
    shared: Arc<Shared>,
    seen: i64,
    since: Instant,
    is_first: bool,
}

impl Round {
    fn work(&mut self) -> Result<(), StoreError> {
        self.shared.check_identity()?;
        let is_first = std::mem::take(&mut self.is_first);
        match self.shared.health() {
            // Whether anything can be written is known from the beginning, and not only when somebody loses it.
            Health::Ready if is_first => self.probe()?,
            Health::Ready | Health::Failing(StoreError::Damaged(_)) => {}
            Health::Failing(StoreError::Full(_)) if !self.shared.has_room() => {}
            Health::Failing(_) => {
                self.probe()?;
                self.shared.recovered();
            }
        }
        let length = measure(&self.connection)?;
        if length.pages != self.seen {
            self.seen = length.pages;
            self.since = Instant::now();
        }
        let idle = length.waiting > 0 && self.since.elapsed() >= IDLE;
        if length.waiting >= self.pages || idle {
            self.move_pages()?;
        }
        Ok(())
    }

    /// Most pages are moved beside the writer. What it wrote meanwhile is little; the writer moves that itself
    /// between two commits, so that the log is empty for a moment and begins anew instead of growing for ever.
    fn move_pages(&self) -> Result<(), StoreError> {
        let started = Instant::now();
        let length = checkpoint(&self.connection)?;
        self.writer.checkpoint()?;
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(pages = length.pages, milliseconds, "the write-ahead log was moved to its place");
        Ok(())
    }

    /// Writes something small: when that works, the store is healthy again.
    fn probe(&self) -> Result<(), StoreError> {
        self.writer.change(|context| {
            context.connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'probe'", [])?;
            Ok(())
        })
    }
}
