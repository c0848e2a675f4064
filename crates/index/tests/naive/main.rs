//! The engine held to the plain definition of what every answer must be.

mod answers;
mod documents;
mod facets;
mod full_text;
mod keys;
mod mistakes;
mod numbers;
mod objects;
mod queries;
mod spec;
mod stale;
mod values;
mod world;
