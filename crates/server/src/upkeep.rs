//! What the server does by itself: it removes what was deleted and forgets what it need not keep.

use std::time::{Duration, Instant};

use octant_model::Timestamp;
use octant_source::Purges;
use octant_store::{Retention, TrustedTime};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;
use tracing::{error, info, warn};

use crate::blocking;
use crate::error::Failure;
use crate::options::ServerOptions;
use crate::state::AppState;

/// Goes on until told to stop; a slice of work that was begun is finished.
pub(crate) async fn run(state: AppState, mut stop: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(state.options.upkeep_interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut expired_at: Option<Instant> = None;
    let mut purges = Purges::default();
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        state.metrics.upkeep();
        purges = work_off(&state, &stop, purges).await;
        if expired_at.is_none_or(|at| at.elapsed() >= state.options.expire_interval) {
            expire(&state, expired_at.is_some()).await;
            expired_at = Some(Instant::now());
        }
    }
}

/// Removes what is going, slice by slice, so that imports get their turn in between.
async fn work_off(state: &AppState, stop: &watch::Receiver<bool>, mut purges: Purges) -> Purges {
    while !*stop.borrow() {
        let store = state.store();
        let slice = move || {
            let more = purges.work_off(&*store);
            Ok::<_, Failure>((purges, more))
        };
        let more;
        (purges, more) = match blocking::run(slice).await {
            Ok(done) => done,
            Err(failure) => {
                log("removing what was deleted", &failure);
                // Where a removal had come to is found again.
                return Purges::default();
            }
        };
        match more {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                log("removing what was deleted", &error.into());
                break;
            }
        }
    }
    purges
}

/// Forgets what is old. The log waits until the indexes have had time to read what an earlier process left them.
async fn expire(state: &AppState, with_log: bool) {
    let (store, options) = (state.store(), state.options.clone());
    let expired = blocking::run(move || {
        let time = store.trusted_time(options.clock_patience)?;
        let mut retention = retention(&options, time.now);
        retention.log_before = retention.log_before.filter(|_| with_log);
        store.expire(retention).map(|records| (records, time))
    });
    match expired.await {
        Ok((records, time)) => {
            state.metrics.retention(time.behind);
            tell(records, &time);
        }
        Err(failure) => log("forgetting old records", &failure),
    }
}

fn tell(records: u64, time: &TrustedTime) {
    if records > 0 {
        info!(records, "forgot old records");
    }
    if !time.behind.is_zero() {
        warn!(
            ahead_seconds = time.behind.as_secs(),
            "the clock is far ahead of what is stored; nothing is forgotten by it until it has been so for clock_patience"
        );
    }
}

fn retention(options: &ServerOptions, now: Timestamp) -> Retention {
    let before = |keep: Duration| {
        let milliseconds = i64::try_from(keep.as_millis()).unwrap_or(i64::MAX);
        now.plus_milliseconds(-milliseconds)
    };
    Retention {
        idempotency_before: before(options.keep_idempotency_keys),
        imports_before: before(options.keep_imports),
        activity_before: before(options.keep_activity),
        log_before: options.keep_log.map(before),
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
