//! What every handler can reach.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use octant_access::Access;
use octant_card::Cards;
use octant_destination::Destinations;
use octant_store::Store;
use tokio::sync::Semaphore;

use crate::answers::Answers;
use crate::memory::Budgets;
use crate::metrics::Metrics;
use crate::options::ServerOptions;
use crate::queries::Queries;
use crate::readiness::Troubles;
use crate::refusals::Refusals;
use crate::sample::Runs;
use crate::studio::import_file::Uploads;
use crate::studio::once::Once;
use crate::turns::Turns;
use crate::wait::Waiting;

/// The parts that handlers work with; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// What [`AppState`] derefs to.
pub struct Parts {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// Who may do what.
    pub access: Access,
    /// Cards and segments.
    pub cards: Cards,
    /// What applications query.
    pub destinations: Destinations,
    /// The operator's settings.
    pub options: ServerOptions,
    /// The memory for bodies.
    pub memory: Budgets,
    /// The memory for answers.
    pub(crate) answers: Answers,
    /// One permit for each import that is worked on.
    pub import_slots: Arc<Semaphore>,
    /// Turns at queries, and what each may use.
    pub(crate) queries: Queries,
    /// Turns at looking through entries and cards.
    pub(crate) browsing: Turns,
    /// One permit for each password that is being checked or hashed.
    pub password_slots: Arc<Semaphore>,
    /// The same for users whose browser or session is known: strangers do not take these.
    pub known_password_slots: Arc<Semaphore>,
    /// Where requests that wait for a state hear of what happens.
    pub(crate) waiting: Waiting,
    /// What is wanting for those who follow change logs.
    pub(crate) troubles: Troubles,
    /// Files that wait to be imported in the Studio.
    pub(crate) uploads: Uploads,
    /// Pages of the Studio that are shown once.
    pub(crate) once: Once,
    /// Sample catalogues that are being loaded.
    pub(crate) samples: Runs,
    /// Lines of the log about refused requests.
    pub(crate) refusals: Refusals,
    /// What is counted.
    pub metrics: Metrics,
}

impl AppState {
    /// The state of a server that has just started; indexes lie in the data folder.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, access: Access, data: &Path, options: ServerOptions) -> Self {
        let folder = data.join("indexes");
        let cards = Cards::new(Arc::clone(&store), &folder, options.cards);
        let destinations =
            Destinations::new(Arc::clone(&store), cards.clone(), &folder, options.destinations);
        let queries = Queries::new(&options);
        let browsing = Turns::new(options.max_browsing, options.max_browsing.div_ceil(2), options.query_wait);
        let memory = Budgets::new(&options);
        let answers = Answers::new(&options);
        let import_slots = Arc::new(Semaphore::new(options.max_imports));
        let password_slots = Arc::new(Semaphore::new(options.max_sign_ins));
        let known_password_slots = Arc::new(Semaphore::new(options.max_sign_ins.div_ceil(2)));
        let uploads = Uploads::new(data.join("uploads"), options.keep_uploads);
        let waiting = Waiting::new(options.max_waiting);
        let refusals = Refusals::new(options.max_refusal_lines);
        let metrics = Metrics::new();
        Self(Arc::new(Parts {
            store,
            access,
            cards,
            destinations,
            options,
            memory,
            answers,
            import_slots,
            queries,
            browsing,
            password_slots,
            known_password_slots,
            waiting,
            troubles: Troubles::default(),
            uploads,
            once: Once::default(),
            samples: Runs::new(),
            refusals,
            metrics,
        }))
    }

    /// The store, to be taken along to a thread that may block.
    #[must_use]
    pub fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }

    /// Cards and segments, to be taken along to a thread that may block.
    #[must_use]
    pub fn cards(&self) -> Cards {
        self.cards.clone()
    }

    /// Destinations, to be taken along to a thread that may block.
    #[must_use]
    pub fn destinations(&self) -> Destinations {
        self.destinations.clone()
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
