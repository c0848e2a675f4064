//! Settings: one definition each, found on the command line, in the environment and in a settings file.
//!
//! The definitions are the arguments of `octant serve`. A setting's flag, variable and key follow from its name:
//! `--max-body`, `OCTANT_MAX_BODY`, `max_body`. What the file says becomes the default of the flag, so that the order
//! of precedence is clap's own. A name that nothing defines is refused on the command line and in the file, and warned of
//! in the environment.

mod environment;
mod file;
mod nearest;
mod service_link;
#[cfg(test)]
mod table;
mod units;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgMatches, Command, CommandFactory, FromArgMatches};

use crate::command_line::CommandLine;
pub(crate) use nearest::nearest;
pub(crate) use units::{ByteSize, Period};

/// The subcommand whose arguments are the settings.
const SERVE: &str = "serve";
/// The one argument that the settings file cannot hold: where the file is.
const CONFIG: &str = "config";
/// The settings file that is read without being named, from the working folder.
const DEFAULT_FILE: &str = "octant.toml";

/// Why the settings cannot be followed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The command line asks for help, or for what cannot be.
    #[error(transparent)]
    Clap(#[from] clap::Error),
    /// A setting that nothing defines.
    #[error("{place}: there is no setting {name:?}{}", nearest::hint(.nearest.as_deref()))]
    Unknown { place: String, name: String, nearest: Option<String> },
    /// A value that the setting cannot have.
    #[error("{place}: {name} cannot be {value:?}: {problem}")]
    Value { place: String, name: String, value: String, problem: String },
    /// The file is not what a settings file looks like.
    #[error("{path}: {problem}")]
    File { path: String, problem: String },
}

/// What this process was told to do.
pub(crate) struct Settings {
    /// The command with its arguments.
    pub(crate) command_line: CommandLine,
    /// What was left aside, in words.
    pub(crate) warnings: Vec<String>,
}

/// Reads the settings of this process.
///
/// # Errors
/// The first thing that cannot be followed.
pub(crate) fn read(
    arguments: Vec<OsString>,
    variables: impl Iterator<Item = (OsString, OsString)>,
) -> Result<Settings, Refusal> {
    let mut command = CommandLine::command();
    let warnings = environment::check(&command, variables)?;
    if let Some(path) = settings_file(&command, &arguments) {
        command = with_file(command, &path)?;
    }
    let mut matches = command.try_get_matches_from_mut(arguments)?;
    Ok(Settings { command_line: CommandLine::from_arg_matches_mut(&mut matches)?, warnings })
}

/// The settings file to read: the one that is named, or else the usual one where there is one.
fn settings_file(command: &Command, arguments: &[OsString]) -> Option<PathBuf> {
    let lenient = command.clone().ignore_errors(true).try_get_matches_from(arguments).ok()?;
    let serve: &ArgMatches = lenient.subcommand_matches(SERVE)?;
    let named = serve.get_one::<PathBuf>(CONFIG).cloned();
    named.or_else(|| Some(PathBuf::from(DEFAULT_FILE)).filter(|path| path.exists()))
}

/// The command with the file's values as defaults.
fn with_file(mut command: Command, path: &Path) -> Result<Command, Refusal> {
    let place = path.display().to_string();
    for setting in file::read(path)? {
        let serve = command.find_subcommand(SERVE).expect("the command line has it");
        let Some(argument) = settings(serve).find(|argument| argument.get_id() == setting.key.as_str())
        else {
            let known = settings(serve).map(|argument| argument.get_id().as_str());
            let nearest = nearest(&setting.key, known);
            return Err(Refusal::Unknown { place, name: setting.key, nearest });
        };
        check_value(argument, &place, &setting.key, &setting.value)?;
        command = command.mut_subcommand(SERVE, |serve| {
            serve.mut_arg(setting.key, |argument| argument.required(false).default_value(setting.value))
        });
    }
    Ok(command)
}

/// What can be set.
fn settings(serve: &Command) -> impl Iterator<Item = &Arg> {
    serve.get_arguments().filter(|argument| {
        argument.get_long().is_some() && !["help", "version", CONFIG].contains(&argument.get_id().as_str())
    })
}

/// Whether the setting can have this value; the refusal names where it stands, which clap cannot know.
fn check_value(argument: &Arg, place: &str, name: &str, value: &str) -> Result<(), Refusal> {
    let long = argument.get_long().expect("every setting has a flag");
    let probe = Command::new("octant").no_binary_name(true).arg(argument.clone().required(false));
    let Err(error) = probe.try_get_matches_from([format!("--{long}={value}")]) else { return Ok(()) };
    Err(Refusal::Value {
        place: place.to_owned(),
        name: name.to_owned(),
        value: value.to_owned(),
        problem: problem_of(&error),
    })
}

/// What is wrong, without what clap says of flags.
fn problem_of(error: &clap::Error) -> String {
    if let Some(source) = std::error::Error::source(error) {
        return source.to_string();
    }
    if error.kind() == ErrorKind::InvalidValue
        && let Some(valid) = error.get(ContextKind::ValidValue)
    {
        return format!("it must be one of {valid}");
    }
    error.to_string().lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flag_variable_and_key_of_a_setting_follow_from_its_name() {
        let command = CommandLine::command();
        let serve = command.find_subcommand(SERVE).expect("serve");
        for argument in serve.get_arguments().filter(|argument| argument.get_long().is_some()) {
            let name = argument.get_id().as_str();
            if ["help", "version"].contains(&name) {
                continue;
            }
            assert_eq!(argument.get_long(), Some(name.replace('_', "-").as_str()), "{name}");
            let variable = argument.get_env().and_then(std::ffi::OsStr::to_str);
            assert_eq!(variable, Some(format!("OCTANT_{}", name.to_uppercase()).as_str()), "{name}");
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_refused_value_is_named_with_its_place() {
        let command = CommandLine::command();
        let serve = command.find_subcommand(SERVE).expect("serve");
        let setting = |name: &str| settings(serve).find(|argument| argument.get_id() == name).expect(name);
        let refusal = |name: &str, value: &str| {
            check_value(setting(name), "octant.toml", name, value).expect_err("a bad value").to_string()
        };
        assert_eq!(
            refusal("max_body", "lots"),
            "octant.toml: max_body cannot be \"lots\": write a size like 64MiB, 20MB or 1048576"
        );
        assert_eq!(
            refusal("log_format", "xml"),
            "octant.toml: log_format cannot be \"xml\": it must be one of text, json"
        );
        assert!(check_value(setting("max_body"), "octant.toml", "max_body", "20MB").is_ok());
    }
}
