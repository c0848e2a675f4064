//! Tables in files: CSV, JSON and NDJSON, whatever their encoding, read row by row as entities.
//!
//! A file is read twice: [`check()`] reads it whole and finds every wrong row, then [`Checked::entities`] hands on its
//! entities. Only the row at hand and a hash per key are in memory. This crate knows neither command lines nor servers.
//!
//! Read first: [`Input`], [`Plan`], [`Checked`].

mod broken_cells;
mod charset;
mod check;
mod columns;
mod combine;
mod csv_record;
mod csv_rows;
mod decoder;
mod decoding;
mod delimiter;
mod encoding;
mod entity;
mod error;
mod evidence;
mod format;
mod formula;
mod guess;
mod input;
mod invalid;
mod json_problem;
mod json_rows;
mod keyed;
mod kind;
mod letters;
mod lines;
mod opening;
mod packed;
mod plan;
mod plausible;
mod position;
mod preview;
mod quotes;
mod read;
mod rejects;
mod repeats;
mod row;
mod samples;
mod trimmed;
mod utf8_part;
mod utf8_proof;
mod utf8_replacing;
mod utf8_scan;
mod utf8_text;

pub use check::{Checked, check};
pub use columns::{Column, Columns, Target, property_id};
pub use entity::{Entity, EntityProperty};
pub use error::TableError;
pub use format::{Format, FormatName};
pub use formula::neutralized;
pub use guess::Confidence;
pub use input::Input;
pub use opening::Opening;
pub use plan::{ListColumn, Mapping, Plan, Selector};
pub use preview::{Preview, PreviewRow, preview};
pub use quotes::Quotes;
pub use rejects::{Formulas, RejectedRow, RejectsFile, each as each_rejected};
pub use row::Raw;
pub use samples::{Reading, Sample};
