//! `/studio/destinations/{d}/versions/{v}/applications`: who may query a protected version.

use axum::extract::{Path, State};
use axum::response::Response;
use octant_access::{DestinationApplication, Secret};
use octant_destination::{Destination, Version};
use octant_model::Timestamp;
use octant_studio::page::destinations::applications::{
    self, ApplicationRow, ApplicationSecret, Applications,
};
use octant_studio::{Field, Section};

use super::head::{self, find, version_head};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::guard::Signed;
use crate::studio::taken::Taken;
use crate::studio::{Acting, Form, Html, SignedIn, redirect, role};

/// The applications.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path((id, name)): Path<(String, String)>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let shell = signed.user.shell(Section::Destinations);
    let view = blocking::run(move || page(&state, &signed.user, &id, &name, Field::default())).await?;
    Ok(Html::page(applications::render(&shell, &view)))
}

fn page(
    state: &AppState,
    user: &Signed,
    id: &str,
    version: &str,
    name: Field,
) -> Result<Applications, Failure> {
    let (destination, found) = find(state, user, id, version)?;
    let row = |one: DestinationApplication| ApplicationRow {
        client_id: one.client_id.to_string(),
        name: one.name,
        created_at: one.created_at,
    };
    let all = head::applications(state, user, &destination, &found)?;
    Ok(Applications {
        version: version_head(state, user, &destination, &found)?,
        rows: all.into_iter().map(row).collect(),
        name,
        now: Timestamp::now(),
    })
}

/// Makes an application; its secret is shown once, on the next page.
pub(crate) async fn create(
    acting: Acting<role::Editor>,
    Path((id, version)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    let shell = user.shell(Section::Destinations);
    let taken = blocking::run(move || {
        let mut typed = Field::of(form.text("name"));
        if form.is_resumed() {
            return page(&state, &user, &id, &version, typed).map(Taken::Shown);
        }
        let Some(name) = form.filled("name").map(str::to_owned) else {
            typed.problem = Some("Give it a name.".to_owned());
            return page(&state, &user, &id, &version, typed).map(Taken::Wrong);
        };
        let (destination, found) = find(&state, &user, &id, &version)?;
        let (made, secret) = state.access.create_destination_application(
            &user.tenant(),
            destination.id,
            found.id,
            name,
            &user.actor(),
        )?;
        show_secret(&state, &user, (&destination, &found), made, &secret).map(Taken::Done)
    })
    .await?;
    Ok(taken.answer(shell, applications::render, |path| redirect(&path, None)))
}

/// Keeps the page that shows a secret once; where it is fetched.
pub(super) fn show_secret(
    state: &AppState,
    user: &Signed,
    place: (&Destination, &Version),
    application: DestinationApplication,
    secret: &Secret,
) -> Result<String, Failure> {
    let view = shown(state, user, place, application, secret)?;
    let next = format!(
        "/studio/destinations/{}/versions/{}/applications",
        view.version.destination.identifier, view.version.name
    );
    let page = applications::render_secret(&user.shell(Section::Destinations), &view);
    Ok(state.once.keep(user, page, &next))
}

/// The page that shows a secret.
fn shown(
    state: &AppState,
    user: &Signed,
    (destination, version): (&Destination, &Version),
    application: DestinationApplication,
    secret: &Secret,
) -> Result<ApplicationSecret, Failure> {
    let head = version_head(state, user, destination, version)?;
    let (client_id, secret) = (application.client_id.to_string(), secret.reveal().to_owned());
    let endpoint = head.first_endpoint.clone().unwrap_or_else(|| "products".to_owned());
    let query = format!("{}/{}/{endpoint}", head.destination.address, version.name);
    let example = format!(
        "TOKEN=$(curl -s {address}/destinations/{id}/token \\\n  \
         -H 'Content-Type: application/json' \\\n  \
         -d '{{\"clientId\": \"{client_id}\", \"clientSecret\": \"{secret}\"}}' | jq -r .accessToken)\n\n\
         curl -s -H \"Authorization: Bearer $TOKEN\" '{query}?top=5'",
        address = user.address,
        id = version.id,
    );
    Ok(ApplicationSecret { version: head, name: application.name, client_id, secret, example })
}
