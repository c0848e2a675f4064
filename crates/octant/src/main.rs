//! The binary: `octant serve`, `demo`, `import`, `apply`, `export` and `doctor`.
//!
//! It reads settings, starts the parts and says how they ended; it knows nothing of how they work. Read first:
//! [`command_line`], [`settings`], [`serve`].
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line program talks to its user")]

mod apply;
mod command_line;
mod demo;
mod doctor;
mod import;
mod logging;
mod memory;
mod open_files;
mod parts;
mod private_files;
mod serve;
mod settings;
mod signals;

use std::process::ExitCode;

use command_line::Action;
use settings::Settings;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The exit code for a command line, an environment or a settings file that cannot be followed.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let Settings { command_line, warnings } =
        match settings::read(std::env::args_os().collect(), std::env::vars_os()) {
            Ok(settings) => settings,
            Err(settings::Refusal::Clap(error)) => {
                // It can fail where the terminal is gone, and then nobody reads it.
                let _ = error.print();
                return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(USAGE));
            }
            Err(refusal) => {
                eprintln!("octant: {refusal}");
                return ExitCode::from(USAGE);
            }
        };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("octant: cannot start threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    if matches!(command_line.action, Action::Serve(_) | Action::Demo(_)) {
        private_files::keep_to_this_user();
    }
    // A server warns in its log.
    if !matches!(command_line.action, Action::Serve(_)) {
        warnings.iter().for_each(|warning| eprintln!("octant: warning: {warning}"));
    }
    match command_line.action {
        Action::Serve(arguments) => runtime.block_on(serve::run(*arguments, &warnings)),
        Action::Import(arguments) => runtime.block_on(import::run(*arguments)),
        Action::Apply(arguments) => runtime.block_on(apply::run(*arguments)),
        Action::Export(arguments) => runtime.block_on(apply::export(arguments)),
        Action::Demo(arguments) => runtime.block_on(demo::run(arguments)),
        Action::Doctor(arguments) => doctor::run(&arguments),
    }
}
