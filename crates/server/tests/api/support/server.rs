//! A server for a test.

use std::net::SocketAddr;
use std::sync::Arc;

use octant_access::{Access, AccessOptions};
use octant_model::{SourceId, TenantId};
use octant_server::{Server, ServerError, ServerOptions};
use octant_store::sqlite::{Options, SqliteStore};
use octant_store::{Actor, NewSource, SourceType, Store};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::user::User;

/// The tenant that a test works in.
pub const TENANT: &str = "local";

/// A server on a port of its own over a store of its own. Close it with [`TestServer::close`].
pub struct TestServer {
    pub address: SocketAddr,
    pub store: Arc<dyn Store>,
    pub access: Access,
    pub client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<Result<(), ServerError>>>,
    folder: TempDir,
}

impl TestServer {
    pub async fn start() -> Self {
        Self::start_with(ServerOptions::default(), Options::default()).await
    }

    pub async fn start_with(server: ServerOptions, store: Options) -> Self {
        Self::start_on(tempfile::tempdir().expect("a temporary folder"), server, store).await
    }

    /// Starts on a data folder, which goes with the server.
    pub async fn start_on(folder: TempDir, server: ServerOptions, store: Options) -> Self {
        let store: Arc<dyn Store> =
            Arc::new(SqliteStore::open(folder.path(), &store).expect("a sound store"));
        let access =
            Access::new(Arc::clone(&store), AccessOptions::default()).expect("its secrets can be read");
        let options = ServerOptions { listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..server };
        let server = Server::bind(Arc::clone(&store), access.clone(), folder.path(), options)
            .await
            .expect("a free port");
        let address = server.address();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        // The provider that is there already is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let started =
            Self { address, store, access, client, stop: Some(stop), running: Some(running), folder };
        started.add_tenant(TENANT);
        started
    }

    /// The data folder.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Someone without a credential.
    pub fn anybody(&self) -> User {
        User::new(self.address, self.client.clone(), Vec::new())
    }

    /// Someone with these headers.
    pub fn with_headers(&self, headers: Vec<(String, String)>) -> User {
        User::new(self.address, self.client.clone(), headers)
    }

    /// Makes a source of the test's tenant.
    pub fn add_source(&self, id: &str) {
        self.add_source_of(TENANT, id);
    }

    pub fn add_source_of(&self, tenant: &str, id: &str) {
        let id = SourceId::new(id).expect("a source id");
        let new = NewSource { name: id.to_string(), id, description: None, source_type: SourceType::Generic };
        self.store.create_source(&tenant_id(tenant), new, &Actor::system()).expect("a new source");
    }

    /// What `/metrics` says to the organization's key of a series, such as `octant_ingest_memory_bytes`.
    pub async fn metric(&self, series: &str) -> Option<f64> {
        let text = self.admin().await.get("/metrics").await.expect(200).text;
        let line =
            text.lines().find(|line| line.strip_prefix(series).is_some_and(|rest| rest.starts_with(' ')))?;
        line.rsplit(' ').next()?.parse().ok()
    }

    /// Tells the server to stop, without waiting for it.
    pub fn begin_stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // A server that has stopped by itself needs no telling; close() shows why it did.
            let _ = stop.send(());
        }
    }

    /// Stops the server and says how that went.
    pub async fn stop(mut self) -> Result<(), ServerError> {
        self.begin_stop();
        self.running.take().expect("stopped once").await.expect("the server does not panic")
    }

    /// Stops the server and sees to it that nothing is left over.
    pub async fn close(self) {
        drop(self.close_and_keep().await);
    }

    /// As [`TestServer::close`], and keeps the data folder.
    pub async fn close_and_keep(mut self) -> TempDir {
        self.begin_stop();
        let running = self.running.take().expect("closed once");
        running.await.expect("the server does not panic").expect("the server finishes its work");
        assert_eq!(Arc::strong_count(&self.store), self.holders(), "somebody still works with the store");
        std::mem::replace(&mut self.folder, tempfile::tempdir().expect("a temporary folder"))
    }

    /// The test and its access rules hold the store, and nobody else once the server has stopped.
    fn holders(&self) -> usize {
        2
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        assert!(self.running.is_none() || std::thread::panicking(), "end the test with server.close().await");
    }
}

pub fn tenant_id(text: &str) -> TenantId {
    TenantId::new(text).expect("a tenant")
}
