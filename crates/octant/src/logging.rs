//! The log: on standard error, as text or JSON, every line of a request with the request's id.

use std::io::IsTerminal;

use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The engine of the indexes, as a part of the log.
const ENGINE: &str = "tantivy";

/// What the log looks like.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Log")]
pub(crate) struct LogArguments {
    /// What a line of the log is; the log goes to standard error
    #[arg(long, env = "OCTANT_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
    /// What is logged: error, warn, info, debug or trace, also by part, such as info,octant_store=debug
    #[arg(long, env = "OCTANT_LOG_LEVEL", value_name = "LEVEL", default_value = "info", value_parser = level)]
    pub(crate) log_level: String,
}

/// What a line of the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Words for people.
    Text,
    /// An object for programs.
    Json,
}

/// Starts the log of this process.
///
/// # Errors
/// A sentence, where a log was started before.
pub(crate) fn start(arguments: &LogArguments) -> Result<(), String> {
    let filter = filter(&arguments.log_level)?;
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let started = match arguments.log_format {
        LogFormat::Text => {
            let ansi = std::io::stderr().is_terminal();
            registry.with(layer.with_ansi(ansi)).try_init()
        }
        LogFormat::Json => registry.with(layer.json().flatten_event(true)).try_init(),
    };
    started.map_err(|error| format!("cannot start the log: {error}"))
}

/// A level, checked where it is given and not where it is used.
fn level(text: &str) -> Result<String, String> {
    filter(text).map(|_| text.to_owned())
}

fn filter(text: &str) -> Result<EnvFilter, String> {
    let levels = || "write error, warn, info, debug or trace, or part=level with commas between them";
    // A filter would take any single word for the name of a part.
    let known =
        |level: &str| !level.is_empty() && level.parse::<tracing::level_filters::LevelFilter>().is_ok();
    let directives = text.split(',').map(str::trim);
    if !directives.clone().all(|directive| known(directive.rsplit('=').next().unwrap_or_default())) {
        return Err(levels().to_owned());
    }
    let parsed = EnvFilter::builder().parse(text).map_err(|error| format!("{error}; {}", levels()))?;
    // The engine of the indexes tells of every commit and merge, which is of use only to who asks for it.
    if text.contains(ENGINE) || text.trim().eq_ignore_ascii_case("off") {
        return Ok(parsed);
    }
    let quiet = format!("{ENGINE}=error").parse().expect("the constant is the name of a part");
    Ok(parsed.add_directive(quiet))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_of_the_indexes_is_quiet_unless_asked() {
        let quiet = "tantivy=error";
        for text in ["info", "debug,octant_store=trace"] {
            assert!(filter(text).is_ok_and(|filter| filter.to_string().contains(quiet)), "{text}");
        }
        for text in ["off", "info,tantivy=debug"] {
            assert!(filter(text).is_ok_and(|filter| !filter.to_string().contains(quiet)), "{text}");
        }
    }

    #[test]
    fn levels_are_checked_where_they_are_given() {
        for text in ["info", "DEBUG", "info,octant_store=debug", "off"] {
            assert_eq!(level(text).as_deref(), Ok(text));
        }
        for text in ["", "loud", "info,octant_store=loud", "octant_store"] {
            assert!(level(text).is_err(), "{text}");
        }
    }
}
