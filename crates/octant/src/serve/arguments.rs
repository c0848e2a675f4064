//! Every setting of the server, each defined once.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use octant_access::{AccessOptions, LimiterOptions};
use octant_destination::RequestLimits;
use octant_model::TenantId;
use octant_server::{AllowedHost, ImageHost, ServerOptions};
use octant_store::sqlite;

use crate::logging::LogArguments;
use crate::parts::{DEFAULT_LISTEN, admin_key};
use crate::settings::{ByteSize, Period};

/// Bytes of a page in the store's file.
const PAGE: u64 = 8 << 10;

/// The settings of `octant serve`.
#[derive(Debug, Clone, Args)]
pub(crate) struct ServeArguments {
    /// The folder that holds everything; made where it does not exist
    #[arg(long, env = "OCTANT_DATA", value_name = "FOLDER")]
    pub(crate) data: PathBuf,
    /// The address to listen on; port 0 takes a free one
    #[arg(long, env = "OCTANT_LISTEN", value_name = "ADDRESS", default_value = DEFAULT_LISTEN)]
    pub(crate) listen: SocketAddr,
    /// The tenant that the first start makes
    #[arg(long, env = "OCTANT_TENANT", value_name = "NAME", default_value = "local", value_parser = tenant)]
    pub(crate) tenant: TenantId,
    /// The organization key that the first start takes instead of making one, at least 16 characters. Set it in the
    /// environment: a command line can be read by others on the machine
    #[arg(long, env = "OCTANT_ADMIN_KEY", value_name = "KEY", hide_env_values = true, value_parser = admin_key)]
    pub(crate) admin_key: Option<String>,
    /// The settings file; octant.toml in the working folder is read without being named
    #[arg(long, env = "OCTANT_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) log: LogArguments,
    #[command(flatten)]
    pub(crate) limits: LimitArguments,
    #[command(flatten)]
    pub(crate) keep: KeepArguments,
    #[command(flatten)]
    pub(crate) access: AccessArguments,
    #[command(flatten)]
    pub(crate) store: StoreArguments,
    #[command(flatten)]
    pub(crate) destinations: DestinationArguments,
}

