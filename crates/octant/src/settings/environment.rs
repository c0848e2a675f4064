//! The environment: variables that begin with `OCTANT_` are settings, and none that nothing defines is let pass.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::{Arg, Command};

use super::{Refusal, check_value, nearest};

const PREFIX: &str = "OCTANT_";

/// Refuses variables that no command knows, and values that their settings cannot have.
pub(super) fn check(
    command: &Command,
    variables: impl Iterator<Item = (OsString, OsString)>,
) -> Result<(), Refusal> {
    let known = known(command);
    for (name, value) in variables {
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else { continue };
        match known.get(name) {
            Some(argument) => {
                if let Some(value) = value.to_str() {
                    check_value(argument, "environment", name, value)?;
                }
            }
            None if is_service_link(name) => {}
            None => {
                return Err(Refusal::Unknown {
                    place: "environment".to_owned(),
                    name: name.to_owned(),
                    nearest: nearest(name, known.keys().copied()),
                });
            }
        }
    }
    Ok(())
}

/// Every variable that a command reads.
fn known(command: &Command) -> BTreeMap<&str, &Arg> {
    let arguments = command.get_subcommands().flat_map(Command::get_arguments);
    arguments.filter_map(|argument| Some((argument.get_env()?.to_str()?, argument))).collect()
}

/// Kubernetes tells every container of a service that is called `octant` where that service is, in variables that
/// begin like ours and are none of ours.
fn is_service_link(name: &str) -> bool {
    let rest = name.strip_prefix(PREFIX).unwrap_or(name);
    rest == "PORT"
        || rest == "SERVICE_HOST"
        || rest.starts_with("SERVICE_PORT")
        || rest
            .strip_prefix("PORT_")
            .is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::command_line::CommandLine;

    fn check_one(name: &str, value: &str) -> Result<(), String> {
        let variables = [(OsString::from(name), OsString::from(value))];
        check(&CommandLine::command(), variables.into_iter()).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn a_variable_that_nothing_defines_is_refused_with_the_nearest_name() {
        assert_eq!(
            check_one("OCTANT_LISTN", "x"),
            Err(r#"environment: there is no setting "OCTANT_LISTN"; did you mean OCTANT_LISTEN?"#.to_owned())
        );
        assert_eq!(check_one("HOME", "x"), Ok(()));
    }

    #[test]
    fn a_value_that_cannot_be_is_refused_under_the_variables_name() {
        let refusal = check_one("OCTANT_LISTEN", "nowhere").expect_err("no address");
        assert!(refusal.starts_with(r#"environment: OCTANT_LISTEN cannot be "nowhere": "#), "{refusal}");
        assert_eq!(check_one("OCTANT_LISTEN", "0.0.0.0:80"), Ok(()));
    }

    #[test]
    fn what_kubernetes_says_of_a_service_called_octant_is_no_setting() {
        for name in
            ["OCTANT_PORT", "OCTANT_SERVICE_HOST", "OCTANT_SERVICE_PORT_HTTP", "OCTANT_PORT_8080_TCP_ADDR"]
        {
            assert_eq!(check_one(name, "tcp://10.0.0.1:8080"), Ok(()), "{name}");
        }
    }
}
