//! `octant apply`: makes a server be as a declarative file says, through the HTTP API with an organization key.
//!
//! [`read`] turns the file into a [`setup::Setup`], [`State`] asks what the server has, [`Plan`] is the difference, worked out
//! whole before anything is done, and [`carry_out`] does it. A server is written as a file by the same way back.

mod arguments;
mod carry_out;
mod check;
mod connection;
mod difference;
mod failure;
mod impact;
mod members;
mod normal;
mod plan;
mod read;
mod references;
mod report;
mod secrets;
mod setup;
mod state;
#[cfg(test)]
mod tests;
mod toml_file;
mod watch;
mod write;
mod yaml;

use std::io::{self, BufRead, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use octant_sdk::Client;

pub(crate) use arguments::{ApplyArguments, ExportArguments};
use carry_out::Executor;
use failure::{Failure, Outcome};
use plan::{Permissions, Plan};
pub(crate) use secrets::Secret;
use secrets::Vault;
use state::State;
use watch::Watch;

use crate::signals;

/// Carries out `octant apply`. The exit code is one of those that `octant apply --help` lists.
pub(crate) async fn run(arguments: ApplyArguments) -> ExitCode {
    let mut applied = Applied::default();
    let ended = apply(&arguments, &mut applied).await;
    let (outcome, error) = match ended {
        Ok(outcome) => (outcome, None),
        Err(failure) => (failure.outcome(), Some(failure.to_string())),
    };
    // With a file for them, secrets are told only where that failed.
    let secrets = match &applied.vault {
        Some(Vault::File { .. }) if error.is_none() => &[][..],
        _ => &applied.secrets,
    };
    let told = if arguments.json {
        report::json(outcome, error.clone(), &applied.plan, secrets)
    } else {
        report::secrets(secrets)
    };
    if let Some(error) = error {
        complain(&error);
    }
    if told.is_err() { Outcome::Failed.into() } else { outcome.into() }
}

/// Carries out `octant export`.
pub(crate) async fn export(arguments: ExportArguments) -> ExitCode {
    let written = async {
        let client = connection::client(&arguments.server)?;
        let state = State::read(&client).await?;
        write::file(&state.setup(), arguments.output.as_deref())
    };
    match written.await {
        Ok(()) => Outcome::Nothing.into(),
        Err(failure) => {
            eprintln!("octant export: {failure}");
            failure.outcome().into()
        }
    }
}

/// What is known when it ends, whichever way it ends.
#[derive(Default)]
struct Applied {
    plan: Plan,
    secrets: Vec<Secret>,
    vault: Option<Vault>,
}

async fn apply(arguments: &ApplyArguments, applied: &mut Applied) -> Result<Outcome, Failure> {
    let setup = read::file(&arguments.file)?;
    let client = connection::client(&arguments.server)?;
    let state = State::read(&client).await?;
    let permissions = Permissions { prune: arguments.prune, stop_oldest: arguments.stop_oldest };
    applied.plan = Plan::new(&setup, &state, permissions)?;
    impact::count(&mut applied.plan, &client, &state, &setup).await?;
    if !arguments.json {
        report::plan(&applied.plan).map_err(|error| output(&error))?;
    }
    let nothing = applied.plan.items.is_empty();
    if arguments.plan {
        return Ok(if nothing { Outcome::Nothing } else { Outcome::Changes });
    }
    confirm(&applied.plan, arguments)?;
    let vault = applied.vault.insert(Vault::open(arguments.secrets.as_deref())?);
    let watch = Watch::new(arguments.quiet);
    let stop = stop_when_told()?;
    let wait = Duration::from_secs(arguments.wait);
    let mut executor = Executor::new(&client, vault, &watch, &stop, wait);
    let ended = executor.carry_out(&mut applied.plan).await;
    applied.secrets = executor.secrets;
    drop(watch);
    if !arguments.json {
        report::done(&applied.plan).map_err(|error| output(&error))?;
    }
    ended.map(|()| if nothing { Outcome::Nothing } else { Outcome::Applied })
}

/// Makes a server be as a file says, without asking anybody; gives the secrets of what is new.
///
/// # Errors
/// A sentence, where the file is wrong or the server refuses.
pub(crate) async fn set_up(client: &Client, file: &str) -> Result<Vec<Secret>, String> {
    let told = |failure: Failure| failure.to_string();
    let setup = read::setup(yaml::read(file)?).map_err(told)?;
    let state = State::read(client).await.map_err(|error| error.to_string())?;
    let mut plan = Plan::new(&setup, &state, Permissions::default()).map_err(told)?;
    let (mut vault, watch, stop) = (Vault::Told, Watch::new(true), AtomicBool::new(false));
    let mut executor = Executor::new(client, &mut vault, &watch, &stop, Duration::from_secs(600));
    executor.carry_out(&mut plan).await.map_err(told)?;
    Ok(executor.secrets)
}

/// Set when the process is told to stop, so that it can end between two calls.
fn stop_when_told() -> Result<Arc<AtomicBool>, Failure> {
    let stopped = signals::stop().map_err(|error| output(&error))?;
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    tokio::spawn(async move {
        stopped.await;
        told.store(true, Ordering::Relaxed);
    });
    Ok(stop)
}

/// Asks before something ends that is in use.
fn confirm(plan: &Plan, arguments: &ApplyArguments) -> Result<(), Failure> {
    if !plan.is_destructive() || arguments.yes {
        return Ok(());
    }
    let input = io::stdin();
    if !input.is_terminal() {
        return Err(Failure::Usage(
            "something that is in use would end, and there is nobody to ask; nothing was changed. --yes does it"
                .to_owned(),
        ));
    }
    eprint!("Something that is in use ends. Go on? [y/N] ");
    io::stderr().flush().map_err(|error| output(&error))?;
    let mut answer = String::new();
    input.lock().read_line(&mut answer).map_err(|error| output(&error))?;
    if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") { Ok(()) } else { Err(Failure::Declined) }
}

fn output(error: &io::Error) -> Failure {
    Failure::Input(vec![format!("the terminal: {error}")])
}

fn complain(error: &str) {
    for line in error.lines() {
        eprintln!("octant apply: {line}");
    }
}
