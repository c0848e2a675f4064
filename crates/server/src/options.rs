//! What an operator can set of the server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use octant_destination::RequestLimits;

use crate::origin::AllowedHost;
use crate::sample::SampleLoader;

const MIB: u64 = 1024 * 1024;

/// A host that pages of the Studio load pictures from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageHost {
    /// `*`: any.
    Any,
    /// This one.
    Named(AllowedHost),
}

impl std::str::FromStr for ImageHost {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim() == "*" {
            return Ok(Self::Any);
        }
        text.parse().map(Self::Named)
    }
}

impl ImageHost {
    /// Its name as a content security policy takes it; none for any.
    pub(crate) fn name(&self) -> Option<String> {
        match self {
            Self::Any => None,
            Self::Named(host) => Some(host.to_string()),
        }
    }
}

/// The server's limits and times. Every limit that a client can meet is here.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The most connections at a time. Some further ones are accepted for health checks and signed-in people, and
    /// answer everybody else 503.
    pub max_connections: usize,
    /// The most connections at a time from one address, or one network of IPv6; `None` for a quarter of
    /// `max_connections`. Trusted proxies have no such limit.
    pub max_connections_per_address: Option<usize>,
    /// How long a connection may take to send a request's head, or stay open without one.
    pub idle_timeout: Duration,
    /// How long a request's body may take to arrive. Clients of the protocol give up after 100 seconds.
    pub body_timeout: Duration,
    /// How long an answer may make no progress because its client does not read; then the connection ends.
    pub write_timeout: Duration,
    /// The fewest bytes a second, on average, with which a body must come and an answer be read; 0 demands none.
    pub min_rate: u64,
    /// How long a body may stay below `min_rate`.
    pub rate_grace: Duration,
    /// The most bytes of an import's body, as sent and as unpacked.
    pub max_body: u64,
    /// The most bytes of any other body, as sent and as unpacked.
    pub max_document: u64,
    /// The most bytes of bodies held at a time, from their arrival until they are applied. At least `max_body`.
    /// Work on a body takes up to about as much again. One provider or key holds half of it at most, or one body.
    pub ingest_memory: u64,
    /// The most bytes held at a time of bodies of clients that show no credential: requests for tokens, queries of
    /// public destinations, sign-ins. At least `max_document`. One address holds half of it at most.
    pub anonymous_memory: u64,
    /// The most bytes held at a time of all other bodies: `/v1`, queries of protected destinations, forms of the
    /// Studio. At least `max_document`. One credential holds half of it at most.
    pub document_memory: u64,
    /// The most bytes of large answers held at a time, until their clients have read them. One address or application
    /// holds half of it at most.
    pub answer_memory: u64,
    /// How many requests may wait for each of the three memories for bodies at a time; further ones are
    /// answered 429 at once.
    pub ingest_queue: usize,
    /// How long a request waits for memory, or for its turn to be applied, before it is answered 429.
    pub ingest_wait: Duration,
    /// How many imports are worked on at a time.
    pub max_imports: usize,
    /// The most bytes of a file that is uploaded in the Studio, as sent and as unpacked.
    pub max_upload: u64,
    /// How long such a file waits to be imported.
    pub keep_uploads: Duration,
    /// How many passwords are checked at a time, each with some 20 MiB; half as many more of users whose browser is known.
    pub max_sign_ins: usize,
    /// The most entries that one page of a search in a source looks at, before it answers with what it found so far.
    pub browse_scan: usize,
    /// How many requests look through entries or cards at a time; one client has half of these turns at most.
    pub max_browsing: usize,
    /// The most lines a second of the log about requests that were refused; 0 writes none.
    pub max_refusal_lines: usize,
    /// Where clients reach this server, such as `https://data.example.com`, for descriptions and links; without it, the
    /// name that a request was sent to counts, where links may name it.
    pub public_url: Option<String>,
    /// The hosts that links may name, beside localhost and addresses.
    pub allowed_hosts: Vec<AllowedHost>,
    /// From where pages of the Studio load pictures without asking, beside this server.
    pub image_hosts: Vec<ImageHost>,
    /// Whether `/metrics` names tenants, cards and destinations to anybody.
    pub open_metrics: bool,
    /// What a query of a destination may ask for at most.
    pub query_limits: RequestLimits,
    /// How many queries are worked on at a time.
    pub max_queries: usize,
    /// How many queries of one client are worked on at a time; `None` for a quarter of `max_queries`.
    pub max_queries_per_client: Option<usize>,
    /// The most distinct words of a query's full text search.
    pub max_words: usize,
    /// How long a query may take before it is stopped and answered 503.
    pub query_time: Duration,
    /// The memory in bytes for what all queries look for and keep at the same time; further ones are answered 429. One
    /// client has half of it at most.
    pub query_memory: u64,
    /// How long queries and browsing wait for their turn before they are answered 429.
    pub query_wait: Duration,
    /// How long a request may wait for a state (`?wait=`); who asks for longer waits as long as this.
    pub max_wait: Duration,
    /// How many requests may wait for a state at a time; further ones are answered 429.
    pub max_waiting: usize,
    /// How long answers to queries may be kept by clients without asking again; whole seconds.
    pub query_max_age: Duration,
    /// How cards are kept.
    pub cards: octant_card::Options,
    /// How destinations are kept.
    pub destinations: octant_destination::Options,
    /// How long accepted requests may go on after the server was told to stop.
    pub stop_grace: Duration,
    /// Proxies whose `X-Forwarded-For` tells the client's address. Empty: the connection's own address counts.
    pub trusted_proxies: Vec<IpAddr>,
    /// How often the server looks for what is to be removed.
    pub upkeep_interval: Duration,
    /// How often old records are looked for.
    pub expire_interval: Duration,
    /// How long the clock must have been far ahead of what is stored before anything is forgotten by it.
    pub clock_patience: Duration,
    /// How many files this process may have open, for those who watch it; `None` where nobody knows.
    pub open_files: Option<u64>,
    /// How long an idempotency key is kept.
    pub keep_idempotency_keys: Duration,
    /// How long the record of an import is kept; what it imported stays.
    pub keep_imports: Duration,
    /// How long it is kept who changed what of the set-up.
    pub keep_activity: Duration,
    /// How long the change log's records are kept; `None` keeps them for ever.
    pub keep_log: Option<Duration>,
    /// What loads the sample catalogue that the Studio offers to an empty organization; `None` offers none.
    pub sample: Option<SampleLoader>,
}

