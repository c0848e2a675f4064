//! Imports: read, checked, merged, recorded.

use std::sync::Arc;

use octant_model::{ImportId, ProviderId, SourceId, TenantId};
use octant_store::{
    Actor, ApplyOutcome, IdempotencyKey, ImportCounts, ImportProblem, ImportRecord, Merge, NewImport,
    SourceStatus, Store,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::SourceError;
use crate::payload::{self, Import, Refused};
use crate::seen::{Seen, SeenImport};

/// An import as it is asked for, without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRequest {
    /// Whose source it is.
    pub tenant: TenantId,
    /// Where it goes.
    pub source: SourceId,
    /// The provider that sends it.
    pub provider: Option<ProviderId>,
    /// Who sends it; idempotency keys are this one's own.
    pub actor: Actor,
    /// The job that it belongs to; it only groups.
    pub correlation: Option<Uuid>,
    /// The client's key against repetition.
    pub idempotency_key: Option<String>,
    /// Whether good entities are taken where others break a rule.
    pub partial: bool,
}

/// An import that is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// What is kept of it; its problems are those of the rejected entities.
    pub record: ImportRecord,
    /// Whether an earlier request with the same idempotency key did the work.
    pub replayed: bool,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// How many entities came.
    pub received: u64,
    /// What is wrong with those that would be rejected.
    pub rejected: Vec<ImportProblem>,
    /// What would become of the others.
    pub counts: ImportCounts,
}

/// Takes a payload into a source. When it returns `Ok`, everything is durable; otherwise nothing was stored but, for
/// a payload that breaks rules, the record of an import that failed.
///
/// # Errors
/// [`SourceError::Invalid`] lists every broken rule; [`SourceError::UnknownSource`] also stands for a source that is
/// being deleted.
pub fn import(store: &dyn Store, request: ImportRequest, body: Vec<u8>) -> Result<Accepted, SourceError> {
    take(store, request, body, |import| Arc::new(import))
}

/// The same for the change of one entry by hand, made from the values that were seen of it.
///
/// # Errors
/// Those of [`import`]; [`StoreError::Changed`](octant_store::StoreError::Changed) where one of the values is another
/// by now.
pub fn import_seen(
    store: &dyn Store,
    request: ImportRequest,
    body: Vec<u8>,
    seen: Seen,
) -> Result<Accepted, SourceError> {
    take(store, request, body, |import| Arc::new(SeenImport { import, seen }))
}

fn take(
    store: &dyn Store,
    request: ImportRequest,
    body: Vec<u8>,
    merge: impl FnOnce(Import) -> Arc<dyn Merge>,
) -> Result<Accepted, SourceError> {
    check_source(store, &request)?;
    let idempotency = request.idempotency_key.clone().map(|key| IdempotencyKey {
        scope: request.actor.0.clone(),
        key,
        digest: digest(&request, &body),
    });
    let mut new = NewImport {
        id: ImportId::accepted(store.now()),
        tenant: request.tenant,
        source: request.source,
        provider: request.provider,
        actor: request.actor,
        correlation: request.correlation,
        idempotency,
        received: 0,
        rejected: 0,
        problems: Vec::new(),
    };
    let reading = match payload::read(body, request.partial) {
        Ok(reading) => reading,
        Err(refused) => return Err(record_refusal(store, new, refused)?),
    };
    (new.received, new.rejected, new.problems) = (reading.received, reading.rejected, reading.problems);
    let import = Import { id: new.id, payload: reading.payload };
    match store.apply_import(new, merge(import)).map_err(at_the_ingest)? {
        ApplyOutcome::Applied { record, replayed } => Ok(Accepted { record, replayed }),
        ApplyOutcome::IdempotencyConflict => Err(SourceError::IdempotencyConflict),
    }
}

/// What [`import`] would do; nothing is stored.
///
/// # Errors
/// Those of [`import`].
pub fn dry_run(store: &dyn Store, request: &ImportRequest, body: Vec<u8>) -> Result<Preview, SourceError> {
    check_source(store, request)?;
    let reading =
        payload::read(body, request.partial).map_err(|refused| SourceError::Invalid(refused.violations))?;
    let import = Import { id: ImportId::generate(), payload: reading.payload };
    let counts = store.preview_import(&request.tenant, &request.source, &import).map_err(at_the_ingest)?;
    Ok(Preview { received: reading.received, rejected: reading.problems, counts })
}

fn check_source(store: &dyn Store, request: &ImportRequest) -> Result<(), SourceError> {
    match store.source(&request.tenant, &request.source)? {
        Some(source) if source.status == SourceStatus::Active => Ok(()),
        _ => Err(SourceError::UnknownSource(request.source.to_string())),
    }
}

/// At the ingest a source that is going looks like one that does not exist.
fn at_the_ingest(error: octant_store::StoreError) -> SourceError {
    match SourceError::of_store(error) {
        SourceError::Purging(id) => SourceError::UnknownSource(id),
        error => error,
    }
}

/// Keeps what was wrong, so that it can be looked up; answers with the error for the client.
fn record_refusal(
    store: &dyn Store,
    mut new: NewImport,
    refused: Refused,
) -> Result<SourceError, SourceError> {
    (new.received, new.rejected) = (refused.received, refused.received);
    new.problems = refused
        .violations
        .iter()
        .map(|violation| ImportProblem {
            index: None,
            key: None,
            code: violation.code.to_owned(),
            message: violation.message.clone(),
        })
        .collect();
    store.record_failed_import(new)?;
    Ok(SourceError::Invalid(refused.violations))
}

/// A digest of everything that a request asks for.
fn digest(request: &ImportRequest, body: &[u8]) -> [u8; 32] {
    Sha256::new()
        .chain_update(request.source.as_str())
        .chain_update([0, u8::from(request.partial)])
        .chain_update(body)
        .finalize()
        .into()
}
