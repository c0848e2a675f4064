//! The one thread that writes. Changes that wait at the same time are committed together and share one sync; each
//! stands in a savepoint of its own, so that one which fails leaves the others alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use octant_model::Timestamp;
use rusqlite::Connection;

use super::recent::Recent;
use super::shared::Shared;
use crate::error::StoreError;

/// The most changes, and the most weight, that share a commit: what comes later must not wait for ever.
const GROUP_JOBS: usize = 64;
const GROUP_WEIGHT: usize = 16_384;

/// What a change works with.
pub(crate) struct WriteContext<'a> {
    /// The connection, within a transaction.
    pub(crate) connection: &'a Connection,
    /// The keys that were changed lately.
    pub(crate) recent: &'a mut Recent,
    /// The number of this commit.
    pub(crate) epoch: u64,
    /// The commit's time.
    pub(crate) now: Timestamp,
}

/// A change that waits for its turn, its result kept until the commit is durable.
trait Job: Send {
    fn weight(&self) -> usize;
    /// About how many bytes it brings.
    fn bytes(&self) -> u64;
    /// Does the work; the error is the job's own, and its part is undone.
    fn run(&mut self, context: &mut WriteContext<'_>) -> Result<(), StoreError>;
    /// Answers to who waits: with the job's own result, or with what befell the whole group.
    fn finish(self: Box<Self>, failure: Option<StoreError>);
}

struct Work<T, F> {
    weight: usize,
    bytes: u64,
    work: F,
    result: Option<Result<T, StoreError>>,
    reply: SyncSender<Result<T, StoreError>>,
}

impl<T, F> Job for Work<T, F>
where
    T: Send,
    F: FnMut(&mut WriteContext<'_>) -> Result<T, StoreError> + Send,
{
    fn weight(&self) -> usize {
        self.weight
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn run(&mut self, context: &mut WriteContext<'_>) -> Result<(), StoreError> {
        let result = (self.work)(context);
        let outcome = result.as_ref().map(|_| ()).map_err(Clone::clone);
        self.result = Some(result);
        outcome
    }

    fn finish(self: Box<Self>, failure: Option<StoreError>) {
        let result = match (failure, self.result) {
            (Some(failure), _) => Err(failure),
            (None, Some(result)) => result,
            (None, None) => Err(StoreError::Failed("the change ended unexpectedly".to_owned())),
        };
        // Who asked may have gone; what was done stays done.
        let _ = self.reply.send(result);
    }
}

enum Task {
    Change(Box<dyn Job>),
    /// Moves the last pages of the log to their place, between two commits.
    Checkpoint(SyncSender<Result<(), StoreError>>),
}

/// A handle to the thread.
pub(crate) struct Writer {
    tasks: Mutex<Option<Sender<Task>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread on that connection.
    pub(crate) fn start(connection: Connection, shared: Arc<Shared>) -> Result<Self, StoreError> {
        let (tasks, waiting) = channel();
        let thread = std::thread::Builder::new()
            .name("octant-writer".to_owned())
            .spawn(move || run(connection, &waiting, &shared))
            .map_err(|error| StoreError::Failed(format!("cannot start the writer thread: {error}")))?;
        Ok(Self { tasks: Mutex::new(Some(tasks)), thread: Mutex::new(Some(thread)) })
    }

    /// Makes a small change and waits until it is durable.
    pub(crate) fn change<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut WriteContext<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.large_change(1, 0, work)
    }

    /// Makes a change and waits until it is durable. `weight` is about how many rows it writes, and `bytes` about how many
    /// bytes these have.
    pub(crate) fn large_change<T: Send + 'static>(
        &self,
        weight: usize,
        bytes: u64,
        work: impl FnMut(&mut WriteContext<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = sync_channel(1);
        self.send(Task::Change(Box::new(Work { weight, bytes, work, result: None, reply })))?;
        answer.recv().map_err(|_| stopped())?
    }

    /// Moves what is left of the log to its place.
    pub(crate) fn checkpoint(&self) -> Result<(), StoreError> {
        let (reply, answer) = sync_channel(1);
        self.send(Task::Checkpoint(reply))?;
        answer.recv().map_err(|_| stopped())?
    }

    fn send(&self, task: Task) -> Result<(), StoreError> {
        let tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.as_ref().ok_or_else(stopped)?.send(task).map_err(|_| stopped())
    }

    /// Finishes what waits, then closes the connection.
    pub(crate) fn stop(&self) {
        drop(self.tasks.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the writer thread panicked");
        }
    }
}

fn stopped() -> StoreError {
    StoreError::Failed("the store is stopped".to_owned())
}

fn run(connection: Connection, waiting: &Receiver<Task>, shared: &Shared) {
    let mut recent = Recent::default();
    let mut next = waiting.recv().ok();
    while let Some(task) = next.take() {
        match task {
            Task::Checkpoint(reply) => {
                let _ = reply.send(super::keeper::checkpoint(&connection).map(|_| ()));
            }
            Task::Change(first) => {
                let (group, other) = collect(first, waiting);
                write(&connection, group, &mut recent, shared);
                next = other;
            }
        }
        if next.is_none() {
            next = waiting.recv().ok();
        }
    }
    // The last one to close the file deletes its log by name, which may be another file's log by now.
    if shared.check_identity().is_err() {
        tracing::error!("the store's files were deleted or replaced; what is open is left as it is");
        std::mem::forget(connection);
        return;
    }
    if let Err((_, error)) = connection.close() {
        tracing::warn!(%error, "the store's file was not closed cleanly; it will recover by itself");
    }
}

/// Takes what waits already, up to a group's limits. A task of another kind ends the group and is given back.
fn collect(first: Box<dyn Job>, waiting: &Receiver<Task>) -> (Vec<Box<dyn Job>>, Option<Task>) {
    let mut weight = first.weight();
    let mut group = vec![first];
    while group.len() < GROUP_JOBS && weight < GROUP_WEIGHT {
        match waiting.try_recv() {
            Ok(Task::Change(job)) => {
                weight += job.weight();
                group.push(job);
            }
            Ok(other) => return (group, Some(other)),
            Err(_) => break,
        }
    }
    (group, None)
}

fn write(connection: &Connection, mut group: Vec<Box<dyn Job>>, recent: &mut Recent, shared: &Shared) {
    // Before: nothing more is written to a file that nobody will find. After: nothing of it is acknowledged.
    let written = shared
        .check_identity()
        .and_then(|()| commit(connection, &mut group, recent, shared))
        .and_then(|()| shared.check_identity());
    let failure = written.err().map(|error| shared.explained(error));
    match &failure {
        None => shared.committed(),
        Some(failure) => {
            if matches!(failure, StoreError::Full(_)) {
                shared.no_room_for(group.iter().map(|job| job.bytes()).sum());
            }
            shared.failing(failure);
            undo(connection);
        }
    }
    for job in group {
        job.finish(failure.clone());
    }
}

/// Runs the group in one transaction. An error is about the whole group: nothing of it is there.
fn commit(
    connection: &Connection,
    group: &mut [Box<dyn Job>],
    recent: &mut Recent,
    shared: &Shared,
) -> Result<(), StoreError> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let mut context = WriteContext { connection, recent, epoch: shared.epoch() + 1, now: shared.clock.now() };
    for job in group {
        connection.prepare_cached("SAVEPOINT job")?.execute([])?;
        let outcome = catch_unwind(AssertUnwindSafe(|| job.run(&mut context)))
            .unwrap_or_else(|_| Err(StoreError::Failed("the change met an unexpected state".to_owned())));
        if let Err(error) = outcome {
            // Some errors, a full disk among them, end the transaction and with it the work of the jobs before.
            if connection.is_autocommit() {
                return Err(error);
            }
            connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
            if matches!(error, StoreError::Full(_)) {
                shared.no_room_for(job.bytes());
            }
            if matches!(error, StoreError::Full(_) | StoreError::Failed(_) | StoreError::Damaged(_)) {
                shared.failing(&error);
            }
        }
        connection.prepare_cached("RELEASE job")?.execute([])?;
    }
    connection.execute_batch("COMMIT")?;
    Ok(())
}

fn undo(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "a failed change could not be undone; the next start will undo it");
    }
}
