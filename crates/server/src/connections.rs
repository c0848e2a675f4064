//! All open connections: how many there may be, in all and from one address, and which ends when places are scarce.

mod reserved;

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::connection::Line;
use crate::memory::network;
use crate::options::ServerOptions;
pub(crate) use reserved::refuse;

/// Places beyond `max_connections`, for health checks and signed-in people.
const RESERVED: usize = 16;

/// A connection is not closed for others before nothing was asked for so long.
const SHORTEST_IDLE: Duration = Duration::from_secs(1);

/// The connections of a server.
#[derive(Debug)]
pub(crate) struct Connections {
    /// How many there may be, without the reserved ones.
    places: usize,
    /// How many there may be from one address.
    per_address: usize,
    /// Addresses that speak for many clients.
    trusted: Vec<IpAddr>,
    table: Mutex<Table>,
    /// How many are open.
    open: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Table {
    lines: HashMap<u64, Arc<Line>>,
    next: u64,
    /// How many of them have no reserved place.
    regular: usize,
    addresses: HashMap<IpAddr, usize>,
}

/// A connection's place; it is free again when this is dropped.
pub(crate) struct Seat {
    connections: Arc<Connections>,
    id: u64,
    line: Arc<Line>,
}

impl Connections {
    pub(crate) fn new(options: &ServerOptions) -> Self {
        Self {
            places: options.max_connections,
            per_address: options.connections_per_address(),
            trusted: options.trusted_proxies.clone(),
            table: Mutex::default(),
            open: watch::Sender::new(0),
        }
    }

    /// Waits until one more can be accepted.
    pub(crate) async fn room(&self) {
        let all = self.places + RESERVED;
        if *self.open.borrow() >= all {
            // Who has asked for nothing yet makes room for who may have something to ask.
            self.table().close_idlest(true, Duration::ZERO);
        }
        // The sender is this value's own, so that this ends only when there is room.
        let _ = self.open.subscribe().wait_for(|open| *open < all).await;
    }

    /// Gives a connection its place; `None` where its address has too many already.
    pub(crate) fn admit(self: &Arc<Self>, peer: SocketAddr) -> Option<Seat> {
        let mut table = self.table();
        let address = self.limited(peer);
        if let Some(address) = address {
            let count = table.addresses.entry(address).or_default();
            if *count >= self.per_address {
                return None;
            }
            *count += 1;
        }
        let reserved = table.regular >= self.places;
        table.regular += usize::from(!reserved);
        let line = Arc::new(Line::new(peer, reserved));
        let id = table.next;
        table.next += 1;
        table.lines.insert(id, Arc::clone(&line));
        if table.regular + self.spare() > self.places {
            table.close_idlest(false, SHORTEST_IDLE);
        }
        self.open.send_replace(table.lines.len());
        Some(Seat { connections: Arc::clone(self), id, line })
    }

    /// How many are open.
    pub(crate) fn count(&self) -> usize {
        *self.open.borrow()
    }

    /// Waits until none is open.
    pub(crate) async fn none(&self) {
        // As in `room`.
        let _ = self.open.subscribe().wait_for(|open| *open == 0).await;
    }

    /// Once fewer places than this are free, idle connections end.
    fn spare(&self) -> usize {
        (self.places / 16).max(1)
    }

    /// The address to count a connection under; none for a trusted proxy.
    fn limited(&self, peer: SocketAddr) -> Option<IpAddr> {
        let address = peer.ip().to_canonical();
        (!self.trusted.contains(&address)).then(|| network(address))
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leave(&self, seat: &Seat) {
        let mut table = self.table();
        table.lines.remove(&seat.id);
        table.regular -= usize::from(!seat.line.reserved);
        if let Some(address) = self.limited(seat.line.peer)
            && let Some(count) = table.addresses.get_mut(&address)
        {
            *count -= 1;
            if *count == 0 {
                table.addresses.remove(&address);
            }
        }
        self.open.send_replace(table.lines.len());
    }
}

impl Table {
    /// Ends the connection that has asked for nothing for longest, of those on reserved places or of the others.
    fn close_idlest(&self, reserved: bool, at_least: Duration) {
        let of_kind = self.lines.values().filter(|line| line.reserved == reserved);
        let idle = of_kind.filter_map(|line| line.idle().map(|idle| (idle, line)));
        let idlest = idle.filter(|(idle, _)| *idle >= at_least).max_by_key(|(idle, _)| *idle);
        if let Some((_, line)) = idlest {
            line.close();
        }
    }
}

impl Seat {
    /// What is known of the connection.
    pub(crate) fn line(&self) -> Arc<Line> {
        Arc::clone(&self.line)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.connections.leave(self);
    }
}

#[cfg(test)]
mod tests;
