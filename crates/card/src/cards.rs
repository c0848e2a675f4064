//! Keeps every active definition's index as the change log says.
//!
//! [`Cards::step_ahead`] and [`Cards::step_aside`] do all the work and are called by whoever drives them, over and over;
//! what they do depends only on the store and on the folder of indexes, so that they can end at any moment and go on in
//! another process.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use octant_index::Shortage;
use octant_model::TenantId;
use octant_store::Store;

use crate::error::{CardError, Troubles};
use crate::folders::Folders;
use crate::live::Live;
use crate::store_definitions as definitions;
use crate::tenant::TenantCards;

/// How cards are kept.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The limits of each index.
    pub index: octant_index::Options,
    /// The most log records that are taken in at a time; an entry that changed several times in them is made once.
    pub records: usize,
    /// The same for cards that nothing published waits for. More at a time costs less, and shows later.
    pub records_aside: usize,
    /// How many definitions are built at the same time; the others wait for their turn.
    pub builds: usize,
    /// How long a build that failed waits until it is tried again.
    pub retry: Duration,
    /// How long after the indexes were read and held against their checksums they are read again; zero reads them when they
    /// are opened alone.
    pub check_interval: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            index: octant_index::Options::default(),
            records: 20_000,
            records_aside: 100_000,
            builds: 2,
            retry: Duration::from_secs(5),
            check_interval: Duration::from_secs(24 * 60 * 60),
        }
    }
}

/// How far a definition's cards are behind the change log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lag {
    /// The definition's id.
    pub card: String,
    /// Log records that are not taken in yet.
    pub records: u64,
    /// How many cards there are.
    pub cards: u64,
    /// Whether cards are looked up in the index ([`Live::look_up`]): what is published waits for it then.
    pub looked_up: bool,
}

/// The cards of every tenant. Cheap to clone.
#[derive(Clone)]
pub struct Cards(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    folders: Folders,
    options: Options,
    stopped: AtomicBool,
    tenants: Mutex<HashMap<TenantId, Arc<TenantCards>>>,
}

