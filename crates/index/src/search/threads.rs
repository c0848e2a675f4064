//! How many threads one query takes: a long one takes all that the machine has, as long as few ask.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;

use tantivy::collector::Collector;
use tantivy::query::{EnableScoring, Query as Condition};
use tantivy::{Executor, Searcher};
use tracing::warn;

/// The threads for long queries, of all indexes together.
struct Threads {
    count: usize,
    executor: Executor,
    /// How many queries use them at the moment.
    busy: AtomicUsize,
}

/// Evaluates a condition, segment by segment: one after the other, or side by side from so many documents on.
///
/// # Errors
/// The engine's.
pub(super) fn search<C: Collector>(
    searcher: &Searcher,
    condition: &dyn Condition,
    collector: &C,
    many: u64,
) -> tantivy::Result<C::Fruit> {
    if searcher.num_docs() < many || searcher.segment_readers().len() < 2 {
        return searcher.search(condition, collector);
    }
    let threads = threads();
    // Where as many ask as there are threads, each query has its own: none waits behind the parts of others.
    let others = threads.busy.fetch_add(1, Ordering::Relaxed);
    let _done = Done(&threads.busy);
    let executor =
        if others + 1 < threads.count.max(2) { &threads.executor } else { &Executor::SingleThread };
    let scoring = match collector.requires_scoring() {
        true => EnableScoring::enabled_from_searcher(searcher),
        false => EnableScoring::disabled_from_searcher(searcher),
    };
    searcher.search_with_executor(condition, collector, executor, scoring)
}

/// Counts a query out, however it ends.
struct Done<'a>(&'a AtomicUsize);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn threads() -> &'static Threads {
    static THREADS: OnceLock<Threads> = OnceLock::new();
    THREADS.get_or_init(|| {
        let count = available_parallelism().map_or(1, usize::from);
        let executor = match count {
            1 => Ok(Executor::SingleThread),
            _ => Executor::multi_thread(count, "query-"),
        };
        let executor = executor.unwrap_or_else(|error| {
            warn!(%error, "no threads for long queries: each takes one");
            Executor::SingleThread
        });
        Threads { count, executor, busy: AtomicUsize::new(0) }
    })
}
