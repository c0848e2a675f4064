//! The bar on the terminal. Where standard error is no terminal, nothing is shown.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How often the bar moves while the file is checked.
const TICK: Duration = Duration::from_millis(100);

/// A bar over a file's bytes, while it is checked.
pub(crate) fn checking(quiet: bool, size: u64) -> ProgressBar {
    bar(quiet, size, "checking [{bar:30}] {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left")
}

/// A bar over entities, while they are sent.
pub(crate) fn sending(quiet: bool, entities: u64) -> ProgressBar {
    bar(quiet, entities, "sending  [{bar:30}] {human_pos}/{human_len} entities, {per_sec}, {eta} left {msg}")
}

fn bar(quiet: bool, length: u64, template: &str) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

/// Moves the bar with the counter until the work is done.
pub(crate) async fn follow<T>(
    bar: &ProgressBar,
    counter: &Arc<AtomicU64>,
    work: impl Future<Output = T>,
) -> T {
    tokio::pin!(work);
    loop {
        match tokio::time::timeout(TICK, &mut work).await {
            Ok(done) => {
                bar.finish_and_clear();
                return done;
            }
            Err(_) => bar.set_position(counter.load(Ordering::Relaxed)),
        }
    }
}
