//! `/v1/destinations`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use octant_destination::{
    BuildProblem, Destination, DestinationChange, DestinationError, Destinations, Endpoint, NewDestination,
    Progress, Version, VersionStatus,
};
use octant_model::language::unique_keys;
use octant_model::{Language, Page, TenantId, Timestamp};
use octant_store::Revision;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::blocking;
use crate::body::Document;
use crate::credential::{Granted, scope};
use crate::error::Failure;
use crate::list::List;
use crate::query::Query;
use crate::state::AppState;
use crate::tag::{IfMatch, Tagged};
use crate::wait::Wait;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DestinationView {
    id: Uuid,
    identifier: String,
    name: String,
    protected: bool,
    languages: Vec<Language>,
    fallbacks: BTreeMap<Language, Vec<Language>>,
    cors_origins: Vec<String>,
    versions: Vec<VersionView>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VersionView {
    id: Uuid,
    name: String,
    status: VersionStatus,
    publishing: bool,
    /// Whether it was published for other languages or fallbacks than the destination has now.
    other_languages: bool,
    endpoints: Vec<Endpoint>,
    /// Why the last try to build an index of it failed, by endpoint; it is tried again.
    build_problems: BTreeMap<String, String>,
    /// How far the indexes are that it waits for.
    building: Option<BuildingView>,
    published_at: Option<Timestamp>,
    published_by: Option<String>,
}

/// How many cards were gone through, and of how many.
#[derive(Serialize)]
struct BuildingView {
    done: u64,
    of: u64,
}

impl VersionView {
    fn of(
        destination: &Destination,
        version: Version,
        problems: &[BuildProblem],
        building: Option<Progress>,
    ) -> Self {
        let of_this = problems.iter().filter(|one| one.version == version.name);
        let build_problems = of_this.map(|one| (one.endpoint.clone(), one.problem.clone())).collect();
        let other_languages = destination.is_of_other_languages(&version);
        let Version { id, name, status, publishing, endpoints, published_at, published_by, .. } = version;
        Self {
            id,
            name,
            status,
            publishing,
            other_languages,
            endpoints,
            build_problems,
            building: building.map(|Progress { done, of }| BuildingView { done, of }),
            published_at,
            published_by,
        }
    }

    /// Whether nothing of it is under way.
    fn is_final(&self) -> bool {
        !self.publishing && self.building.is_none()
    }
}

impl DestinationView {
    pub(super) fn of(
        all: &Destinations,
        tenant: &TenantId,
        mut destination: Destination,
    ) -> Result<Self, DestinationError> {
        let versions = std::mem::take(&mut destination.versions);
        let problems = all.build_problems(tenant, destination.id);
        let version = |version| {
            let building = all.building(tenant, &destination, &version)?;
            Ok(VersionView::of(&destination, version, &problems, building))
        };
        Ok(Self {
            versions: versions.into_iter().map(version).collect::<Result<_, DestinationError>>()?,
            id: destination.id,
            identifier: destination.identifier,
            name: destination.name,
            protected: destination.protected,
            languages: destination.languages,
            fallbacks: destination.fallbacks,
            cors_origins: destination.cors_origins,
            created_at: destination.created_at,
            updated_at: destination.updated_at,
        })
    }
}

/// Fallbacks as they are given: each language once.
#[derive(Default, Deserialize)]
struct Fallbacks(#[serde(deserialize_with = "unique_keys")] BTreeMap<Language, Vec<Language>>);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewDestinationBody {
    identifier: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    protected: bool,
    #[serde(default)]
    languages: Vec<Language>,
    #[serde(default)]
    fallbacks: Fallbacks,
    #[serde(default)]
    cors_origins: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DestinationChangeBody {
    name: Option<String>,
    protected: Option<bool>,
    languages: Option<Vec<Language>>,
    fallbacks: Option<Fallbacks>,
    cors_origins: Option<Vec<String>>,
}

pub(crate) async fn list(
    caller: Granted<scope::ReadDestinations>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Json<List<DestinationView>>, Failure> {
    let page = query.page()?;
    let work = move || {
        let found = state.destinations.list(&caller.tenant, &page)?;
        let view = |one| DestinationView::of(&state.destinations, &caller.tenant, one);
        let items = found.items.into_iter().map(view).collect::<Result<_, DestinationError>>()?;
        Ok::<_, DestinationError>(Page { items, after: found.after, total: found.total })
    };
    Ok(Json(List::of(blocking::run(work).await?)))
}

pub(crate) async fn create(
    caller: Granted<scope::WriteDestinations>,
    State(state): State<AppState>,
    Document(body): Document<NewDestinationBody>,
) -> Result<(StatusCode, Tagged<DestinationView>), Failure> {
    let NewDestinationBody { identifier, name, protected, languages, fallbacks, cors_origins } = body;
    let fallbacks = fallbacks.0;
    let new = NewDestination { identifier, name, protected, languages, fallbacks, cors_origins };
    let made = with_destination(state, caller.tenant.clone(), move |all| {
        all.create(&caller.tenant, new, &caller.actor)
    });
    Ok((StatusCode::CREATED, made.await?))
}

/// One destination, waited for until each of its versions is as it was told to be.
pub(crate) async fn show(
    caller: Granted<scope::ReadDestinations>,
    Path(id): Path<String>,
    wait: Wait,
    State(state): State<AppState>,
) -> Result<Tagged<DestinationView>, Failure> {
    let all = state.destinations();
    let look = move || {
        let found = tagged(&all, &caller.tenant, all.destination(&caller.tenant, &id)?)?;
        let is_final = found.1.versions.iter().all(VersionView::is_final);
        Ok((found, is_final))
    };
    wait.until(&state, look).await
}

/// One version, waited for in the same way.
pub(crate) async fn show_version(
    caller: Granted<scope::ReadDestinations>,
    Path((id, version)): Path<(String, String)>,
    wait: Wait,
    State(state): State<AppState>,
) -> Result<Tagged<VersionView>, Failure> {
    let all = state.destinations();
    let look = move || {
        let destination = all.destination(&caller.tenant, &id)?;
        let unknown = || Failure::not_found("version", &version);
        let wanted = destination.version(&version).ok_or_else(unknown)?.id;
        let mut versions = DestinationView::of(&all, &caller.tenant, destination)?.versions.into_iter();
        let found = versions.find(|one| one.id == wanted).ok_or_else(unknown)?;
        let is_final = found.is_final();
        Ok((Tagged(Revision::of(&found.endpoints), found), is_final))
    };
    wait.until(&state, look).await
}

pub(crate) async fn update(
    caller: Granted<scope::WriteDestinations>,
    Path(id): Path<String>,
    expected: IfMatch,
    State(state): State<AppState>,
    Document(body): Document<DestinationChangeBody>,
) -> Result<Tagged<DestinationView>, Failure> {
    let DestinationChangeBody { name, protected, languages, fallbacks, cors_origins } = body;
    let fallbacks = fallbacks.map(|fallbacks| fallbacks.0);
    let change =
        DestinationChange { name, protected, languages, fallbacks, cors_origins, expected: expected.0 };
    with_destination(state, caller.tenant.clone(), move |all| {
        all.update(&caller.tenant, &id, change, &caller.actor)
    })
    .await
}

/// Does something with a destination and shows it as it is then.
pub(super) async fn with_destination(
    state: AppState,
    tenant: TenantId,
    work: impl FnOnce(&Destinations) -> Result<Destination, DestinationError> + Send + 'static,
) -> Result<Tagged<DestinationView>, Failure> {
    let all = state.destinations.clone();
    blocking::run(move || tagged(&all, &tenant, work(&all)?)).await
}

/// A destination with the revision of its settings.
fn tagged(
    all: &Destinations,
    tenant: &TenantId,
    destination: Destination,
) -> Result<Tagged<DestinationView>, DestinationError> {
    let revision = Revision::of(&destination.editable());
    Ok(Tagged(revision, DestinationView::of(all, tenant, destination)?))
}

/// Deletes a destination; one that answers only with `?force=true`.
pub(crate) async fn delete(
    caller: Granted<scope::WriteDestinations>,
    Path(id): Path<String>,
    query: Query,
    State(state): State<AppState>,
) -> Result<StatusCode, Failure> {
    let force = query.flag("force")?;
    let work = move || {
        let may = |found: &Destination| force || answering(found).is_empty();
        match state.destinations.delete(&caller.tenant, &id, &may, &caller.actor)? {
            Some(found) => Err(in_use(&found.identifier, &answering(&found))),
            None => Ok(()),
        }
    };
    blocking::run(work).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The names of the versions that answer, or are about to.
fn answering(destination: &Destination) -> Vec<String> {
    let answers = |version: &&Version| version.status == VersionStatus::Published || version.publishing;
    destination.versions.iter().filter(answers).map(|version| version.name.clone()).collect()
}

fn in_use(identifier: &str, answering: &[String]) -> Failure {
    let detail = format!(
        "{identifier} answers with {}; stop these versions first, or delete with ?force=true",
        answering.join(", ")
    );
    Failure::conflict(crate::error::Code::InUse, detail)
}
