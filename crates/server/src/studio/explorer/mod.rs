//! `/studio/destinations/{d}/versions/{v}/explore/{e}`: queries an endpoint, as its applications do.

mod answer;
mod copy;
pub(crate) mod page;
mod wanted;
