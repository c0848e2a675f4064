//! `GET /imports` and `GET /imports/{id}`: what became of imports (docs/api.md, "Import status").

pub(crate) mod status;

use axum::Json;
use axum::extract::{Path, State};
use octant_model::{ImportId, SourceId};
use octant_store::{ImportFilter, ImportState};

use crate::blocking;
use crate::credential::{Caller, ProviderOr, scope};
use crate::error::Failure;
use crate::list::List;
use crate::query::Query;
use crate::state::AppState;
use crate::wait::Wait;
use status::ImportStatus;

/// One import, waited for until it is published or failed; another provider's does not exist for a provider.
pub(crate) async fn show(
    caller: ProviderOr<scope::ReadSources>,
    Path(id): Path<String>,
    wait: Wait,
    State(state): State<AppState>,
) -> Result<Json<ImportStatus>, Failure> {
    let import: ImportId = id.parse().map_err(|_| Failure::not_found("import", &id))?;
    let (caller, store) = (caller.caller, state.store());
    let look = move || {
        let provider = caller.provider();
        let found = store.import(caller.tenant(), import)?;
        let own = found.filter(|record| provider.is_none() || record.provider == provider);
        let record = own.ok_or_else(|| Failure::not_found("import", &id))?;
        let is_final = record.state != ImportState::Applied;
        Ok((record, is_final))
    };
    Ok(Json(ImportStatus::of(wait.until(&state, look).await?)))
}

/// The imports, newest first; a provider sees its own.
pub(crate) async fn list(
    caller: ProviderOr<scope::ReadSources>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Json<List<ImportStatus>>, Failure> {
    let page = query.page()?;
    let caller = caller.caller;
    let Some(filter) = filter(&query, &caller)? else { return Ok(Json(List::empty(&page))) };
    let store = state.store();
    let tenant = caller.tenant().clone();
    let found = blocking::run(move || store.imports(&tenant, &filter, &page)).await?;
    Ok(Json(List::of(found.map(ImportStatus::of))))
}

/// The filter of the query; `None` where nothing can match it.
fn filter(query: &Query, caller: &Caller) -> Result<Option<ImportFilter>, Failure> {
    let correlation = query.parsed("correlationId", "a GUID like 3f2504e0-4f89-41d3-9a0c-0305e82c3301")?;
    let state = query.named("state", status::state_of, "applied, published or failed")?;
    let source = match query.text("source")?.map(SourceId::new) {
        Some(Ok(source)) => Some(source),
        Some(Err(_)) => return Ok(None),
        None => None,
    };
    Ok(Some(ImportFilter { source, provider: caller.provider(), correlation, state }))
}
