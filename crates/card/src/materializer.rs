//! Keeps every active definition's index as the change log says.
//!
//! [`Cards::step`] does all the work and is called by whoever drives it, over and over; what it does depends only on the
//! store and on the folder of indexes, so that it can end at any moment and go on in another process.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use octant_index::{Index, Opened};
use octant_model::{Page, PageRequest, Sequence, TenantId};
use octant_store::{Actor, LogRecord, Store};
use tracing::{error, info, warn};

use crate::build::{ScanError, scan};
use crate::card::Card;
use crate::definition::{CardDefinition, Content, Plan};
use crate::document::{document, spec};
use crate::error::CardError;
use crate::live::Live;
use crate::read::{Preview, differences, preview};
use crate::segment::{self, Criteria, Segment, SegmentStatus};
use crate::store_definitions::{self as definitions, NewCard};

/// How cards are kept.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The limits of each index.
    pub index: octant_index::Options,
    /// The most log records that one step takes in.
    pub records: usize,
    /// How long a build that failed waits until it is tried again.
    pub retry: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { index: octant_index::Options::default(), records: 5_000, retry: Duration::from_secs(5) }
    }
}

/// The cards of every tenant. Cheap to clone.
#[derive(Clone)]
pub struct Cards(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    folder: PathBuf,
    options: Options,
    tenants: Mutex<HashMap<TenantId, Arc<TenantCards>>>,
}

#[derive(Default)]
struct TenantCards {
    live: RwLock<HashMap<String, Live>>,
    builds: Mutex<HashMap<(String, u64), Build>>,
}

/// A generation that is not in use yet.
enum Build {
    Running(JoinHandle<Result<Live, CardError>>),
    /// Complete as of its position; it follows the log until it has caught up.
    Following(Live),
    Failed(Instant),
}

