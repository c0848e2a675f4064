//! What is counted, in the form that Prometheus reads. Each server counts for itself: there is no global recorder.

mod following;
mod names;
mod tenants;

use std::time::Duration;

use http::{Method, StatusCode};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use octant_model::{Sequence, TenantId};
use octant_store::{CheckStatus, ImportRecord, Usage};

pub(crate) use following::Following;
pub(crate) use names::Names;

use crate::error::Code;

const REQUESTS: &str = "octant_http_requests_total";
const DURATION: &str = "octant_http_request_duration_seconds";
const RECEIVED: &str = "octant_http_received_bytes_total";
const CONNECTIONS: &str = "octant_http_connections";
const ENDED: &str = "octant_http_ended_connections_total";
const WAITING: &str = "octant_waiting_requests";
const IMPORTS: &str = "octant_imports_total";
const ENTITIES: &str = "octant_entities_total";
const STORE: &str = "octant_store_bytes";
const STORE_LOG: &str = "octant_store_log_bytes";
const STORE_READY: &str = "octant_store_ready";
const CHECK_PROGRESS: &str = "octant_store_check_progress";
const CHECKS: &str = "octant_store_checks_total";
const CHECK_FINDINGS: &str = "octant_store_check_findings";
const READY: &str = "octant_ready";
const PROBLEM: &str = "octant_problem";
const STORE_FREE: &str = "octant_store_free_bytes";
const OPEN_FILES: &str = "octant_open_files";
const OPEN_FILES_LIMIT: &str = "octant_open_files_limit";
const CLOCK_BEHIND: &str = "octant_clock_behind_seconds";
const RETENTION_RUNS: &str = "octant_retention_runs_total";
const RETENTION_BEHIND: &str = "octant_retention_behind_seconds";

/// What can keep the server from writing or publishing.
const PROBLEMS: [Code; 4] =
    [Code::StorageFull, Code::StorageFailed, Code::StorageReplaced, Code::OutOfResources];

/// The memory budgets, and what each is for.
const BUDGETS: [(&str, &str); 4] = [
    ("answer", "large answers"),
    ("ingest", "bodies of imports"),
    ("anonymous", "bodies of clients without a credential"),
    ("document", "all other bodies"),
];

/// Upper bounds of the duration's buckets, in seconds.
const BUCKETS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0];

/// The counters of one server.
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

/// What is measured when somebody asks.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    /// Requests that wait for a state.
    pub(crate) waiting: u64,
    /// The memory budgets: name, bytes that are taken, bytes that there are.
    pub(crate) memory: Vec<(&'static str, u64, u64)>,
    /// What the store takes up.
    pub(crate) usage: Usage,
    /// Whether the store can do its work.
    pub(crate) store_ready: bool,
    /// The code of what keeps the server from writing or publishing.
    pub(crate) problem: Option<&'static str>,
    /// How many files are open, where the system tells.
    pub(crate) open_files: Option<u64>,
    /// How many may be.
    pub(crate) open_files_limit: Option<u64>,
    /// How far the times of changes are ahead of the clock.
    pub(crate) clock_behind: Duration,
    /// How far the check of everything stored is.
    pub(crate) check: CheckStatus,
    /// The end of each tenant's change log.
    pub(crate) log_heads: Vec<(TenantId, Sequence)>,
    /// Whether indexes of a tenant are being built.
    pub(crate) building: Vec<(TenantId, bool)>,
    /// Everything that follows a change log.
    pub(crate) following: Vec<Following>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let builder =
            PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), &BUCKETS);
        let recorder = builder.expect("there are buckets").build_recorder();
        let handle = recorder.handle();
        let metrics = Self { recorder, handle };
        metrics.record(describe);
        metrics
    }

    /// Counts an answered request.
    pub(crate) fn request(
        &self,
        method: &Method,
        route: &str,
        status: StatusCode,
        duration: Duration,
        received: u64,
    ) {
        let method = known_method(method);
        let route = route.to_owned();
        self.record(|| {
            let status = status.as_str().to_owned();
            counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status).increment(1);
            histogram!(DURATION, "method" => method, "route" => route.clone()).record(duration.as_secs_f64());
            counter!(RECEIVED, "route" => route).increment(received);
        });
    }

    /// Counts an import that was applied.
    pub(crate) fn import(&self, record: &ImportRecord) {
        let counts = record.counts;
        let outcomes = [
            ("created", counts.created),
            ("updated", counts.updated),
            ("unchanged", counts.unchanged),
            ("deleted", counts.deleted),
            ("rejected", record.rejected),
        ];
        self.record(|| {
            counter!(IMPORTS, "outcome" => "applied").increment(1);
            for (outcome, count) in outcomes {
                counter!(ENTITIES, "outcome" => outcome).increment(count);
            }
        });
    }

    /// Counts an import that was not applied; `outcome` is the code of the failure, or `replayed` or `dry_run`.
    pub(crate) fn import_without_effect(&self, outcome: &'static str) {
        self.record(|| counter!(IMPORTS, "outcome" => outcome).increment(1));
    }

    /// Counts a connection that was opened, or closed.
    pub(crate) fn connection(&self, opened: bool) {
        let change = if opened { 1.0 } else { -1.0 };
        self.record(|| gauge!(CONNECTIONS).increment(change));
    }

    /// Counts a connection that the server ended: `address` where its address had too many, `unread` where its client
    /// did not read.
    pub(crate) fn ended_connection(&self, reason: &'static str) {
        self.record(|| counter!(ENDED, "reason" => reason).increment(1));
    }

    /// Counts a look for what is to be forgotten, by a time that is so far behind the clock.
    pub(crate) fn retention(&self, behind: Duration) {
        self.record(|| {
            counter!(RETENTION_RUNS).increment(1);
            gauge!(RETENTION_BEHIND).set(behind.as_secs_f64());
        });
    }

    /// Everything as text, with what was measured just now. Names are told as far as `names` says.
    pub(crate) fn render(&self, snapshot: &Snapshot, names: &Names) -> String {
        self.record(|| {
            gauge!(WAITING).set(float(snapshot.waiting));
            for (name, taken, limit) in &snapshot.memory {
                gauge!(format!("octant_{name}_memory_bytes")).set(float(*taken));
                gauge!(format!("octant_{name}_memory_limit_bytes")).set(float(*limit));
            }
            gauge!(STORE).set(float(snapshot.usage.bytes));
            gauge!(STORE_LOG).set(float(snapshot.usage.log_bytes));
            gauge!(CHECK_PROGRESS).set(progress(&snapshot.check));
            counter!(CHECKS).absolute(snapshot.check.rounds);
            gauge!(CHECK_FINDINGS).set(float(snapshot.check.findings));
            gauge!(STORE_READY).set(f64::from(u8::from(snapshot.store_ready)));
            gauge!(READY).set(f64::from(u8::from(snapshot.problem.is_none())));
            for code in PROBLEMS.map(Code::name) {
                gauge!(PROBLEM, "code" => code).set(f64::from(u8::from(snapshot.problem == Some(code))));
            }
            let measured = [
                (STORE_FREE, snapshot.usage.free_bytes),
                (OPEN_FILES, snapshot.open_files),
                (OPEN_FILES_LIMIT, snapshot.open_files_limit),
            ];
            for (name, value) in measured {
                if let Some(value) = value {
                    gauge!(name).set(float(value));
                }
            }
            gauge!(CLOCK_BEHIND).set(snapshot.clock_behind.as_secs_f64());
        });
        let mut text = self.handle.render();
        tenants::write(&mut text, snapshot, names);
        following::write(&mut text, &snapshot.following, names);
        text
    }

    /// Folds what histograms gathered, so that they do not grow between two readings.
    pub(crate) fn upkeep(&self) {
        self.handle.run_upkeep();
    }

    fn record(&self, work: impl FnOnce()) {
        metrics::with_local_recorder(&self.recorder, work);
    }
}

