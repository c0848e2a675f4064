//! Destinations, from the list to the query of an endpoint.

pub mod applications;
pub mod differences;
pub mod endpoint;
pub mod endpoint_preview;
pub mod explorer;
mod facets;
pub mod head;
pub mod list;
mod results;
pub mod settings;
pub mod version;
pub mod versions;
