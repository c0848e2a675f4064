//! The platform API `/v1` (docs/api.md): sources, their properties, entries, data providers and organization keys.

pub(crate) mod api_keys;
pub(crate) mod behind;
pub(crate) mod card_instances;
pub(crate) mod cards;
pub(crate) mod destination_applications;
pub(crate) mod destination_versions;
pub(crate) mod destinations;
pub(crate) mod entries;
pub(crate) mod in_use;
pub(crate) mod properties;
pub(crate) mod providers;
pub(crate) mod segments;
pub(crate) mod sources;
pub(crate) mod typed;

use octant_model::SourceId;

use crate::error::Failure;

/// The source of a path; a text that can be none is a source that does not exist.
fn source_of(id: &str) -> Result<SourceId, Failure> {
    SourceId::new(id).map_err(|_| Failure::not_found("source", id))
}
