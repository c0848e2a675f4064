//! Destinations over a real store and real indexes.
#![allow(unreachable_pub, missing_docs, reason = "a test program exports nothing")]

mod blanks;
mod broken;
mod current;
mod faults;
mod freshness;
mod languages;
mod limits;
mod naive;
mod openapi;
mod publishing;
mod queries;
mod related_cards;
mod texts;
mod together;
mod world;