/// Destinations and their queries.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Destinations")]
pub(crate) struct DestinationArguments {
    /// Where clients reach this server, such as `https://data.example.com`, for the descriptions of destinations, for
    /// invitations and for commands to copy; without it, the name that a request was sent to counts, if allowed_hosts has
    /// it, and the address that the server listens on otherwise
    #[arg(long, env = "OCTANT_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// The hosts that links may name without public_url, with commas between them: `shop.example` with any port,
    /// `shop.example:8443`, `*.shop.example`. localhost and addresses are always allowed
    #[arg(long, env = "OCTANT_ALLOWED_HOSTS", value_name = "HOSTS", value_delimiter = ',')]
    allowed_hosts: Vec<AllowedHost>,
    /// The hosts from which pages of the Studio load pictures without asking, with commas between them: `cdn.example.com`,
    /// `*.example.com`, `*` for any. For other hosts a page asks the person that looks at it
    #[arg(long, env = "OCTANT_IMAGE_HOSTS", value_name = "HOSTS", value_delimiter = ',')]
    image_hosts: Vec<ImageHost>,
    /// Lets /metrics name tenants, cards and destinations to anybody, and not only to a key with read:destinations
    #[arg(long, env = "OCTANT_OPEN_METRICS", num_args = 0..=1, default_missing_value = "true", default_value_t = false, action = clap::ArgAction::Set)]
    open_metrics: bool,
    /// The most results that one query may ask for
    #[arg(long, env = "OCTANT_MAX_TOP", value_name = "COUNT", default_value_t = server().query_limits.max_top)]
    max_top: usize,
    /// The most results that a query may skip; through after it goes as deep as anybody likes
    #[arg(long, env = "OCTANT_MAX_SKIP", value_name = "COUNT", default_value_t = server().query_limits.max_skip)]
    max_skip: usize,
    /// The most values in a query's filter, and the most search terms
    #[arg(long, env = "OCTANT_MAX_VALUES", value_name = "COUNT", default_value_t = server().query_limits.max_values)]
    max_values: usize,
    /// The most sort keys of a query
    #[arg(long, env = "OCTANT_MAX_SORT", value_name = "COUNT", default_value_t = server().query_limits.max_sort)]
    max_sort: usize,
    /// The most distinct words of a query's full text search
    #[arg(long, env = "OCTANT_MAX_WORDS", value_name = "COUNT", default_value_t = server().max_words)]
    max_words: usize,
    /// How many queries are worked on at a time; further ones wait
    #[arg(long, env = "OCTANT_MAX_QUERIES", value_name = "COUNT", default_value_t = server().max_queries)]
    max_queries: usize,
    /// How many queries of one client, which is an address or an application, are worked on at a time; a quarter of
    /// max_queries if not given
    #[arg(long, env = "OCTANT_MAX_QUERIES_PER_CLIENT", value_name = "COUNT", value_parser = at_least_one)]
    max_queries_per_client: Option<usize>,
    /// How long queries and browsing wait for their turn before they are answered 429
    #[arg(long, env = "OCTANT_QUERY_WAIT", value_name = "TIME", default_value_t = Period(server().query_wait))]
    query_wait: Period,
    /// How long a query may take before it is stopped and answered 503
    #[arg(long, env = "OCTANT_QUERY_TIME", value_name = "TIME", default_value_t = Period(server().query_time))]
    query_time: Period,
    /// The memory for what all queries look for and keep at the same time; further ones are answered 429. One client has
    /// half of it at most
    #[arg(long, env = "OCTANT_QUERY_MEMORY", value_name = "SIZE", default_value_t = ByteSize(server().query_memory))]
    query_memory: ByteSize,
    /// How long clients may keep an answer without asking again
    #[arg(long, env = "OCTANT_QUERY_MAX_AGE", value_name = "TIME", default_value_t = Period(server().query_max_age))]
    query_max_age: Period,
    /// The memory for what is being written to an index, for each index, and half as much for sort keys of texts that stay
    /// as they are
    #[arg(long, env = "OCTANT_INDEX_MEMORY", value_name = "SIZE", default_value_t = ByteSize(server().cards.index.writer_memory as u64))]
    index_memory: ByteSize,
    /// How many threads build an index
    #[arg(long, env = "OCTANT_INDEX_THREADS", value_name = "COUNT", default_value_t = server().cards.index.bulk_threads, value_parser = at_least_one)]
    index_threads: usize,
    /// How many indexes of destinations are built at the same time, for each tenant
    #[arg(long, env = "OCTANT_INDEX_BUILDS", value_name = "COUNT", default_value_t = server().destinations.builds, value_parser = at_least_one)]
    index_builds: usize,
}

impl DestinationArguments {
    fn limits(&self) -> RequestLimits {
        RequestLimits {
            max_top: self.max_top,
            max_skip: self.max_skip,
            max_values: self.max_values,
            max_sort: self.max_sort,
        }
    }

    fn index(&self) -> octant_index::Options {
        let index_memory = usize::try_from(self.index_memory.0).unwrap_or(usize::MAX);
        octant_index::Options {
            writer_memory: index_memory,
            known_keys: index_memory / 2,
            bulk_threads: self.index_threads,
            ..server().cards.index
        }
    }
}