impl Cards {
    /// The cards over a store, with their indexes in a folder.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, folder: &Path, options: Options) -> Self {
        let tenants = Mutex::new(HashMap::new());
        Self(Arc::new(Inner { store, folder: folder.to_owned(), options, tenants }))
    }

    /// Takes in what the change log brought, up to a limit, and goes on with what is being built. True while there is
    /// more to do at once.
    ///
    /// # Errors
    /// Those of the store and the indexes; the next call goes on where this one ended.
    pub fn step(&self, tenant: &TenantId) -> Result<bool, CardError> {
        let own = self.tenant(tenant);
        self.sync(tenant, &own)?;
        self.collect_builds(&own);
        let more = self.follow(tenant, &own)?;
        let switched = self.switch(tenant, &own)?;
        Ok(more || switched)
    }

    /// Whether a generation is being built.
    #[must_use]
    pub fn is_building(&self, tenant: &TenantId) -> bool {
        !lock(&self.tenant(tenant).builds).is_empty()
    }

    /// The definition in use.
    ///
    /// # Errors
    /// [`CardError::Unknown`], or [`CardError::Building`] where it has no cards (yet).
    pub fn live(&self, tenant: &TenantId, id: &str) -> Result<Live, CardError> {
        let own = self.tenant(tenant);
        let found = own.live.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        match found {
            Some(live) => Ok(live),
            None => {
                definitions::one(&*self.0.store, tenant, id)?;
                Err(CardError::Building(id.to_owned()))
            }
        }
    }

    /// Every definition in use.
    #[must_use]
    pub fn all_live(&self, tenant: &TenantId) -> Vec<Live> {
        let own = self.tenant(tenant);
        let live = own.live.read().unwrap_or_else(PoisonError::into_inner);
        live.values().cloned().collect()
    }

    fn tenant(&self, tenant: &TenantId) -> Arc<TenantCards> {
        Arc::clone(lock(&self.0.tenants).entry(tenant.clone()).or_default())
    }

    fn store(&self) -> &dyn Store {
        &*self.0.store
    }

    fn folder(&self, tenant: &TenantId, id: &str) -> PathBuf {
        self.0.folder.join(tenant.as_str()).join("cards").join(id)
    }

    /// Opens or builds what the definitions say, and lets go of the rest.
    fn sync(&self, tenant: &TenantId, own: &TenantCards) -> Result<(), CardError> {
        let all = definitions::all(self.store(), tenant)?;
        let mut wanted: HashSet<(String, u64)> = HashSet::new();
        for definition in &all {
            for generation in [definition.live, definition.building].into_iter().flatten() {
                wanted.insert((definition.id.clone(), generation));
            }
        }
        {
            let mut live = own.live.write().unwrap_or_else(PoisonError::into_inner);
            let in_use = |id: &String, one: &Live| {
                all.iter().any(|definition| definition.id == *id && definition.live == Some(one.generation))
            };
            live.retain(|id, one| in_use(id, one));
        }
        lock(&own.builds).retain(|build, _| wanted.contains(build));
        for definition in &all {
            self.open_or_build(tenant, own, definition)?;
            self.clean(tenant, &definition.id, &wanted);
        }
        Ok(())
    }

    fn open_or_build(
        &self,
        tenant: &TenantId,
        own: &TenantCards,
        definition: &CardDefinition,
    ) -> Result<(), CardError> {
        if let Some(generation) = definition.live {
            let known = own.live.read().unwrap_or_else(PoisonError::into_inner).contains_key(&definition.id);
            let building = lock(&own.builds).contains_key(&(definition.id.clone(), generation));
            if !known && !building {
                let folder = self.folder(tenant, &definition.id).join(generation.to_string());
                match Index::open(&folder, &spec(&definition.content), &self.0.options.index)? {
                    Opened::Ready(index) => {
                        let live = Live::new(&definition.id, definition.content.clone(), generation, index);
                        let mut all = own.live.write().unwrap_or_else(PoisonError::into_inner);
                        all.insert(definition.id.clone(), live);
                    }
                    Opened::Stale(reason) => {
                        warn!(card = definition.id, reason, "the index of the cards is built anew");
                        self.build(tenant, own, &definition.id, definition.content.clone(), generation);
                    }
                }
            }
            self.retry(tenant, own, &definition.id, &definition.content, generation);
        }
        if let Some(generation) = definition.building {
            if !lock(&own.builds).contains_key(&(definition.id.clone(), generation)) {
                self.build(tenant, own, &definition.id, definition.next().clone(), generation);
            }
            self.retry(tenant, own, &definition.id, definition.next(), generation);
        }
        Ok(())
    }

    fn retry(&self, tenant: &TenantId, own: &TenantCards, id: &str, content: &Content, generation: u64) {
        let failed = match lock(&own.builds).get(&(id.to_owned(), generation)) {
            Some(Build::Failed(at)) => at.elapsed() >= self.0.options.retry,
            _ => false,
        };
        if failed {
            self.build(tenant, own, id, content.clone(), generation);
        }
    }

    fn build(&self, tenant: &TenantId, own: &TenantCards, id: &str, content: Content, generation: u64) {
        let (cards, owner, card) = (self.clone(), tenant.clone(), id.to_owned());
        let build = move || {
            let started = Instant::now();
            let built = cards.build_now(&owner, &card, content, generation);
            if let Ok(live) = &built {
                let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
                info!(card, cards = live.count(), milliseconds, "built the cards");
            }
            built
        };
        let running = Build::Running(std::thread::spawn(build));
        lock(&own.builds).insert((id.to_owned(), generation), running);
    }

    fn build_now(
        &self,
        tenant: &TenantId,
        id: &str,
        content: Content,
        generation: u64,
    ) -> Result<Live, CardError> {
        let folder = self.folder(tenant, id).join(generation.to_string());
        let index = Index::create(&folder, &spec(&content), &self.0.options.index)?;
        // Whatever changes from here on is in the log behind this place.
        let position = self.store().log_head(tenant)?;
        let bulk = index.bulk();
        let outcome = scan(self.store(), tenant, &content, &mut |cards: Vec<Card>| {
            cards.iter().try_for_each(|card| bulk.add(&document(card)))
        });
        match outcome {
            Ok(()) => bulk.finish(position.0)?,
            Err(ScanError::Store(error)) => return Err(error.into()),
            Err(ScanError::Visitor(error)) => return Err(error.into()),
        }
        Ok(Live::new(id, content, generation, index))
    }

    fn collect_builds(&self, own: &TenantCards) {
        let mut builds = lock(&own.builds);
        for ((id, _), build) in builds.iter_mut() {
            if !matches!(build, Build::Running(running) if running.is_finished()) {
                continue;
            }
            let Build::Running(running) = std::mem::replace(build, Build::Failed(Instant::now())) else {
                continue;
            };
            match running.join() {
                Ok(Ok(live)) => *build = Build::Following(live),
                Ok(Err(problem)) => {
                    error!(card = id, problem = problem.to_string(), "building the cards failed");
                }
                Err(_panic) => error!(card = id, "building the cards panicked"),
            }
        }
    }

    /// Everything that follows the log: what is in use, and what is complete but not in use yet.
    fn followers(&self, own: &TenantCards) -> Vec<Live> {
        let live = own.live.read().unwrap_or_else(PoisonError::into_inner);
        let builds = lock(&own.builds);
        let following = builds.values().filter_map(|build| match build {
            Build::Following(live) => Some(live),
            Build::Running(_) | Build::Failed(_) => None,
        });
        live.values().chain(following).cloned().collect()
    }

    fn follow(&self, tenant: &TenantId, own: &TenantCards) -> Result<bool, CardError> {
        let followers = self.followers(own);
        let Some(from) = followers.iter().map(Live::position).min() else { return Ok(false) };
        let blocks = self.store().read_log(tenant, Sequence(from), self.0.options.records)?;
        let Some(last) = blocks.last().map(|block| block.last().0) else { return Ok(false) };
        let mut changed: HashMap<String, HashSet<String>> = HashMap::new();
        for block in blocks {
            let Some(source) = block.source else { continue };
            let keys = changed.entry(source.to_string()).or_default();
            for record in block.records {
                if let LogRecord::Entry(entry) = record {
                    keys.insert(entry.key.to_string());
                }
            }
        }
        for live in followers {
            let own = live.content.sources.iter().filter_map(|source| changed.get(&source.id)).flatten();
            let keys: HashSet<&String> = own.collect();
            let mut keys: Vec<String> = keys.into_iter().cloned().collect();
            keys.sort_unstable();
            live.refresh(self.store(), tenant, &keys, last)?;
        }
        Ok(self.store().log_head(tenant)?.0 > last)
    }

    /// Takes into use what has caught up with the log.
    fn switch(&self, tenant: &TenantId, own: &TenantCards) -> Result<bool, CardError> {
        let head = self.store().log_head(tenant)?.0;
        let ready: Vec<((String, u64), Live)> = lock(&own.builds)
            .iter()
            .filter_map(|(build, state)| match state {
                Build::Following(live) if live.position() >= head => Some((build.clone(), live.clone())),
                _ => None,
            })
            .collect();
        let any = !ready.is_empty();
        for ((id, generation), live) in ready {
            let current = definitions::one(self.store(), tenant, &id);
            let is_live = matches!(&current, Ok(definition) if definition.live == Some(generation));
            if is_live || definitions::switch(self.store(), tenant, &id, generation)? {
                own.live.write().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), live);
                lock(&own.builds).remove(&(id, generation));
            }
        }
        Ok(any)
    }

    /// Removes generations that nobody wants any more.
    fn clean(&self, tenant: &TenantId, id: &str, wanted: &HashSet<(String, u64)>) {
        // A folder that is not there has nothing to be removed.
        let Ok(found) = std::fs::read_dir(self.folder(tenant, id)) else { return };
        for entry in found.flatten() {
            let generation = entry.file_name().to_str().and_then(|name| name.parse().ok());
            if generation.is_some_and(|generation| wanted.contains(&(id.to_owned(), generation))) {
                continue;
            }
            if let Err(problem) = std::fs::remove_dir_all(entry.path()) {
                warn!(card = id, problem = problem.to_string(), "an old index could not be removed");
            }
        }
    }
}

