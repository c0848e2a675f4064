//! `/v1/sources`.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use octant_model::{SourceId, Timestamp};
use octant_store::{NewSource, Revision, Source, SourceFilter, SourceStatus, SourceType, SourceUpdate};
use serde::{Deserialize, Serialize};

use super::{in_use, source_of};
use crate::blocking;
use crate::body::Document;
use crate::credential::{Granted, scope};
use crate::error::{Code, Failure};
use crate::list::List;
use crate::query::Query;
use crate::state::AppState;
use crate::tag::{IfMatch, Tagged};
use crate::wait::Wait;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SourceView {
    id: SourceId,
    name: String,
    description: Option<String>,
    status: &'static str,
    #[serde(rename = "type")]
    source_type: &'static str,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl SourceView {
    fn of(source: Source) -> Self {
        Self {
            id: source.id,
            name: source.name,
            description: source.description,
            status: source.status.name(),
            source_type: source.source_type.name(),
            created_at: source.created_at,
            updated_at: source.updated_at,
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct NewSourceBody {
    id: String,
    name: String,
    description: Option<String>,
    #[serde(rename = "type")]
    source_type: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct SourceChange {
    name: Option<String>,
    description: Option<String>,
}

/// An empty text is none.
fn filled(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

pub(crate) async fn list(
    caller: Granted<scope::ReadSources>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Json<List<SourceView>>, Failure> {
    let filter = SourceFilter {
        name: query.text("name")?.map(str::to_owned),
        source_type: query.named("type", SourceType::from_name, "Generic or Media")?,
        status: query.named("status", SourceStatus::from_name, "Active or Purging")?,
        created_from: query.time("createdFrom")?,
        created_to: query.time("createdTo")?,
        updated_from: query.time("updatedFrom")?,
        updated_to: query.time("updatedTo")?,
    };
    let (page, store) = (query.page()?, state.store());
    let found = blocking::run(move || store.sources(&caller.tenant, &filter, &page)).await?;
    Ok(Json(List::of(found.map(SourceView::of))))
}

/// Makes a source; one of a name that is being deleted is waited for until it is gone.
pub(crate) async fn create(
    caller: Granted<scope::WriteSources>,
    wait: Wait,
    State(state): State<AppState>,
    Document(body): Document<NewSourceBody>,
) -> Result<(StatusCode, Json<SourceView>), Failure> {
    let wrong = |path: &str, message: String| Failure::invalid().field(path, message);
    let id = SourceId::new(body.id).map_err(|error| wrong("id", error.to_string()))?;
    let name = filled(body.name).ok_or_else(|| wrong("name", "the name is empty".to_owned()))?;
    let source_type = match body.source_type.as_deref() {
        None => SourceType::Generic,
        Some(text) => SourceType::from_name(text)
            .ok_or_else(|| wrong("type", format!("{text:?} is no type; write Generic or Media")))?,
    };
    let (store, tenant, wanted) = (state.store(), caller.tenant.clone(), id.clone());
    let look = move || {
        let purging =
            store.source(&tenant, &wanted)?.is_some_and(|source| source.status == SourceStatus::Purging);
        Ok((purging, !purging))
    };
    if wait.until(&state, look).await? {
        return Err(still_there(&id));
    }
    let new = NewSource { id, name, description: body.description.and_then(filled), source_type };
    let store = state.store();
    let made = blocking::run(move || store.create_source(&caller.tenant, new, &caller.actor)).await?;
    Ok((StatusCode::CREATED, Json(SourceView::of(made))))
}

fn still_there(id: &SourceId) -> Failure {
    let detail = format!(
        "Source {:?} is still being deleted; make it with ?wait=60s, which waits until it is gone",
        id.as_str()
    );
    Failure::conflict(Code::Purging, detail)
}

/// One source, waited for until it is gone where it is being deleted.
pub(crate) async fn show(
    caller: Granted<scope::ReadSources>,
    Path(id): Path<String>,
    wait: Wait,
    State(state): State<AppState>,
) -> Result<Tagged<SourceView>, Failure> {
    let (source, store) = (source_of(&id)?, state.store());
    let look = move || {
        let found = store.source(&caller.tenant, &source)?;
        let found = found.ok_or_else(|| Failure::not_found("source", &id))?;
        let is_final = found.status == SourceStatus::Active;
        let revision = Revision::of(&found.editable());
        Ok((Tagged(revision, SourceView::of(found)), is_final))
    };
    wait.until(&state, look).await
}

pub(crate) async fn update(
    caller: Granted<scope::WriteSources>,
    Path(id): Path<String>,
    expected: IfMatch,
    State(state): State<AppState>,
    Document(body): Document<SourceChange>,
) -> Result<Tagged<SourceView>, Failure> {
    let name = body
        .name
        .map(|name| filled(name).ok_or_else(|| Failure::invalid().field("name", "the name is empty")));
    let update = SourceUpdate {
        name: name.transpose()?,
        description: body.description.map(filled),
        expected: expected.0,
    };
    let (source, store) = (source_of(&id)?, state.store());
    let changed =
        blocking::run(move || store.update_source(&caller.tenant, &source, update, &caller.actor)).await?;
    let revision = Revision::of(&changed.editable());
    Ok(Tagged(revision, SourceView::of(changed)))
}

/// Deletes a source; one that makes cards only with `?force=true`, and none that a published version shows.
pub(crate) async fn delete(
    caller: Granted<scope::WriteSources>,
    Path(id): Path<String>,
    query: Query,
    State(state): State<AppState>,
) -> Result<StatusCode, Failure> {
    let (source, force) = (source_of(&id)?, query.flag("force")?);
    blocking::run(move || in_use::delete_source(&state, &caller.tenant, &source, force, &caller.actor))
        .await?;
    Ok(StatusCode::ACCEPTED)
}
