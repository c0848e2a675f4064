//! Values that are none of a type, looked for before a property is given that type.

use std::ops::ControlFlow;

use octant_model::{PropertyType, SourceId, TenantId};
use octant_store::Store;

use crate::convert::{convert, is_blank};
use crate::error::SourceError;

/// How many different values are told.
const TOLD: usize = 3;
/// How much of each is told, in characters.
const LONGEST: usize = 100;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Misfits {
    /// How many entries have a value that is none of the type; they cannot be read through the API.
    pub entries: u64,
    /// How many entries were looked at.
    pub looked_at: u64,
    /// Some of these values.
    pub values: Vec<String>,
}

/// Looks into so many entries for values of a property that are none of a type.
///
/// # Errors
/// [`SourceError::UnknownSource`].
pub fn misfits(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    (property, kind): (&str, PropertyType),
    limit: u64,
) -> Result<Misfits, SourceError> {
    let mut found = Misfits::default();
    let scanned = store.scan_entries(tenant, source, None, "", &mut |_, _, entry| {
        let own = entry.properties.iter().filter(|value| value.id == property);
        let wrong = own.filter(|value| !is_blank(value.value) && convert(value.value, kind, None).is_none());
        let before = found.entries;
        for value in wrong {
            found.entries = before + 1;
            let text: String = value.value.chars().take(LONGEST).collect();
            if found.values.len() < TOLD && !found.values.contains(&text) {
                found.values.push(text);
            }
        }
        found.looked_at += 1;
        if found.looked_at == limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    scanned.map_err(SourceError::of_store)?;
    Ok(found)
}
