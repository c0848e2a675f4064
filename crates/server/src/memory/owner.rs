//! Whose memory it is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::extract::Request;
use http::request::Parts;
use octant_store::Actor;

use crate::error::Failure;
use crate::peer::{Peer, client, client_of};
use crate::state::AppState;

/// Who holds a part of a budget.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Owner {
    /// Whoever comes from there without a credential; of IPv6, the whole network of 64 bits.
    Address(IpAddr),
    /// The holder of a credential. A guard puts this into the request once the credential was checked.
    Credential(String),
}

impl From<&Actor> for Owner {
    fn from(actor: &Actor) -> Self {
        Self::Credential(actor.0.clone())
    }
}

impl Owner {
    /// From where a request comes, whoever sends it.
    pub(crate) fn of_request(request: &Request, state: &AppState) -> Self {
        let peer =
            request.extensions().get::<Peer>().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0.ip());
        Self::Address(network(client(peer, request.headers(), &state.options.trusted_proxies)))
    }

    /// Who sends a request.
    ///
    /// # Errors
    /// 500 where the request came over no connection.
    pub(crate) fn of(parts: &Parts, state: &AppState) -> Result<Self, Failure> {
        match parts.extensions.get::<Self>() {
            Some(owner) => Ok(owner.clone()),
            None => Ok(Self::Address(network(client_of(parts, state)?))),
        }
    }
}

/// The address that stands for all that one client can easily take: of IPv6, these are the last 64 bits.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_counts_as_one() {
        let of = |text: &str| network(text.parse().expect("an address")).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(of("2001:db8:1:3::1"), "2001:db8:1:3::");
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
