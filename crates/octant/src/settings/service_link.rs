//! Variables that Kubernetes and Docker set in every container for each service: where it is.
//!
//! Those of a service `octant`, `octant-web` or `octant-api` begin as settings do. A variable is one of these where its
//! name and its value both look like it, so that `OCTANT_PORT=8080` is still told to be no setting.

use std::net::IpAddr;

const PROTOCOLS: [&str; 3] = ["tcp", "udp", "sctp"];

/// Whether a variable tells where a service is.
pub(super) fn is_service_link(name: &str, value: &str) -> bool {
    (name.ends_with("_PORT") && is_url(value))
        || ends(name, "SERVICE_").any(|end| is_service_end(end, value))
        || ends(name, "PORT_").any(|end| is_port_end(end, value))
}

/// What follows each such word; a service, or its port, may itself be called so.
fn ends<'n>(name: &'n str, word: &'static str) -> impl Iterator<Item = &'n str> {
    let found = name.match_indices(word).filter(|(place, _)| name[..*place].ends_with('_'));
    found.map(|(place, word)| &name[place + word.len()..])
}

/// What follows `_PORT_`: `80_TCP`, `80_TCP_PROTO`, `80_TCP_PORT` or `80_TCP_ADDR`.
fn is_port_end(end: &str, value: &str) -> bool {
    let mut parts = end.split('_');
    let numbered = parts.next().is_some_and(is_port);
    let with_protocol = parts.next().is_some_and(|part| is_protocol(&part.to_ascii_lowercase()));
    numbered
        && with_protocol
        && match (parts.next(), parts.next()) {
            (None, _) => is_url(value),
            (Some("PROTO"), None) => is_protocol(value),
            (Some("PORT"), None) => is_port(value),
            (Some("ADDR"), None) => is_address(value),
            _ => false,
        }
}

/// What follows `_SERVICE_`: `HOST`, `PORT` or `PORT_HTTP`.
fn is_service_end(end: &str, value: &str) -> bool {
    match end.strip_prefix("PORT") {
        Some(port) => (port.is_empty() || port.starts_with('_')) && is_port(value),
        None => end == "HOST" && is_address(value),
    }
}

fn is_protocol(text: &str) -> bool {
    PROTOCOLS.contains(&text)
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok()
}

fn is_address(text: &str) -> bool {
    text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok()
}

/// Such as `tcp://10.0.0.1:8080`.
fn is_url(text: &str) -> bool {
    let Some((protocol, rest)) = text.split_once("://") else { return false };
    let Some((address, port)) = rest.rsplit_once(':') else { return false };
    is_protocol(protocol) && is_address(address) && is_port(port)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::command_line::CommandLine;

    const VARIABLES: [(&str, &str); 8] = [
        ("SERVICE_HOST", "10.0.0.1"),
        ("SERVICE_PORT", "80"),
        ("SERVICE_PORT_HTTP", "80"),
        ("PORT", "tcp://10.0.0.1:80"),
        ("PORT_80_TCP", "tcp://10.0.0.1:80"),
        ("PORT_80_TCP_PROTO", "tcp"),
        ("PORT_80_TCP_PORT", "80"),
        ("PORT_80_TCP_ADDR", "10.0.0.1"),
    ];

    #[test]
    fn what_is_said_of_a_service_is_told_by_name_and_value() {
        for service in [
            "OCTANT",
            "OCTANT_WEB",
            "OCTANT_API",
            "OCTANT_MAX_BODY",
            "OCTANT_PORT",
            "OCTANT_SERVICE_X",
            "OCTANT_SERVICE",
        ] {
            for (name, value) in VARIABLES {
                let name = format!("{service}_{name}");
                assert!(is_service_link(&name, value), "{name}={value}");
                assert!(!is_service_link(&name, "64MiB"), "{name}=64MiB");
            }
        }
        assert!(is_service_link("OCTANT_WEB_PORT", "udp://[fd00::1]:53"));
        assert!(is_service_link("OCTANT_WEB_SERVICE_HOST", "fd00::1"));
        for (name, value) in [
            ("OCTANT_PORT", "8080"),
            ("OCTANT_PORT", "tcp://10.0.0.1"),
            ("OCTANT_WEB_PORT_80", "80"),
            ("OCTANT_WEB_PORT_80_HTTP", "tcp://10.0.0.1:80"),
            ("OCTANT_WEB_PORT_80_TCP_NAME", "80"),
            ("OCTANT_LISTEN", "tcp://10.0.0.1:80"),
            ("OCTANT_SERVICES", "10.0.0.1"),
        ] {
            assert!(!is_service_link(name, value), "{name}={value}");
        }
    }

    #[test]
    fn no_setting_is_called_like_what_is_said_of_a_service() {
        let command = CommandLine::command();
        let arguments = command.get_subcommands().flat_map(clap::Command::get_arguments);
        for name in arguments.filter_map(|argument| argument.get_env()?.to_str()) {
            for (_, value) in VARIABLES {
                assert!(!is_service_link(name, value), "{name} could be set for a service");
            }
        }
    }
}