/// Definitions.
impl Cards {
    /// One definition.
    ///
    /// # Errors
    /// [`CardError::Unknown`].
    pub fn definition(&self, tenant: &TenantId, id: &str) -> Result<CardDefinition, CardError> {
        definitions::one(self.store(), tenant, id)
    }

    /// The definitions by id.
    ///
    /// # Errors
    /// Those of the store.
    pub fn definitions(
        &self,
        tenant: &TenantId,
        page: &PageRequest,
    ) -> Result<Page<CardDefinition>, CardError> {
        definitions::list(self.store(), tenant, page)
    }

    /// Makes a draft.
    ///
    /// # Errors
    /// [`CardError::Invalid`], [`CardError::Exists`].
    pub fn create(
        &self,
        tenant: &TenantId,
        new: NewCard,
        actor: &Actor,
    ) -> Result<CardDefinition, CardError> {
        definitions::create(self.store(), tenant, new, actor)
    }

    /// Changes a definition; what is `None` stays. The content of an active one waits for an activation.
    ///
    /// # Errors
    /// [`CardError::Unknown`], [`CardError::Invalid`], [`CardError::State`].
    pub fn update(
        &self,
        tenant: &TenantId,
        id: &str,
        name: Option<String>,
        description: Option<Option<String>>,
        content: Option<Content>,
        actor: &Actor,
    ) -> Result<CardDefinition, CardError> {
        definitions::update(self.store(), tenant, id, name, description, content, actor)
    }

