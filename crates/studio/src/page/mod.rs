//! One file a page: its view model and how it is shown.

pub mod account;
pub mod entries;
pub mod entry;
pub mod import;
pub mod imports;
pub mod overview;
pub mod properties;
pub mod provider;
pub mod providers;
pub mod refusal;
pub mod sign_in;
pub mod source;
pub mod sources;
