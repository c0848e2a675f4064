//! The environment: variables that begin with `OCTANT_` are settings.
//!
//! A name that nothing defines is only warned of: whoever sets up a container may not choose all of its variables.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::{Arg, Command};

use super::service_link::is_service_link;
use super::{Refusal, check_value, nearest};

const PREFIX: &str = "OCTANT_";

/// Checks the variables of this process: a warning for each that no command knows.
///
/// # Errors
/// The first value that its setting cannot have.
pub(super) fn check(
    command: &Command,
    variables: impl Iterator<Item = (OsString, OsString)>,
) -> Result<Vec<String>, Refusal> {
    let known = known(command);
    let mut warnings = Vec::new();
    for (name, value) in variables {
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else { continue };
        let value = value.to_string_lossy();
        match known.get(name) {
            Some(argument) => check_value(argument, "environment", name, &value)?,
            None if is_service_link(name, &value) => {}
            None => {
                let nearest = nearest(name, known.keys().copied());
                let (place, name) = ("environment".to_owned(), name.to_owned());
                warnings.push(Refusal::Unknown { place, name, nearest }.to_string());
            }
        }
    }
    warnings.sort_unstable();
    Ok(warnings)
}

/// Every variable that a command reads.
fn known(command: &Command) -> BTreeMap<&str, &Arg> {
    let arguments = command.get_subcommands().flat_map(Command::get_arguments);
    arguments.filter_map(|argument| Some((argument.get_env()?.to_str()?, argument))).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::command_line::CommandLine;

    fn check_one(name: &str, value: &str) -> Result<Vec<String>, String> {
        let variables = [(OsString::from(name), OsString::from(value))];
        check(&CommandLine::command(), variables.into_iter()).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn a_variable_that_nothing_defines_is_warned_of_with_the_nearest_name() {
        assert_eq!(
            check_one("OCTANT_LISTN", "x"),
            Ok(vec![
                r#"environment: there is no setting "OCTANT_LISTN"; did you mean OCTANT_LISTEN?"#.to_owned()
            ])
        );
        assert_eq!(check_one("HOME", "x"), Ok(Vec::new()));
    }

    #[test]
    fn a_value_that_cannot_be_is_refused_under_the_variables_name() {
        let refusal = check_one("OCTANT_LISTEN", "nowhere").expect_err("no address");
        assert!(refusal.starts_with(r#"environment: OCTANT_LISTEN cannot be "nowhere": "#), "{refusal}");
        assert_eq!(check_one("OCTANT_LISTEN", "0.0.0.0:80"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_said_of_a_service_is_no_setting() {
        for name in ["OCTANT_PORT", "OCTANT_WEB_PORT", "OCTANT_API_PORT"] {
            assert_eq!(check_one(name, "tcp://10.0.0.1:8080"), Ok(Vec::new()), "{name}");
            assert_eq!(check_one(name, "8080").map(|warnings| warnings.len()), Ok(1), "{name}");
        }
    }
}
