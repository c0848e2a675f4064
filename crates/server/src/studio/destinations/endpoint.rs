//! `/studio/destinations/{d}/versions/{v}/endpoints/…`: which cards an endpoint shows and how, with a result beside it.

use axum::extract::{Path, State};
use axum::response::Response;
use octant_destination::Endpoint;
use octant_store::until_fresh;
use octant_studio::page::destinations::endpoint::{self, EndpointPage};
use octant_studio::page::destinations::endpoint_preview as part;
use octant_studio::{Focus, Section};

use super::place::Place;
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::guard::Signed;
use crate::studio::opened::Opened;
use crate::studio::problems::Problems;
use crate::studio::rows::pressed;
use crate::studio::taken::Taken;
use crate::studio::{Acting, Done, Form, Html, SignedIn, redirect, role};

/// A new endpoint.
pub(crate) async fn new(
    signed: SignedIn<role::Editor>,
    Path((id, version)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    open(signed.user, state, id, version, None).await
}

/// An endpoint as it is stored.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path((id, version, endpoint)): Path<(String, String, String)>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    open(signed.user, state, id, version, Some(endpoint)).await
}

async fn open(
    user: Signed,
    state: AppState,
    id: String,
    version: String,
    endpoint: Option<String>,
) -> Result<Html, Failure> {
    let shell = user.shell(Section::Destinations);
    let (opened, view) = blocking::run(move || {
        let place = Place::find(state, user, &id, &version, endpoint.as_deref())?;
        Ok::<_, Failure>((Opened::of(&place.editable()), place.page(place.start()?, Problems::default())?))
    })
    .await?;
    Ok(Html::page(endpoint::render(&opened.within(shell), &view)))
}

/// Makes an endpoint.
pub(crate) async fn create(
    acting: Acting<role::Editor>,
    Path((id, version)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    handle(user, state, id, version, None, form).await
}

/// Changes an endpoint.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path((id, version, endpoint)): Path<(String, String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    handle(user, state, id, version, Some(endpoint), form).await
}

/// Does what the pressed button says.
async fn handle(
    user: Signed,
    state: AppState,
    id: String,
    version: String,
    endpoint: Option<String>,
    form: Form,
) -> Result<Response, Failure> {
    let opened = Opened::read(&form);
    let shell = opened.clone().within(user.shell(Section::Destinations));
    let path = format!("/studio/destinations/{id}/versions/{version}");
    let done = if form.text("action") == "delete" { Done::Deleted } else { Done::Saved };
    let taken = blocking::run(move || {
        // Another endpoint of the version may be saved at the same time; that is no conflict.
        until_fresh(Failure::is_changed, || {
            let (state, user) = (state.clone(), user.clone());
            let place = Place::find(state, user, &id, &version, endpoint.as_deref())?;
            take(&place, &form, &opened)
        })
    });
    Ok(taken.await?.answer(shell, endpoint::render, |()| redirect(&path, Some(done))))
}

fn take(place: &Place, form: &Form, opened: &Opened) -> Result<Taken<(), EndpointPage>, Failure> {
    let action = form.text("action");
    if action == "use-card" && !form.is_resumed() {
        let endpoint = Endpoint { card: form.text("card").to_owned(), ..Endpoint::default() };
        let mut typed = place.of_card(&endpoint)?;
        form.text("identifier").trim().clone_into(&mut typed.identifier.value);
        let view = place.page(typed, Problems::default())?;
        return Ok(Taken::Changed(view, Focus::Field("card".to_owned())));
    }
    let typed = place.read(form)?;
    let (endpoint, written) = typed.endpoint();
    if form.is_resumed() {
        return place.page(typed, Problems::default()).map(Taken::Shown);
    }
    if !matches!(action, "save" | "delete") {
        return Ok(Taken::Changed(place.page(typed, written)?, pressed(action)));
    }
    if !opened.is(&place.editable()) {
        let collision = place.collision(opened, &endpoint)?;
        return Ok(Taken::Collided(place.page(typed, Problems::default())?, collision));
    }
    let (mut endpoints, at) = place.with(endpoint);
    if action == "delete" {
        endpoints.remove(at);
    } else if !written.is_empty() {
        return place.page(typed, written).map(Taken::Wrong);
    }
    match place.store(endpoints, at)? {
        Ok(()) => Ok(Taken::Done(())),
        Err(problems) => place.page(typed, problems).map(Taken::Wrong),
    }
}

/// A result as it would be, alone.
pub(crate) async fn preview(
    acting: Acting<role::Editor>,
    Path((id, version)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Html, Failure> {
    let user = acting.accept(&form)?;
    let view = blocking::run(move || {
        let place = Place::find(state, user, &id, &version, None)?;
        place.preview(&place.read(&form)?)
    });
    Ok(Html::page(part::fragment(&view.await?)))
}
