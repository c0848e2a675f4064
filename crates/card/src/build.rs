//! Generations that are being built, each in a thread of its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use octant_index::{Index, Shortage};
use octant_model::TenantId;
use octant_store::Store;
use tracing::{error, info};

use crate::card::Card;
use crate::cards::lock;
use crate::definition::Content;
use crate::document::{document, spec};
use crate::error::CardError;
use crate::live::Live;
use crate::scan::{ScanError, scan};
use crate::tenant::{Generation, TenantCards};

const PANICKED: &str = "it ended by a fault of the server; the log tells more";

/// A generation that is not in use yet.
pub(crate) enum Build {
    /// For its turn.
    Waiting,
    Running(Running),
    /// Complete as of its position; it follows the log until it has caught up.
    Following(Live),
    Failed(Failed),
}

/// A try that failed.
pub(crate) struct Failed {
    at: Instant,
    problem: String,
    /// What was wanting, if anything.
    shortage: Option<Shortage>,
}

/// A thread that fills an index.
pub(crate) struct Running {
    thread: JoinHandle<Result<Live, CardError>>,
    /// Whether nobody wants it any more.
    ended: Arc<AtomicBool>,
    /// How many cards it has made.
    made: Arc<AtomicU64>,
    /// Why the try before failed.
    before: Option<(String, Option<Shortage>)>,
}

/// What a build is made from.
pub(crate) struct Order {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) tenant: TenantId,
    pub(crate) key: Generation,
    pub(crate) content: Content,
    pub(crate) folder: PathBuf,
    pub(crate) options: octant_index::Options,
}

impl Build {
    pub(crate) fn following(&self) -> Option<&Live> {
        match self {
            Self::Following(live) => Some(live),
            Self::Waiting | Self::Running(_) | Self::Failed(_) => None,
        }
    }

    /// How many cards are made so far.
    pub(crate) fn made(&self) -> u64 {
        match self {
            Self::Running(running) => running.made.load(Ordering::Relaxed),
            Self::Following(live) => live.count(),
            Self::Waiting | Self::Failed(_) => 0,
        }
    }

    /// Why the last try failed, as long as no other succeeded.
    pub(crate) fn problem(&self) -> Option<&str> {
        match self {
            Self::Running(running) => running.before.as_ref().map(|(problem, _)| problem.as_str()),
            Self::Failed(failed) => Some(&failed.problem),
            Self::Waiting | Self::Following(_) => None,
        }
    }

    /// What was wanting when the last try failed, as long as no other succeeded.
    pub(crate) fn shortage(&self) -> Option<Shortage> {
        match self {
            Self::Running(running) => running.before.as_ref().and_then(|(_, shortage)| *shortage),
            Self::Failed(failed) => failed.shortage,
            Self::Waiting | Self::Following(_) => None,
        }
    }

    fn failed(problem: String, shortage: Option<Shortage>) -> Self {
        Self::Failed(Failed { at: Instant::now(), problem, shortage })
    }

    /// Whether a thread is to begin, where there is room for one.
    fn is_due(&self, retry: Duration) -> bool {
        match self {
            Self::Waiting => true,
            Self::Failed(failed) => failed.at.elapsed() >= retry,
            Self::Running(_) | Self::Following(_) => false,
        }
    }
}

impl TenantCards {
    /// Begins a build that has not begun, or failed some time ago, while fewer than `most` are running.
    pub(crate) fn build(
        &self,
        key: &Generation,
        most: usize,
        retry: Duration,
        order: impl FnOnce() -> Order,
    ) {
        let mut builds = lock(&self.builds);
        let running = builds.values().filter(|build| matches!(build, Build::Running(_))).count();
        let build = builds.entry(key.clone()).or_insert(Build::Waiting);
        if !build.is_due(retry) || running >= most.max(1) {
            return;
        }
        let (order, ended, made) = (order(), Arc::default(), Arc::default());
        let (told, counted) = (Arc::clone(&ended), Arc::clone(&made));
        let thread = std::thread::spawn(move || order.run(&told, &counted));
        let before = build.problem().map(|problem| (problem.to_owned(), build.shortage()));
        *build = Build::Running(Running { thread, ended, made, before });
    }

    /// Lets go of builds that do not pass; their threads end soon, and are waited for by [`Self::collect_builds`].
    pub(crate) fn retain_builds(&self, wanted: impl Fn(&Generation) -> bool) {
        lock(&self.builds).retain(|key, build| match build {
            _ if wanted(key) => true,
            Build::Running(running) => {
                running.ended.store(true, Ordering::Release);
                true
            }
            Build::Waiting | Build::Following(_) | Build::Failed(_) => false,
        });
    }

    /// Takes up what the threads made that have come to their end.
    pub(crate) fn collect_builds(&self) {
        let mut builds = lock(&self.builds);
        let is_finished =
            |build: &Build| matches!(build, Build::Running(running) if running.thread.is_finished());
        let finished: Vec<Generation> =
            builds.iter().filter(|(_, build)| is_finished(build)).map(|(key, _)| key.clone()).collect();
        for key in finished {
            let Some(Build::Running(running)) = builds.remove(&key) else { continue };
            let ended = running.ended.load(Ordering::Acquire);
            let card = &key.0;
            match running.thread.join() {
                _ if ended => lock(&self.synced).head = None,
                Ok(Ok(live)) => _ = builds.insert(key, Build::Following(live)),
                Ok(Err(problem)) => {
                    let (problem, shortage) = (problem.to_string(), problem.shortage());
                    error!(card, problem, "building the cards failed");
                    builds.insert(key, Build::failed(problem, shortage));
                }
                Err(_panic) => {
                    error!(card, "building the cards panicked");
                    builds.insert(key, Build::failed(PANICKED.to_owned(), None));
                }
            }
        }
    }

    /// Ends all builds and waits for their threads.
    pub(crate) fn end_builds(&self) {
        self.retain_builds(|_| false);
        let left = std::mem::take(&mut *lock(&self.builds));
        for build in left.into_values() {
            if let Build::Running(running) = build {
                // What it made is not wanted, and a panic was reported where it happened.
                let _ = running.thread.join();
            }
        }
    }
}

impl Order {
    fn run(self, ended: &AtomicBool, made: &AtomicU64) -> Result<Live, CardError> {
        let started = Instant::now();
        let index = Index::create(&self.folder, &spec(&self.content), &self.options)?;
        // Whatever changes from here on is in the log behind this place.
        let position = self.store.log_head(&self.tenant)?;
        let bulk = index.bulk();
        let outcome = scan(&*self.store, &self.tenant, &self.content, &mut |cards: Vec<Card>| {
            if ended.load(Ordering::Acquire) {
                return Err(CardError::Building(self.key.0.clone()));
            }
            for card in &cards {
                bulk.add(&document(&self.content, card))?;
            }
            made.fetch_add(cards.len() as u64, Ordering::Relaxed);
            Ok(())
        });
        match outcome {
            Ok(()) => bulk.finish(position.0)?,
            Err(ScanError::Store(error)) => return Err(error.into()),
            Err(ScanError::Visitor(error)) => return Err(error),
        }
        let (card, generation) = self.key;
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        info!(card, cards = index.count(), milliseconds, "built the cards");
        Ok(Live::new(&card, self.content, generation, index))
    }
}
