//! `/studio/destinations/{d}/delete` and `…/versions/{v}/stop` and `…/delete`: the end of a destination and of a version.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_destination::{Destination, Version, VersionStatus};
use octant_studio::page::confirm::{self, Confirm};
use octant_studio::{Field, Section};

use super::head::{applications, find};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::guard::Signed;
use crate::studio::{Acting, Done, Form, Html, SignedIn, redirect, role};

fn crumbs(destination: &Destination) -> Vec<(String, String)> {
    let path = format!("/studio/destinations/{}", destination.identifier);
    vec![("/studio/destinations".to_owned(), "Destinations".to_owned()), (path, destination.name.clone())]
}

/// Asks before a version stops.
pub(crate) async fn ask_stop(
    signed: SignedIn<role::Editor>,
    Path((id, name)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let shell = signed.user.shell(Section::Destinations);
    let view = blocking::run(move || {
        let (destination, version) = find(&state, &signed.user, &id, &name)?;
        stopping(&state, &signed.user, &destination, &version)
    });
    Ok(Html::page(confirm::render(&shell, &view.await?)))
}

fn stopping(
    state: &AppState,
    user: &Signed,
    destination: &Destination,
    version: &Version,
) -> Result<Confirm, Failure> {
    let path = format!("/studio/destinations/{}/versions/{}", destination.identifier, version.name);
    let mut effects: Vec<(String, Option<String>)> = version
        .endpoints
        .iter()
        .map(|endpoint| {
            let text = format!("Queries of {} are answered with 404.", endpoint.identifier);
            (text, Some(format!("{path}/explore/{}", endpoint.identifier)))
        })
        .collect();
    let applications = applications(state, user, destination, version)?.len();
    if applications > 0 {
        effects.push((format!("It has {applications} applications."), Some(format!("{path}/applications"))));
    }
    Ok(Confirm {
        crumbs: crumbs(destination),
        title: format!("Stop {} {}?", destination.name, version.name),
        text: "Applications get no answer from it any more. It can be published again as it is.".to_owned(),
        effects,
        obstacles: Vec::new(),
        action: format!("{path}/stop"),
        button: "Stop".to_owned(),
        cancel: path,
        word: None,
        confirmation: Field::default(),
    })
}

/// Stops a version.
pub(crate) async fn stop(
    acting: Acting<role::Editor>,
    Path((id, name)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let path = format!("/studio/destinations/{id}/versions/{name}");
    blocking::run(move || state.destinations.stop(&user.tenant(), &id, &name, &user.actor())).await?;
    Ok(redirect(&path, Some(Done::Stopped)))
}

/// Drops a draft.
pub(crate) async fn remove_version(
    acting: Acting<role::Editor>,
    Path((id, name)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let path = format!("/studio/destinations/{id}");
    blocking::run(move || state.destinations.remove_version(&user.tenant(), &id, &name, &user.actor()))
        .await?;
    Ok(redirect(&path, Some(Done::Deleted)))
}

/// Asks before a destination goes.
pub(crate) async fn ask_delete(
    signed: SignedIn<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (shell, tenant) = (signed.user.shell(Section::Destinations), signed.user.tenant());
    let found = blocking::run(move || state.destinations.destination(&tenant, &id)).await?;
    Ok(Html::page(confirm::render(&shell, &deleting(&found, Field::default()))))
}

fn deleting(destination: &Destination, confirmation: Field) -> Confirm {
    let path = format!("/studio/destinations/{}", destination.identifier);
    let answering = destination.versions.iter().filter(|version| version.status == VersionStatus::Published);
    let effect = |version: &Version| {
        let text = format!("{} answers now and stops at once.", version.name);
        (text, Some(format!("{path}/versions/{}", version.name)))
    };
    let mut effects: Vec<(String, Option<String>)> = answering.map(effect).collect();
    effects.push(("Its versions, their indexes and their applications go. The cards stay.".to_owned(), None));
    Confirm {
        crumbs: crumbs(destination),
        title: format!("Delete the destination {}?", destination.name),
        text: "It goes for good, and its address answers nothing any more.".to_owned(),
        effects,
        obstacles: Vec::new(),
        action: format!("{path}/delete"),
        button: "Delete for good".to_owned(),
        cancel: format!("{path}/settings"),
        word: Some(destination.identifier.clone()),
        confirmation,
    }
}

/// Deletes a destination whose identifier was typed to confirm it.
pub(crate) async fn delete(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let typed = form.text("confirmation").trim().to_owned();
    let (tenant, actor) = (user.tenant(), user.actor());
    let view = blocking::run(move || {
        let found = state.destinations.destination(&tenant, &id)?;
        if typed != found.identifier {
            let problem = Some(format!("This is not its identifier, which is {}.", found.identifier));
            return Ok(Some(deleting(&found, Field { value: typed, problem })));
        }
        // What it is called is what was typed.
        let may = |now: &Destination| now.identifier == found.identifier;
        state.destinations.delete(&tenant, &id, &may, &actor)?;
        Ok::<_, Failure>(None)
    });
    Ok(match view.await? {
        None => redirect("/studio/destinations", Some(Done::Deleted)),
        Some(view) => {
            Html::refused(confirm::render(&user.shell(Section::Destinations), &view)).into_response()
        }
    })
}
