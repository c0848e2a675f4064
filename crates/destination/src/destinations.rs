//! Keeps every published endpoint's index as the change log says, and switches to a new one when that is complete.
//!
//! [`Destinations::step`] does all the work and is called by whoever drives it, over and over, after
//! [`Cards::step_ahead`]. What it does depends only on the store, the cards and the folder of indexes, so that it can end at any moment
//! and go on in another process.

mod attend;
mod builds;
mod current;
mod folder;
mod follow;
mod lag;
mod manage;
mod noted;
mod preview;
mod progress;
mod serve;
mod sync;
mod verify;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use octant_card::Cards;
use octant_model::TenantId;
use octant_store::Store;

use crate::definition::Destination;
use crate::endpoint::LiveEndpoint;
use crate::error::DestinationError;
use crate::recipe::Recipe;
use builds::Build;
pub(crate) use folder::digest_of;
pub use lag::Lag;
pub use preview::EndpointPreview;
pub use progress::{BuildProblem, Progress};
pub use serve::Served;
use verify::{Due, Verifying};

/// How endpoints are kept.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The limits of each index.
    pub index: octant_index::Options,
    /// The most log records that one step takes in.
    pub records: usize,
    /// How many indexes of a tenant are built at the same time.
    pub builds: usize,
    /// How long a build that failed waits until it is tried again.
    pub retry: Duration,
    /// How long after the indexes were read and held against their checksums they are read again; zero reads them when they
    /// are opened alone.
    pub check_interval: Duration,
}

impl Default for Options {
    fn default() -> Self {
        let index = octant_index::Options::default();
        Self {
            index,
            records: 20_000,
            builds: 1,
            retry: Duration::from_secs(5),
            check_interval: Duration::from_secs(24 * 60 * 60),
        }
    }
}

/// The destinations of every tenant. Cheap to clone.
#[derive(Clone)]
pub struct Destinations(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    cards: Cards,
    folder: PathBuf,
    options: Options,
    stopped: AtomicBool,
    tenants: RwLock<HashMap<TenantId, Arc<TenantDestinations>>>,
}

/// An endpoint: destination, version, endpoint identifier.
type Place = (uuid::Uuid, String, String);

#[derive(Default)]
struct TenantDestinations {
    /// The endpoints that answer.
    live: RwLock<HashMap<Place, LiveEndpoint>>,
    /// Those that will take their place, with what they are made by.
    builds: Mutex<HashMap<Place, (Recipe, Build)>>,
    /// Those of `live` that do not follow any more, as they cannot or as their cards are archived: they answer as they are until others take their place.
    given_up: Mutex<HashSet<Place>>,
    /// Those whose cards are archived or gone: they stay as they are.
    frozen: Mutex<HashSet<Place>>,
    /// Indexes of an earlier process that are being read.
    verifying: Mutex<Vec<Verifying>>,
    /// Those that are to be read again.
    due: Mutex<Due>,
    /// Held during a step.
    stepping: Mutex<()>,
    /// Held while a destination is made, so that an identifier is taken once.
    creating: Mutex<()>,
    /// The log's end when the definitions were followed last, and which cards were in use then.
    synced: Mutex<Option<(u64, u64)>>,
    /// Whether there is something to be built that waits for its turn.
    waiting: AtomicBool,
    /// Whether what an earlier process left behind was removed.
    tidied: AtomicBool,
    /// What queries need of the definitions, by identifier; `None` until they were read.
    known: RwLock<Option<HashMap<String, Arc<Destination>>>>,
    /// Held while definitions are read and kept, so that the latest reading stays.
    learning: Mutex<()>,
}

impl Destinations {
    /// The destinations over a store and its cards, with their indexes in a folder.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, cards: Cards, folder: &Path, options: Options) -> Self {
        let (tenants, stopped) = (RwLock::default(), AtomicBool::new(false));
        Self(Arc::new(Inner { store, cards, folder: folder.to_owned(), options, stopped, tenants }))
    }

    /// The cards that destinations show.
    #[must_use]
    pub fn cards(&self) -> &Cards {
        &self.0.cards
    }

    /// Takes in what the change log brought, as far as the cards are that are looked up, and goes on with what is being built. True while there is more to do at once.
    ///
    /// # Errors
    /// Those of the store and the indexes; the next call goes on where this one ended.
    pub fn step(&self, tenant: &TenantId) -> Result<bool, DestinationError> {
        let own = self.tenant(tenant);
        let _one_at_a_time = lock(&own.stepping);
        if self.0.stopped.load(Ordering::Acquire) {
            return Ok(false);
        }
        let head = self.store().log_head(tenant)?.0;
        self.collect_verified(tenant, &own);
        self.sync(tenant, &own, head)?;
        builds::collect(&own);
        let more = self.follow(tenant, &own, head)?;
        let switched = self.switch(tenant, &own, head)?;
        self.note_published(tenant, &own)?;
        Ok(more || switched)
    }

    /// What is kept of a tenant, from its first step on.
    fn tenant(&self, tenant: &TenantId) -> Arc<TenantDestinations> {
        let mut tenants = self.0.tenants.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(tenants.entry(tenant.clone()).or_default())
    }

    /// What is kept of a tenant, if anything: names that callers send leave nothing behind.
    fn known_tenant(&self, tenant: &TenantId) -> Option<Arc<TenantDestinations>> {
        self.0.tenants.read().unwrap_or_else(PoisonError::into_inner).get(tenant).cloned()
    }

    fn store(&self) -> &dyn Store {
        &*self.0.store
    }
}

impl TenantDestinations {
    fn live(&self, place: &Place) -> Option<LiveEndpoint> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).get(place).cloned()
    }

    fn put_live(&self, place: &Place, live: LiveEndpoint) {
        self.live.write().unwrap_or_else(PoisonError::into_inner).insert(place.clone(), live);
    }

    /// Whether its cards are archived or gone.
    fn is_frozen(&self, place: &Place) -> bool {
        lock(&self.frozen).contains(place)
    }

    fn is_given_up(&self, place: &Place) -> bool {
        lock(&self.given_up).contains(place)
    }

    /// Lets an endpoint answer as it is until another index takes its place.
    fn give_up(&self, place: &Place) {
        lock(&self.given_up).insert(place.clone());
        *lock(&self.synced) = None;
    }

    /// The destinations as they were read last.
    fn known(&self) -> Vec<Arc<Destination>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().flatten().map(|(_, destination)| Arc::clone(destination)).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
