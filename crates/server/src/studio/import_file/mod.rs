//! Importing a file into a source: uploaded, its columns mapped, checked, imported; each step is a page of its own, so
//! that it works without a script.
//!
//! A file waits in the data folder between the steps and goes with the time ([`Uploads`]). What is imported goes in as
//! any import does, in payloads of a thousand entities.

pub(crate) mod check;
mod columns;
mod form;
pub(crate) mod mapping;
mod plan;
pub(crate) mod run;
pub(crate) mod upload;
mod uploads;

pub(crate) use uploads::Uploads;
