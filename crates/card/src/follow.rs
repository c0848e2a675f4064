//! Takes the change log into the indexes.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use octant_index::{Index, Opened};
use octant_model::{Sequence, TenantId};
use octant_store::{LogRecord, StoreError};
use tracing::warn;

use crate::cards::{Cards, lock};
use crate::document::spec;
use crate::error::{CardError, Troubles};
use crate::live::Live;
use crate::store_definitions as definitions;
use crate::tenant::TenantCards;

/// The keys of changed entries by source.
type Changed = HashMap<String, HashSet<String>>;

/// How much is done at a time.
struct Pace<'a> {
    /// The most log records of one step.
    records: usize,
    /// Whether to go on, asked after each part of a step.
    go_on: &'a dyn Fn() -> bool,
    /// Whether the answer was no.
    stopped: Cell<bool>,
}

impl<'a> Pace<'a> {
    fn new(records: usize, go_on: &'a dyn Fn() -> bool) -> Self {
        Self { records, go_on, stopped: Cell::new(false) }
    }

    fn goes_on(&self) -> bool {
        self.stopped.set(self.stopped.get() || !(self.go_on)());
        !self.stopped.get()
    }
}

impl Cards {
    /// Brings the cards that somebody looks up, and what is not in use yet, a bit further; true while there is more. What
    /// is in use goes first, and never waits for a generation that is still far behind.
    pub(crate) fn follow_ahead(&self, tenant: &TenantId, own: &TenantCards) -> Result<bool, CardError> {
        let (in_use, retired) = (own.all_in_use(), own.retired());
        let looked_up: Vec<Live> = in_use.into_iter().filter(Live::is_looked_up).collect();
        let alone = retired.into_iter().filter(Live::is_looked_up).chain(own.following());
        let pace = Pace::new(self.options().records, &|| true);
        self.follow_in_order(tenant, own, &looked_up, alone, &pace)
    }

    /// Brings the other cards a bit further; true while there is more.
    pub(crate) fn follow_aside(
        &self,
        tenant: &TenantId,
        own: &TenantCards,
        go_on: &dyn Fn() -> bool,
    ) -> Result<bool, CardError> {
        let (in_use, retired) = (own.all_in_use(), own.retired());
        let others: Vec<Live> = in_use.into_iter().filter(|live| !live.is_looked_up()).collect();
        let alone = retired.into_iter().filter(|live| !live.is_looked_up());
        let pace = Pace::new(self.options().records_aside, go_on);
        self.follow_in_order(tenant, own, &others, alone, &pace)
    }

    /// Some together, and after them others each for itself.
    fn follow_in_order(
        &self,
        tenant: &TenantId,
        own: &TenantCards,
        together: &[Live],
        alone: impl IntoIterator<Item = Live>,
        pace: &Pace<'_>,
    ) -> Result<bool, CardError> {
        let mut troubles = Troubles::default();
        let mut more = self.follow_together(tenant, own, together, pace, &mut troubles);
        for live in alone {
            if pace.stopped.get() {
                break;
            }
            more |= self.follow_together(tenant, own, &[live], pace, &mut troubles);
        }
        troubles.into_result().map(|()| more)
    }

    fn follow_together(
        &self,
        tenant: &TenantId,
        own: &TenantCards,
        followers: &[Live],
        pace: &Pace<'_>,
        troubles: &mut Troubles,
    ) -> bool {
        let Some(from) = followers.iter().map(Live::position).min() else { return false };
        let changes = match self.changes(tenant, from, pace.records) {
            Err(CardError::Store(StoreError::LogTrimmed(_))) => {
                return troubles.note(self.give_up_unreached(tenant, own, followers)).unwrap_or(false);
            }
            changes => troubles.note(changes).flatten(),
        };
        let Some((changed, last)) = changes else { return false };
        let mut failed = false;
        for live in followers {
            if pace.stopped.get() {
                break;
            }
            let of_sources = live.content.sources.iter().filter_map(|source| changed.get(&source.id));
            let keys: HashSet<&String> = of_sources.flatten().collect();
            let mut keys: Vec<String> = keys.into_iter().cloned().collect();
            keys.sort_unstable();
            if let Err(error) = live.refresh(self.store(), tenant, &keys, last, &|| pace.goes_on()) {
                failed = true;
                self.look_after(tenant, own, live, &error);
                troubles.note::<()>(Err(error));
            }
        }
        // What failed is not tried again at once.
        !failed && (pace.stopped.get() || self.store().log_head(tenant).is_ok_and(|head| head.0 > last))
    }

    /// Lets go of what the log does not reach back to any more; it is built anew. True where there is such.
    fn give_up_unreached(
        &self,
        tenant: &TenantId,
        own: &TenantCards,
        followers: &[Live],
    ) -> Result<bool, CardError> {
        let mut any = false;
        for live in followers {
            if !self.store().log_follows(tenant, Sequence(live.position()))? {
                warn!(
                    card = &*live.id,
                    "the change log has let go of what follows the cards: they are built anew"
                );
                own.drop_generation(live);
                any = true;
            }
        }
        Ok(any)
    }

    /// The keys of the entries that changed after a place, by source, and the place that this leads to, at most so many log
    /// records further.
    fn changes(
        &self,
        tenant: &TenantId,
        from: u64,
        records: usize,
    ) -> Result<Option<(Changed, u64)>, CardError> {
        let blocks = self.store().read_log(tenant, Sequence(from), records)?;
        let Some(last) = blocks.last().map(|block| block.last().0) else { return Ok(None) };
        let mut changed = Changed::new();
        for block in blocks {
            let Some(source) = block.source else { continue };
            let keys = changed.entry(source.to_string()).or_default();
            for record in block.records {
                if let LogRecord::Entry(entry) = record {
                    keys.insert(entry.key.to_string());
                }
            }
        }
        Ok(Some((changed, last)))
    }

    /// After a failure: an index that cannot be opened any more is let go of, and built anew.
    fn look_after(&self, tenant: &TenantId, own: &TenantCards, live: &Live, error: &CardError) {
        if !matches!(error, CardError::Index(_)) {
            return;
        }
        let folder = self.folders().of(tenant, &live.key());
        if let Ok(Opened::Stale(reason)) = Index::open(&folder, &spec(&live.content), &self.options().index) {
            warn!(card = &*live.id, reason, "the index of the cards broke and is built anew");
            own.drop_generation(live);
        }
    }

    /// Takes into use what has come as far as the log had when the step began, and as far as what it follows.
    pub(crate) fn switch(&self, tenant: &TenantId, own: &TenantCards, head: u64) -> Result<bool, CardError> {
        let mut any = false;
        for live in own.following() {
            let before = own.in_use(&live.id);
            let reached = before.map_or(0, |before| before.position()).max(head);
            if live.position() < reached {
                continue;
            }
            let current = definitions::one(self.store(), tenant, &live.id);
            // A generation that is in use already was built anew after its index broke.
            let is_live = matches!(&current, Ok(definition) if definition.live == Some(live.generation));
            if is_live || definitions::switch(self.store(), tenant, &live.id, live.generation)? {
                lock(&own.builds).remove(&live.key());
                own.put(live);
                any = true;
            }
        }
        Ok(any)
    }
}
