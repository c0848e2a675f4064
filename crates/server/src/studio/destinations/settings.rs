//! `/studio/new-destination` and `…/{d}/settings`: languages, fallbacks, protection, origins.

use axum::extract::{Path, State};
use axum::response::Response;
use octant_destination::{DestinationChange, DestinationError};
use octant_store::StoreError;
use octant_studio::page::destinations::head::DestinationHead;
use octant_studio::page::destinations::settings::{self, DestinationForm};
use octant_studio::{Field, Section, Shell};

use super::head::head;
use super::settings_form as form;
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::guard::Signed;
use crate::studio::opened::{About, Collision, Opened};
use crate::studio::problems::Problems;
use crate::studio::taken::Taken;
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
    let user = acting.accept_typed(&form)?;
    let shell = user.shell(Section::Destinations);
    let taken = blocking::run(move || {
        let mut typed = form::read(&form);
        if form.is_resumed() {
            return Ok(Taken::Shown(typed));
        }
        let (new, mut problems) = form::settings(&typed);
        if problems.is_empty() {
            problems = match state.destinations.create(&user.tenant(), new, &user.actor()) {
                Ok(made) => return Ok(Taken::Done(made.identifier)),
                Err(DestinationError::Invalid(fields)) => fields.into(),
                Err(DestinationError::Exists(identifier)) => {
                    let mut problems = Problems::default();
                    problems.tell("identifier", format!("there is a destination {identifier:?} already"));
                    problems
                }
                Err(error) => return Err(Failure::from(error)),
            };
        }
        form::mark(&mut typed, problems);
        Ok(Taken::Wrong(typed))
    })
    .await?;
    Ok(taken.answer(shell, settings::render_new, |identifier| {
        redirect(&format!("/studio/destinations/{identifier}"), Some(Done::Created))
    }))
}

/// The settings.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (tenant, user) = (signed.user.tenant(), signed.user);
    let found = blocking::run(move || state.destinations.destination(&tenant, &id)).await?;
    let shell = Opened::of(&found.editable()).within(user.shell(Section::Destinations));
    Ok(Html::page(settings::render(&shell, &head(&user, &found), &form::of(&found))))
}

/// Changes them.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    let opened = Opened::read(&form);
    let shell = opened.clone().within(user.shell(Section::Destinations));
    let taken = blocking::run(move || take(&state, &user, &id, &form, &opened)).await?;
    let render = |shell: &Shell, (head, typed): &View| settings::render(shell, head, typed);
    Ok(taken.answer(shell, render, |identifier| {
        redirect(&format!("/studio/destinations/{identifier}/settings"), Some(Done::Saved))
    }))
}

/// What the page of the settings shows.
type View = (DestinationHead, DestinationForm);

fn take(
    state: &AppState,
    user: &Signed,
    id: &str,
    form: &Form,
    opened: &Opened,
) -> Result<Taken<String, View>, Failure> {
    let tenant = user.tenant();
    let found = state.destinations.destination(&tenant, id)?;
    let (head, mut typed) = (head(user, &found), form::read(form));
    if form.is_resumed() {
        return Ok(Taken::Shown((head, typed)));
    }
    let (new, mut problems) = form::settings(&typed);
    if problems.is_empty() {
        let yours = new.editable();
        let change = DestinationChange { expected: Some(opened.revision()), ..form::change(new) };
        problems = match state.destinations.update(&tenant, id, change, &user.actor()) {
            Ok(saved) => return Ok(Taken::Done(saved.identifier)),
            Err(DestinationError::Invalid(fields)) => fields.into(),
            Err(DestinationError::Store(StoreError::Changed { .. })) => {
                let now = state.destinations.destination(&tenant, id)?;
                let (key, page) = (now.id.to_string(), format!("/studio/destinations/{id}/settings"));
                let about = About { kind: "destination", id: &key, page };
                let documents = (&now.editable(), &yours);
                let collision = Collision::find(state, &tenant, about, opened, documents)?;
                return Ok(Taken::Collided((head, typed), collision));
            }
            Err(error) => return Err(error.into()),
        };
    }
    form::mark(&mut typed, problems);
    Ok(Taken::Wrong((head, typed)))
}
