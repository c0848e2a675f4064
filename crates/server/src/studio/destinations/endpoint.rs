//! `/studio/destinations/{d}/versions/{v}/endpoints/…`: which cards an endpoint shows and how, with a result beside it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_destination::Endpoint;
use octant_studio::Section;
use octant_studio::page::destinations::endpoint;
use octant_studio::page::destinations::endpoint_preview as part;

use super::place::Place;
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::guard::Signed;
use crate::studio::problems::Problems;
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
    let view = blocking::run(move || {
        let place = Place::find(state, user, &id, &version, endpoint.as_deref())?;
        place.page(place.start()?, Problems::default())
    });
    Ok(Html::page(endpoint::render(&shell, &view.await?)))
}

/// Makes an endpoint.
pub(crate) async fn create(
    acting: Acting<role::Editor>,
    Path((id, version)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    handle(user, state, id, version, None, form).await
}

/// Changes an endpoint.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path((id, version, endpoint)): Path<(String, String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
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
    let shell = user.shell(Section::Destinations);
    let path = format!("/studio/destinations/{id}/versions/{version}");
    let (stores, deletes) = (form.text("action") == "save", form.text("action") == "delete");
    let view = blocking::run(move || {
        let place = Place::find(state, user, &id, &version, endpoint.as_deref())?;
        if form.text("action") == "use-card" {
            let endpoint = Endpoint { card: form.text("card").to_owned(), ..Endpoint::default() };
            let mut typed = place.of_card(&endpoint)?;
            form.text("identifier").trim().clone_into(&mut typed.identifier.value);
            return place.page(typed, Problems::default()).map(Some);
        }
        let typed = place.read(&form)?;
        let (endpoint, written) = typed.endpoint();
        let (mut endpoints, at) = place.with(endpoint);
        if deletes {
            endpoints.remove(at);
        } else if !stores || !written.is_empty() {
            return place.page(typed, written).map(Some);
        }
        match place.store(endpoints, at)? {
            Ok(()) => Ok(None),
            Err(problems) => place.page(typed, problems).map(Some),
        }
    });
    Ok(match view.await? {
        None => redirect(&path, Some(if deletes { Done::Deleted } else { Done::Saved })),
        Some(view) if stores || deletes => Html::refused(endpoint::render(&shell, &view)).into_response(),
        Some(view) => Html::page(endpoint::render(&shell, &view)).into_response(),
    })
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
