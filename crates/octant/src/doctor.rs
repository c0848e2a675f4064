//! `octant doctor`: reads a whole data folder and reports what contradicts itself; rebuilds indexes when it is told to.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use octant_store::sqlite;

/// The exit code for a folder in which something is wrong.
const FINDINGS: u8 = 3;

/// After the options in `octant doctor --help`.
const AFTER_HELP: &str = "\
The folder must not be in use: stop its server first. Without --repair nothing in it is changed, so that a copy or a
file system that is mounted for reading only can be examined as well.

--repair rebuilds the database's indexes from their tables. It does not guess: what is damaged in a table stays as it
is, and is named. Keep a copy of the folder before.

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
    /// Rebuild indexes that contradict their tables, then read everything
    #[arg(long)]
    repair: bool,
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
    let is_empty =
        std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?.next().is_none();
    if is_empty {
        return Err(format!("{} is empty; name the folder of a server", folder.display()));
    }
    if !arguments.repair {
        return sqlite::examine(folder).map_err(|error| error.to_string());
    }
    let repair = sqlite::repair(folder).map_err(|error| error.to_string())?;
    for done in &repair.done {
        println!("{done}");
    }
    if repair.done.is_empty() {
        println!("no index contradicts its table; nothing was rebuilt");
    }
    Ok(repair.left)
}
