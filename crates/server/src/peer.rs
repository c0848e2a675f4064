//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::request::Parts;

use crate::error::Failure;
use crate::state::AppState;

/// The other end of the connection; the accept loop puts it into each request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The address of the client: of the connection, or what a trusted proxy says of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Client(pub(crate) IpAddr);

impl FromRequestParts<AppState> for Client {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        client_of(parts, state).map(Self)
    }
}

/// The address of the client that sends a request.
pub(crate) fn client_of(parts: &Parts, state: &AppState) -> Result<IpAddr, Failure> {
    let Some(Peer(peer)) = parts.extensions.get::<Peer>() else {
        return Err(Failure::internal("the request came over no connection"));
    };
    Ok(client(peer.ip(), &parts.headers, &state.options.trusted_proxies))
}

/// Goes back through `X-Forwarded-For` as long as trusted proxies wrote it: what comes before that, anybody can write.
pub(crate) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut client = peer.to_canonical();
    let values: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    let mut hops = values.iter().flat_map(|value| value.split(',')).map(str::trim).rev();
    while trusted.contains(&client) {
        match hops.next().map(str::parse::<IpAddr>) {
            Some(Ok(hop)) => client = hop.to_canonical(),
            Some(Err(_)) | None => break,
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn seen(peer: &str, forwarded: &[&str], trusted: &[&str]) -> IpAddr {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().expect("a header value"));
        }
        let trusted: Vec<IpAddr> = trusted.iter().map(|text| address(text)).collect();
        client(address(peer), &headers, &trusted)
    }

    #[test]
    fn without_trusted_proxies_the_connection_counts() {
        assert_eq!(seen("192.0.2.1", &["198.51.100.7"], &[]), address("192.0.2.1"));
    }

    #[test]
    fn a_trusted_proxy_tells_the_client_and_nobody_else_does() {
        let trusted = ["192.0.2.1", "192.0.2.2"];
        assert_eq!(seen("192.0.2.1", &["198.51.100.7"], &trusted), address("198.51.100.7"));
        assert_eq!(
            seen("192.0.2.1", &["10.0.0.1, 198.51.100.7, 192.0.2.2"], &trusted),
            address("198.51.100.7")
        );
        assert_eq!(seen("192.0.2.1", &["10.0.0.1", "198.51.100.7"], &trusted), address("198.51.100.7"));
        assert_eq!(seen("192.0.2.1", &["nonsense"], &trusted), address("192.0.2.1"));
        assert_eq!(seen("192.0.2.9", &["198.51.100.7"], &trusted), address("192.0.2.9"));
        assert_eq!(seen("::ffff:192.0.2.1", &["198.51.100.7"], &trusted), address("198.51.100.7"));
    }
}