impl Default for ServerOptions {
    fn default() -> Self {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8100),
            max_connections: 800,
            max_connections_per_address: None,
            write_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(75),
            body_timeout: Duration::from_secs(100),
            min_rate: 1024,
            rate_grace: Duration::from_secs(10),
            max_body: 64 * MIB,
            max_document: MIB,
            ingest_memory: 256 * MIB,
            anonymous_memory: 32 * MIB,
            document_memory: 64 * MIB,
            answer_memory: 128 * MIB,
            ingest_queue: 64,
            ingest_wait: Duration::from_secs(5),
            max_imports: 16,
            max_upload: 256 * MIB,
            keep_uploads: Duration::from_secs(2 * 60 * 60),
            max_sign_ins: 4,
            browse_scan: 100_000,
            max_browsing: 3,
            max_refusal_lines: 20,
            public_url: None,
            allowed_hosts: Vec::new(),
            image_hosts: Vec::new(),
            open_metrics: false,
            query_limits: RequestLimits::default(),
            max_queries: 64,
            max_queries_per_client: None,
            max_words: 1_000,
            query_time: Duration::from_secs(10),
            query_memory: 256 * MIB,
            query_wait: Duration::from_secs(5),
            max_wait: Duration::from_secs(60),
            max_waiting: 200,
            query_max_age: Duration::ZERO,
            cards: octant_card::Options::default(),
            destinations: octant_destination::Options::default(),
            stop_grace: Duration::from_secs(30),
            trusted_proxies: Vec::new(),
            upkeep_interval: Duration::from_secs(1),
            expire_interval: Duration::from_secs(10 * 60),
            clock_patience: DAY,
            open_files: None,
            keep_idempotency_keys: DAY,
            keep_imports: DAY * 90,
            keep_activity: DAY * 365,
            keep_log: None,
            sample: None,
        }
    }
}

