//! What the server does by itself: it removes what was deleted and forgets what it need not keep.

use std::time::{Duration, Instant};

use octant_model::Timestamp;
use octant_store::Retention;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;
use tracing::{error, info};

use crate::blocking;
use crate::error::Failure;
use crate::options::ServerOptions;
use crate::state::AppState;

/// How often old records are looked for.
const EXPIRE_INTERVAL: Duration = Duration::from_secs(10 * 60);

/// Goes on until told to stop; a slice of work that was begun is finished.
pub(crate) async fn run(state: AppState, mut stop: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(state.options.upkeep_interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut expired_at: Option<Instant> = None;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        state.metrics.upkeep();
        work_off(&state, &stop).await;
        if expired_at.is_none_or(|at| at.elapsed() >= EXPIRE_INTERVAL) {
            expire(&state).await;
            expired_at = Some(Instant::now());
        }
    }
}

/// Removes what is going, slice by slice, so that imports get their turn in between.
async fn work_off(state: &AppState, stop: &watch::Receiver<bool>) {
    while !*stop.borrow() {
        let store = state.store();
        match blocking::run(move || octant_source::work_off_purges(&*store)).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(failure) => return log("removing what was deleted", &failure),
        }
    }
}

async fn expire(state: &AppState) {
    let store = state.store();
    let retention = retention(&state.options);
    match blocking::run(move || store.expire(retention)).await {
        Ok(0) => {}
        Ok(records) => info!(records, "forgot old records"),
        Err(failure) => log("forgetting old records", &failure),
    }
}

fn retention(options: &ServerOptions) -> Retention {
    let now = Timestamp::now();
    let before = |keep: Duration| {
        let milliseconds = i64::try_from(keep.as_millis()).unwrap_or(i64::MAX);
        now.plus_milliseconds(-milliseconds)
    };
    Retention {
        idempotency_before: before(options.keep_idempotency_keys),
        imports_before: before(options.keep_imports),
    }
}

fn log(what: &'static str, failure: &Failure) {
    error!(
        what,
        code = failure.code(),
        reason = failure.reason().unwrap_or(failure.detail()),
        "upkeep failed"
    );
}
