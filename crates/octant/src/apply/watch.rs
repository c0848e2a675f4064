//! What is seen while something is under way. Where standard error is no terminal, nothing is shown.

use std::time::Duration;

use indicatif::ProgressBar;

const TICK: Duration = Duration::from_millis(100);

/// A line that tells what is being done.
pub(crate) struct Watch(ProgressBar);

impl Watch {
    /// One that is shown until it goes.
    pub(crate) fn new(quiet: bool) -> Self {
        if quiet {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(TICK);
        Self(bar)
    }

    pub(crate) fn say(&self, what: &str) {
        self.0.set_message(what.to_owned());
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