    /// What an activation would do.
    ///
    /// # Errors
    /// [`CardError::Unknown`].
    pub fn plan(&self, tenant: &TenantId, id: &str) -> Result<Plan, CardError> {
        let definition = self.definition(tenant, id)?;
        let empty = Content::default();
        let now = if definition.is_live() { &definition.content } else { &empty };
        let next = definition.next();
        let [added, removed, changed] = differences(now, next);
        let relations_changed = next
            .relations
            .iter()
            .filter(|relation| now.relation(&relation.id) != Some(*relation))
            .chain(now.relations.iter().filter(|relation| next.relation(&relation.id).is_none()))
            .map(|relation| relation.id.clone())
            .collect();
        Ok(Plan {
            added,
            removed,
            changed,
            sources_changed: now.sources != next.sources,
            relations_changed,
            cards: self.live(tenant, id).map(|live| live.count()).unwrap_or_default(),
            segments: self.segments_of(tenant, id)?.into_iter().map(|segment| segment.id).collect(),
        })
    }

    /// Begins to build what was changed last; the definition's status tells when it is in use.
    ///
    /// # Errors
    /// [`CardError::Unknown`]; [`CardError::Invalid`] where a source or another card is missing; [`CardError::State`].
    pub fn activate(&self, tenant: &TenantId, id: &str, actor: &Actor) -> Result<CardDefinition, CardError> {
        definitions::activate(self.store(), tenant, id, actor)
    }

    /// Takes a definition's cards away and keeps the definition.
    ///
    /// # Errors
    /// [`CardError::Unknown`].
    pub fn archive(&self, tenant: &TenantId, id: &str, actor: &Actor) -> Result<CardDefinition, CardError> {
        definitions::archive(self.store(), tenant, id, actor)
    }

    /// Makes an archived definition a draft again.
    ///
    /// # Errors
    /// [`CardError::Unknown`], [`CardError::State`].
    pub fn restore(&self, tenant: &TenantId, id: &str, actor: &Actor) -> Result<CardDefinition, CardError> {
        definitions::restore(self.store(), tenant, id, actor)
    }

