//! Tables in files: CSV, JSON and NDJSON, whatever their encoding, read row by row as entities.
//!
//! A file is read twice: [`check()`] reads it whole and finds every wrong row, then [`Checked::entities`] hands on its
//! entities. Only the row at hand and a hash per key are in memory. This crate knows neither command lines nor servers.
//!
//! Read first: [`Input`], [`Plan`], [`Checked`].

mod check;
mod columns;
mod combine;
mod csv_rows;
mod delimiter;
mod encoding;
mod entity;
mod error;
mod input;
mod json_rows;
mod keyed;
mod plan;
mod preview;
mod read;
mod rejects;
mod repeats;
mod row;

pub use check::{Checked, check};
pub use columns::{Column, Columns, Target, property_id};
pub use entity::{Entity, EntityProperty};
pub use error::TableError;
pub use input::{Format, FormatName, Input, Opening};
pub use plan::{ListColumn, Mapping, Plan, Selector};
pub use preview::{Preview, PreviewRow, preview};
pub use rejects::{RejectedRow, RejectsFile, each as each_rejected};
pub use row::Raw;
