//! Importing a file into a source, in four steps.

pub mod check;
mod head;
pub mod mapping;
pub mod preview;
pub mod run;
pub mod upload;

pub use head::ImportHead;
