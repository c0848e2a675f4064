//! Texts in all scripts and spellings: what they are found, filtered and counted by.

mod facets;
mod long;
mod spellings;
mod words;
mod world;
