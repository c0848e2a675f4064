//! Removes, slice by slice, what was marked as going: sources, and properties from the entries that have them.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use octant_model::{Entry, ImportId, PageRequest, PropertyId, Sequence, SourceId, TenantId};
use octant_store::{
    Actor, Merge, Merged, NewImport, PropertyState, SourceFilter, SourceStatus, Store, StoreError,
};

/// How many entries one slice changes, so that no import waits long behind it.
const SLICE: usize = 1_000;

/// A property that is going.
type Going = (TenantId, SourceId, PropertyId);

/// The removals under way. A new one finds everything again that an earlier process left unfinished.
#[derive(Debug, Default)]
pub struct Purges {
    /// How far the removal of a property has come: the last key looked at.
    reached: HashMap<Going, String>,
}

impl Purges {
    /// Removes a slice of everything that is going; true while there is more.
    ///
    /// # Errors
    /// Those of the store; what was removed so far stays removed.
    pub fn work_off(&mut self, store: &dyn Store) -> Result<bool, StoreError> {
        let mut more = false;
        for tenant in store.tenants()? {
            let mut page = PageRequest::first(100);
            loop {
                let sources = store.sources(&tenant, &SourceFilter::default(), &page)?;
                for source in &sources.items {
                    more |= match source.status {
                        SourceStatus::Purging => !store.purge_source(&tenant, &source.id, SLICE)?,
                        SourceStatus::Active => self.properties(store, &tenant, &source.id)?,
                    };
                }
                match sources.after {
                    Some(after) => page.after = Some(after),
                    None => break,
                }
            }
        }
        Ok(more)
    }

    fn properties(
        &mut self,
        store: &dyn Store,
        tenant: &TenantId,
        source: &SourceId,
    ) -> Result<bool, StoreError> {
        let mut more = false;
        for property in store.properties(tenant, source)? {
            if property.state == PropertyState::Deleting {
                let going = (tenant.clone(), source.clone(), property.id);
                more |= self.property(store, going, property.entries)?;
            }
        }
        Ok(more)
    }

    /// A slice of one property; true while there is more.
    fn property(&mut self, store: &dyn Store, going: Going, entries: u64) -> Result<bool, StoreError> {
        let (tenant, source, id) = &going;
        if entries == 0 {
            store.remove_property(tenant, source, id)?;
            self.reached.remove(&going);
            return Ok(false);
        }
        let slice = Slice::find(store, &going, self.reached.get(&going).map(String::as_str))?;
        let last = slice.keys.last().cloned();
        if !slice.keys.is_empty() {
            let import = slice.import(store, tenant, source);
            store.apply_import(import, Arc::new(slice))?;
        }
        match last {
            Some(last) => self.reached.insert(going, last),
            // An import brought the property back behind the place that was reached: begin again.
            None => self.reached.remove(&going),
        };
        Ok(true)
    }
}

/// Entries that lose a property: an import like any other, so that the change log tells of it.
struct Slice {
    property: PropertyId,
    keys: Vec<String>,
}

impl Slice {
    fn find(store: &dyn Store, going: &Going, after: Option<&str>) -> Result<Self, StoreError> {
        let (tenant, source, property) = going;
        let mut keys = Vec::new();
        let mut visit = |key: &str, _: Sequence, entry: &Entry<'_>| {
            if entry.properties.iter().any(|value| value.id == property.as_str()) {
                keys.push(key.to_owned());
            }
            if keys.len() < SLICE { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        store.scan_entries(tenant, source, after, "", &mut visit)?;
        Ok(Self { property: property.clone(), keys })
    }

    fn import(&self, store: &dyn Store, tenant: &TenantId, source: &SourceId) -> NewImport {
        NewImport {
            id: ImportId::accepted(store.now()),
            tenant: tenant.clone(),
            source: source.clone(),
            provider: None,
            actor: Actor::system(),
            correlation: None,
            idempotency: None,
            received: self.keys.len() as u64,
            rejected: 0,
            problems: Vec::new(),
        }
    }
}

impl Merge for Slice {
    fn count(&self) -> usize {
        self.keys.len()
    }

    fn key(&self, index: usize) -> &str {
        &self.keys[index]
    }

    fn merge<'a>(&'a self, _: usize, current: Option<&Entry<'a>>) -> Merged<'a> {
        let Some(current) = current else { return Merged::Unchanged };
        let gone = self.property.as_str();
        let properties: Vec<_> =
            current.properties.iter().filter(|value| value.id != gone).copied().collect();
        if properties.len() == current.properties.len() {
            return Merged::Unchanged;
        }
        Merged::Changed { properties, changed: vec![gone] }
    }
}
