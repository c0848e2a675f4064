//! `octant doctor`: reads a whole data folder and reports what contradicts itself.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use octant_store::sqlite::{Options, SqliteStore};
use octant_store::{Store, StoreError};

/// The exit code for a folder in which something is wrong.
const FINDINGS: u8 = 3;

/// After the options in `octant doctor --help`.
const AFTER_HELP: &str = "\
The folder must not be in use: stop its server first.

Exit codes:
  0  everything agrees
  1  the folder cannot be read
  2  the command line is wrong
  3  something is damaged or contradicts something else; each finding is named";

/// What to look at.
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct DoctorArguments {
    /// The data folder of a server that does not run
    #[arg(long, env = "OCTANT_DATA", value_name = "FOLDER")]
    data: PathBuf,
}

/// Prints the findings on standard output.
pub(crate) fn run(arguments: &DoctorArguments) -> ExitCode {
    let started = Instant::now();
    match examine(arguments) {
        Ok(findings) if findings.is_empty() => {
            let seconds = started.elapsed().as_secs_f64();
            println!("{}: everything agrees ({seconds:.1} s)", arguments.data.display());
            ExitCode::SUCCESS
        }
        Ok(findings) => {
            for finding in &findings {
                println!("{finding}");
            }
            println!("{}: {} findings", arguments.data.display(), findings.len());
            ExitCode::from(FINDINGS)
        }
        Err(problem) => {
            eprintln!("octant: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn examine(arguments: &DoctorArguments) -> Result<Vec<String>, String> {
    let folder = &arguments.data;
    // Opening would make a store where there is none.
    let is_empty =
        std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?.next().is_none();
    if is_empty {
        return Err(format!("{} is empty; name the folder of a server", folder.display()));
    }
    let store = match SqliteStore::open(folder, &Options::default()) {
        Ok(store) => store,
        Err(StoreError::Damaged(finding)) => return Ok(vec![finding]),
        Err(error) => return Err(error.to_string()),
    };
    store.verify().map_err(|error| error.to_string())
}