/// The limits that clients meet.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct LimitArguments {
    /// The most connections at a time. A few further ones are taken for health checks and people who are signed in, and
    /// answered 503 otherwise
    #[arg(long, env = "OCTANT_MAX_CONNECTIONS", value_name = "COUNT", default_value_t = server().max_connections)]
    max_connections: usize,
    /// The most connections at a time from one address, or one network of IPv6; further ones are closed. A quarter of
    /// max_connections if not given; trusted proxies have no such limit
    #[arg(long, env = "OCTANT_MAX_CONNECTIONS_PER_ADDRESS", value_name = "COUNT", value_parser = at_least_one)]
    max_connections_per_address: Option<usize>,
    /// How long a connection may take to send a request's head, or stay open without one
    #[arg(long, env = "OCTANT_IDLE_TIMEOUT", value_name = "TIME", default_value_t = Period(server().idle_timeout))]
    idle_timeout: Period,
    /// How long a request's body may take to arrive
    #[arg(long, env = "OCTANT_BODY_TIMEOUT", value_name = "TIME", default_value_t = Period(server().body_timeout))]
    body_timeout: Period,
    /// How long an answer may make no progress because its client does not read; then the connection ends
    #[arg(long, env = "OCTANT_WRITE_TIMEOUT", value_name = "TIME", default_value_t = Period(server().write_timeout))]
    write_timeout: Period,
    /// The fewest bytes a second with which a body must come and an answer be read, on average; 0 demands none
    #[arg(long, env = "OCTANT_MIN_RATE", value_name = "SIZE", default_value_t = ByteSize(server().min_rate))]
    min_rate: ByteSize,
    /// How long a body may stay below min_rate before it is answered 408
    #[arg(long, env = "OCTANT_RATE_GRACE", value_name = "TIME", default_value_t = Period(server().rate_grace))]
    rate_grace: Period,
    /// The most that an import's body may be, as sent and as unpacked
    #[arg(long, env = "OCTANT_MAX_BODY", value_name = "SIZE", default_value_t = ByteSize(server().max_body))]
    max_body: ByteSize,
    /// The most that any other body may be
    #[arg(long, env = "OCTANT_MAX_DOCUMENT", value_name = "SIZE", default_value_t = ByteSize(server().max_document))]
    max_document: ByteSize,
    /// The memory for bodies of imports, from their arrival until they are applied; the work on them takes up to as much
    /// again. One provider or key holds half of it at most
    #[arg(long, env = "OCTANT_INGEST_MEMORY", value_name = "SIZE", default_value_t = ByteSize(server().ingest_memory))]
    ingest_memory: ByteSize,
    /// The memory for bodies of clients that show no credential: requests for tokens, queries of public destinations,
    /// sign-ins. One address holds half of it at most
    #[arg(long, env = "OCTANT_ANONYMOUS_MEMORY", value_name = "SIZE", default_value_t = ByteSize(server().anonymous_memory))]
    anonymous_memory: ByteSize,
    /// The memory for all other bodies: /v1, queries of protected destinations, forms of the Studio. One credential holds
    /// half of it at most
    #[arg(long, env = "OCTANT_DOCUMENT_MEMORY", value_name = "SIZE", default_value_t = ByteSize(server().document_memory))]
    document_memory: ByteSize,
    /// The memory for large answers, until their clients have read them. One address or application holds half of it at
    /// most
    #[arg(long, env = "OCTANT_ANSWER_MEMORY", value_name = "SIZE", default_value_t = ByteSize(server().answer_memory))]
    answer_memory: ByteSize,
    /// How many requests may wait for each of the memories for bodies; further ones are answered 429
    #[arg(long, env = "OCTANT_INGEST_QUEUE", value_name = "COUNT", default_value_t = server().ingest_queue)]
    ingest_queue: usize,
    /// How long a request waits for its turn before it is answered 429
    #[arg(long, env = "OCTANT_INGEST_WAIT", value_name = "TIME", default_value_t = Period(server().ingest_wait))]
    ingest_wait: Period,
    /// How many imports are worked on at a time
    #[arg(long, env = "OCTANT_MAX_IMPORTS", value_name = "COUNT", default_value_t = server().max_imports)]
    max_imports: usize,
    /// The most that a file may be that is uploaded in the Studio, as sent and as unpacked
    #[arg(long, env = "OCTANT_MAX_UPLOAD", value_name = "SIZE", default_value_t = ByteSize(server().max_upload))]
    max_upload: ByteSize,
    /// How many passwords are checked at a time, each with some 20 MiB
    #[arg(long, env = "OCTANT_MAX_SIGN_INS", value_name = "COUNT", default_value_t = server().max_sign_ins)]
    max_sign_ins: usize,
    /// The most entries that one page of a search in a source looks at, before it answers with what it found so far
    #[arg(long, env = "OCTANT_BROWSE_SCAN", value_name = "COUNT", default_value_t = server().browse_scan)]
    browse_scan: usize,
    /// How many requests search or page through entries or cards at a time, as /v1 and the Studio do; further ones wait for
    /// query_wait. One key or person has half of these turns at most
    #[arg(long, env = "OCTANT_MAX_BROWSING", value_name = "COUNT", default_value_t = server().max_browsing)]
    max_browsing: usize,
    /// The most lines a second of the log about refused requests: further ones are counted; 0 writes none
    #[arg(long, env = "OCTANT_MAX_REFUSAL_LINES", value_name = "COUNT", default_value_t = server().max_refusal_lines)]
    max_refusal_lines: usize,
    /// How long a request may wait for a state with ?wait=; who asks for longer waits as long as this
    #[arg(long, env = "OCTANT_MAX_WAIT", value_name = "TIME", default_value_t = Period(server().max_wait))]
    max_wait: Period,
    /// How many requests may wait for a state at a time; further ones are answered 429
    #[arg(long, env = "OCTANT_MAX_WAITING", value_name = "COUNT", default_value_t = server().max_waiting)]
    max_waiting: usize,
    /// How long accepted requests may go on after the server was told to stop
    #[arg(long, env = "OCTANT_STOP_GRACE", value_name = "TIME", default_value_t = Period(server().stop_grace))]
    stop_grace: Period,
    /// Proxies whose X-Forwarded-For tells the client's address, with commas between them
    #[arg(long, env = "OCTANT_TRUSTED_PROXIES", value_name = "ADDRESSES", value_delimiter = ',')]
    trusted_proxies: Vec<IpAddr>,
}

