//! Where clients reach this server, for links that leave it: descriptions, invitations, commands to copy.
//!
//! Whoever sends a request chooses its Host header. A link that follows it leads where the sender wants, so that only
//! hosts are followed that the operator allows, and those that no other can claim: localhost and addresses.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use http::HeaderMap;
use http::header::HOST;

use crate::options::ServerOptions;
use crate::studio::is_secure;

/// A host that links may name: `shop.example` with any port, `shop.example:8443` with this one, `*.shop.example` for
/// all below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHost {
    name: String,
    with_subdomains: bool,
    port: Option<u16>,
}

impl FromStr for AllowedHost {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "write a host like shop.example, shop.example:8443 or *.shop.example";
        let (name, port) = split(text.trim()).ok_or(wrong)?;
        let (name, with_subdomains) = match name.strip_prefix("*.") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let is_name = !name.is_empty() && name.bytes().all(is_of_host);
        if !is_name || name.starts_with('.') {
            return Err(wrong);
        }
        Ok(Self { name: normal(name), with_subdomains, port })
    }
}

impl fmt::Display for AllowedHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let star = if self.with_subdomains { "*." } else { "" };
        write!(formatter, "{star}{}", self.name)?;
        self.port.map_or(Ok(()), |port| write!(formatter, ":{port}"))
    }
}

impl AllowedHost {
    fn allows(&self, name: &str, port: Option<u16>) -> bool {
        let is_below = |name: &str| name.strip_suffix(&self.name).is_some_and(|rest| rest.ends_with('.'));
        let is_named = if self.with_subdomains { is_below(name) } else { name == self.name };
        is_named && self.port.is_none_or(|own| port == Some(own))
    }
}

/// Scheme and host: the setting `public_url`, or else the name that the request was sent to if links may name it, or
/// else the address that the server listens on.
pub(crate) fn origin(options: &ServerOptions, headers: &HeaderMap) -> String {
    if let Some(origin) = &options.public_url {
        return origin.trim_end_matches('/').to_owned();
    }
    let host = headers.get(HOST).and_then(|value| value.to_str().ok());
    match host.filter(|host| is_allowed(host, &options.allowed_hosts)) {
        Some(host) => {
            let scheme = if is_secure(headers) { "https" } else { "http" };
            format!("{scheme}://{host}")
        }
        None => options.own_address(),
    }
}

fn is_allowed(host: &str, allowed: &[AllowedHost]) -> bool {
    let Some((name, port)) = split(host) else { return false };
    let name = normal(name);
    name == "localhost" || is_address(&name) || allowed.iter().any(|one| one.allows(&name, port))
}

/// A host without its port, and the port.
fn split(host: &str) -> Option<(&str, Option<u16>)> {
    let end = if host.starts_with('[') { host.find(']')? + 1 } else { host.find(':').unwrap_or(host.len()) };
    let (name, rest) = host.split_at(end);
    match rest.strip_prefix(':') {
        Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some((name, Some(port.parse().ok()?)))
        }
        None if rest.is_empty() => Some((name, None)),
        _ => None,
    }
}

fn is_address(name: &str) -> bool {
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    match bare {
        Some(bare) => bare.parse::<Ipv6Addr>().is_ok(),
        None => matches!(name.parse(), Ok(IpAddr::V4(_))),
    }
}

fn is_of_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._[]:".contains(&byte)
}

/// In lower case, without the dot of a name that begins at the root.
fn normal(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn localhost_and_addresses_are_followed_and_names_only_where_allowed() {
        let allowed: Vec<AllowedHost> = ["shop.example", "data.example:8443", "*.cdn.example"]
            .map(|text| text.parse().expect("a host"))
            .into();
        for host in [
            "localhost",
            "LocalHost:80",
            "127.0.0.1:9000",
            "10.0.0.7",
            "[::1]:80",
            "[2001:db8::1]",
            "shop.example",
            "SHOP.example.:99",
            "data.example:8443",
            "a.cdn.example",
            "a.b.cdn.example:1",
        ] {
            assert!(is_allowed(host, &allowed), "{host}");
        }
        for host in [
            "evil.example",
            "shop.example.evil",
            "ashop.example",
            "data.example",
            "data.example:80",
            "cdn.example",
            "acdn.example",
            "localhost.evil",
            "127.0.0.1.evil",
            "::1",
            "[::1",
            "[evil]",
            "[::1]evil",
            "localhost:80@evil",
            "localhost:",
            "localhost/evil",
            "",
        ] {
            assert!(!is_allowed(host, &allowed), "{host}");
        }
        for text in ["", "*", "*.", "a/b", "a b", "http://a", "a:b", ".a"] {
            assert!(text.parse::<AllowedHost>().is_err(), "{text}");
        }
    }
}
