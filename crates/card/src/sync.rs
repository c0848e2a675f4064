//! Opens and builds what the definitions say, and lets go of the rest.

use std::collections::BTreeSet;
use std::time::Duration;

use octant_index::{Index, Opened};
use octant_model::{Sequence, TenantId};
use tracing::warn;

use crate::build::Order;
use crate::cards::{Cards, lock};
use crate::definition::{CardDefinition, Content};
use crate::document::spec;
use crate::error::{CardError, Troubles};
use crate::live::Live;
use crate::store_definitions as definitions;
use crate::tenant::{Generation, TenantCards};

impl Cards {
    /// `head` is the log's end: definitions do not change without a record in it.
    pub(crate) fn sync(&self, tenant: &TenantId, own: &TenantCards, head: u64) -> Result<(), CardError> {
        let is_still = lock(&own.builds).is_empty() && lock(&own.synced).head == Some(head);
        if is_still {
            return Ok(());
        }
        let all = definitions::all(self.store(), tenant)?;
        let wanted: BTreeSet<Generation> = all
            .iter()
            .flat_map(|one| [one.live, one.building].map(|generation| Some((one.id.clone(), generation?))))
            .flatten()
            .collect();
        own.retain(|live| wanted.contains(&live.key()));
        own.retain_builds(|key| wanted.contains(key));
        self.clean(tenant, own, wanted);
        let mut troubles = Troubles::default();
        for definition in &all {
            troubles.note(self.open_or_build(tenant, own, definition, head));
        }
        let outcome = troubles.into_result();
        lock(&own.synced).head = outcome.is_ok().then_some(head);
        outcome
    }

    fn open_or_build(
        &self,
        tenant: &TenantId,
        own: &TenantCards,
        definition: &CardDefinition,
        head: u64,
    ) -> Result<(), CardError> {
        if let Some(generation) = definition.live
            && own.in_use(&definition.id).is_none()
        {
            let key = (definition.id.clone(), generation);
            let is_built = lock(&own.builds).contains_key(&key);
            match if is_built { None } else { self.open(tenant, &key, &definition.content, head)? } {
                Some(live) => {
                    own.verify(&live, Duration::ZERO);
                    own.put(live);
                }
                None => self.build(tenant, own, &key, &definition.content),
            }
        }
        if let Some(generation) = definition.building {
            self.build(tenant, own, &(definition.id.clone(), generation), definition.activated());
        }
        Ok(())
    }

    /// The index as an earlier process left it; `None` where it must be built anew.
    fn open(
        &self,
        tenant: &TenantId,
        key: &Generation,
        content: &Content,
        head: u64,
    ) -> Result<Option<Live>, CardError> {
        let folder = self.folders().of(tenant, key);
        let reason = match Index::open(&folder, &spec(content), &self.options().index)? {
            Opened::Ready(index) if index.position() > head => {
                "it holds what the store does not have".to_owned()
            }
            Opened::Ready(index) if !self.store().log_follows(tenant, Sequence(index.position()))? => {
                "the change log has let go of what follows it".to_owned()
            }
            Opened::Ready(index) => {
                return Ok(Some(Live::new(&key.0, content.clone(), key.1, index)));
            }
            Opened::Stale(reason) => reason,
        };
        warn!(card = key.0, reason, "the index of the cards is built anew");
        Ok(None)
    }

    fn build(&self, tenant: &TenantId, own: &TenantCards, key: &Generation, content: &Content) {
        let options = self.options();
        own.build(key, options.builds, options.retry, || Order {
            store: self.shared_store(),
            tenant: tenant.clone(),
            folder: self.folders().of(tenant, key),
            key: key.clone(),
            content: content.clone(),
            options: options.index,
        });
    }

    /// Removes the folders that nobody uses, where others are used than before.
    fn clean(&self, tenant: &TenantId, own: &TenantCards, mut kept: BTreeSet<Generation>) {
        kept.extend(lock(&own.builds).keys().cloned());
        kept.extend(own.retired().iter().map(Live::key));
        let mut synced = lock(&own.synced);
        if synced.kept.as_ref() != Some(&kept) {
            self.folders().keep_only(tenant, &kept);
            synced.kept = Some(kept);
        }
    }
}
