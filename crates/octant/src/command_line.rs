//! What can be said on the command line.

use clap::{Parser, Subcommand};

use crate::apply::{ApplyArguments, ExportArguments};
use crate::demo::DemoArguments;
use crate::doctor::DoctorArguments;
use crate::import::ImportArguments;
use crate::serve::ServeArguments;

/// Octant, a self-hosted experience data platform.
#[derive(Debug, Parser)]
#[command(name = "octant", version, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) action: Action,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Runs the server on a data folder
    ///
    /// Every option is also an environment variable (OCTANT_MAX_BODY for --max-body) and a key of the settings file
    /// (max_body). The command line wins over the environment, and the environment over the file.
    ///
    /// Sizes are written like 64MiB, 20MB or 1048576; times like 500ms, 75s, 10m, 24h or 90d.
    Serve(Box<ServeArguments>),
    /// Brings the rows of a CSV, JSON or NDJSON file into a source of a running server
    Import(Box<ImportArguments>),
    /// Makes a server be as a file says: its sources, providers, cards, segments and destinations
    Apply(Box<ApplyArguments>),
    /// Writes what is set up at a server into a file that `octant apply` takes
    Export(ExportArguments),
    /// Starts a server with a sample catalogue, imports it through the API and prints what to try
    Demo(DemoArguments),
    /// Reads a whole data folder and reports every contradiction in it
    Doctor(DoctorArguments),
}
