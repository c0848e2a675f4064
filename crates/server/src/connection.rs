//! One connection: its requests one after the other, until either side ends it.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tower::ServiceExt;
use tracing::debug;

use crate::path::without_last_slash;
use crate::peer::Peer;
use crate::state::AppState;

/// The most bytes that are read at once, which is also the most that a request's head may have.
const READ_BUFFER: usize = 64 * 1024;

/// An accepted connection.
pub(crate) struct Connection {
    pub(crate) router: Router,
    pub(crate) state: AppState,
    pub(crate) peer: SocketAddr,
    /// Its place among the connections that are open at a time.
    pub(crate) place: OwnedSemaphorePermit,
}

impl Connection {
    /// Answers its requests. Told to stop, it finishes the one that was begun.
    pub(crate) async fn serve(self, stream: TcpStream, mut stopped: watch::Receiver<bool>) {
        let Self { router, state, peer, place } = self;
        state.metrics.connection(true);
        if let Err(error) = stream.set_nodelay(true) {
            debug!(%error, "TCP_NODELAY could not be set");
        }
        let begun = Arc::new(AtomicBool::new(false));
        let has_begun = Arc::clone(&begun);
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            has_begun.store(true, Ordering::Relaxed);
            let mut request = request.map(Body::new);
            *request.uri_mut() = without_last_slash(request.uri()).into_owned();
            request.extensions_mut().insert(Peer(peer));
            router.clone().oneshot(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(state.options.idle_timeout)
            .max_buf_size(READ_BUFFER)
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => Some(ended),
            () = told(&mut stopped) => None,
        };
        let ended = match ended {
            Some(ended) => ended,
            // Without a request there is nothing to finish, and hyper would wait for the first one.
            None if !begun.load(Ordering::Relaxed) => Ok(()),
            None => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            debug!(%error, "a connection ended early");
        }
        state.metrics.connection(false);
        drop(place);
    }
}

async fn told(stopped: &mut watch::Receiver<bool>) {
    // A sender that is gone has stopped too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}
