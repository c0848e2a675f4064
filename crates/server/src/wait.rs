//! Requests that wait for a state: `?wait=30s` or `Prefer: wait=30` (docs/api.md, "Waiting").
//!
//! A waiting request is a future without a thread. It looks again after the steps that publishing takes, and ends with
//! its client, with its time and with the server.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::request::Parts;
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::blocking;
use crate::error::Failure;
use crate::query::Query;
use crate::state::AppState;

/// The pause between two looks: at least the first, a twentieth of the time waited so far, at most the second.
const PAUSE: (Duration, Duration) = (Duration::from_millis(25), Duration::from_secs(1));

/// Where waiting requests hear of what happens.
pub(crate) struct Waiting {
    steps: watch::Sender<()>,
    stopped: watch::Sender<bool>,
    /// One permit for each request that waits.
    places: Semaphore,
    /// How many permits there are.
    most: usize,
}

impl Waiting {
    pub(crate) fn new(most: usize) -> Self {
        let (steps, stopped) = (watch::Sender::new(()), watch::Sender::new(false));
        Self { steps, stopped, places: Semaphore::new(most), most }
    }

    /// Tells those who wait that something may have changed.
    pub(crate) fn stepped(&self) {
        self.steps.send_replace(());
    }

    /// Ends all waits, and lets none begin.
    pub(crate) fn stop(&self) {
        self.stopped.send_replace(true);
    }

    /// How many requests wait.
    pub(crate) fn count(&self) -> u64 {
        (self.most - self.places.available_permits()) as u64
    }

    fn place(&self) -> Result<SemaphorePermit<'_>, Failure> {
        self.places.try_acquire().map_err(|_| Failure::busy())
    }
}

/// How long a request waits for the state to be final; zero for not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wait(Duration);

impl FromRequestParts<AppState> for Wait {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let query = Query::from_request_parts(parts, state).await?;
        let given: Option<Self> = query.parsed("wait", "a time like 30s, 500ms or 30")?;
        let wait = given.or_else(|| preferred(&parts.headers)).unwrap_or(Self(Duration::ZERO));
        Ok(Self(wait.0.min(state.options.max_wait)))
    }
}

impl FromStr for Wait {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let number: u64 = number.parse().map_err(|_| ())?;
        match unit {
            "ms" => Ok(Self(Duration::from_millis(number))),
            "" | "s" => Ok(Self(Duration::from_secs(number))),
            _ => Err(()),
        }
    }
}

/// The time of `Prefer: wait=30` (RFC 7240, section 4.3). A preference that cannot be read is ignored, as the RFC says.
fn preferred(headers: &HeaderMap) -> Option<Wait> {
    let lines = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    let preferences = lines.flat_map(|line| line.split(',')).filter_map(|one| one.split(';').next());
    let mut named = preferences.filter_map(|preference| preference.split_once('='));
    let (_, seconds) = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("wait"))?;
    seconds.trim().trim_matches('"').parse().ok().map(|seconds| Wait(Duration::from_secs(seconds)))
}

impl Wait {
    /// Looks until what is there is final, or the time is up: what was seen last. `look` says whether it is final.
    ///
    /// # Errors
    /// Those of `look`; 429 where too many requests wait already.
    pub(crate) async fn until<T: Send + 'static>(
        self,
        state: &AppState,
        look: impl Fn() -> Result<(T, bool), Failure> + Send + Sync + 'static,
    ) -> Result<T, Failure> {
        let look = Arc::new(look);
        let look = || {
            let look = Arc::clone(&look);
            blocking::run(move || look())
        };
        // Before the first look, so that no step goes by unheard.
        let mut steps = state.waiting.steps.subscribe();
        let (seen, is_final) = look().await?;
        if is_final || self.0.is_zero() {
            return Ok(seen);
        }
        let _place = state.waiting.place()?;
        let mut stopped = state.waiting.stopped.subscribe();
        let began = Instant::now();
        let until = began + self.0;
        loop {
            // A sender that is gone has stopped too.
            let is_over = tokio::select! {
                is_over = next_step(&mut steps, began, until) => is_over,
                _ = stopped.wait_for(|stopped| *stopped) => true,
            };
            let (seen, is_final) = look().await?;
            if is_final || is_over {
                return Ok(seen);
            }
        }
    }
}

/// Waits for a step, and not less than the pause that is due. True where the time is up.
async fn next_step(steps: &mut watch::Receiver<()>, began: Instant, until: Instant) -> bool {
    let pause = (began.elapsed() / 20).clamp(PAUSE.0, PAUSE.1);
    sleep_until((Instant::now() + pause).min(until)).await;
    timeout_at(until, steps.changed()).await.is_err()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_time_has_its_unit_or_is_in_seconds() {
        for (text, milliseconds) in [("30s", 30_000), ("500ms", 500), ("30", 30_000), ("0", 0)] {
            assert_eq!(text.parse(), Ok(Wait(Duration::from_millis(milliseconds))), "{text}");
        }
        for text in ["", "s", "-1", "1.5s", "30 s", "1h", "99999999999999999999"] {
            assert_eq!(text.parse::<Wait>(), Err(()), "{text}");
        }
    }

    #[test]
    fn a_preference_is_found_among_others_and_ignored_where_it_is_none() {
        let wait = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("prefer", HeaderValue::from_static(value));
            preferred(&headers).map(|Wait(time)| time.as_secs())
        };
        assert_eq!(wait("wait=10"), Some(10));
        assert_eq!(wait("respond-async, Wait = \"10\"; x=y"), Some(10));
        assert_eq!(wait("wait"), None);
        assert_eq!(wait("wait=soon"), None);
        assert_eq!(wait("return=minimal"), None);
    }
}
