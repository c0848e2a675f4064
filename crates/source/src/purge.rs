//! Removes, slice by slice, what was marked as going.

use octant_model::PageRequest;
use octant_store::{SourceFilter, SourceStatus, Store, StoreError};

/// How many entries one slice removes, so that no import waits long behind it.
const SLICE: usize = 1_000;

/// Removes a slice of every source that is going; true while there is more.
///
/// # Errors
/// Those of the store; what was removed so far stays removed.
pub fn work_off_purges(store: &dyn Store) -> Result<bool, StoreError> {
    let going = SourceFilter { status: Some(SourceStatus::Purging), ..SourceFilter::default() };
    let mut more = false;
    for tenant in store.tenants()? {
        for source in store.sources(&tenant, &going, &PageRequest::first(100))?.items {
            more |= !store.purge_source(&tenant, &source.id, SLICE)?;
        }
    }
    Ok(more)
}
