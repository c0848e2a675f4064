//! `/studio/cards`: card definitions, and the cards that they make.

pub(crate) mod browse;
pub(crate) mod builder;
mod content;
mod head;
pub(crate) mod life;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod one;
mod pick;
mod pictures;
pub(crate) mod plan;
mod preview;
pub(crate) mod quality;
pub(crate) mod relations;
mod seen;

pub(super) use browse::{find, titles};
pub(super) use head::{if_live, instance, parse};
pub(super) use pictures::fill;
