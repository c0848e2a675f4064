//! What can be said on the command line of `octant apply` and `octant export`.

use std::path::PathBuf;

use clap::Args;

/// After the options in `octant apply --help`.
///
/// Each paragraph is one line: the terminal breaks it.
const AFTER_HELP: &str = "\
The file says what there is to be; docs/octant-yaml.md describes it, and `octant export` writes one. Only the kinds \
that it names are looked at (sources, providers, cards, segments, destinations), and nothing goes unless --prune is \
given. Applying the same file again changes nothing.

A published version never changes its shape: other endpoints are another version, beside the old one.

Exit codes:
  0  everything is as the file says (with --plan: nothing is to be done)
  1  failed: the file is wrong, or the server refused; what was done is told, and applying again goes on
  2  the command line is wrong
  3  with --plan: there is something to do
  4  the server cannot be reached, or stayed overloaded
  5  the server does not accept the key, or what it allows does not reach this far";

/// Which server, and as whom.
#[derive(Debug, Clone, Args)]
pub(crate) struct ServerArguments {
    /// The server's address
    #[arg(long, env = "OCTANT_URL", default_value = "http://127.0.0.1:8080")]
    pub(crate) url: String,
    /// An organization key
    #[arg(long, env = "OCTANT_API_KEY", value_name = "KEY", hide_env_values = true)]
    pub(crate) api_key: Option<String>,
}

/// Makes a server be as a file says: its sources, providers, cards, segments and destinations.
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct ApplyArguments {
    /// The file: YAML, or JSON or TOML by its name; `-` reads YAML from standard input
    #[arg(long, short, value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Shows what would be done, and does nothing
    #[arg(long)]
    pub(crate) plan: bool,
    /// Removes what the file's kinds leave out
    #[arg(long)]
    pub(crate) prune: bool,
    /// Stops the oldest published version of a destination where there is no room for a new one
    #[arg(long)]
    pub(crate) stop_oldest: bool,
    /// Does not ask before something ends that is in use
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Adds the secrets of what is new to this file, one JSON object a line, readable for its owner only; otherwise
    /// they are printed
    #[arg(long, value_name = "FILE")]
    pub(crate) secrets: Option<PathBuf>,
    /// How long to wait, in seconds, for cards to be built, and for versions to be published and to show what changed
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    pub(crate) wait: u64,
    /// Prints what is planned, and what was done, as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Shows no progress
    #[arg(long, short)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

/// Writes a server's sources, providers, cards, segments and destinations into a file that `octant apply` takes.
///
/// Changes of cards that wait for an activation, drafts beside a published version, stopped versions and secrets are
/// not in it.
#[derive(Debug, Clone, Args)]
pub(crate) struct ExportArguments {
    /// The file to write, as JSON where its name ends in .json; standard output otherwise
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) server: ServerArguments,
}
