//! Card definitions, from the list to the single card.

pub mod browse;
pub mod builder;
pub mod head;
pub mod list;
pub mod one;
mod picks;
pub mod plan;
pub mod preview;
pub mod quality;
mod relation_fields;
pub mod relations;
