//! Imports: worked out on a snapshot in the caller's thread, then written by the writer.

mod apply;
mod delta;
mod plan;
mod record;
mod volume;

pub(crate) use apply::{Application, replay};
pub(crate) use delta::RegistryDelta;
pub(crate) use plan::{Basis, Plan};
pub(crate) use record::{by_hour, expire, failed, list, mark_published, one, unpublished};
pub(crate) use volume::of as volume;
