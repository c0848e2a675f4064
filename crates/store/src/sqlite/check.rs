//! The check of everything stored, beside the work: the file's structure, indexes against tables, records against their
//! checksums. It runs at start and then at an interval.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use octant_model::Timestamp;
use rusqlite::{Connection, InterruptHandle};

use super::connection;
use super::index_check;
use super::opening::Options;
use super::pairs::PAIRS;
use super::record_check;
use super::shared::Shared;
use crate::error::StoreError;

/// How long the check rests after a slice, in times of what the slice took: requests go first.
const REST: u32 = 1;
/// The memory for its pages.
const CACHE_BYTES: u64 = 4 << 20;

/// A handle to the thread.
pub(crate) struct Check {
    stop: Sender<()>,
    interrupt: InterruptHandle,
    thread: JoinHandle<()>,
}

impl Check {
    /// Starts the thread. Damage of the file's structure that is found within `check_time` refuses the store; what is found
    /// later makes the store unhealthy.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub(crate) fn start(file: &Path, options: &Options, shared: Arc<Shared>) -> Result<Self, StoreError> {
        let connection = connection::open_writing(file, CACHE_BYTES)?;
        let interrupt = connection.get_interrupt_handle();
        let (stop, stopped) = channel();
        // Room for one: nobody listens any more when the time is over.
        let (report, reported) = sync_channel(1);
        let mut rounds = Rounds { connection, shared, stopped };
        let interval = options.check_interval;
        let thread = std::thread::Builder::new()
            .name("octant-check".to_owned())
            .spawn(move || rounds.run(interval, &report))
            .map_err(|error| StoreError::Failed(format!("cannot start the check's thread: {error}")))?;
        match reported.recv_timeout(options.check_time) {
            Ok(Err(error @ StoreError::Damaged(_))) => Err(error),
            _ => Ok(Self { stop, interrupt, thread }),
        }
    }

    /// Breaks the check off.
    pub(crate) fn stop(self) {
        drop(self.stop);
        // It may be just before its query: interrupt until it is gone.
        while !self.thread.is_finished() {
            self.interrupt.interrupt();
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

struct Rounds {
    connection: Connection,
    shared: Arc<Shared>,
    stopped: Receiver<()>,
}

impl Rounds {
    fn run(&mut self, interval: Duration, report: &SyncSender<Result<(), StoreError>>) {
        loop {
            match self.round(report) {
                Ok(findings) => {
                    let seconds = |status: &mut crate::CheckStatus| {
                        status.running = false;
                        status.rounds += 1;
                        status.findings = findings;
                        status.finished_at = Some(Timestamp::now());
                    };
                    self.shared.note_check(seconds);
                }
                // The server stops, or the disk does not do its work, which others notice as well.
                Err(error) => {
                    self.shared.note_check(|status| status.running = false);
                    tracing::debug!(%error, "the check of the store was broken off");
                }
            }
            let rest = if interval.is_zero() { Duration::MAX } else { interval };
            if self.is_stopped_within(rest) {
                return;
            }
        }
    }

    fn is_stopped_within(&self, time: Duration) -> bool {
        if time == Duration::MAX {
            return self.stopped.recv().is_err();
        }
        self.stopped.recv_timeout(time) != Err(RecvTimeoutError::Timeout)
    }

    /// Checks everything once; gives the number of findings.
    fn round(&mut self, report: &SyncSender<Result<(), StoreError>>) -> Result<u64, StoreError> {
        // What an earlier round read is to be read from the disk again.
        self.connection.execute_batch("PRAGMA shrink_memory")?;
        let expected = self.expected()?;
        self.shared.note_check(|status| {
            (status.running, status.rows, status.expected) = (true, 0, expected);
        });
        let structure = quick_check(&self.connection);
        let mut findings = 0;
        if let Err(damage @ StoreError::Damaged(finding)) = &structure {
            self.shared.distrust(damage);
            findings += self.note(finding);
        }
        // From the second round on nobody takes it.
        let _ = report.try_send(structure.clone());
        if !matches!(structure, Err(StoreError::Damaged(_))) {
            structure?;
        }
        let mut began = Instant::now();
        let mut pause = |rows: u64| {
            self.shared.note_check(|status| status.rows += rows);
            let rest = began.elapsed() * REST;
            if self.is_stopped_within(rest) {
                return Err(StoreError::Failed("the store is stopped".to_owned()));
            }
            began = Instant::now();
            Ok(())
        };
        for pair in &PAIRS {
            if let Some(finding) = index_check::contradiction(&self.connection, pair, &mut pause)? {
                findings += self.note(&finding);
            }
        }
        for finding in record_check::damaged(&self.connection, &mut pause)? {
            findings += self.note(&finding);
        }
        Ok(findings)
    }

    /// Names what was found, and makes the store unhealthy.
    fn note(&self, finding: &str) -> u64 {
        tracing::error!(finding, "the check of the store found damage");
        self.shared.failing(&StoreError::Damaged(finding.to_owned()));
        1
    }

    /// About how many rows a round looks at. A damaged number only makes the progress wrong.
    fn expected(&self) -> Result<u64, StoreError> {
        let sql =
            "SELECT 3 * ifnull((SELECT max(id) FROM entry), 0) + 3 * ifnull((SELECT max(rowid) FROM log), 0)
                 + 8 * ifnull((SELECT max(number) FROM activity), 0)";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }
}

/// SQLite's check of the file's structure, without that of indexes against tables.
pub(crate) fn quick_check(connection: &Connection) -> Result<(), StoreError> {
    let findings = connection
        .prepare("PRAGMA quick_check(10)")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    if findings == ["ok"] { Ok(()) } else { Err(StoreError::Damaged(findings.join("; "))) }
}