impl Cards {
    /// The cards over a store, with their indexes in a folder.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, folder: &Path, options: Options) -> Self {
        let tenants = Mutex::default();
        let stopped = AtomicBool::new(false);
        Self(Arc::new(Inner { store, folders: Folders::new(folder), options, stopped, tenants }))
    }

    /// [`Self::step_ahead`] and [`Self::step_aside`].
    ///
    /// # Errors
    /// Theirs; what one of them does not touch went on, and the next call tries again.
    pub fn step(&self, tenant: &TenantId) -> Result<bool, CardError> {
        let ahead = self.step_ahead(tenant);
        let aside = self.step_aside(tenant, &|| true);
        Ok(ahead? | aside?)
    }

    /// Takes what the change log brought, up to a limit, into the cards that somebody looks up in their index
    /// ([`Live::look_up`]), and goes on with what is being built. True while there is more to do at once; a build that is
    /// under way is none, so that whoever waits for one calls again after a while.
    ///
    /// # Errors
    /// The first of the store's and the indexes'; what it does not touch went on, and the next call tries again.
    pub fn step_ahead(&self, tenant: &TenantId) -> Result<bool, CardError> {
        let own = self.tenant(tenant);
        let _one_at_a_time = lock(&own.stepping);
        if self.0.stopped.load(Ordering::Acquire) {
            return Ok(false);
        }
        let mut troubles = Troubles::default();
        let head = self.store().log_head(tenant)?.0;
        own.collect_builds();
        own.collect_verified(self.options().check_interval, self.options().retry);
        troubles.note(self.sync(tenant, &own, head));
        let more = troubles.note(self.follow_ahead(tenant, &own)).unwrap_or(false);
        let switched = troubles.note(self.switch(tenant, &own, head)).unwrap_or(false);
        troubles.into_result().map(|()| more || switched)
    }

    /// Takes what the change log brought, up to a limit, into the other cards, which are only read and searched:
    /// destinations make their documents of the entries, and do not wait for them. True while there is more. It may be
    /// called beside [`Self::step_ahead`].
    ///
    /// `go_on` is asked after each part of it, some thousand cards at most, and may take its time; where it says no the
    /// step ends, and the next one begins with what this one was at.
    ///
    /// # Errors
    /// The first of the store's and the indexes'; what it does not touch went on, and the next call tries again.
    pub fn step_aside(&self, tenant: &TenantId, go_on: &dyn Fn() -> bool) -> Result<bool, CardError> {
        let own = self.tenant(tenant);
        let _one_at_a_time = lock(&own.stepping_aside);
        if self.0.stopped.load(Ordering::Acquire) {
            return Ok(false);
        }
        self.follow_aside(tenant, &own, go_on)
    }

    /// Ends what is being built, and takes no step any more.
    pub fn stop(&self) {
        self.0.stopped.store(true, Ordering::Release);
        let tenants: Vec<Arc<TenantCards>> = lock(&self.0.tenants).values().cloned().collect();
        for tenant in tenants {
            let _one_at_a_time = (lock(&tenant.stepping), lock(&tenant.stepping_aside));
            tenant.end_builds();
        }
    }

    /// Whether a generation is being built, or one that an earlier process left is being looked through for damage.
    #[must_use]
    pub fn is_building(&self, tenant: &TenantId) -> bool {
        let own = self.tenant(tenant);
        !lock(&own.builds).is_empty() || !lock(&own.verifying).is_empty()
    }

    /// How many cards of a definition that is being built are made so far; `None` where it is not being built.
    #[must_use]
    pub fn made(&self, tenant: &TenantId, id: &str) -> Option<u64> {
        let own = self.tenant(tenant);
        let builds = lock(&own.builds);
        builds.iter().filter(|((card, _), _)| card == id).map(|(_, build)| build.made()).max()
    }

    /// Why the last try to build a definition's cards failed, until one succeeds; they are built again by themselves,
    /// each [`Options::retry`].
    #[must_use]
    pub fn build_problem(&self, tenant: &TenantId, id: &str) -> Option<String> {
        let own = self.tenant(tenant);
        let builds = lock(&own.builds);
        let mut of_this = builds.iter().filter(|((card, _), _)| card == id);
        of_this.find_map(|(_, build)| build.problem().map(str::to_owned))
    }

    /// What is wanting for generations that could not be built when it was tried last, with the problem in words.
    #[must_use]
    pub fn shortage(&self, tenant: &TenantId) -> Option<(Shortage, String)> {
        let own = self.tenant(tenant);
        let builds = lock(&own.builds);
        builds.values().find_map(|build| Some((build.shortage()?, build.problem()?.to_owned())))
    }

    /// The definition in use.
    ///
    /// # Errors
    /// [`CardError::Unknown`]; [`CardError::Building`] where its cards are not there yet; [`CardError::State`] where it
    /// is not active.
    pub fn live(&self, tenant: &TenantId, id: &str) -> Result<Live, CardError> {
        if let Some(live) = self.tenant(tenant).in_use(id) {
            return Ok(live);
        }
        let definition = definitions::one(self.store(), tenant, id)?;
        if definition.live.or(definition.building).is_some() {
            return Err(CardError::Building(id.to_owned()));
        }
        Err(CardError::State(format!("{id} has no cards, as it is not active; activate it first")))
    }

    /// Every definition in use.
    #[must_use]
    pub fn all_live(&self, tenant: &TenantId) -> Vec<Live> {
        self.tenant(tenant).all_in_use()
    }

    /// Another number whenever others than before are in use: whoever holds some of them may ask again only then.
    #[must_use]
    pub fn exchanged(&self, tenant: &TenantId) -> u64 {
        self.tenant(tenant).exchanged.load(Ordering::Acquire)
    }

    /// How far each definition in use is behind the change log, by id.
    ///
    /// # Errors
    /// Those of the store.
    pub fn lags(&self, tenant: &TenantId) -> Result<Vec<Lag>, CardError> {
        let head = self.store().log_head(tenant)?.0;
        let lag = |live: Live| Lag {
            card: live.id.to_string(),
            records: head.saturating_sub(live.position()),
            cards: live.count(),
            looked_up: live.is_looked_up(),
        };
        let mut lags: Vec<Lag> = self.all_live(tenant).into_iter().map(lag).collect();
        lags.sort_by(|one, two| one.card.cmp(&two.card));
        Ok(lags)
    }

    pub(crate) fn tenant(&self, tenant: &TenantId) -> Arc<TenantCards> {
        Arc::clone(lock(&self.0.tenants).entry(tenant.clone()).or_default())
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.0.store
    }

    pub(crate) fn shared_store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.0.store)
    }

    pub(crate) fn folders(&self) -> &Folders {
        &self.0.folders
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
