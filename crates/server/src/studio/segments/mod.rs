//! `/studio/segments`: what narrows cards down.

pub(crate) mod builder;
mod criteria;
pub(super) mod head;
pub(crate) mod life;
mod lines;
pub(crate) mod list;
pub(crate) mod members;
mod preview;
pub(crate) mod start;
mod text;
