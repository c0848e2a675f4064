//! The parts that pages are made of.

pub(crate) mod action;
pub(crate) mod cell;
pub(crate) mod choice;
pub(crate) mod conflict;
pub(crate) mod copy;
pub(crate) mod coverage;
pub(crate) mod diff;
pub(crate) mod empty;
pub(crate) mod field;
pub(crate) mod focus;
pub(crate) mod head;
pub(crate) mod icon;
pub(crate) mod list;
pub(crate) mod live;
pub(crate) mod number;
pub(crate) mod paging;
pub(crate) mod panel;
pub(crate) mod picture;
pub(crate) mod status;
pub(crate) mod time;
pub(crate) mod value;
