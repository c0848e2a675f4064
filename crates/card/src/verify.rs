//! Whether indexes are as they were written: asked beside the work, when they are opened and then at an interval.

use std::collections::VecDeque;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use octant_index::IndexError;
use tracing::{error, warn};

use crate::cards::lock;
use crate::live::Live;
use crate::tenant::TenantCards;

/// A thread that reads an index.
pub(crate) struct Verifying {
    live: Live,
    thread: JoinHandle<Result<Vec<String>, IndexError>>,
}

/// The indexes that are to be read again, one at a time.
#[derive(Default)]
pub(crate) struct Due {
    began: Option<Instant>,
    waiting: VecDeque<Live>,
}

impl TenantCards {
    /// Begins to read an index, after so much time.
    pub(crate) fn verify(&self, live: &Live, after: Duration) {
        let index = live.index.clone();
        let thread = std::thread::spawn(move || {
            std::thread::sleep(after);
            index.damaged_files()
        });
        lock(&self.verifying).push(Verifying { live: live.clone(), thread });
    }

    /// Drops the indexes that were found to be damaged, by reading all of them or by a query; they are rebuilt. One that could
    /// not be read for want of something is read again after `retry`.
    pub(crate) fn collect_verified(&self, interval: Duration, retry: Duration) {
        let mut verifying = lock(&self.verifying);
        let finished: Vec<Verifying> = verifying.extract_if(.., |one| one.thread.is_finished()).collect();
        drop(verifying);
        for Verifying { live, thread } in finished {
            let card = &*live.id;
            match thread.join() {
                // The index keeps what was found.
                Ok(Ok(_)) => {}
                Ok(Err(problem)) if problem.shortage().is_some() => {
                    warn!(
                        card,
                        problem = problem.to_string(),
                        "the index of the cards could not be checked; it is tried again"
                    );
                    self.verify(&live, retry);
                }
                Ok(Err(problem)) => {
                    error!(card, problem = problem.to_string(), "the index of the cards cannot be read");
                    self.drop_generation(&live);
                }
                Err(_panic) => error!(card, "reading the index of the cards panicked"),
            }
        }
        for live in self.all_in_use().into_iter().chain(self.retired()) {
            let files = live.index.noted_damage().join(", ");
            if !files.is_empty() {
                warn!(card = &*live.id, files, "the index of the cards is damaged and is rebuilt");
                self.drop_generation(&live);
            }
        }
        self.verify_again(interval);
    }

    /// Begins to read the next index that is due; after each interval all are.
    fn verify_again(&self, interval: Duration) {
        if interval.is_zero() || !lock(&self.verifying).is_empty() {
            return;
        }
        let mut due = lock(&self.due);
        if due.began.get_or_insert_with(Instant::now).elapsed() >= interval {
            *due = Due { began: Some(Instant::now()), waiting: self.all_in_use().into() };
        }
        if let Some(live) = due.waiting.pop_front() {
            self.verify(&live, Duration::ZERO);
        }
    }
}
