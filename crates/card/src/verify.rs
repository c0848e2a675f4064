//! Whether an index that an earlier process left is as it was written: asked once, beside the work.

use std::thread::JoinHandle;

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

impl TenantCards {
    /// Begins to read an index.
    pub(crate) fn verify(&self, live: &Live) {
        let index = live.index.clone();
        let thread = std::thread::spawn(move || index.damaged_files());
        lock(&self.verifying).push(Verifying { live: live.clone(), thread });
    }

    /// Lets go of the indexes that were found to be damaged; they are built anew.
    pub(crate) fn collect_verified(&self) {
        let mut verifying = lock(&self.verifying);
        let finished: Vec<Verifying> = verifying.extract_if(.., |one| one.thread.is_finished()).collect();
        drop(verifying);
        for Verifying { live, thread } in finished {
            let card = &*live.id;
            match thread.join() {
                Ok(Ok(damaged)) if damaged.is_empty() => {}
                Ok(Ok(damaged)) => {
                    let files = damaged.join(", ");
                    warn!(card, files, "the index of the cards is damaged and is built anew");
                    self.drop_generation(&live);
                }
                Ok(Err(problem)) => {
                    error!(card, problem = problem.to_string(), "the index of the cards cannot be read");
                    self.drop_generation(&live);
                }
                Err(_panic) => error!(card, "reading the index of the cards panicked"),
            }
        }
    }
}
