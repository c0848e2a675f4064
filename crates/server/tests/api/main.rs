//! Octant's HTTP surfaces, tested through a real port over a real store.
#![allow(unreachable_pub, missing_docs, reason = "a test program exports nothing")]

mod addresses;
mod boundary;
mod cards;
mod clients;
// The files and their outcomes stand beside the crate that reads them.
#[path = "../../../table/tests/corpus/mod.rs"]
mod corpus;
mod destinations;
mod documentation;
mod encodings;
mod exposure;
mod hostile;
mod import;
mod imports;
mod languages;
mod limits;
mod matrix;
mod named;
mod noise;
mod numbers;
mod oauth;
mod options;
mod overload;
mod platform;
mod query_limits;
mod revisions;
mod rules;
mod sample;
mod sdk;
mod segments;
mod stop;
mod studio;
mod support;
mod together;
mod tokens;
mod under_way;
mod upkeep;
mod wait;
