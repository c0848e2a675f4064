//! `/studio/destinations/{d}/versions/{v}/applications`: who may query a protected version.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
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
use crate::studio::{Acting, Form, Html, SignedIn, role};

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

/// Makes an application; its secret is shown this once.
pub(crate) async fn create(
    acting: Acting<role::Editor>,
    Path((id, version)): Path<(String, String)>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let shell = user.shell(Section::Destinations);
    let Some(name) = form.filled("name").map(str::to_owned) else {
        let problem = Some("Give it a name.".to_owned());
        let typed = Field { value: form.text("name").to_owned(), problem };
        let view = blocking::run(move || page(&state, &user, &id, &version, typed)).await?;
        return Ok(Html::refused(applications::render(&shell, &view)).into_response());
    };
    let view = blocking::run(move || {
        let (destination, found) = find(&state, &user, &id, &version)?;
        let (made, secret) = state.access.create_destination_application(
            &user.tenant(),
            destination.id,
            found.id,
            name,
            &user.actor(),
        )?;
        shown(&state, &user, (&destination, &found), made, &secret)
    });
    Ok(Html::page(applications::render_secret(&shell, &view.await?)).into_response())
}

/// The page that shows a secret.
pub(super) fn shown(
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
