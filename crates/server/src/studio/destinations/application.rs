//! `/studio/destinations/{d}/versions/{v}/applications/{clientId}/…`: a new secret for an application, and its end.

use axum::extract::{Path, State};
use axum::response::Response;
use octant_access::{AccessError, DestinationApplication};
use octant_destination::{Destination, Version};
use octant_studio::page::confirm::{self, Confirm};
use octant_studio::{Field, Section};
use uuid::Uuid;

use super::applications::show_secret;
use super::head::{self, find};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;
use crate::studio::guard::Signed;
use crate::studio::{Acting, Done, Form, Html, SignedIn, redirect, role};

/// What is to become of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Reset,
    Delete,
}

type Named = Path<(String, String, String)>;

/// Asks before a secret is reset.
pub(crate) async fn ask_reset(
    signed: SignedIn<role::Editor>,
    place: Named,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    ask(signed.user, place, state, What::Reset).await
}

/// Asks before an application goes.
pub(crate) async fn ask_delete(
    signed: SignedIn<role::Editor>,
    place: Named,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    ask(signed.user, place, state, What::Delete).await
}

async fn ask(
    user: Signed,
    Path((id, version, client)): Named,
    state: AppState,
    what: What,
) -> Result<Html, Failure> {
    let shell = user.shell(Section::Destinations);
    let view = blocking::run(move || {
        let (destination, found) = find(&state, &user, &id, &version)?;
        let application = application(&state, &user, &destination, &found, &client)?;
        Ok::<_, Failure>(question(&destination, &found, &application, what))
    });
    Ok(Html::page(confirm::render(&shell, &view.await?)))
}

fn application(
    state: &AppState,
    user: &Signed,
    destination: &Destination,
    version: &Version,
    client: &str,
) -> Result<DestinationApplication, Failure> {
    let id = client_id(client)?;
    let all = head::applications(state, user, destination, version)?;
    let found = all.into_iter().find(|one| one.client_id == id);
    found.ok_or_else(|| AccessError::UnknownApplication(client.to_owned()).into())
}

fn client_id(text: &str) -> Result<Uuid, Failure> {
    text.parse().map_err(|_| AccessError::UnknownApplication(text.to_owned()).into())
}

fn question(
    destination: &Destination,
    version: &Version,
    application: &DestinationApplication,
    what: What,
) -> Confirm {
    let path = format!("/studio/destinations/{}/versions/{}", destination.identifier, version.name);
    let list = format!("{path}/applications");
    let name = &application.name;
    let (title, text, word, button) = match what {
        What::Reset => (
            format!("Reset the secret of {name}?"),
            "Its old secret and every token that was made with it stop working at once.",
            "reset",
            "Reset the secret",
        ),
        What::Delete => (
            format!("Delete the application {name}?"),
            "Its secret and every token that was made with it stop working at once.",
            "delete",
            "Delete for good",
        ),
    };
    Confirm {
        crumbs: vec![
            ("/studio/destinations".to_owned(), "Destinations".to_owned()),
            (path, format!("{} {}", destination.name, version.name)),
            (list.clone(), "Applications".to_owned()),
        ],
        title,
        text: text.to_owned(),
        effects: Vec::new(),
        obstacles: Vec::new(),
        action: format!("{list}/{}/{word}", application.client_id),
        button: button.to_owned(),
        cancel: list,
        word: None,
        confirmation: Field::default(),
    }
}

/// Resets a secret; the new one is shown once, on the next page.
pub(crate) async fn reset(
    acting: Acting<role::Editor>,
    Path((id, version, client)): Named,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let path = blocking::run(move || {
        let (destination, found) = find(&state, &user, &id, &version)?;
        let application = application(&state, &user, &destination, &found, &client)?;
        let secret = state.access.reset_destination_application(
            &user.tenant(),
            destination.id,
            found.id,
            application.client_id,
            &user.actor(),
        )?;
        show_secret(&state, &user, (&destination, &found), application, &secret)
    });
    Ok(redirect(&path.await?, None))
}

/// Deletes an application.
pub(crate) async fn delete(
    acting: Acting<role::Editor>,
    Path((id, version, client)): Named,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let path = format!("/studio/destinations/{id}/versions/{version}/applications");
    blocking::run(move || {
        let (destination, found) = find(&state, &user, &id, &version)?;
        state.access.delete_destination_application(
            &user.tenant(),
            destination.id,
            found.id,
            client_id(&client)?,
            &user.actor(),
        )?;
        Ok::<_, Failure>(())
    })
    .await?;
    Ok(redirect(&path, Some(Done::Deleted)))
}
