//! An import: entities pushed one by one, sent in payloads, several at a time.

use std::fmt;
use std::time::Duration;

use octant_model::{ImportId, SourceId};
use serde::Deserialize;
use tokio::time::Instant;
use uuid::Uuid;

use crate::client::Client;
use crate::entity::Entity;
use crate::error::Error;
use crate::in_flight::InFlight;
use crate::options::{ImportOptions, Progress, WaitFor};
use crate::payload::{Payload, PayloadBuilder};
use crate::report::{ImportReport, Rejection};
use crate::status::ImportCounts;
use crate::transport::Call;
use crate::violation::{Rule, Violation};
use crate::wire::ImportEntity;

/// Takes entities and sends them. Dropping it abandons the payloads under way; [`Importer::finish`] waits for them.
pub struct Importer {
    client: Client,
    source: SourceId,
    options: ImportOptions,
    /// Begins every idempotency key of this import.
    run: Uuid,
    payload: PayloadBuilder,
    payloads_started: u64,
    payloads_answered: u64,
    in_flight: InFlight<Sent>,
    pushed: u64,
    report: ImportReport,
    failure: Option<Error>,
}

/// What came of one payload.
struct Sent {
    indices: Vec<u64>,
    bytes: u64,
    accepted: Option<ImportId>,
    counts: ImportCounts,
    rejected: Vec<RejectedEntity>,
    /// Where there is none, the server has answered and everything is known that was asked for.
    error: Option<Error>,
}

/// A rejected entity as the server names it, counted within its payload.
#[derive(Deserialize)]
struct RejectedEntity {
    index: Option<u64>,
    key: Option<String>,
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
}

/// The answer to an import: `id` at the top, in `result`, or (to a dry run) nowhere.
#[derive(Deserialize)]
struct Accepted {
    id: Option<ImportId>,
    result: Option<AcceptedResult>,
}

#[derive(Deserialize)]
struct AcceptedResult {
    id: Option<ImportId>,
    #[serde(flatten)]
    counts: ImportCounts,
    #[serde(default)]
    rejected: Vec<RejectedEntity>,
}

impl Importer {
    pub(crate) fn new(client: Client, source: SourceId, options: ImportOptions) -> Self {
        let correlation = options.correlation.unwrap_or_else(Uuid::new_v4);
        Self {
            payload: PayloadBuilder::new(options.limits),
            client,
            source,
            options,
            run: Uuid::new_v4(),
            payloads_started: 0,
            payloads_answered: 0,
            in_flight: InFlight::new(),
            pushed: 0,
            report: ImportReport { correlation, ..ImportReport::default() },
            failure: None,
        }
    }

    /// Takes an entity. Sends a payload where one is full, and waits where enough of them are under way.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the entity breaks rules: it is left out, and others can still be pushed; in a partial
    /// import that is a [`Rejection`] and no error. Any other error ends the import, and every later call repeats it.
    pub async fn push(&mut self, entity: Entity) -> Result<(), Error> {
        self.check()?;
        let index = self.pushed;
        self.pushed += 1;
        let sent = ImportEntity { entity: &entity, list_delimiter: &self.options.list_delimiter };
        let json =
            serde_json::to_vec(&sent).expect("an entity is text and flags, which JSON can always hold");
        let violations = self.violations(&entity, index, json.len());
        if !violations.is_empty() {
            return self.refuse(violations);
        }
        if !self.payload.fits(&entity.key, &json) {
            self.dispatch().await?;
        }
        self.payload.add(index, &entity.key, &json);
        if self.payload.is_full() {
            self.dispatch().await?;
        }
        Ok(())
    }

    /// Sends what is left, waits for everything under way and for what the options say, and reports.
    ///
    /// # Errors
    /// The error that ended the import, or [`Error::TimedOut`] where it is not published in time.
    /// [`Importer::report`] then tells what was accepted all the same.
    pub async fn finish(&mut self) -> Result<ImportReport, Error> {
        if self.failure.is_none() {
            // Its error is kept and comes back below, after those under way have ended.
            let _ = self.dispatch().await;
        }
        while let Some(sent) = self.in_flight.next().await {
            self.absorb(sent);
        }
        self.check()?;
        if self.options.wait_for == WaitFor::Published && !self.options.dry_run {
            self.wait_published().await?;
        }
        Ok(self.report.clone())
    }

    async fn wait_published(&self) -> Result<(), Error> {
        let began = Instant::now();
        for id in &self.report.imports {
            let left = self.options.wait_at_most.saturating_sub(began.elapsed());
            self.client.wait_published(*id, left).await?;
        }
        Ok(())
    }

    /// What became of the import so far.
    #[must_use]
    pub fn report(&self) -> &ImportReport {
        &self.report
    }

    /// Takes the rejections that have come together, so that a long import need not keep them all.
    pub fn take_rejections(&mut self) -> Vec<Rejection> {
        std::mem::take(&mut self.report.rejections)
    }

