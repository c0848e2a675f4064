//! The server: a port, connections, and a stop that finishes what was accepted.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use octant_access::Access;
use octant_store::Store;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tracing::{info, warn};

use crate::connection::Connection;
use crate::connections::Connections;
use crate::options::ServerOptions;
use crate::state::AppState;
use crate::{publishing, routes, upkeep};

/// How long to wait before accepting again when the system has no more descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The settings contradict each other.
    #[error("the settings contradict each other: {0}")]
    Options(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's reason.
        error: io::Error,
    },
    /// Requests were still being worked on when the time for stopping was over.
    #[error("stopped with {connections} connections and {imports} imports still at work after {grace:?}")]
    Unfinished {
        /// Connections that were cut.
        connections: usize,
        /// Imports that were still being applied; the store finishes or drops each as a whole.
        imports: usize,
        /// How long they were given.
        grace: Duration,
    },
}

/// A server that listens and does not answer yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    state: AppState,
}

impl Server {
    /// Takes the port. Indexes are kept in the data folder.
    ///
    /// # Errors
    /// [`ServerError::Options`] and [`ServerError::Listen`].
    pub async fn bind(
        store: Arc<dyn Store>,
        access: Access,
        data: &Path,
        options: ServerOptions,
    ) -> Result<Self, ServerError> {
        if let Some(contradiction) = options.contradiction() {
            return Err(ServerError::Options(contradiction));
        }
        let address = options.listen;
        let failed = |error| ServerError::Listen { address, error };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let options = ServerOptions { listen: address, ..options };
        Ok(Self { listener, address, state: AppState::new(store, access, data, options) })
    }

    /// Where the server listens; the port is the real one where port 0 was asked for.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers requests until `stop` is ready, then finishes those that were accepted.
    ///
    /// # Errors
    /// [`ServerError::Unfinished`] where they take longer than [`ServerOptions::stop_grace`].
    pub async fn run(self, stop: impl Future<Output = ()> + Send) -> Result<(), ServerError> {
        let Self { listener, address, state } = self;
        info!(%address, "listening");
        let connections = Arc::new(Connections::new(&state.options));
        let (stopping, stopped) = watch::channel(false);
        let upkeep = tokio::spawn(upkeep::run(state.clone(), stopped.clone()));
        let publishing = tokio::spawn(publishing::run(state.clone(), stopped.clone()));
        accept_until(stop, listener, &state, &connections, &stopped).await;
        info!("stopping: finishing what was accepted");
        stopping.send_replace(true);
        state.waiting.stop();
        state.memory.stop();
        state.answers.budget.stop();
        let finishing = async {
            // First, for it is a client whose connections the next line waits for.
            state.samples.stop().await;
            connections.none().await;
            // Also those whose client has gone.
            wait_until_free(&state.import_slots, state.options.max_imports).await;
            // Their only failure is a panic, which has been reported where it happened.
            let _ = upkeep.await;
            let _ = publishing.await;
        };
        let grace = state.options.stop_grace;
        if tokio::time::timeout(grace, finishing).await.is_err() {
            let connections = connections.count();
            let imports = state.options.max_imports - state.import_slots.available_permits();
            return Err(ServerError::Unfinished { connections, imports, grace });
        }
        info!("stopped");
        Ok(())
    }
}

async fn wait_until_free(permits: &Semaphore, all: usize) {
    // The semaphore is never closed, so that this ends only when all are free.
    let _ = permits.acquire_many(u32::try_from(all).unwrap_or(u32::MAX)).await;
}

async fn accept_until(
    stop: impl Future<Output = ()> + Send,
    listener: TcpListener,
    state: &AppState,
    connections: &Arc<Connections>,
    stopped: &watch::Receiver<bool>,
) {
    let router = routes::router(state);
    let mut stop = pin!(stop);
    loop {
        // Without any place nothing is accepted: further clients wait in the system's queue.
        let accepted = tokio::select! {
            () = &mut stop => return,
            accepted = accept(&listener, connections) => accepted,
        };
        match accepted {
            Ok((stream, peer)) => match connections.admit(peer) {
                Some(seat) => {
                    let connection = Connection { router: router.clone(), state: state.clone(), seat };
                    tokio::spawn(connection.serve(stream, stopped.clone()));
                }
                // Closed at once: an answer would be one more thing to wait for.
                None => state.metrics.ended_connection("address"),
            },
            Err(error) => {
                warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn accept(listener: &TcpListener, connections: &Connections) -> io::Result<(TcpStream, SocketAddr)> {
    connections.room().await;
    listener.accept().await
}
