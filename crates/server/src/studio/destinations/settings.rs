//! `/studio/new-destination` and `…/{d}/settings`: languages, fallbacks, protection, origins.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_destination::{Destination, DestinationError};
use octant_studio::page::destinations::settings::{self, DestinationForm};
use octant_studio::{Field, Section};

use super::head::head;
use super::settings_form as form;
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::problems::Problems;
use crate::studio::{Acting, Done, Form, Html, SignedIn, redirect, role};

/// The form for a new one.
pub(crate) async fn new(signed: SignedIn<role::Editor>) -> Html {
    let view = DestinationForm { languages: Field::of("en"), ..DestinationForm::default() };
    Html::page(settings::render_new(&signed.user.shell(Section::Destinations), &view))
}

/// Makes one.
pub(crate) async fn create(
    acting: Acting<role::Editor>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let mut typed = form::read(&form);
    let (new, problems) = form::settings(&typed);
    let (destinations, tenant, actor) = (state.destinations(), user.tenant(), user.actor());
    let made = blocking::run(move || outcome(problems, || destinations.create(&tenant, new, &actor))).await?;
    Ok(match made {
        Ok(made) => redirect(&format!("/studio/destinations/{}", made.identifier), Some(Done::Created)),
        Err(problems) => {
            form::mark(&mut typed, problems);
            Html::refused(settings::render_new(&user.shell(Section::Destinations), &typed)).into_response()
        }
    })
}

/// The settings.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (tenant, user) = (signed.user.tenant(), signed.user);
    let found = blocking::run(move || state.destinations.destination(&tenant, &id)).await?;
    let shell = user.shell(Section::Destinations);
    Ok(Html::page(settings::render(&shell, &head(&user, &found), &form::of(&found))))
}

/// Changes them.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let mut typed = form::read(&form);
    let (new, problems) = form::settings(&typed);
    let (tenant, actor) = (user.tenant(), user.actor());
    let (found, saved) = blocking::run(move || {
        let found = state.destinations.destination(&tenant, &id)?;
        let change = form::change(new);
        let saved = outcome(problems, || state.destinations.update(&tenant, &id, change, &actor))?;
        Ok::<_, Failure>((found, saved))
    })
    .await?;
    Ok(match saved {
        Ok(saved) => {
            redirect(&format!("/studio/destinations/{}/settings", saved.identifier), Some(Done::Saved))
        }
        Err(problems) => {
            form::mark(&mut typed, problems);
            let shell = user.shell(Section::Destinations);
            Html::refused(settings::render(&shell, &head(&user, &found), &typed)).into_response()
        }
    })
}

/// What came out, or what is wrong with which field.
fn outcome(
    written: Problems,
    store: impl FnOnce() -> Result<Destination, DestinationError>,
) -> Result<Result<Destination, Problems>, Failure> {
    if !written.is_empty() {
        return Ok(Err(written));
    }
    match store() {
        Ok(stored) => Ok(Ok(stored)),
        Err(DestinationError::Invalid(fields)) => Ok(Err(fields.into())),
        Err(DestinationError::Exists(identifier)) => {
            let mut problems = Problems::default();
            problems.tell("identifier", format!("there is a destination {identifier:?} already"));
            Ok(Err(problems))
        }
        Err(error) => Err(error.into()),
    }
}
