//! What applications query (docs/api.md, "Queries"): the endpoints of published versions, their description, a page to
//! try them, and the tokens of protected destinations.

pub(crate) mod address;
pub(crate) mod caching;
pub(crate) mod cors;
pub(crate) mod description;
pub(crate) mod page;
pub(crate) mod query;
pub(crate) mod token;
