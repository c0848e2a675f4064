//! `octant-bench`: drives a real server process over real HTTP and prints what it measured.
//!
//! Every figure of a run is measured in that run, on the machine as it is at that time: compare the ratios, not the
//! figures of different runs. A scenario is a module under `scenario`; each states its bars beside its figures.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its figures")]

mod bar;
mod bare;
mod catalogue;
mod load;
mod measure;
mod process;
mod query;
mod scenario;
mod shop;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Drives a real Octant server and prints what it measured.
#[derive(Debug, Parser)]
#[command(name = "octant-bench", version)]
struct CommandLine {
    /// The server's binary; built with `cargo build --release -p octant` and found beside this one otherwise
    #[arg(long, global = true, value_name = "FILE")]
    server: Option<PathBuf>,
    /// Where data folders are made; the system's temporary folder otherwise
    #[arg(long, global = true, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// What the catalogue's content follows from
    #[arg(long, global = true, default_value_t = 1)]
    seed: u64,
    /// Prints one JSON object instead of words
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    scenario: Scenario,
}

#[derive(Debug, Subcommand)]
enum Scenario {
    /// Imports a catalogue, then the same again; restarts; compares with the bare store
    Import(scenario::import::Arguments),
    /// Publishes a catalogue and asks its destination all kinds of questions
    Queries(scenario::queries::Arguments),
    /// Imports steadily, and looks when changes are visible in a destination
    Freshness(scenario::freshness::Arguments),
    /// Opens every page of the Studio with a catalogue behind it
    Studio(scenario::studio::Arguments),
    /// Lets hostile clients of each kind come while others work
    Hostile(scenario::hostile::Arguments),
    /// Does mixed work for a long time, and looks whether the server's memory settles
    Soak(scenario::soak::Arguments),
}

fn main() -> ExitCode {
    let command_line = CommandLine::parse();
    // Another provider cannot have been installed before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("octant-bench: cannot start threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    let common = scenario::Common {
        server: command_line.server,
        folder: command_line.folder,
        seed: command_line.seed,
        json: command_line.json,
    };
    let outcome = match command_line.scenario {
        Scenario::Import(arguments) => runtime.block_on(scenario::import::run(&common, &arguments)),
        Scenario::Queries(arguments) => runtime.block_on(scenario::queries::run(&common, &arguments)),
        Scenario::Freshness(arguments) => runtime.block_on(scenario::freshness::run(&common, &arguments)),
        Scenario::Hostile(arguments) => runtime.block_on(scenario::hostile::run(&common, &arguments)),
        Scenario::Soak(arguments) => runtime.block_on(scenario::soak::run(&common, &arguments)),
        Scenario::Studio(arguments) => runtime.block_on(scenario::studio::run(&common, &arguments)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("octant-bench: {problem}");
            ExitCode::FAILURE
        }
    }
}
