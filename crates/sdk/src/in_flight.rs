//! The payloads under way: no more than a given number, and no two that hold the same key.

use std::collections::HashMap;

use tokio::task::JoinSet;

use crate::payload::KeySet;

/// Runs tasks side by side, and knows which keys each of them is about.
pub(crate) struct InFlight<T> {
    tasks: JoinSet<(u64, T)>,
    keys: HashMap<u64, KeySet>,
    started: u64,
}

impl<T: Send + 'static> InFlight<T> {
    pub(crate) fn new() -> Self {
        Self { tasks: JoinSet::new(), keys: HashMap::new(), started: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether a task under way is about one of the keys.
    pub(crate) fn holds_any(&self, keys: &KeySet) -> bool {
        self.keys.values().any(|held| !held.is_disjoint(keys))
    }

    pub(crate) fn start(&mut self, keys: KeySet, task: impl Future<Output = T> + Send + 'static) {
        let number = self.started;
        self.started += 1;
        self.keys.insert(number, keys);
        self.tasks.spawn(async move { (number, task.await) });
    }

    /// The outcome of the next task that ends; `None` where none is under way.
    pub(crate) async fn next(&mut self) -> Option<T> {
        let ended = self.tasks.join_next().await?;
        Some(self.ended(ended))
    }

    /// The outcome of a task that has ended already.
    pub(crate) fn next_ended(&mut self) -> Option<T> {
        let ended = self.tasks.try_join_next()?;
        Some(self.ended(ended))
    }

    fn ended(&mut self, ended: Result<(u64, T), tokio::task::JoinError>) -> T {
        match ended {
            Ok((number, outcome)) => {
                self.keys.remove(&number);
                outcome
            }
            // Nothing cancels these tasks but the end of this set, so the task has panicked, and so do we.
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
}