/// How long things are kept.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Retention")]
pub(crate) struct KeepArguments {
    /// How long an Idempotency-Key is remembered
    #[arg(long, env = "OCTANT_KEEP_IDEMPOTENCY_KEYS", value_name = "TIME", default_value_t = Period(server().keep_idempotency_keys))]
    keep_idempotency_keys: Period,
    /// How long the record of an import is kept; what it imported stays
    #[arg(long, env = "OCTANT_KEEP_IMPORTS", value_name = "TIME", default_value_t = Period(server().keep_imports))]
    keep_imports: Period,
    /// How long a file that was uploaded in the Studio waits to be imported
    #[arg(long, env = "OCTANT_KEEP_UPLOADS", value_name = "TIME", default_value_t = Period(server().keep_uploads))]
    keep_uploads: Period,
    /// How long it is kept who changed what of the set-up
    #[arg(long, env = "OCTANT_KEEP_ACTIVITY", value_name = "TIME", default_value_t = Period(server().keep_activity))]
    keep_activity: Period,
    /// How long the records of the change log are kept for those who read it; for ever if not given. It grows by a few
    /// dozen bytes for each entry that is changed
    #[arg(long, env = "OCTANT_KEEP_LOG", value_name = "TIME")]
    keep_log: Option<Period>,
    /// How often the server looks for what is to be removed
    #[arg(long, env = "OCTANT_UPKEEP_INTERVAL", value_name = "TIME", default_value_t = Period(server().upkeep_interval))]
    upkeep_interval: Period,
    /// How often the server looks for old records that are to be forgotten
    #[arg(long, env = "OCTANT_EXPIRE_INTERVAL", value_name = "TIME", default_value_t = Period(server().expire_interval))]
    expire_interval: Period,
    /// How long the clock must have been far ahead of what is stored before anything is forgotten by it
    #[arg(long, env = "OCTANT_CLOCK_PATIENCE", value_name = "TIME", default_value_t = Period(server().clock_patience))]
    clock_patience: Period,
}

