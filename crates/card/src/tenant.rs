//! What is kept in memory of one tenant's cards.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use crate::build::Build;
use crate::cards::lock;
use crate::live::Live;
use crate::verify::{Due, Verifying};

/// A definition's id with the generation of an index.
pub(crate) type Generation = (String, u64);

#[derive(Default)]
pub(crate) struct TenantCards {
    /// Held while a step is taken.
    pub(crate) stepping: Mutex<()>,
    /// Held while cards are brought up to date that nothing looks up.
    pub(crate) stepping_aside: Mutex<()>,
    /// Held while a definition is made, so that an id is taken once, in whatever case.
    pub(crate) creating: Mutex<()>,
    /// The definitions in use.
    live: RwLock<HashMap<String, Live>>,
    /// How often others than before came into use.
    pub(crate) exchanged: AtomicU64,
    /// Generations whose successor is in use, as long as somebody still reads them.
    retired: Mutex<Vec<Live>>,
    /// Generations that are not in use yet.
    pub(crate) builds: Mutex<BTreeMap<Generation, Build>>,
    pub(crate) synced: Mutex<Synced>,
    /// Indexes of an earlier process that are being read.
    pub(crate) verifying: Mutex<Vec<Verifying>>,
    /// Those that are to be read again.
    pub(crate) due: Mutex<Due>,
}

/// What the definitions were looked through for last.
#[derive(Default)]
pub(crate) struct Synced {
    /// The log's end at that time; `None` where it is to be done again in any case.
    pub(crate) head: Option<u64>,
    /// The generations that had a folder to be kept.
    pub(crate) kept: Option<BTreeSet<Generation>>,
}

impl TenantCards {
    pub(crate) fn in_use(&self, id: &str) -> Option<Live> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    pub(crate) fn all_in_use(&self) -> Vec<Live> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Takes a generation into use. The one before goes on following the log while somebody reads it.
    pub(crate) fn put(&self, live: Live) {
        let mut all = self.live.write().unwrap_or_else(PoisonError::into_inner);
        lock(&self.retired).extend(all.insert(live.id.to_string(), live));
        self.exchanged.fetch_add(1, Ordering::AcqRel);
    }

    /// Lets go of the definitions in use that do not pass. True where there was one.
    pub(crate) fn retain(&self, in_use: impl Fn(&Live) -> bool) -> bool {
        let mut all = self.live.write().unwrap_or_else(PoisonError::into_inner);
        let gone: Vec<Live> = all.extract_if(|_, live| !in_use(live)).map(|(_, live)| live).collect();
        if !gone.is_empty() {
            self.exchanged.fetch_add(1, Ordering::AcqRel);
        }
        // Whoever reads does not wait for who changes one of them.
        drop(all);
        gone.iter().for_each(Live::let_go);
        !gone.is_empty()
    }

    /// Lets go of a generation whose index cannot be used any more; it waits to be built anew. What was built in its place
    /// already stays.
    pub(crate) fn drop_generation(&self, damaged: &Live) {
        damaged.let_go();
        let was_in_use = self.retain(|live| !live.is(damaged));
        lock(&self.retired).retain(|live| !live.is(damaged));
        let mut builds = lock(&self.builds);
        match builds.get_mut(&damaged.key()) {
            Some(build) if build.following().is_some_and(|live| live.is(damaged)) => *build = Build::Waiting,
            Some(_) => {}
            None if was_in_use => _ = builds.insert(damaged.key(), Build::Waiting),
            None => {}
        }
        drop(builds);
        lock(&self.synced).head = None;
    }

    /// The generations that are complete but not in use yet.
    pub(crate) fn following(&self) -> Vec<Live> {
        lock(&self.builds).values().filter_map(Build::following).cloned().collect()
    }

    /// The generations that somebody still reads though they are not in use any more.
    pub(crate) fn retired(&self) -> Vec<Live> {
        let mut retired = lock(&self.retired);
        retired.retain(Live::is_shared);
        retired.clone()
    }
}
