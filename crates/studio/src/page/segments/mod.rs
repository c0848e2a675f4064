//! Segments, from the list to their members.

pub mod builder;
pub mod head;
pub mod list;
pub mod members;
pub mod picks;
pub mod preview;
