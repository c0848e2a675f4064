//! `POST /import/{source}` and `POST /datasources/{source}/import`.

use axum::extract::{Path, Request, State};
use axum::response::Response;
use octant_model::SourceId;
use octant_source::{ImportRequest, SourceError};

use super::options::ImportOptions;
use super::{apply, outcome};
use crate::blocking;
use crate::body::collect_payload;
use crate::credential::{Caller, ProviderOr, scope};
use crate::error::Failure;
use crate::query::Query;
use crate::request_id::RequestId;
use crate::state::AppState;

/// Takes entities into a source. Everything that can be refused without the body is refused before it is read.
pub(crate) async fn import(
    caller: ProviderOr<scope::WriteSources>,
    Path(source): Path<String>,
    query: Query,
    id: RequestId,
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Failure> {
    let answer = take(caller.caller, source, query, id, &state, request).await;
    if let Err(failure) = &answer {
        state.metrics.import_without_effect(failure.code());
    }
    answer
}

async fn take(
    caller: Caller,
    source: String,
    query: Query,
    id: RequestId,
    state: &AppState,
    request: Request,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    let options = ImportOptions::read(&query, &parts.headers)?;
    let source = writable(state, &caller, source).await?;
    let body = collect_payload(state, &parts, body).await?;
    let import = ImportRequest {
        tenant: caller.tenant().clone(),
        source,
        provider: caller.provider(),
        actor: caller.actor(),
        correlation: options.correlation,
        idempotency_key: options.idempotency_key,
        partial: options.partial,
    };
    let store = state.store();
    if options.dry_run {
        let preview = move |bytes| octant_source::dry_run(&*store, &import, bytes).map_err(at_the_ingest);
        let preview = apply(state, body, preview).await?;
        state.metrics.import_without_effect("dry_run");
        return Ok(outcome::previewed(preview, options.partial, id));
    }
    let work = move |bytes| octant_source::import(&*store, import, bytes).map_err(at_the_ingest);
    let accepted = apply(state, body, work).await?;
    if accepted.replayed {
        state.metrics.import_without_effect("replayed");
    } else {
        state.metrics.import(&accepted.record);
    }
    Ok(outcome::accepted(accepted, options.partial, id))
}

/// The source, if there is one and the caller may write to it. If not, the answer does not tell which.
async fn writable(state: &AppState, caller: &Caller, source: String) -> Result<SourceId, Failure> {
    let source = SourceId::new(source).map_err(|_| no_such_source())?;
    if !caller.may_write(&source) {
        return Err(no_such_source());
    }
    let store = state.store();
    let tenant = caller.tenant().clone();
    let wanted = source.clone();
    let found = blocking::run(move || store.source(&tenant, &wanted)).await?;
    found.map(|_| source).ok_or_else(no_such_source)
}

fn at_the_ingest(error: SourceError) -> Failure {
    match error {
        SourceError::UnknownSource(_) => no_such_source(),
        error => error.into(),
    }
}

fn no_such_source() -> Failure {
    Failure::forbidden(
        "The source does not exist, or it is not among those that this credential may write to",
    )
}