/// Credentials.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Access")]
pub(crate) struct AccessArguments {
    /// The file with the keys that seal the keys with which sessions and tokens are signed: 32 random bytes in Base64 a line,
    /// the first seals, all open. Without it they are stored in clear
    #[arg(long, env = "OCTANT_SECRETS_KEY_FILE", value_name = "FILE")]
    pub(crate) secrets_key_file: Option<PathBuf>,
    /// How long a data provider's token is valid
    #[arg(long, env = "OCTANT_TOKEN_LIFETIME", value_name = "TIME", default_value_t = Period(access().token_lifetime))]
    token_lifetime: Period,
    /// How long a user of the Studio stays signed in without doing anything
    #[arg(long, env = "OCTANT_SESSION_LIFETIME", value_name = "TIME", default_value_t = Period(access().session_lifetime))]
    session_lifetime: Period,
    /// How long a user of the Studio stays signed in at the most
    #[arg(long, env = "OCTANT_SESSION_LONGEST", value_name = "TIME", default_value_t = Period(access().session_longest))]
    session_longest: Period,
    /// How long a link to choose a password with is good
    #[arg(long, env = "OCTANT_INVITATION_LIFETIME", value_name = "TIME", default_value_t = Period(access().invitation_lifetime))]
    invitation_lifetime: Period,
    /// How many token requests of a provider, or sign-ins of a user, may fail from one address before further ones wait
    #[arg(long, env = "OCTANT_TOKEN_FAILURES", value_name = "COUNT", default_value_t = access().limiter.failures)]
    token_failures: u32,
    /// How long a failed token request counts
    #[arg(long, env = "OCTANT_TOKEN_FAILURE_WINDOW", value_name = "TIME", default_value_t = Period(access().limiter.window))]
    token_failure_window: Period,
    /// How many token requests or sign-ins may fail from one address, over all ids that never succeeded there
    #[arg(long, env = "OCTANT_TOKEN_FAILURES_OF_ADDRESS", value_name = "COUNT", default_value_t = access().limiter.failures_of_address)]
    token_failures_of_address: u32,
    /// How many token requests of a provider, or sign-ins of a user, may fail over all addresses where none succeeded
    #[arg(long, env = "OCTANT_TOKEN_FAILURES_OF_ACCOUNT", value_name = "COUNT", default_value_t = access().limiter.failures_of_account)]
    token_failures_of_account: u32,
    /// Cells of the counters of failures, 400 bytes each; more of them make it rarer that two callers are taken for one
    #[arg(long, env = "OCTANT_TOKEN_FAILURES_REMEMBERED", value_name = "COUNT", default_value_t = access().limiter.remembered, value_parser = at_least_one)]
    token_failures_remembered: usize,
}

impl AccessArguments {
    /// As the access rules take it.
    pub(crate) fn options(&self) -> AccessOptions {
        AccessOptions {
            token_lifetime: self.token_lifetime.0,
            session_lifetime: self.session_lifetime.0,
            session_longest: self.session_longest.0,
            invitation_lifetime: self.invitation_lifetime.0,
            limiter: LimiterOptions {
                failures: self.token_failures,
                failures_of_address: self.token_failures_of_address,
                failures_of_account: self.token_failures_of_account,
                window: self.token_failure_window.0,
                remembered: self.token_failures_remembered,
            },
            ..access()
        }
    }
}

fn access() -> AccessOptions {
    AccessOptions::default()
}

/// The embedded store.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Store")]
pub(crate) struct StoreArguments {
    /// How many reads run at the same time
    #[arg(long, env = "OCTANT_READERS", value_name = "COUNT", default_value_t = store().readers, value_parser = at_least_one)]
    readers: usize,
    /// How many reads of whole sources run at the same time, on connections of their own: max_browsing of these are
    /// requests, and the others build indexes
    #[arg(long, env = "OCTANT_SCAN_READERS", value_name = "COUNT", default_value_t = store().scan_readers, value_parser = at_least_one)]
    scan_readers: usize,
    /// The memory for the store's pages that are being written
    #[arg(long, env = "OCTANT_WRITER_CACHE", value_name = "SIZE", default_value_t = ByteSize(store().writer_cache_bytes))]
    writer_cache: ByteSize,
    /// The memory for each reader's pages
    #[arg(long, env = "OCTANT_READER_CACHE", value_name = "SIZE", default_value_t = ByteSize(store().reader_cache_bytes))]
    reader_cache: ByteSize,
    /// How much gathers in the write-ahead log before it is moved to its place
    #[arg(long, env = "OCTANT_CHECKPOINT_SIZE", value_name = "SIZE", default_value_t = ByteSize(u64::from(store().checkpoint_pages) * PAGE))]
    checkpoint_size: ByteSize,
    /// How long the start waits for the check of the whole file; the rest of it goes on beside the work
    #[arg(long, env = "OCTANT_CHECK_TIME", value_name = "TIME", default_value_t = Period(store().check_time))]
    check_time: Period,
    /// How long after a check of everything stored, indexes and checksums included, the next one begins beside the work; 0
    /// checks at start alone
    #[arg(long, env = "OCTANT_CHECK_INTERVAL", value_name = "TIME", default_value_t = Period(store().check_interval))]
    check_interval: Period,
}

