//! A stream whose client must read: a write that makes no progress, or too little of it, ends the connection.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

use super::line::Line;

/// How long a client is waited for that does not read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// How long a write may make no progress at all, and how long all of an answer's writes may wait beyond `rate`.
    pub(super) timeout: Duration,
    /// The fewest bytes a second that a client reads, on average; 0 demands none.
    pub(super) rate: u64,
}

/// A TCP stream that is held to this.
pub(super) struct Timed {
    stream: TcpStream,
    line: Arc<Line>,
    patience: Patience,
    /// Bytes written since something was read, which is about one answer.
    sent: u64,
    /// How long these writes have waited, without the wait that is under way.
    waited: Duration,
    waiting_since: Option<Instant>,
    stop_begun: Option<(Instant, u64)>,
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Timed {
    pub(super) fn new(stream: TcpStream, line: Arc<Line>, patience: Patience) -> Self {
        let waited = Duration::ZERO;
        Self { stream, line, patience, sent: 0, waited, waiting_since: None, stop_begun: None, alarm: None }
    }

    /// What becomes of a write: it goes on, waits, or has waited for too long.
    fn judge(
        &mut self,
        context: &mut Context<'_>,
        polled: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let Poll::Ready(written) = polled else { return self.poll_alarm(context) };
        if let Some(since) = self.waiting_since.take() {
            self.waited += since.elapsed();
            self.line.set_blocked(false);
        }
        if let Ok(bytes) = written {
            self.sent += bytes as u64;
        }
        Poll::Ready(written)
    }

    fn poll_alarm(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if self.waiting_since.is_none() {
            self.line.set_blocked(true);
        }
        let since = *self.waiting_since.get_or_insert_with(Instant::now);
        let deadline = self.deadline(since);
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if alarm.deadline() != deadline {
            alarm.as_mut().reset(deadline);
        }
        if alarm.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        // What the system still holds for this client is worth nothing. If this fails the system keeps it for a while.
        let _ = self.stream.set_zero_linger();
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read")))
    }

    /// When a write that waits since then is given up.
    fn deadline(&mut self, since: Instant) -> Instant {
        let Patience { timeout, rate } = self.patience;
        let earned = self.sent.saturating_mul(1_000).checked_div(rate).map(Duration::from_millis);
        let left = earned.map(|earned| timeout.saturating_add(earned).saturating_sub(self.waited));
        let deadline = since + left.map_or(timeout, |left| left.min(timeout));
        self.line.stop_deadline(self.sent, &mut self.stop_begun).map_or(deadline, |stop| deadline.min(stop))
    }
}

impl AsyncRead for Timed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            (self.sent, self.waited) = (0, Duration::ZERO);
        }
        polled
    }
}

impl AsyncWrite for Timed {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.judge(context, polled)
    }

    /// Answers are handed on without being copied, so that their memory is free once they are written.
    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
