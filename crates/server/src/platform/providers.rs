//! `/v1/data-providers`.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use octant_access::{NewProvider, Provider, SourceGrant};
use octant_model::{ProviderId, SourceId, Timestamp};
use octant_store::Revision;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::blocking;
use crate::body::Document;
use crate::credential::{Granted, scope};
use crate::error::Failure;
use crate::list::List;
use crate::query::Query;
use crate::state::AppState;
use crate::tag::{IfMatch, Tagged};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProviderView {
    id: ProviderId,
    name: String,
    sources: Value,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl ProviderView {
    fn of(provider: Provider, secret: Option<String>) -> Self {
        let sources = match &provider.sources {
            SourceGrant::All => json!("*"),
            SourceGrant::Some(sources) => json!(sources),
        };
        Self { id: provider.id, name: provider.name, sources, created_at: provider.created_at, secret }
    }
}

#[derive(Deserialize)]
pub(crate) struct NewProviderBody {
    name: String,
    sources: Value,
}

#[derive(Deserialize)]
pub(crate) struct ProviderChange {
    name: Option<String>,
    sources: Option<Value>,
}

fn grant(sources: &Value) -> Result<SourceGrant, Failure> {
    let wrong = |message: String| Failure::invalid().field("sources", message);
    match sources {
        Value::String(all) if all == "*" => Ok(SourceGrant::All),
        Value::Array(list) => {
            let ids = list.iter().map(|id| {
                let id = id.as_str().ok_or_else(|| wrong(format!("{id} is no source id")))?;
                SourceId::new(id).map_err(|error| wrong(error.to_string()))
            });
            ids.collect::<Result<_, Failure>>().map(SourceGrant::Some)
        }
        _ => Err(wrong("sources is a list of source ids, or \"*\" for all".to_owned())),
    }
}

fn tagged(provider: Provider) -> Tagged<ProviderView> {
    Tagged(Revision::of(&provider.editable()), ProviderView::of(provider, None))
}

fn provider_of(id: &str) -> Result<ProviderId, Failure> {
    id.parse().map_err(|_| Failure::not_found("data provider", id))
}

pub(crate) async fn list(
    caller: Granted<scope::ReadApplications>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Json<List<ProviderView>>, Failure> {
    let (page, access) = (query.page()?, state.access());
    let found = blocking::run(move || access.providers(&caller.tenant, &page)).await?;
    Ok(Json(List::of(found.map(|provider| ProviderView::of(provider, None)))))
}

pub(crate) async fn create(
    caller: Granted<scope::WriteApplications>,
    State(state): State<AppState>,
    Document(body): Document<NewProviderBody>,
) -> Result<(StatusCode, Json<ProviderView>), Failure> {
    if body.name.trim().is_empty() {
        return Err(Failure::invalid().field("name", "the name is empty"));
    }
    let new = NewProvider { name: body.name, sources: grant(&body.sources)? };
    let access = state.access();
    let (provider, secret) =
        blocking::run(move || access.create_provider(&caller.tenant, new, caller.grantor())).await?;
    let view = ProviderView::of(provider, Some(secret.reveal().to_owned()));
    Ok((StatusCode::CREATED, Json(view)))
}

pub(crate) async fn show(
    caller: Granted<scope::ReadApplications>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Tagged<ProviderView>, Failure> {
    let (id, access) = (provider_of(&id)?, state.access());
    let found = blocking::run(move || access.provider(&caller.tenant, id)).await?;
    Ok(tagged(found))
}

/// Changes a provider's name or sources; its secret and tokens stay.
pub(crate) async fn update(
    caller: Granted<scope::WriteApplications>,
    Path(id): Path<String>,
    expected: IfMatch,
    State(state): State<AppState>,
    Document(body): Document<ProviderChange>,
) -> Result<Tagged<ProviderView>, Failure> {
    if body.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        return Err(Failure::invalid().field("name", "the name is empty"));
    }
    let sources = body.sources.as_ref().map(grant).transpose()?;
    let (id, access) = (provider_of(&id)?, state.access());
    let update = move || {
        let (name, sources) = (body.name.as_deref(), sources.as_ref());
        access.update_provider(&caller.tenant, id, name, sources, expected.0.as_ref(), caller.grantor())
    };
    Ok(tagged(blocking::run(update).await?))
}

pub(crate) async fn reset_secret(
    caller: Granted<scope::WriteApplications>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<Json<ProviderView>, Failure> {
    let (id, access) = (provider_of(&id)?, state.access());
    let (provider, secret) = blocking::run(move || {
        let secret = access.reset_secret(&caller.tenant, id, caller.grantor())?;
        Ok::<_, octant_access::AccessError>((access.provider(&caller.tenant, id)?, secret))
    })
    .await?;
    Ok(Json(ProviderView::of(provider, Some(secret.reveal().to_owned()))))
}

pub(crate) async fn delete(
    caller: Granted<scope::WriteApplications>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<StatusCode, Failure> {
    let (id, access) = (provider_of(&id)?, state.access());
    blocking::run(move || access.delete_provider(&caller.tenant, id, &caller.actor)).await?;
    Ok(StatusCode::NO_CONTENT)
}
