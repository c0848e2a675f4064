//! All cards of a definition, one after the other, from the entries as they are now.

use std::ops::ControlFlow;

use octant_model::{EntryKey, SourceId, TenantId};
use octant_store::{Store, StoreError};

use crate::card::Card;
use crate::definition::Content;
use crate::project::project;

/// How many entries are read at a time.
const CHUNK: usize = 1_000;

/// Why a scan ended early.
#[derive(Debug)]
pub enum ScanError<E> {
    /// The store failed.
    Store(StoreError),
    /// The visitor did.
    Visitor(E),
}

impl<E> From<StoreError> for ScanError<E> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The cards of those keys, in their order; `None` where there is none.
pub(crate) fn cards(
    store: &dyn Store,
    tenant: &TenantId,
    content: &Content,
    keys: &[EntryKey],
) -> Result<Vec<Option<Card>>, StoreError> {
    let mut of_sources = Vec::with_capacity(content.sources.len());
    for source in &content.sources {
        // A source that was deleted has no entries.
        let found = match SourceId::new(source.id.clone()) {
            Ok(id) => store.entries(tenant, &id, keys),
            Err(_) => Ok(vec![None; keys.len()]),
        };
        of_sources.push(match found {
            Err(StoreError::NotFound { .. }) => vec![None; keys.len()],
            other => other?,
        });
    }
    let card = |place: usize, key: &EntryKey| {
        let entries: Vec<_> = of_sources
            .iter()
            .map(|source| source[place].as_ref().map(octant_store::StoredEntry::entry))
            .collect();
        project(content, key.as_str(), &entries)
    };
    Ok(keys.iter().enumerate().map(|(place, key)| card(place, key)).collect())
}

/// Visits every card once, in chunks. Entries that change meanwhile may be seen as they were or as they are.
///
/// # Errors
/// What ended the scan.
pub fn scan<E>(
    store: &dyn Store,
    tenant: &TenantId,
    content: &Content,
    visit: &mut dyn FnMut(Vec<Card>) -> Result<(), E>,
) -> Result<(), ScanError<E>> {
    for (place, source) in content.sources.iter().enumerate() {
        let Ok(id) = SourceId::new(source.id.clone()) else { continue };
        let mut after: Option<String> = None;
        loop {
            let keys = match chunk(store, tenant, &id, after.as_deref()) {
                Err(StoreError::NotFound { .. }) => break,
                other => other?,
            };
            let Some(last) = keys.last() else { break };
            after = Some(last.to_string());
            let new = not_in_earlier(store, tenant, content, place, keys)?;
            let found = cards(store, tenant, content, &new)?;
            visit(found.into_iter().flatten().collect()).map_err(ScanError::Visitor)?;
        }
    }
    Ok(())
}

fn chunk(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    after: Option<&str>,
) -> Result<Vec<EntryKey>, StoreError> {
    let mut keys = Vec::with_capacity(CHUNK);
    store.scan_entries(tenant, source, after, "", &mut |key, _, _| {
        keys.extend(EntryKey::new(key));
        if keys.len() < CHUNK { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(keys)
}

/// Those of the keys that no earlier source has: the others were visited with it.
fn not_in_earlier(
    store: &dyn Store,
    tenant: &TenantId,
    content: &Content,
    place: usize,
    mut keys: Vec<EntryKey>,
) -> Result<Vec<EntryKey>, StoreError> {
    for earlier in &content.sources[..place] {
        let Ok(id) = SourceId::new(earlier.id.clone()) else { continue };
        let found = match store.entries(tenant, &id, &keys) {
            Err(StoreError::NotFound { .. }) => continue,
            other => other?,
        };
        keys = keys.into_iter().zip(found).filter(|(_, found)| found.is_none()).map(|(key, _)| key).collect();
    }
    Ok(keys)
}
