//! What every handler can reach.

use std::ops::Deref;
use std::sync::Arc;

use octant_access::Access;
use octant_store::Store;
use tokio::sync::Semaphore;

use crate::memory::Budget;
use crate::metrics::Metrics;
use crate::options::ServerOptions;

/// The parts that handlers work with; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// What [`AppState`] derefs to.
pub struct Parts {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// Who may do what.
    pub access: Access,
    /// The operator's settings.
    pub options: ServerOptions,
    /// The memory for bodies.
    pub memory: Budget,
    /// One permit for each import that is worked on.
    pub import_slots: Arc<Semaphore>,
    /// What is counted.
    pub metrics: Metrics,
}

impl AppState {
    /// The state of a server that has just started.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, access: Access, options: ServerOptions) -> Self {
        let memory = Budget::new(options.ingest_memory, options.ingest_queue, options.ingest_wait);
        let import_slots = Arc::new(Semaphore::new(options.max_imports));
        let metrics = Metrics::new();
        Self(Arc::new(Parts { store, access, options, memory, import_slots, metrics }))
    }

    /// The store, to be taken along to a thread that may block.
    #[must_use]
    pub fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }

    /// The access rules, to be taken along to a thread that may block.
    #[must_use]
    pub fn access(&self) -> Access {
        self.access.clone()
    }
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
