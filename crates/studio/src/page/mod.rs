//! One file a page: its view model and how it is shown.

pub mod access;
pub mod account;
pub mod cards;
pub mod confirm;
pub mod destinations;
pub mod entries;
pub mod entry;
pub mod entry_form;
pub mod gone;
pub mod import;
pub mod import_file;
pub mod import_job;
pub mod imports;
pub mod overview;
pub mod properties;
pub mod provider;
pub mod providers;
pub mod refusal;
pub mod segments;
pub mod sign_in;
pub mod source;
pub mod sources;
pub mod welcome;
