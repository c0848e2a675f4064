//! `/studio/providers`: the systems that push data.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use octant_access::{NewProvider, Provider, SourceGrant};
use octant_model::{PageRequest, ProviderId, SourceId, TenantId, Timestamp};
use octant_store::{ImportCounts, ImportFilter, Volume};
use octant_studio::page::{provider, providers};
use octant_studio::{Field, Section};

use super::guard::Signed;
use super::imports::sources;
use super::link::{page, paging};
use super::{Acting, Done, Form, Html, SignedIn, redirect, role};
use crate::blocking;
use crate::error::Failure;
use crate::query::Query;
use crate::state::AppState;

/// The list.
pub(crate) async fn list(
    signed: SignedIn<role::Viewer>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (asked, tenant) = (page(&query)?, signed.user.tenant());
    let view = blocking::run(move || {
        let found = state.access.providers(&tenant, &asked)?;
        let rows = found.items.into_iter().map(|provider| row(&state, &tenant, provider));
        Ok::<_, Failure>(providers::Providers {
            rows: rows.collect::<Result<_, _>>()?,
            paging: paging("/studio/providers", &[], &asked, found.after.as_deref()),
            now: Timestamp::now(),
        })
    })
    .await?;
    Ok(Html::page(providers::render(&signed.user.shell(Section::Providers), &view)))
}

fn row(state: &AppState, tenant: &TenantId, provider: Provider) -> Result<providers::ProviderRow, Failure> {
    let filter = ImportFilter { provider: Some(provider.id), ..ImportFilter::default() };
    let latest = state.store.imports(tenant, &filter, &PageRequest::first(1))?.items.pop();
    let Volume { imports, failed, counts } = state.store.provider_volume(tenant, provider.id)?;
    let ImportCounts { created, updated, unchanged, deleted } = counts;
    Ok(providers::ProviderRow {
        id: provider.id.to_string(),
        name: provider.name,
        sources: match provider.sources {
            SourceGrant::All => None,
            SourceGrant::Some(sources) => Some(sources.iter().map(ToString::to_string).collect()),
        },
        created_at: provider.created_at,
        last_import: latest.map(|import| import.id.accepted_at()),
        volume: providers::Volume { imports, failed, created, updated, unchanged, deleted },
    })
}

/// The form for a new provider.
pub(crate) async fn new(
    signed: SignedIn<role::Editor>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let user = signed.user.clone();
    let chosen: Vec<String> = query.all("source").map(str::to_owned).collect();
    let view = blocking::run(move || form_of(&state, &user, None, &chosen)).await?;
    Ok(Html::page(providers::render_new(&signed.user.shell(Section::Providers), &view)))
}

/// A form with those sources chosen.
fn form_of(
    state: &AppState,
    user: &Signed,
    provider: Option<&providers::ProviderRow>,
    chosen: &[String],
) -> Result<providers::ProviderForm, Failure> {
    let sources = sources(state, &user.tenant())?.into_iter();
    let is_chosen = |id: &String| match provider.map(|provider| &provider.sources) {
        Some(granted) => granted.as_ref().is_some_and(|granted| granted.contains(id)),
        None => chosen.contains(id),
    };
    Ok(providers::ProviderForm {
        name: Field::of(provider.map_or("", |provider| provider.name.as_str())),
        all_sources: provider.is_some_and(|provider| provider.sources.is_none()),
        may_grant_all: user.grantor(&user.actor()).is_admin,
        sources: sources.map(|(id, name)| (id.clone(), name, is_chosen(&id))).collect(),
        problem: None,
    })
}

