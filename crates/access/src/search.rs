//! Looking through this crate's definitions.

use octant_model::{PageRequest, TenantId};
use octant_store::{Definition, Kind};

use crate::{Access, AccessError};

/// How many definitions are read at a time.
const PAGE: usize = 200;

impl Access {
    /// The first definition of a kind, by id, that is wanted.
    pub(crate) fn find_definition(
        &self,
        tenant: &TenantId,
        kind: Kind,
        is_wanted: impl Fn(&Definition) -> Result<bool, AccessError>,
    ) -> Result<Option<Definition>, AccessError> {
        let mut page = PageRequest::first(PAGE);
        loop {
            let found = self.store.definitions(tenant, kind, &page)?;
            for definition in found.items {
                if is_wanted(&definition)? {
                    return Ok(Some(definition));
                }
            }
            match found.after {
                Some(after) => page.after = Some(after),
                None => return Ok(None),
            }
        }
    }
}
