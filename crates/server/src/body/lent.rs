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

/// The way back of a body, and how much of it was read.
pub(crate) struct Remainder {
    back: oneshot::Receiver<Body>,
    received: Arc<AtomicU64>,
    waits_for_go: bool,
}

struct Lent {
    body: Body,
    back: Option<oneshot::Sender<Body>>,
    received: Arc<AtomicU64>,
    ended: bool,
}

/// Gives the request away with a body that comes back.
pub(crate) fn lend(request: Request<Body>) -> (Request<Body>, Remainder) {
    let (sender, back) = oneshot::channel();
    let received = Arc::new(AtomicU64::new(0));
    let waits_for_go = expects_go(request.headers());
    let remainder = Remainder { back, received: Arc::clone(&received), waits_for_go };
    let request = request.map(|body| Body::new(Lent { body, back: Some(sender), received, ended: false }));
    (request, remainder)
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
                let Ok(frame) = frame else { return false };
                let length = frame.data_ref().map_or(0, Bytes::len) as u64;
                if self.received.fetch_add(length, Ordering::Relaxed) + length > limit {
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
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                let length = frame.data_ref().map_or(0, Bytes::len) as u64;
                self.received.fetch_add(length, Ordering::Relaxed);
            }
            Poll::Ready(Some(Err(_)) | None) => self.ended = true,
            Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if self.ended || self.body.is_end_stream() {
            return;
        }
        if let Some(back) = self.back.take() {
            // Nobody waits for it where the whole request was dropped.
            let _ = back.send(std::mem::take(&mut self.body));
        }
    }
}
