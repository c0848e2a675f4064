//! A body that comes back when its reader has had enough.
//!
//! A server that answers while the client still sends, and then closes, makes the client's system throw the answer
//! away. So what a handler leaves unread is read and dropped, within limits, before the answer goes out.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::header::EXPECT;
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::oneshot;

use super::pace::{Pace, Paced};

/// The way back of a body, and how much of it was read.
pub(crate) struct Remainder {
    back: oneshot::Receiver<Paced>,
    received: Arc<AtomicU64>,
    waits_for_go: bool,
}

struct Lent {
    /// There until it is given back.
    body: Option<Paced>,
    back: Option<oneshot::Sender<Paced>>,
    ended: bool,
}

/// Gives the request away with a body that keeps the pace and comes back.
pub(crate) fn lend(request: Request<Body>, pace: Pace) -> (Request<Body>, Remainder) {
    let (sender, back) = oneshot::channel();
    let waits_for_go = expects_go(request.headers());
    let (parts, body) = request.into_parts();
    let body = Paced::new(body, pace);
    let remainder = Remainder { back, received: body.received(), waits_for_go };
    let lent = Lent { body: Some(body), back: Some(sender), ended: false };
    (Request::from_parts(parts, Body::new(lent)), remainder)
}

/// Whether the client sends its body only after it was told to go on (RFC 9110, 10.1.1).
fn expects_go(headers: &HeaderMap) -> bool {
    headers.get(EXPECT).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}

impl Remainder {
    /// How many bytes of the body were read.
    pub(crate) fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    /// Reads and drops what is left, at most so many bytes for so long. True where the body is at its end.
    pub(crate) async fn drain(&mut self, limit: u64, time: Duration) -> bool {
        let Ok(mut body) = self.back.try_recv() else { return true };
        if self.waits_for_go && self.received() == 0 {
            return false;
        }
        let limit = self.received().saturating_add(limit);
        let draining = async {
            while let Some(frame) = body.frame().await {
                if frame.is_err() || self.received() > limit {
                    return false;
                }
            }
            true
        };
        tokio::time::timeout(time, draining).await.unwrap_or(false)
    }
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let polled = Pin::new(body).poll_frame(context);
        if let Poll::Ready(Some(Err(_)) | None) = &polled {
            self.ended = true;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if self.ended || self.is_end_stream() {
            return;
        }
        if let (Some(back), Some(body)) = (self.back.take(), self.body.take()) {
            // Nobody waits for it where the whole request was dropped.
            let _ = back.send(body);
        }
    }
}
