//! The binary as its users run it: real processes, real ports, real files.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod apply;
mod chance;
mod clock;
// The files and their outcomes stand beside the crate that reads them.
#[path = "../../../table/tests/corpus/mod.rs"]
mod corpus;
mod corpus_files;
mod crash;
mod curl;
mod damage;
mod demo;
mod disk;
mod doctor;
mod failing_disk;
mod few_files;
mod full_disk;
mod import;
mod kill;
mod memory;
mod one_server;
mod private;
mod publish;
mod readme;
mod replaced;
mod sample;
mod secrets;
mod serve;
mod shop;
mod support;
mod values;
