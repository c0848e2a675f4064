//! A body that must keep coming: whoever sends less than the minimum rate is cut off.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use crate::connection::Line;
use crate::options::ServerOptions;

/// How slowly a body may come.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    /// Bytes a second, on average; 0 demands none.
    rate: u64,
    /// How long the server waits for bytes beyond what the rate allows.
    grace: Duration,
    /// The connection that it comes over, which knows of a stop.
    line: Option<Arc<Line>>,
}

impl Pace {
    pub(crate) fn of(options: &ServerOptions, line: Option<Arc<Line>>) -> Self {
        Self { rate: options.min_rate, grace: options.rate_grace, line }
    }

    /// How long the server may have waited when so many bytes are there; `None` for as long as it likes.
    fn allows(&self, bytes: u64) -> Option<Duration> {
        let milliseconds = bytes.saturating_mul(1_000).checked_div(self.rate)?;
        Some(self.grace.saturating_add(Duration::from_millis(milliseconds)))
    }
}

/// The error of a body that came too slowly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooSlow {
    /// The bytes a second that were demanded.
    pub(crate) rate: u64,
}

impl fmt::Display for TooSlow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "fewer than {} bytes a second arrive", self.rate)
    }
}

impl std::error::Error for TooSlow {}

impl TooSlow {
    /// This error, if it is what another one comes from.
    pub(crate) fn behind(error: &(dyn std::error::Error + 'static)) -> Option<Self> {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(too_slow) = error.downcast_ref() {
                return Some(*too_slow);
            }
            cause = error.source();
        }
        None
    }
}

/// A body held to a pace. Only the time in which the server waits for the client counts.
pub(super) struct Paced {
    body: Body,
    pace: Pace,
    received: Arc<AtomicU64>,
    /// How long the client was waited for, without the wait that is under way.
    waited: Duration,
    waiting_since: Option<Instant>,
    stop_begun: Option<(Instant, u64)>,
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Paced {
    pub(super) fn new(body: Body, pace: Pace) -> Self {
        let received = Arc::new(AtomicU64::new(0));
        let (waited, waiting_since, stop_begun) = (Duration::ZERO, None, None);
        Self { body, pace, received, waited, waiting_since, stop_begun, alarm: None }
    }

    /// How many bytes have come.
    pub(super) fn received(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.received)
    }

    /// Becomes ready when the client has been waited for too long.
    fn poll_alarm(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let since = *self.waiting_since.get_or_insert_with(Instant::now);
        let received = self.received.load(Ordering::Relaxed);
        let allowed = self.pace.allows(received);
        let in_time = allowed.map(|allowed| since + allowed.saturating_sub(self.waited));
        let line = self.pace.line.as_ref();
        let stop = line.and_then(|line| line.stop_deadline(received, &mut self.stop_begun));
        let Some(deadline) = [in_time, stop].into_iter().flatten().min() else { return Poll::Pending };
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if alarm.deadline() != deadline {
            alarm.as_mut().reset(deadline);
        }
        alarm.as_mut().poll(context)
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
            let too_slow = TooSlow { rate: self.pace.rate };
            return self.poll_alarm(context).map(|()| Some(Err(axum::Error::new(too_slow))));
        };
        if let Some(since) = self.waiting_since.take() {
            self.waited += since.elapsed();
        }
        if let Some(Ok(frame)) = &frame {
            let length = frame.data_ref().map_or(0, Bytes::len) as u64;
            self.received.fetch_add(length, Ordering::Relaxed);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use http_body_util::BodyExt;

    use super::*;

    /// A body of pieces with so many bytes, each so long after the one before.
    fn dripping(piece: usize, pause: Duration) -> Body {
        let pieces = stream::unfold(0, move |place| async move {
            tokio::time::sleep(pause).await;
            let bytes = Bytes::from(vec![0; piece]);
            (place < 100).then_some((Ok::<_, std::io::Error>(bytes), place + 1))
        });
        Body::from_stream(pieces)
    }

    async fn outcome(piece: usize, pause: Duration, rate: u64) -> Result<usize, Option<TooSlow>> {
        let pace = Pace { rate, grace: Duration::from_secs(10), line: None };
        let collected = Paced::new(dripping(piece, pause), pace).collect().await;
        collected.map(|body| body.to_bytes().len()).map_err(|error| TooSlow::behind(&error))
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_below_the_minimum_rate_is_cut_off_and_one_above_is_not() {
        let started = Instant::now();
        assert_eq!(outcome(1, Duration::from_secs(1), 1_000).await, Err(Some(TooSlow { rate: 1_000 })));
        assert_eq!(started.elapsed().as_secs(), 10);
        assert_eq!(outcome(900, Duration::from_secs(1), 1_000).await, Err(Some(TooSlow { rate: 1_000 })));
        assert_eq!(outcome(1_001, Duration::from_secs(1), 1_000).await, Ok(100_100));
        assert_eq!(outcome(1, Duration::from_secs(1), 0).await, Ok(100));
    }
}
