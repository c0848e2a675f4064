//! Keeps cards and destinations as the change log says: two threads for each tenant that follow it, one for what is
//! published, the other for cards that are only read and searched.

use std::cell::Cell;
use std::collections::HashMap;
use std::panic::resume_unwind;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use octant_card::CardError;
use octant_destination::DestinationError;
use octant_index::Shortage;
use octant_model::{Sequence, TenantId};
use octant_store::{Health, StoreError};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;
use tracing::error;

use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;

/// How often new tenants are looked for.
const TENANTS: Duration = Duration::from_millis(200);
/// How long one wait for the log is; also how soon a stop, or an import that changed nothing, is noticed.
const WAIT: Duration = Duration::from_millis(100);
/// How long one wait is while an index is being built.
const WAIT_FOR_BUILD: Duration = Duration::from_millis(20);
/// How often a step is taken although nothing happened: another process may have changed definitions.
const ANYWAY: Duration = Duration::from_secs(2);
/// How long cards that nothing published waits for rest after each part of their work, in times of what it took, while
/// imports come or endpoints are behind: so what is published goes first under load.
const ASIDE: f64 = 9.0;
/// How far behind they do not rest at all, in log records; they rest the less the further behind they are.
const FAR: u64 = 250_000;
/// How long they rest at most.
const LONGEST_ASIDE: Duration = Duration::from_secs(10);
/// How long to wait after a failure; twice as long after each further one.
const PAUSE: std::ops::RangeInclusive<Duration> = Duration::from_millis(100)..=Duration::from_secs(10);

/// The name under which the log's reading is kept, so that what is still needed of the log stays.
const READER: &str = "publishing";
/// How often that is noted.
const NOTE: Duration = Duration::from_secs(60);
/// How far an index on disk may be behind what is known to change nothing in it, in log records.
const UNSAVED: u64 = 100_000;

/// What follows a tenant's log until it is told to stop.
type Follow = fn(&AppState, &TenantId, &watch::Receiver<bool>);

/// Goes on until told to stop; steps that were begun are finished.
pub(crate) async fn run(state: AppState, mut stop: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(TENANTS);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut followers: HashMap<(TenantId, bool), JoinHandle<()>> = HashMap::new();
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stop.wait_for(|stop| *stop) => break,
        }
        let store = state.store();
        let tenants = match blocking::run(move || store.tenants()).await {
            Ok(tenants) => tenants,
            Err(failure) => {
                log("listing the tenants", failure.reason().unwrap_or(failure.detail()));
                continue;
            }
        };
        for tenant in tenants {
            for (aside, work) in [(false, follow as Follow), (true, follow_aside)] {
                let key = (tenant.clone(), aside);
                if followers.get(&key).is_none_or(JoinHandle::is_finished) {
                    let (state, stop, owner) = (state.clone(), stop.clone(), tenant.clone());
                    // A thread of its own: those of the runtime are for requests.
                    let follower = std::thread::Builder::new().spawn(move || work(&state, &owner, &stop));
                    match follower {
                        Ok(follower) => _ = followers.insert(key, follower),
                        Err(problem) => log("starting a thread", &problem.to_string()),
                    }
                }
            }
        }
    }
    let _ = blocking::run(move || {
        for follower in followers.into_values() {
            // A panic was reported where it happened.
            let _ = follower.join();
        }
        state.cards.stop();
        state.destinations.close();
        Ok::<(), Failure>(())
    })
    .await;
}

/// Follows one tenant's log.
fn follow(state: &AppState, tenant: &TenantId, stop: &watch::Receiver<bool>) {
    let (mut pause, mut seen, mut stepped) = (*PAUSE.start(), None, Instant::now());
    let mut noted: Option<Instant> = None;
    let follower = (tenant.clone(), false);
    while !is_stopped(stop) {
        if is_replaced(state) {
            rest(&mut pause, stop);
            continue;
        }
        let head = match state.store.wait_for_log(
            tenant,
            seen.unwrap_or(Sequence(u64::MAX)),
            wait(state, tenant, seen),
        ) {
            Ok(head) => head,
            Err(problem) => {
                log("waiting for the change log", &problem.to_string());
                rest(&mut pause, stop);
                continue;
            }
        };
        if seen == Some(head) && stepped.elapsed() < ANYWAY && !is_at_work(state, tenant) {
            continue;
        }
        let stepped_on = step_on(state, tenant, stop).and_then(|()| {
            let is_due = noted.is_none_or(|at| at.elapsed() >= NOTE);
            if is_due { note(state, tenant).map_err(Trouble::from) } else { Ok(false) }
        });
        state.troubles.note(&follower, stepped_on.as_ref().err().and_then(Trouble::wanting));
        match stepped_on {
            Ok(was_noted) => {
                state.waiting.stepped();
                noted = if was_noted { Some(Instant::now()) } else { noted };
                pause = *PAUSE.start();
            }
            Err(problem) => {
                log("publishing", &problem.text);
                rest(&mut pause, stop);
            }
        }
        (seen, stepped) = (Some(head), Instant::now());
    }
}

