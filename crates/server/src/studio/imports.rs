//! `/studio/imports` and `/studio/sources/{id}/imports`: what became of imports.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use octant_model::{ImportId, PageRequest, SourceId, Timestamp};
use octant_store::{ImportFilter, ImportProblem, ImportRecord, SourceFilter};
use octant_studio::Section;
use octant_studio::page::{import, import_job, imports};
use octant_table::neutralized;
use uuid::Uuid;

use super::guard::Signed;
use super::import_rows;
use super::link::{page, paging};
use super::source::{head, source_of};
use super::{Html, SignedIn, role};
use crate::blocking;
use crate::error::Failure;
use crate::imports::status::state_of;
use crate::query::Query;
use crate::state::AppState;

/// The most sources to choose from.
const SOURCES: usize = 1_000;

/// All imports, newest first.
pub(crate) async fn list(
    signed: SignedIn<role::Viewer>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    show_list(&signed.user, None, &query, &state).await
}

/// The imports of one source.
pub(crate) async fn of_source(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    show_list(&signed.user, Some(source_of(&id)?), &query, &state).await
}

async fn show_list(
    user: &Signed,
    of: Option<SourceId>,
    query: &Query,
    state: &AppState,
) -> Result<Html, Failure> {
    let chosen_source = query.text("source")?.unwrap_or_default().to_owned();
    let chosen_state = query.text("state")?.unwrap_or_default().to_owned();
    let provider = query.text("provider")?.unwrap_or_default().to_owned();
    let source = of.clone().or_else(|| SourceId::new(chosen_source.clone()).ok());
    let filter = ImportFilter {
        source,
        provider: provider.parse().ok(),
        state: state_of(&chosen_state),
        ..ImportFilter::default()
    };
    let asked = page(query)?;
    let path = of
        .as_ref()
        .map_or("/studio/imports".to_owned(), |source| format!("/studio/sources/{source}/imports"));
    let (state, tenant, request) = (state.clone(), user.tenant(), asked.clone());
    let section = if of.is_some() { Section::Sources } else { Section::Imports };
    let mut view = blocking::run(move || {
        let (rows, after) = import_rows::page(&state, &tenant, &filter, &request)?;
        let parameters =
            [("source", chosen_source.as_str()), ("state", &chosen_state), ("provider", &provider)];
        let sources = match &of {
            Some(_) => Vec::new(),
            None => sources(&state, &tenant)?,
        };
        Ok::<_, Failure>(imports::Imports {
            source: of.map(|of| head(&*state.store, &tenant, &of)).transpose()?,
            sources,
            paging: paging(&path, &parameters, &request, after.as_deref()),
            rows,
            chosen_source: chosen_source.clone(),
            chosen_state: chosen_state.clone(),
            now: Timestamp::now(),
        })
    })
    .await?;
    view.now = Timestamp::now();
    Ok(Html::page(imports::render(&user.shell(section), &view)))
}

/// The sources to choose from: id and name.
pub(super) fn sources(
    state: &AppState,
    tenant: &octant_model::TenantId,
) -> Result<Vec<(String, String)>, Failure> {
    let found = state.store.sources(tenant, &SourceFilter::default(), &PageRequest::first(SOURCES))?;
    Ok(found.items.into_iter().map(|source| (source.id.to_string(), source.name)).collect())
}

async fn find(user: &Signed, id: &str, state: &AppState) -> Result<ImportRecord, Failure> {
    let unknown = || Failure::not_found("import", id);
    let import: ImportId = id.parse().map_err(|_| unknown())?;
    let (store, tenant) = (state.store(), user.tenant());
    blocking::run(move || store.import(&tenant, import)).await?.ok_or_else(unknown)
}

/// One import.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let record = find(&signed.user, &id, &state).await?;
    let tenant = signed.user.tenant();
    let view = blocking::run(move || {
        Ok::<_, Failure>(import::ImportPage {
            row: import_rows::one(&state, &tenant, &record)?,
            correlation: record.correlation.map(|correlation| correlation.to_string()),
            applied_at: record.applied_at,
            published_at: record.published_at,
            sequence: record.sequence.0,
            problems: record.problems.into_iter().map(problem).collect(),
            now: Timestamp::now(),
        })
    })
    .await?;
    Ok(Html::page(import::render(&signed.user.shell(Section::Imports), &view)))
}

fn problem(problem: ImportProblem) -> import::Problem {
    let ImportProblem { index, key, code, message } = problem;
    import::Problem { index, key, code, message }
}

/// The parts of a job, such as those of one file.
pub(crate) async fn job(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let unknown = || Failure::not_found("job", &id);
    let job: Uuid = id.parse().map_err(|_| unknown())?;
    let tenant = signed.user.tenant();
    let parts = blocking::run(move || import_rows::parts(&state, &tenant, job)).await?;
    let sum = import_rows::sum(&parts).ok_or_else(unknown)?;
    let view = import_job::ImportJob { sum, parts, now: Timestamp::now() };
    Ok(Html::page(import_job::render(&signed.user.shell(Section::Imports), &view)))
}

/// What was wrong with an import, as CSV.
pub(crate) async fn problems(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Response, Failure> {
    let record = find(&signed.user, &id, &state).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| Failure::internal(error.to_string());
    writer.write_record(["entity", "key", "code", "problem"]).map_err(failed)?;
    for ImportProblem { index, key, code, message } in record.problems {
        let index = index.map_or_else(String::new, |index| index.to_string());
        let cells = [index, key.unwrap_or_default(), code, message];
        writer.write_record(cells.map(|cell| neutralized(&cell).into_owned())).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::internal(error.to_string()))?;
    Ok(download(bytes, "text/csv; charset=utf-8", &format!("problems-{}.csv", record.id)))
}

/// A file to be saved; its name is made of plain letters.
pub(super) fn download(bytes: Vec<u8>, media_type: &'static str, name: &str) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    (headers, bytes).into_response()
}