/// What was typed, if it is right; otherwise the form says what is wrong.
async fn read(
    user: &Signed,
    state: &AppState,
    form: &Form,
) -> Result<Result<NewProvider, providers::ProviderForm>, Failure> {
    let chosen: Vec<String> = form.all("source").map(str::to_owned).collect();
    let (shared, who, ids) = (state.clone(), user.clone(), chosen.clone());
    let mut view = blocking::run(move || form_of(&shared, &who, None, &ids)).await?;
    view.name = Field::of(form.text("name"));
    view.all_sources = form.has("all");
    let name = form.filled("name").map(str::to_owned);
    if name.is_none() {
        view.name.problem = Some("Give it a name.".to_owned());
    }
    let sources: Result<_, _> = chosen.into_iter().map(SourceId::new).collect();
    let grant = match sources {
        _ if view.all_sources => Some(SourceGrant::All),
        Ok(sources) => Some(SourceGrant::Some(sources)),
        Err(_) => None,
    };
    let empty = matches!(&grant, Some(SourceGrant::Some(sources)) if sources.is_empty());
    if empty || grant.is_none() {
        view.problem = Some("Choose at least one source.".to_owned());
    }
    match (name, grant) {
        (Some(name), Some(sources)) if !empty => Ok(Ok(NewProvider { name, sources })),
        _ => Ok(Err(view)),
    }
}

/// Makes a provider and shows its secret this once.
pub(crate) async fn create(
    acting: Acting<role::Editor>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let new = match read(&user, &state, &form).await? {
        Ok(new) => new,
        Err(view) => {
            return Ok(
                Html::refused(providers::render_new(&user.shell(Section::Providers), &view)).into_response()
            );
        }
    };
    let (access, shared) = (state.access(), user.clone());
    let create = move || access.create_provider(&shared.tenant(), new, shared.grantor(&shared.actor()));
    let (made, secret) = blocking::run(create).await?;
    Ok(show_secret(&user, &made, secret.reveal()))
}

/// The page that shows a secret this once.
pub(super) fn show_secret(user: &Signed, provider: &Provider, secret: &str) -> Response {
    let source = match &provider.sources {
        SourceGrant::All => None,
        SourceGrant::Some(sources) => sources.first().map(ToString::to_string),
    };
    let view = provider::NewSecret {
        id: provider.id.to_string(),
        name: provider.name.clone(),
        secret: secret.to_owned(),
        address: user.address.clone(),
        source: source.unwrap_or_else(|| "SOURCE".to_owned()),
    };
    Html::page(provider::render_secret(&user.shell(Section::Providers), &view)).into_response()
}

/// The provider of a path.
pub(super) fn provider_of(id: &str) -> Result<ProviderId, Failure> {
    id.parse().map_err(|_| Failure::not_found("data provider", id))
}

async fn view(user: &Signed, state: &AppState, id: ProviderId) -> Result<provider::ProviderPage, Failure> {
    let (state, user) = (state.clone(), user.clone());
    blocking::run(move || {
        let tenant = user.tenant();
        let row = row(&state, &tenant, state.access.provider(&tenant, id)?)?;
        let form = form_of(&state, &user, Some(&row), &[])?;
        Ok::<_, Failure>(provider::ProviderPage { row, form, now: Timestamp::now() })
    })
    .await
}

/// One provider.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let view = view(&signed.user, &state, provider_of(&id)?).await?;
    Ok(Html::page(provider::render(&signed.user.shell(Section::Providers), &view)))
}

/// Changes a provider's name and sources.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept(&form)?;
    let id = provider_of(&id)?;
    let NewProvider { name, sources } = match read(&user, &state, &form).await? {
        Ok(new) => new,
        Err(typed) => {
            let view = provider::ProviderPage { form: typed, ..view(&user, &state, id).await? };
            return Ok(
                Html::refused(provider::render(&user.shell(Section::Providers), &view)).into_response()
            );
        }
    };
    let access = state.access();
    let update = move || {
        let (tenant, actor) = (user.tenant(), user.actor());
        access.update_provider(&tenant, id, Some(&name), Some(&sources), user.grantor(&actor))
    };
    blocking::run(update).await?;
    Ok(redirect(&format!("/studio/providers/{id}"), Some(Done::Saved)))
}
