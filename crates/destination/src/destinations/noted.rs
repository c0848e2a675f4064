//! Telling the store up to where imports show everywhere.

use std::collections::{HashMap, HashSet};

use octant_model::{PageRequest, Sequence, SourceId, TenantId};
use octant_store::SourceFilter;

use super::{Destinations, TenantDestinations, lock};
use crate::endpoint::LiveEndpoint;
use crate::error::DestinationError;

/// What was noted so far.
#[derive(Default)]
pub(super) struct Noted {
    /// For each source the place up to which its imports were noted as published.
    through: HashMap<String, u64>,
    /// Sources of which an import came that may have changed nothing, so that their place does not tell.
    expected: HashSet<String>,
    /// The log's end and the endpoints' places when all was noted last.
    state: (u64, Vec<u64>),
}

impl Destinations {
    /// Says that a source has a new import, which may have changed nothing: the next steps note it as published.
    pub fn expect(&self, tenant: &TenantId, source: &SourceId) {
        lock(&self.tenant(tenant).noted).expected.insert(source.to_string());
    }

    /// Whether an import waits for being noted.
    #[must_use]
    pub fn is_expecting(&self, tenant: &TenantId) -> bool {
        self.known_tenant(tenant).is_some_and(|own| !lock(&own.noted).expected.is_empty())
    }

    /// Tells the store up to where each source's imports show everywhere. A source that shows nowhere has nothing to
    /// wait for.
    pub(super) fn note_published(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
    ) -> Result<(), DestinationError> {
        let head = self.store().log_head(tenant)?.0;
        let state = (head, own.all_live().iter().map(LiveEndpoint::position).collect());
        let expected = {
            let mut noted = lock(&own.noted);
            if noted.expected.is_empty() && noted.state == state {
                return Ok(());
            }
            std::mem::take(&mut noted.expected)
        };
        let outcome = self.note_all(tenant, own, head, &expected);
        let mut noted = lock(&own.noted);
        match &outcome {
            Ok(()) => noted.state = state,
            Err(_) => noted.expected.extend(expected),
        }
        outcome
    }

    fn note_all(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
        head: u64,
        expected: &HashSet<String>,
    ) -> Result<(), DestinationError> {
        let mut reached: HashMap<String, u64> = HashMap::new();
        for live in own.all_live() {
            for source in self.sources_of(tenant, &live)? {
                let place = reached.entry(source).or_insert(head);
                *place = (*place).min(live.position());
            }
        }
        let mut page = PageRequest::first(200);
        loop {
            let sources = self.store().sources(tenant, &SourceFilter::default(), &page)?;
            for source in sources.items {
                let through = reached.get(source.id.as_str()).copied().unwrap_or(head);
                let unchanged_came = expected.contains(source.id.as_str());
                self.note(tenant, own, &source.id, source.changed.0, through, unchanged_came)?;
            }
            match sources.after {
                Some(after) => page.after = Some(after),
                None => return Ok(()),
            }
        }
    }

    /// The sources whose entries an endpoint shows.
    fn sources_of(
        &self,
        tenant: &TenantId,
        live: &LiveEndpoint,
    ) -> Result<HashSet<String>, DestinationError> {
        if let Some(recipe) = &live.recipe {
            return Ok(recipe.sources());
        }
        let mut sources = HashSet::new();
        for card in std::iter::once(live.shape.card.as_str()).chain(live.shape.related_cards()) {
            match self.0.cards.definition(tenant, card) {
                Ok(definition) => {
                    sources.extend(definition.content.sources.into_iter().map(|source| source.id));
                }
                Err(octant_card::CardError::Unknown { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(sources)
    }

    fn note(
        &self,
        tenant: &TenantId,
        own: &TenantDestinations,
        source: &SourceId,
        changed: u64,
        through: u64,
        unchanged_came: bool,
    ) -> Result<(), DestinationError> {
        let before = lock(&own.noted).through.get(source.as_str()).copied();
        // What changed nothing has nothing that could be noted; the first time, an earlier process may have left some.
        let nothing_new = before.is_some_and(|before| before >= changed.min(through));
        if !nothing_new || unchanged_came {
            self.store().mark_published(tenant, source, Sequence(through))?;
            lock(&own.noted).through.insert(source.to_string(), through);
        }
        // An import that is still to be taken in is asked for again.
        if unchanged_came && through < changed {
            lock(&own.noted).expected.insert(source.to_string());
        }
        Ok(())
    }
}
