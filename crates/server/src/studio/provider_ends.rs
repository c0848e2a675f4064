//! The ends of a data provider's secret, and of the provider: asked about first, with what they mean.

use axum::extract::{Path, State};
use axum::response::Response;
use octant_access::{AccessError, Provider};
use octant_model::{PageRequest, ProviderId};
use octant_store::ImportFilter;
use octant_studio::Section;
use octant_studio::page::confirm::{self, Confirm};

use super::flow::counted;
use super::guard::Signed;
use super::providers::{provider_of, show_secret};
use super::{Acting, Done, Form, Html, SignedIn, redirect, role};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;

/// The provider, and how many imports of it are on record.
async fn found(user: &Signed, state: &AppState, id: ProviderId) -> Result<(Provider, u64), Failure> {
    let (state, tenant) = (state.clone(), user.tenant());
    blocking::run(move || {
        let provider = state.access.provider(&tenant, id)?;
        let filter = ImportFilter { provider: Some(id), ..ImportFilter::default() };
        let page = PageRequest { include_total: true, ..PageRequest::first(1) };
        let imports = state.store.imports(&tenant, &filter, &page)?;
        Ok::<_, Failure>((provider, imports.total.unwrap_or_default()))
    })
    .await
}

fn ask(user: &Signed, provider: &Provider, view: Confirm) -> Html {
    let path = format!("/studio/providers/{}", provider.id);
    let crumbs = vec![
        ("/studio/providers".to_owned(), "Data providers".to_owned()),
        (path.clone(), provider.name.clone()),
    ];
    Html::page(confirm::render(&user.shell(Section::Providers), &Confirm { crumbs, cancel: path, ..view }))
}

/// Asks before a secret is reset.
pub(crate) async fn ask_reset(
    signed: SignedIn<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (provider, _) = found(&signed.user, &state, provider_of(&id)?).await?;
    let view = Confirm {
        title: format!("Reset the secret of {}?", provider.name),
        text: "The system is refused at once, until it is given the new secret, which is shown next."
            .to_owned(),
        obstacles: Vec::new(),
        action: format!("/studio/providers/{id}/reset-secret"),
        button: "Reset the secret".to_owned(),
        ..Confirm::default()
    };
    Ok(ask(&signed.user, &provider, view))
}

/// Asks before a provider is deleted.
pub(crate) async fn ask_delete(
    signed: SignedIn<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (provider, imports) = found(&signed.user, &state, provider_of(&id)?).await?;
    let stays = format!("What {} brought stays", counted(imports, "import", "imports"));
    let view = Confirm {
        title: format!("Delete the data provider {}?", provider.name),
        text: "The system that uses it is refused at once.".to_owned(),
        effects: vec![(stays, Some(format!("/studio/imports?provider={id}")))],
        obstacles: Vec::new(),
        action: format!("/studio/providers/{id}/delete"),
        button: "Delete the data provider".to_owned(),
        ..Confirm::default()
    };
    Ok(ask(&signed.user, &provider, view))
}

/// Gives a provider a new secret and shows it this once.
pub(crate) async fn reset_secret(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let id = provider_of(&id)?;
    let path = blocking::run(move || {
        let tenant = user.tenant();
        let secret = state.access.reset_secret(&tenant, id, user.grantor(&user.actor()))?;
        let provider = state.access.provider(&tenant, id)?;
        Ok::<_, AccessError>(show_secret(&state, &user, &provider, secret.reveal()))
    })
    .await?;
    Ok(redirect(&path, None))
}

/// Deletes a provider.
pub(crate) async fn delete(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let (id, access, tenant, actor) = (provider_of(&id)?, state.access(), user.tenant(), user.actor());
    blocking::run(move || access.delete_provider(&tenant, id, &actor)).await?;
    Ok(redirect("/studio/providers", Some(Done::Deleted)))
}