impl ServeArguments {
    pub(crate) fn server_options(&self) -> ServerOptions {
        let (limits, keep, destinations) = (&self.limits, &self.keep, &self.destinations);
        let index = destinations.index();
        ServerOptions {
            public_url: destinations.public_url.clone(),
            allowed_hosts: destinations.allowed_hosts.clone(),
            image_hosts: destinations.image_hosts.clone(),
            open_metrics: destinations.open_metrics,
            query_limits: destinations.limits(),
            max_queries: destinations.max_queries,
            max_queries_per_client: destinations.max_queries_per_client,
            max_words: destinations.max_words,
            query_time: destinations.query_time.0,
            query_memory: destinations.query_memory.0,
            query_wait: destinations.query_wait.0,
            query_max_age: destinations.query_max_age.0,
            cards: octant_card::Options {
                index,
                check_interval: self.store.check_interval.0,
                ..server().cards
            },
            destinations: octant_destination::Options {
                index,
                builds: destinations.index_builds,
                check_interval: self.store.check_interval.0,
                ..server().destinations
            },
            listen: self.listen,
            max_connections: limits.max_connections,
            max_connections_per_address: limits.max_connections_per_address,
            write_timeout: limits.write_timeout.0,
            idle_timeout: limits.idle_timeout.0,
            body_timeout: limits.body_timeout.0,
            min_rate: limits.min_rate.0,
            rate_grace: limits.rate_grace.0,
            max_body: limits.max_body.0,
            max_document: limits.max_document.0,
            ingest_memory: limits.ingest_memory.0,
            anonymous_memory: limits.anonymous_memory.0,
            document_memory: limits.document_memory.0,
            answer_memory: limits.answer_memory.0,
            ingest_queue: limits.ingest_queue,
            ingest_wait: limits.ingest_wait.0,
            max_imports: limits.max_imports,
            max_upload: limits.max_upload.0,
            max_sign_ins: limits.max_sign_ins,
            browse_scan: limits.browse_scan,
            max_browsing: limits.max_browsing,
            max_refusal_lines: limits.max_refusal_lines,
            max_wait: limits.max_wait.0,
            max_waiting: limits.max_waiting,
            stop_grace: limits.stop_grace.0,
            trusted_proxies: limits.trusted_proxies.clone(),
            upkeep_interval: keep.upkeep_interval.0,
            expire_interval: keep.expire_interval.0,
            clock_patience: keep.clock_patience.0,
            open_files: None,
            keep_idempotency_keys: keep.keep_idempotency_keys.0,
            keep_imports: keep.keep_imports.0,
            keep_uploads: keep.keep_uploads.0,
            keep_activity: keep.keep_activity.0,
            keep_log: keep.keep_log.map(|time| time.0),
            sample: Some(crate::demo::offer::loader()),
        }
    }
}

impl StoreArguments {
    pub(crate) fn options(&self) -> sqlite::Options {
        sqlite::Options {
            readers: self.readers,
            scan_readers: self.scan_readers,
            writer_cache_bytes: self.writer_cache.0,
            reader_cache_bytes: self.reader_cache.0,
            checkpoint_pages: u32::try_from(self.checkpoint_size.0.div_ceil(PAGE)).unwrap_or(u32::MAX).max(1),
            check_time: self.check_time.0,
            check_interval: self.check_interval.0,
            ..store()
        }
    }
}

fn server() -> ServerOptions {
    ServerOptions::default()
}

fn store() -> sqlite::Options {
    sqlite::Options::default()
}

fn tenant(text: &str) -> Result<TenantId, octant_model::InvalidId> {
    TenantId::new(text)
}

fn at_least_one(text: &str) -> Result<usize, &'static str> {
    match text.parse() {
        Ok(0) | Err(_) => Err("write a whole number from 1"),
        Ok(number) => Ok(number),
    }
}