/// Whether the data folder is not the one that the store has open: nothing is made in its place.
fn is_replaced(state: &AppState) -> bool {
    matches!(state.store.health(), Health::Failing(StoreError::Replaced(_)))
}

/// Follows one tenant's log with the cards that nothing published waits for.
fn follow_aside(state: &AppState, tenant: &TenantId, stop: &watch::Receiver<bool>) {
    let (mut pause, mut seen, mut stepped) = (*PAUSE.start(), None, Instant::now());
    let follower = (tenant.clone(), true);
    while !is_stopped(stop) {
        if is_replaced(state) {
            rest(&mut pause, stop);
            continue;
        }
        let head = state.store.wait_for_log(tenant, seen.unwrap_or(Sequence(u64::MAX)), WAIT);
        let head = match head {
            Ok(head) if seen == Some(head) && stepped.elapsed() < ANYWAY => continue,
            Ok(head) => head,
            Err(problem) => {
                log("waiting for the change log", &problem.to_string());
                rest(&mut pause, stop);
                continue;
            }
        };
        let pace = Pace::new(state, tenant, stop, head);
        let mut more = Ok(true);
        while let Ok(true) = more
            && !is_stopped(stop)
        {
            more = state.cards.step_aside(tenant, &|| pace.rest());
            pace.rest();
        }
        let more = more.map_err(Trouble::from);
        state.troubles.note(&follower, more.as_ref().err().and_then(Trouble::wanting));
        match more {
            Ok(_) => pause = *PAUSE.start(),
            Err(problem) => {
                log("publishing", &problem.text);
                rest(&mut pause, stop);
            }
        }
        (seen, stepped) = (Some(head), Instant::now());
    }
}

/// Why a step failed.
struct Trouble {
    text: String,
    shortage: Option<Shortage>,
}

impl Trouble {
    /// What was wanting, if anything.
    fn wanting(&self) -> Option<(Shortage, String)> {
        Some((self.shortage?, self.text.clone()))
    }
}

impl From<CardError> for Trouble {
    fn from(error: CardError) -> Self {
        Self { text: error.to_string(), shortage: error.shortage() }
    }
}

impl From<DestinationError> for Trouble {
    fn from(error: DestinationError) -> Self {
        Self { text: error.to_string(), shortage: error.shortage() }
    }
}

/// Rests between parts of what others go before, as long as these have something to do.
struct Pace<'a> {
    state: &'a AppState,
    tenant: &'a TenantId,
    stop: &'a watch::Receiver<bool>,
    /// When the last rest ended, and where the change log ended then.
    since: Cell<(Instant, Sequence)>,
}

impl<'a> Pace<'a> {
    fn new(
        state: &'a AppState,
        tenant: &'a TenantId,
        stop: &'a watch::Receiver<bool>,
        head: Sequence,
    ) -> Self {
        Self { state, tenant, stop, since: Cell::new((Instant::now(), head)) }
    }

    /// Rests as long as is due after what was done since the last rest. False to stop.
    fn rest(&self) -> bool {
        let (began, before) = self.since.get();
        let worked = began.elapsed();
        // A store that fails is told by the next step.
        let head = self.state.store.log_head(self.tenant).unwrap_or(before);
        if head != before || self.endpoints_are_behind() {
            let lags = self.state.cards.lags(self.tenant).unwrap_or_default();
            let aside = lags.iter().filter(|lag| !lag.looked_up).map(|lag| lag.records);
            sleep(rest_aside(worked, aside.max().unwrap_or_default()), self.stop);
        }
        self.since.set((Instant::now(), head));
        !is_stopped(self.stop)
    }

