//! `/studio/destinations`: what applications query.

pub(crate) mod application;
pub(crate) mod applications;
pub(crate) mod differences;
pub(crate) mod endpoint;
mod endpoint_form;
mod endpoint_rows;
mod head;
pub(crate) mod life;
pub(crate) mod list;
mod place;
pub(crate) mod settings;
mod settings_form;
pub(crate) mod version;
pub(crate) mod versions;

pub(super) use head::{find, version_head};
pub(super) use place::indented;
