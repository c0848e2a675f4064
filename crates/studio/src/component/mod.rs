//! The parts that pages are made of.

pub(crate) mod copy;
pub(crate) mod empty;
pub(crate) mod field;
pub(crate) mod head;
pub(crate) mod icon;
pub(crate) mod number;
pub(crate) mod paging;
pub(crate) mod status;
pub(crate) mod time;
