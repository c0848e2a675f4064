//! One connection: its requests one after the other, until either side ends it.

mod line;
mod timed;
mod tracked;

use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower::ServiceExt;
use tracing::debug;

use crate::connections::Seat;
use crate::path::without_last_slash;
use crate::peer::Peer;
use crate::state::AppState;
pub(crate) use line::Line;
use timed::{Patience, Timed};
use tracked::Tracked;

/// The most bytes that are read at once, which is also the most that a request's head may have.
const READ_BUFFER: usize = 64 * 1024;

/// The most bytes that the system keeps for a client before it has begun to send them.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 128 * 1024;

/// How long a connection on a reserved place may take to send its only request's head.
const RESERVED_HEAD: Duration = Duration::from_secs(5);

/// An accepted connection.
pub(crate) struct Connection {
    pub(crate) router: Router,
    pub(crate) state: AppState,
    /// Its place among the connections that are open at a time.
    pub(crate) seat: Seat,
}

impl Connection {
    /// Answers its requests. Told to end, it finishes the one that was begun.
    pub(crate) async fn serve(self, stream: TcpStream, mut stopped: watch::Receiver<bool>) {
        let Self { router, state, seat } = self;
        let line = seat.line();
        state.metrics.connection(true);
        prepare(&stream);
        let serving = Arc::clone(&line);
        let service = hyper::service::service_fn(move |request| answer(router.clone(), &serving, request));
        let options = &state.options;
        let patience = Patience { timeout: options.write_timeout, rate: options.min_rate };
        let stream = Timed::new(stream, Arc::clone(&line), patience);
        let head = if line.reserved { RESERVED_HEAD.min(options.idle_timeout) } else { options.idle_timeout };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(head)
            .keep_alive(!line.reserved)
            .max_buf_size(READ_BUFFER)
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        let (mut stopping, mut closing) = (false, false);
        let ended = loop {
            tokio::select! {
                ended = connection.as_mut() => break ended,
                () = told(&mut stopped), if !stopping => {
                    line.stop();
                    stopping = true;
                }
                () = line.closed(), if !closing => closing = true,
            }
            // Without a request there is nothing to finish, and hyper would wait for the first one.
            if !line.has_begun() {
                break Ok(());
            }
            connection.as_mut().graceful_shutdown();
        };
        if let Err(error) = ended {
            if is_timeout(&error) {
                state.metrics.ended_connection("unread");
            }
            debug!(%error, "a connection ended early");
        }
        state.metrics.connection(false);
        drop(seat);
    }
}

/// Answers a request, which is in flight until the end of its answer.
fn answer(
    router: Router,
    line: &Arc<Line>,
    request: Request<Incoming>,
) -> impl Future<Output = Result<Response, Infallible>> + use<> {
    let in_flight = line.begin();
    let mut request = request.map(Body::new);
    *request.uri_mut() = without_last_slash(request.uri()).into_owned();
    request.extensions_mut().insert(Peer(line.peer));
    request.extensions_mut().insert(Arc::clone(line));
    let answering = router.oneshot(request);
    async move { answering.await.map(|answer| answer.map(|body| Body::new(Tracked::new(body, in_flight)))) }
}

/// Sets what the system does with the stream. Where it cannot, it works all the same.
fn prepare(stream: &TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "TCP_NODELAY could not be set");
    }
    #[cfg(target_os = "linux")]
    if let Err(error) = socket2::SockRef::from(stream).set_tcp_notsent_lowat(UNSENT) {
        debug!(%error, "TCP_NOTSENT_LOWAT could not be set");
    }
}

/// Whether a connection ended because its client did not read.
fn is_timeout(error: &hyper::Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<io::Error>());
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::TimedOut)
}

async fn told(stopped: &mut watch::Receiver<bool>) {
    // A sender that is gone has stopped too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}
