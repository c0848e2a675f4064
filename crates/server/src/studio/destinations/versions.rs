//! `/studio/destinations/{d}`: a destination's versions.

use axum::extract::{Path, State};
use axum::response::Response;
use octant_destination::{Lag, Version, VersionStatus};
use octant_model::Timestamp;
use octant_store::Actor;
use octant_studio::Section;
use octant_studio::page::destinations::versions::{self, VersionRow, Versions};

use super::head::{head, status};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::names::Names;
use crate::studio::{Acting, Done, Form, Html, SignedIn, redirect, role};

/// The versions.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (tenant, user) = (signed.user.tenant(), signed.user);
    let shell = user.shell(Section::Destinations);
    let work = move || {
        let found = state.destinations.destination(&tenant, &id)?;
        let lags = state.destinations.lags(&tenant)?.into_iter();
        let of_this: Vec<Lag> = lags.filter(|lag| lag.destination == found.identifier).collect();
        let is_draft = |version: &Version| version.status == VersionStatus::Draft && !version.publishing;
        let mut names = Names::new(&state.access, &tenant);
        let rows = found.versions.iter().rev().map(|version| row(version, &of_this, &mut names));
        Ok::<_, Failure>(Versions {
            destination: head(&user, &found),
            rows: rows.collect::<Result<_, _>>()?,
            may_draft: !found.versions.iter().any(is_draft),
            now: Timestamp::now(),
        })
    };
    Ok(Html::page(versions::render(&shell, &blocking::run(work).await?)))
}

fn row(version: &Version, lags: &[Lag], names: &mut Names<'_>) -> Result<VersionRow, Failure> {
    let shown = lags.iter().filter(|lag| lag.version == version.name);
    let answers = version.status == VersionStatus::Published;
    let by = version.published_by.clone().map(Actor);
    Ok(VersionRow {
        name: version.name.clone(),
        status: status(version),
        endpoints: version.endpoints.iter().map(|endpoint| endpoint.identifier.clone()).collect(),
        cards: answers.then(|| shown.map(|lag| lag.documents).sum()),
        published_at: version.published_at,
        published_by: by.map(|actor| names.of(&actor)).transpose()?,
    })
}

/// Adds a draft.
pub(crate) async fn create(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let (tenant, actor) = (user.tenant(), user.actor());
    let made = blocking::run(move || state.destinations.add_version(&tenant, &id, &actor)).await?;
    let name = made.versions.last().map_or("v1", |version| version.name.as_str());
    let path = format!("/studio/destinations/{}/versions/{name}", made.identifier);
    Ok(redirect(&path, Some(Done::Created)))
}