impl ServerOptions {
    /// Where this process itself reaches what listens at `listen`.
    pub(crate) fn own_address(&self) -> String {
        let ip = match self.listen.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        format!("http://{}", SocketAddr::new(ip, self.listen.port()))
    }

    /// The most connections at a time from one address.
    pub(crate) fn connections_per_address(&self) -> usize {
        self.max_connections_per_address.unwrap_or(self.max_connections.div_ceil(4))
    }

    /// The most queries of one client that are worked on at a time.
    pub(crate) fn queries_per_client(&self) -> usize {
        self.max_queries_per_client.unwrap_or(self.max_queries.div_ceil(4))
    }

    /// What contradicts itself, in words that name the settings; `None` where nothing does.
    #[must_use]
    pub fn contradiction(&self) -> Option<String> {
        if self.ingest_memory < self.max_body {
            return Some(format!(
                "ingest_memory ({}) is less than max_body ({}): the largest allowed body could never be taken",
                self.ingest_memory, self.max_body
            ));
        }
        if self.max_body < self.max_document {
            return Some(format!(
                "max_body ({}) is less than max_document ({})",
                self.max_body, self.max_document
            ));
        }
        let documents =
            [("anonymous_memory", self.anonymous_memory), ("document_memory", self.document_memory)];
        if let Some((name, bytes)) = documents.iter().find(|(_, bytes)| *bytes < self.max_document) {
            return Some(format!(
                "{name} ({bytes}) is less than max_document ({}): the largest allowed document could never be taken",
                self.max_document
            ));
        }
        if self.answer_memory < MIB {
            return Some(format!("answer_memory ({}) is less than 1 MiB", self.answer_memory));
        }
        let counts = [
            ("max_connections", self.max_connections),
            ("max_connections_per_address", self.connections_per_address()),
            ("max_imports", self.max_imports),
            ("max_queries", self.max_queries),
            ("max_queries_per_client", self.queries_per_client()),
            ("max_browsing", self.max_browsing),
            ("max_words", self.max_words),
            ("max_sort", self.query_limits.max_sort),
            ("query_memory", usize::try_from(self.query_memory).unwrap_or(usize::MAX)),
            ("max_top", self.query_limits.max_top),
            ("max_sign_ins", self.max_sign_ins),
            ("browse_scan", self.browse_scan),
        ];
        let times = [
            ("idle_timeout", self.idle_timeout),
            ("write_timeout", self.write_timeout),
            ("body_timeout", self.body_timeout),
            ("query_time", self.query_time),
            ("upkeep_interval", self.upkeep_interval),
            ("expire_interval", self.expire_interval),
            ("keep_log", self.keep_log.unwrap_or(Duration::MAX)),
        ];
        let zero_count = counts.iter().find(|(_, count)| *count == 0).map(|(name, _)| name);
        let zero_time = times.iter().find(|(_, time)| time.is_zero()).map(|(name, _)| name);
        zero_count.or(zero_time).map(|name| format!("{name} is 0; it must be more"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_listens_everywhere_reaches_itself_on_loopback() {
        let reached = |listen: &str| {
            let listen = listen.parse().expect("an address");
            ServerOptions { listen, ..ServerOptions::default() }.own_address()
        };
        assert_eq!(reached("0.0.0.0:80"), "http://127.0.0.1:80");
        assert_eq!(reached("[::]:8100"), "http://[::1]:8100");
        assert_eq!(reached("10.0.0.7:8100"), "http://10.0.0.7:8100");
    }
}