    fn endpoints_are_behind(&self) -> bool {
        let lags = self.state.destinations.lags(self.tenant).unwrap_or_default();
        lags.iter().any(|lag| lag.records > 0)
    }
}

/// How long to rest after so much work, so many log records behind.
fn rest_aside(worked: Duration, behind: u64) -> Duration {
    #[expect(clippy::cast_precision_loss, reason = "both are small")]
    let near = FAR.saturating_sub(behind) as f64 / FAR as f64;
    worked.mul_f64(ASIDE * near).min(LONGEST_ASIDE)
}

/// Notes how far the log was read by all that follows it. True, as it was.
fn note(state: &AppState, tenant: &TenantId) -> Result<bool, DestinationError> {
    let head = state.store.log_head(tenant)?.0;
    let cards = state.cards.lags(tenant)?.into_iter().map(|lag| lag.records);
    let endpoints = state.destinations.lags(tenant)?.into_iter().map(|lag| lag.records);
    let read = head.saturating_sub(cards.chain(endpoints).max().unwrap_or_default());
    let place = Sequence(read.saturating_sub(UNSAVED));
    if state.store.checkpoint(tenant, READER)? <= place {
        state.store.set_checkpoint(tenant, READER, place)?;
    }
    Ok(true)
}

/// How long to wait for the log: not at all before the first step.
fn wait(state: &AppState, tenant: &TenantId, seen: Option<Sequence>) -> Duration {
    match seen {
        None => Duration::ZERO,
        Some(_) if is_building(state, tenant) => WAIT_FOR_BUILD,
        Some(_) => WAIT,
    }
}

fn is_building(state: &AppState, tenant: &TenantId) -> bool {
    state.cards.is_building(tenant) || state.destinations.is_building(tenant)
}

fn is_at_work(state: &AppState, tenant: &TenantId) -> bool {
    // An import that changed nothing has no record in the log. A store that fails is told by the step.
    is_building(state, tenant) || state.destinations.has_unpublished(tenant).unwrap_or(true)
}

/// Takes steps until there is nothing more to do at once. While cards that are looked up have more to take in,
/// destinations go on beside them, as far as these were before.
fn step_on(state: &AppState, tenant: &TenantId, stop: &watch::Receiver<bool>) -> Result<(), Trouble> {
    let cards = || state.cards.step_ahead(tenant).map_err(Trouble::from);
    let destinations = || state.destinations.step(tenant).map_err(Trouble::from);
    loop {
        let mut more = cards();
        while let Ok(true) = more
            && !is_stopped(stop)
        {
            let (next, beside) = std::thread::scope(|scope| {
                let beside = scope.spawn(destinations);
                (cards(), beside.join().unwrap_or_else(|panic| resume_unwind(panic)))
            });
            beside?;
            more = next;
        }
        // Destinations go on with what they have where the cards cannot.
        let go_on = destinations()?;
        more?;
        if !go_on || is_stopped(stop) {
            return Ok(());
        }
    }
}

/// Whether the server stops, or is gone.
fn is_stopped(stop: &watch::Receiver<bool>) -> bool {
    *stop.borrow() || stop.has_changed().is_err()
}

/// Waits after a failure, longer each time, and not longer than until a stop.
fn rest(pause: &mut Duration, stop: &watch::Receiver<bool>) {
    sleep(*pause, stop);
    *pause = (*pause * 2).min(*PAUSE.end());
}

/// Waits so long, and not longer than until a stop.
fn sleep(time: Duration, stop: &watch::Receiver<bool>) {
    let until = Instant::now() + time;
    while !is_stopped(stop)
        && let Some(left) = until.checked_duration_since(Instant::now())
    {
        std::thread::sleep(WAIT.min(left));
    }
}

fn log(what: &'static str, problem: &str) {
    error!(what, problem, "publishing failed; it will be tried again");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_aside_rest_the_less_the_further_they_are_behind_and_never_for_long() {
        let worked = Duration::from_millis(200);
        assert_eq!(rest_aside(worked, 0), Duration::from_millis(1_800));
        assert_eq!(rest_aside(worked, FAR / 2), Duration::from_millis(900));
        assert_eq!(rest_aside(worked, FAR), Duration::ZERO);
        assert_eq!(rest_aside(worked, FAR + 1), Duration::ZERO);
        assert_eq!(rest_aside(Duration::from_secs(60), 0), LONGEST_ASIDE);
    }
}
