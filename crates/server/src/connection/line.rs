//! What is known of one connection while it is open.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// How long a client that neither sends nor reads holds up a stop.
const STOP_PATIENCE: Duration = Duration::from_secs(2);

/// The bytes for which it is waited a second longer.
const STOP_RATE: u64 = 64 * 1024;

/// One open connection. Its own task and the table of all connections share it.
#[derive(Debug)]
pub(crate) struct Line {
    /// The other end.
    pub(crate) peer: SocketAddr,
    /// Whether it has one of the places that are kept for health checks and signed-in people.
    pub(crate) reserved: bool,
    accepted: Instant,
    /// Milliseconds from `accepted` to when its last request ended.
    idle_since: AtomicU64,
    has_begun: AtomicBool,
    in_flight: AtomicBool,
    blocked: AtomicBool,
    close: Notify,
    stopping: OnceLock<()>,
}

/// A request that is being answered; it ends when the last byte of its answer was handed on.
pub(crate) struct InFlight(Arc<Line>);

impl Line {
    pub(crate) fn new(peer: SocketAddr, reserved: bool) -> Self {
        Self {
            peer,
            reserved,
            accepted: Instant::now(),
            idle_since: AtomicU64::new(0),
            has_begun: AtomicBool::new(false),
            in_flight: AtomicBool::new(false),
            blocked: AtomicBool::new(false),
            close: Notify::new(),
            stopping: OnceLock::new(),
        }
    }

    /// Begins a request.
    pub(crate) fn begin(self: &Arc<Self>) -> InFlight {
        self.has_begun.store(true, Ordering::Relaxed);
        self.in_flight.store(true, Ordering::Relaxed);
        InFlight(Arc::clone(self))
    }

    /// Whether a request was ever begun.
    pub(crate) fn has_begun(&self) -> bool {
        self.has_begun.load(Ordering::Relaxed)
    }

    /// Says whether the client has yet to read what was written.
    pub(crate) fn set_blocked(&self, blocked: bool) {
        self.blocked.store(blocked, Ordering::Relaxed);
    }

    /// How long nothing has been asked; `None` while a request is being answered.
    pub(crate) fn idle(&self) -> Option<Duration> {
        if self.in_flight.load(Ordering::Relaxed) || self.blocked.load(Ordering::Relaxed) {
            return None;
        }
        let since = Duration::from_millis(self.idle_since.load(Ordering::Relaxed));
        Some(self.accepted.elapsed().saturating_sub(since))
    }

    /// Asks the connection to end after the request under way, if there is one.
    pub(crate) fn close(&self) {
        self.close.notify_one();
    }

    /// Ready when [`Line::close`] was called.
    pub(crate) async fn closed(&self) {
        self.close.notified().await;
    }

    /// Says that the server is stopping.
    pub(crate) fn stop(&self) {
        // Only the first time counts.
        let _ = self.stopping.set(());
    }

    /// Until when a client is waited for that has sent or read so many bytes; `None` unless the server is stopping.
    /// `begun` keeps when it was first waited for during the stop, and how many bytes there were.
    pub(crate) fn stop_deadline(&self, bytes: u64, begun: &mut Option<(Instant, u64)>) -> Option<Instant> {
        self.stopping.get()?;
        let (since, before) = *begun.get_or_insert_with(|| (Instant::now(), bytes));
        let earned = bytes.saturating_sub(before).saturating_mul(1_000) / STOP_RATE;
        Some(since + STOP_PATIENCE + Duration::from_millis(earned))
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let elapsed = u64::try_from(self.0.accepted.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.0.idle_since.store(elapsed, Ordering::Relaxed);
        self.0.in_flight.store(false, Ordering::Relaxed);
    }
}