    fn check(&self) -> Result<(), Error> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    fn violations(&self, entity: &Entity, index: u64, bytes: usize) -> Vec<Violation> {
        let mut violations = entity.violations(index);
        violations.extend(entity.delimiter_violations(index, &self.options.list_delimiter));
        let limit = self.options.limits.entity_bytes();
        if bytes > limit {
            violations.push(entity.violation(index, "", "", Rule::TooLarge { bytes, limit }));
        }
        violations
    }

    fn refuse(&mut self, violations: Vec<Violation>) -> Result<(), Error> {
        if !self.options.partial {
            return Err(Error::Invalid(violations));
        }
        self.report.rejected += 1;
        if let Some(first) = violations.first() {
            let messages: Vec<String> = violations.iter().map(Violation::message).collect();
            self.report.rejections.push(Rejection {
                index: Some(first.index),
                key: first.key.clone(),
                code: first.rule.code().to_owned(),
                message: messages.join("; "),
            });
        }
        Ok(())
    }

    /// Sends the payload in the making, once there is a place for it and none under way shares a key with it.
    async fn dispatch(&mut self) -> Result<(), Error> {
        while let Some(sent) = self.in_flight.next_ended() {
            self.absorb(sent);
        }
        self.check()?;
        let Some(payload) = self.payload.take() else {
            return Ok(());
        };
        while self.in_flight.len() >= self.options.in_flight.max(1) || self.in_flight.holds_any(&payload.keys)
        {
            if let Some(sent) = self.in_flight.next().await {
                self.absorb(sent);
            }
            self.check()?;
        }
        let number = self.payloads_started;
        self.payloads_started += 1;
        let keys = payload.keys.clone();
        let call = self.call(&payload, number);
        let waits = self.options.wait_for >= WaitFor::Applied && !self.options.dry_run;
        let wait = waits.then_some(self.options.wait_at_most);
        let task = send(self.client.clone(), call, payload, wait);
        self.in_flight.start(keys, task);
        Ok(())
    }

    fn call(&self, payload: &Payload, number: u64) -> Call {
        let mut call = Call::post(&["import", self.source.as_str()], payload.body.clone())
            .with_query("correlationId", self.report.correlation.to_string());
        if self.options.dry_run {
            call = call.with_query("dryRun", "true");
        } else {
            call.idempotency_key = Some(format!("{}-{number}", self.run.simple()));
        }
        if self.options.partial {
            call = call.with_query("partial", "true");
        }
        call
    }

    fn absorb(&mut self, sent: Sent) {
        self.report.imports.extend(sent.accepted);
        let answered = sent.error.is_none() || sent.accepted.is_some();
        if answered {
            self.payloads_answered += 1;
            self.report.answered += sent.indices.len() as u64;
            self.report.bytes += sent.bytes;
            self.report.counts += sent.counts;
            self.report.rejected += sent.rejected.len() as u64;
        }
        for rejected in sent.rejected {
            let within = rejected.index.and_then(|index| usize::try_from(index).ok());
            self.report.rejections.push(Rejection {
                index: within.and_then(|index| sent.indices.get(index).copied()),
                key: rejected.key.unwrap_or_default(),
                code: rejected.code,
                message: rejected.message,
            });
        }
        if self.failure.is_none() {
            self.failure = sent.error;
        }
        if let Some(progress) = self.options.progress.as_ref().filter(|_| answered) {
            progress(&Progress {
                pushed: self.pushed,
                answered: self.report.answered,
                rejected: self.report.rejected,
                payloads: self.payloads_answered,
                bytes: self.report.bytes,
            });
        }
    }
}

impl fmt::Debug for Importer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Importer")
            .field("source", &self.source)
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}

async fn send(client: Client, call: Call, payload: Payload, wait: Option<Duration>) -> Sent {
    let mut sent = Sent {
        bytes: payload.body.len() as u64,
        indices: payload.indices,
        accepted: None,
        counts: ImportCounts::default(),
        rejected: Vec::new(),
        error: None,
    };
    if let Err(error) = deliver(&client, &call, wait, &mut sent).await {
        sent.error = Some(error);
    }
    sent
}

async fn deliver(client: &Client, call: &Call, wait: Option<Duration>, sent: &mut Sent) -> Result<(), Error> {
    let answer = client.call(call).await?;
    let accepted: Accepted = answer.json()?;
    let mut id = accepted.id;
    if let Some(result) = accepted.result {
        id = id.or(result.id);
        sent.counts = result.counts;
        sent.rejected = result.rejected;
    }
    if call.idempotency_key.is_none() {
        // A dry run must never have been an import: some other server may not know what `dryRun` asks for.
        return if answer.status == 200 {
            Ok(())
        } else {
            sent.accepted = id;
            Err(answer.odd("a dry run was answered like an import, so the server may have applied it"))
        };
    }
    let id = id.ok_or_else(|| answer.odd("it names no import"))?;
    sent.accepted = Some(id);
    if let Some(at_most) = wait {
        sent.counts = client.wait_applied(id, at_most).await?.counts;
    }
    Ok(())
}
