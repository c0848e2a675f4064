//! `/v1/api-keys`: organization keys, for whoever may do everything about access.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use octant_access::{ApiKey, NewApiKey, Scope};
use octant_model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::blocking;
use crate::body::Document;
use crate::credential::{Granted, scope};
use crate::error::Failure;
use crate::list::List;
use crate::query::Query;
use crate::state::AppState;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyView {
    id: String,
    name: String,
    scopes: Vec<Scope>,
    expires_at: Option<Timestamp>,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

impl KeyView {
    fn of(shown: ApiKey, key: Option<String>) -> Self {
        let ApiKey { id, name, scopes, expires_at, created_at, last_used_at } = shown;
        Self { id, name, scopes, expires_at, created_at, last_used_at, key }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewKeyBody {
    name: String,
    scopes: Vec<String>,
    expires_at: Option<Timestamp>,
}

impl NewKeyBody {
    fn check(self) -> Result<NewApiKey, Failure> {
        let mut failure = Failure::invalid();
        if self.name.trim().is_empty() {
            failure = failure.field("name", "the name is empty");
        }
        if self.scopes.is_empty() {
            failure = failure.field("scopes", "a key without a scope may do nothing");
        }
        let mut scopes = Vec::new();
        for (place, name) in self.scopes.iter().enumerate() {
            if let Some(scope) = Scope::from_name(name) {
                scopes.push(scope);
                continue;
            }
            let known: Vec<&str> = Scope::ALL.iter().map(|scope| scope.name()).collect();
            let message = format!("{name:?} is no scope; the scopes are {}", known.join(", "));
            failure = failure.field(format!("scopes[{place}]"), message);
        }
        if self.expires_at.is_some_and(|end| end <= Timestamp::now()) {
            failure = failure.field("expiresAt", "the time is over already");
        }
        scopes.sort_unstable();
        scopes.dedup();
        match failure.fields().is_empty() {
            true => Ok(NewApiKey { name: self.name, scopes, expires_at: self.expires_at }),
            false => Err(failure),
        }
    }
}

pub(crate) async fn list(
    caller: Granted<scope::Admin>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Json<List<KeyView>>, Failure> {
    let (page, access) = (query.page()?, state.access());
    let found = blocking::run(move || access.api_keys(&caller.tenant, &page)).await?;
    Ok(Json(List::of(found.map(|key| KeyView::of(key, None)))))
}

/// Makes a key and shows it this once.
pub(crate) async fn create(
    caller: Granted<scope::Admin>,
    State(state): State<AppState>,
    Document(body): Document<NewKeyBody>,
) -> Result<(StatusCode, Json<KeyView>), Failure> {
    let (new, access) = (body.check()?, state.access());
    let create = move || access.create_api_key(&caller.tenant, new, &caller.actor);
    let (made, key) = blocking::run(create).await?;
    Ok((StatusCode::CREATED, Json(KeyView::of(made, Some(key.reveal().to_owned())))))
}

pub(crate) async fn delete(
    caller: Granted<scope::Admin>,
    Path(id): Path<String>,
    State(state): State<AppState>,
) -> Result<StatusCode, Failure> {
    let access = state.access();
    blocking::run(move || access.delete_api_key(&caller.tenant, &id, &caller.actor)).await?;
    Ok(StatusCode::NO_CONTENT)
}