fn describe() {
    describe_counter!(REQUESTS, "Requests answered");
    describe_histogram!(DURATION, Unit::Seconds, "Time from a request's head to its answer");
    describe_counter!(RECEIVED, Unit::Bytes, "Bytes of request bodies as they were sent");
    describe_gauge!(CONNECTIONS, "Open connections");
    describe_counter!(ENDED, "Connections that the server ended, by reason");
    describe_gauge!(WAITING, "Requests that wait for a state");
    for (name, what) in BUDGETS {
        describe_gauge!(
            format!("octant_{name}_memory_bytes"),
            Unit::Bytes,
            format!("Memory that {what} take up")
        );
        let limit = format!("Memory that {what} may take up");
        describe_gauge!(format!("octant_{name}_memory_limit_bytes"), Unit::Bytes, limit);
    }
    describe_counter!(IMPORTS, "Imports by what became of them");
    describe_counter!(ENTITIES, "Entities of applied imports by what became of them");
    describe_gauge!(STORE, Unit::Bytes, "Bytes that the store takes up on disk");
    describe_gauge!(STORE_LOG, Unit::Bytes, "Bytes of these that wait to be moved to their place");
    describe_gauge!(STORE_READY, "1 where the store can do its work, 0 where it cannot");
    describe_gauge!(CHECK_PROGRESS, "How far the check of everything stored is, from 0 to 1");
    describe_counter!(CHECKS, "Checks of everything stored that were finished");
    describe_gauge!(CHECK_FINDINGS, "What the last finished check found damaged");
    describe_gauge!(READY, "1 where the server can write and publish, 0 where it cannot");
    describe_gauge!(PROBLEM, "1 for the code of what keeps the server from writing or publishing");
    describe_gauge!(STORE_FREE, Unit::Bytes, "Bytes that the disk of the data folder has left");
    describe_gauge!(OPEN_FILES, "Files that the process has open");
    describe_gauge!(OPEN_FILES_LIMIT, "Files that the process may have open");
    describe_gauge!(CLOCK_BEHIND, Unit::Seconds, "How far the clock is behind the times of stored changes");
    describe_counter!(RETENTION_RUNS, "How often it was looked for what is to be forgotten");
    describe_gauge!(
        RETENTION_BEHIND,
        Unit::Seconds,
        "How far the time by which records are forgotten is behind the clock"
    );
}

/// Methods that nobody serves are counted as one: a client must not be able to add series without end.
fn known_method(method: &Method) -> &'static str {
    const KNOWN: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

/// The rows to look at are known only roughly: a round that is under way is never shown as finished.
fn progress(check: &CheckStatus) -> f64 {
    if !check.running {
        return if check.rounds > 0 { 1.0 } else { 0.0 };
    }
    (float(check.rows) / float(check.expected.max(1))).min(0.99)
}

#[expect(clippy::cast_precision_loss, reason = "gauges are floats; 2^53 bytes or records are not reached")]
fn float(number: u64) -> f64 {
    number as f64
}
