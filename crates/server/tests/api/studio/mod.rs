//! The Studio over HTTP: who gets in, what forms do, what pages carry.

mod builds;
mod corpus_files;
mod endpoints;
mod ends;
mod expired;
mod forms;
mod import_file;
mod import_rows;
mod keys;
mod matrix;
mod names;
mod once;
mod page;
mod pictures;
mod relations;
mod rows;
mod sample;
mod sessions;
mod story;
mod together;
mod typed;
pub mod visitor;
