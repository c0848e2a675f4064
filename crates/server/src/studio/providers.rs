//! `/studio/providers`: the systems that push data.

use axum::extract::{Path, State};
use axum::response::Response;
use octant_access::{AccessError, NewProvider, Provider, SourceGrant};
use octant_model::{PageRequest, ProviderId, SourceId, TenantId, Timestamp};
use octant_store::{ImportCounts, ImportFilter, StoreError, Volume};
use octant_studio::page::{provider, providers};
use octant_studio::{Field, Section};

use super::guard::Signed;
use super::imports::sources;
use super::link::{page, paging};
use super::opened::{About, Collision, Opened};
use super::taken::Taken;
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

/// The form as it was typed, and the provider that it describes, if it is right.
fn read(
    state: &AppState,
    user: &Signed,
    form: &Form,
) -> Result<(providers::ProviderForm, Option<NewProvider>), Failure> {
    let chosen: Vec<String> = form.all("source").map(str::to_owned).collect();
    let mut view = form_of(state, user, None, &chosen)?;
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
    let grant = grant.filter(|grant| !matches!(grant, SourceGrant::Some(sources) if sources.is_empty()));
    if grant.is_none() {
        view.problem = Some("Choose at least one source.".to_owned());
    }
    let new = name.zip(grant).map(|(name, sources)| NewProvider { name, sources });
    Ok((view, new))
}

/// Makes a provider; its secret is shown once, on the next page.
pub(crate) async fn create(
    acting: Acting<role::Editor>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    let shell = user.shell(Section::Providers);
    let taken = blocking::run(move || {
        let (typed, new) = read(&state, &user, &form)?;
        let new = match new {
            _ if form.is_resumed() => return Ok(Taken::Shown(plain(typed))),
            Some(new) => new,
            None => return Ok(Taken::Wrong(typed)),
        };
        let (made, secret) =
            state.access.create_provider(&user.tenant(), new, user.grantor(&user.actor()))?;
        Ok::<_, Failure>(Taken::Done(show_secret(&state, &user, &made, secret.reveal())))
    })
    .await?;
    Ok(taken.answer(shell, providers::render_new, |path| redirect(&path, None)))
}

/// Keeps the page that shows a secret once; where it is fetched.
pub(super) fn show_secret(state: &AppState, user: &Signed, provider: &Provider, secret: &str) -> String {
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
    let page = provider::render_secret(&user.shell(Section::Providers), &view);
    state.once.keep(user, page, &format!("/studio/providers/{}", provider.id))
}

/// A form as it was typed, without what is wrong with it.
fn plain(mut form: providers::ProviderForm) -> providers::ProviderForm {
    (form.name.problem, form.problem) = (None, None);
    form
}

/// The provider of a path.
pub(super) fn provider_of(id: &str) -> Result<ProviderId, Failure> {
    id.parse().map_err(|_| Failure::not_found("data provider", id))
}

fn view(state: &AppState, user: &Signed, provider: Provider) -> Result<provider::ProviderPage, Failure> {
    let row = row(state, &user.tenant(), provider)?;
    let form = form_of(state, user, Some(&row), &[])?;
    Ok(provider::ProviderPage { row, form, now: Timestamp::now() })
}

/// One provider.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (id, user) = (provider_of(&id)?, signed.user.clone());
    let (opened, view) = blocking::run(move || {
        let found = state.access.provider(&user.tenant(), id)?;
        Ok::<_, Failure>((Opened::of(&found.editable()), view(&state, &user, found)?))
    })
    .await?;
    Ok(Html::page(provider::render(&opened.within(signed.user.shell(Section::Providers)), &view)))
}

/// Changes a provider's name and sources.
pub(crate) async fn save(
    acting: Acting<role::Editor>,
    Path(id): Path<String>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let user = acting.accept_typed(&form)?;
    let id = provider_of(&id)?;
    let opened = Opened::read(&form);
    let shell = opened.clone().within(user.shell(Section::Providers));
    let taken = blocking::run(move || take(&state, &user, id, &form, &opened)).await?;
    let path = format!("/studio/providers/{id}");
    Ok(taken.answer(shell, provider::render, |()| redirect(&path, Some(Done::Saved))))
}

fn take(
    state: &AppState,
    user: &Signed,
    id: ProviderId,
    form: &Form,
    opened: &Opened,
) -> Result<Taken<(), provider::ProviderPage>, Failure> {
    let tenant = user.tenant();
    let found = state.access.provider(&tenant, id)?;
    let (theirs, stored) = (found.editable(), view(state, user, found)?);
    let (typed, new) = read(state, user, form)?;
    let typed = provider::ProviderPage { form: typed, ..stored };
    let new = match new {
        _ if form.is_resumed() => {
            let form = plain(typed.form);
            return Ok(Taken::Shown(provider::ProviderPage { form, ..typed }));
        }
        Some(new) => new,
        None => return Ok(Taken::Wrong(typed)),
    };
    let (name, sources) = (Some(new.name.as_str()), Some(&new.sources));
    let (expected, actor) = (opened.revision(), user.actor());
    let grantor = user.grantor(&actor);
    match state.access.update_provider(&tenant, id, name, sources, Some(&expected), grantor) {
        Ok(_) => Ok(Taken::Done(())),
        Err(AccessError::Store(StoreError::Changed { .. })) => {
            let (key, page) = (id.to_string(), format!("/studio/providers/{id}"));
            let about = About { kind: "provider", id: &key, page };
            let documents = (&theirs, &new.editable());
            let collision = Collision::find(state, &tenant, about, opened, documents)?;
            Ok(Taken::Collided(typed, collision))
        }
        Err(error) => Err(error.into()),
    }
}
