//! `/studio/destinations/{d}/versions/{v}`: a version's endpoints, publishing and stopping.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_card::CardError;
use octant_destination::{Destination, DestinationError, Endpoint, Version, VersionStatus};
use octant_studio::Section;
use octant_studio::page::cards::plan::Progress;
use octant_studio::page::destinations::version::{self, EndpointRow, VersionPage};

use super::head::{find, version_head};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::guard::Signed;
use crate::studio::problems::{Problems, sentence};
use crate::studio::{Acting, Done, Form, Html, SignedIn, redirect, role};

/// The version.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path((id, name)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let shell = signed.user.shell(Section::Destinations);
    let view = blocking::run(move || page(&state, &signed.user, &id, &name, Vec::new())).await?;
    Ok(Html::page(version::render(&shell, &view)))
}

/// How far the publishing is, alone.
pub(crate) async fn progress(
    signed: SignedIn<role::Viewer>,
    Path((id, name)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let part = blocking::run(move || {
        let (destination, found) = find(&state, &signed.user, &id, &name)?;
        let head = version_head(&state, &signed.user, &destination, &found)?;
        Ok::<_, Failure>(version::progress_fragment(
            &head,
            publishing(&state, &signed.user, &destination, &found)?,
        ))
    });
    Ok(Html::page(part.await?))
}

/// Begins to publish.
pub(crate) async fn publish(
    acting: Acting<role::Editor>,
    Path((id, name)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let shell = user.shell(Section::Destinations);
    let path = format!("/studio/destinations/{id}/versions/{name}");
    let view = blocking::run(move || {
        let problem = match state.destinations.publish(&user.tenant(), &id, &name, &user.actor()) {
            Ok(_begun) => return Ok(None),
            Err(DestinationError::Invalid(fields)) => Problems::from(fields).rest(),
            Err(DestinationError::State(why)) => Some(sentence(&why)),
            Err(error) => return Err(error.into()),
        };
        page(&state, &user, &id, &name, problem.into_iter().collect()).map(Some)
    });
    Ok(match view.await? {
        None => redirect(&path, Some(Done::Publishing)),
        Some(view) => Html::refused(version::render(&shell, &view)).into_response(),
    })
}

fn page(
    state: &AppState,
    user: &Signed,
    id: &str,
    name: &str,
    problems: Vec<String>,
) -> Result<VersionPage, Failure> {
    let (destination, found) = find(state, user, id, name)?;
    let rows = found.endpoints.iter().map(|endpoint| row(state, user, endpoint));
    Ok(VersionPage {
        version: version_head(state, user, &destination, &found)?,
        endpoints: rows.collect::<Result<_, _>>()?,
        progress: publishing(state, user, &destination, &found)?,
        problems,
        may_drop: found.status == VersionStatus::Draft && !found.publishing && destination.versions.len() > 1,
    })
}

fn row(state: &AppState, user: &Signed, endpoint: &Endpoint) -> Result<EndpointRow, Failure> {
    let mut segments = Vec::with_capacity(endpoint.segments.len());
    for id in &endpoint.segments {
        segments.push(match state.cards.segment(&user.tenant(), id) {
            Ok(segment) => segment.name,
            Err(CardError::Unknown { .. }) => id.clone(),
            Err(error) => return Err(error.into()),
        });
    }
    let facets = endpoint.properties.iter().filter(|property| property.facet.is_some());
    Ok(EndpointRow {
        identifier: endpoint.identifier.clone(),
        card: endpoint.card.clone(),
        segments,
        properties: endpoint.properties.len() as u64,
        facets: facets.map(|property| property.name().to_owned()).collect(),
        relations: endpoint.relations.iter().map(|relation| relation.name().to_owned()).collect(),
    })
}

/// How far the publishing is, while it goes on.
fn publishing(
    state: &AppState,
    user: &Signed,
    destination: &Destination,
    found: &Version,
) -> Result<Option<Progress>, Failure> {
    if !found.publishing {
        return Ok(None);
    }
    let progress = state.destinations.progress(&user.tenant(), destination, found)?;
    Ok(Some(Progress { done: progress.done, of: Some(progress.of) }))
}