    /// Deletes a definition and its cards. Whether something else needs it is for the caller to know.
    ///
    /// # Errors
    /// [`CardError::Unknown`]; [`CardError::State`] where segments belong to it.
    pub fn delete(&self, tenant: &TenantId, id: &str, actor: &Actor) -> Result<(), CardError> {
        let segments = self.segments_of(tenant, id)?;
        if !segments.is_empty() {
            let names: Vec<String> = segments.into_iter().map(|segment| segment.id).collect();
            return Err(CardError::State(format!(
                "{id} has the segments {}; delete them first",
                names.join(", ")
            )));
        }
        definitions::delete(self.store(), tenant, id, actor)
    }

    /// Tries a content on the first entries, without keeping anything.
    ///
    /// # Errors
    /// [`CardError::Invalid`].
    pub fn preview(&self, tenant: &TenantId, content: &Content, limit: usize) -> Result<Preview, CardError> {
        preview(self.store(), tenant, content, limit)
    }

    /// One card as the store has it now.
    ///
    /// # Errors
    /// [`CardError::Unknown`], [`CardError::Building`].
    pub fn card(&self, tenant: &TenantId, definition: &str, key: &str) -> Result<Card, CardError> {
        let live = self.live(tenant, definition)?;
        let found = live.cards(self.store(), tenant, &[key.to_owned()])?.pop().flatten();
        found.ok_or_else(|| CardError::Unknown { what: "card", id: key.to_owned() })
    }
}

/// Segments.
impl Cards {
    /// One segment.
    ///
    /// # Errors
    /// [`CardError::Unknown`].
    pub fn segment(&self, tenant: &TenantId, id: &str) -> Result<Segment, CardError> {
        segment::one(self.store(), tenant, id)
    }

    /// The segments by id.
    ///
    /// # Errors
    /// Those of the store.
    pub fn segments(&self, tenant: &TenantId, page: &PageRequest) -> Result<Page<Segment>, CardError> {
        segment::list(self.store(), tenant, page)
    }

    /// Every segment of a card definition.
    ///
    /// # Errors
    /// Those of the store.
    pub fn segments_of(&self, tenant: &TenantId, card: &str) -> Result<Vec<Segment>, CardError> {
        segment::of_card(self.store(), tenant, card)
    }

    /// Makes a segment.
    ///
    /// # Errors
    /// [`CardError::Invalid`], [`CardError::Exists`].
    pub fn create_segment(
        &self,
        tenant: &TenantId,
        id: String,
        name: String,
        card: String,
        criteria: Criteria,
        actor: &Actor,
    ) -> Result<Segment, CardError> {
        segment::create(self.store(), tenant, id, name, card, criteria, actor)
    }

    /// Changes a segment; what is `None` stays.
    ///
    /// # Errors
    /// [`CardError::Unknown`], [`CardError::Invalid`].
    pub fn update_segment(
        &self,
        tenant: &TenantId,
        id: &str,
        name: Option<String>,
        criteria: Option<Criteria>,
        status: Option<SegmentStatus>,
        actor: &Actor,
    ) -> Result<Segment, CardError> {
        segment::update(self.store(), tenant, id, name, criteria, status, actor)
    }

    /// Deletes a segment. Whether something else needs it is for the caller to know.
    ///
    /// # Errors
    /// [`CardError::Unknown`].
    pub fn delete_segment(&self, tenant: &TenantId, id: &str, actor: &Actor) -> Result<(), CardError> {
        segment::delete(self.store(), tenant, id, actor)
    }

    /// Checks criteria and counts whom they would hold.
    ///
    /// # Errors
    /// [`CardError::Invalid`], [`CardError::Building`].
    pub fn preview_segment(
        &self,
        tenant: &TenantId,
        card: &str,
        criteria: &Criteria,
        limit: usize,
    ) -> Result<crate::read::CardPage, CardError> {
        segment::check(self.store(), tenant, card, criteria)?;
        let live = self.live(tenant, card)?;
        live.members(&criteria.membership(&live.content)?, None, limit)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
