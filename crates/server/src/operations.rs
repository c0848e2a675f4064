//! What operators and their tools ask: is it alive, can it work, how much does it do.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use octant_store::Health;
use serde::Serialize;

use crate::blocking;
use crate::credential::Open;
use crate::error::Failure;
use crate::metrics::{Following, Snapshot};
use crate::state::AppState;

#[derive(Serialize)]
pub(crate) struct Status {
    status: &'static str,
}

/// `GET /healthz`: 200 as long as the process answers.
pub(crate) async fn healthz(_: Open) -> Json<Status> {
    Json(Status { status: "alive" })
}

/// `GET /readyz`: 200 where the store can do its work, 503 where it cannot.
pub(crate) async fn readyz(_: Open, State(state): State<AppState>) -> Result<Json<Status>, Failure> {
    let store = state.store();
    match blocking::run(move || Ok::<_, Failure>(store.health())).await? {
        Health::Ready => Ok(Json(Status { status: "ready" })),
        Health::Failing(error) => Err(error.into()),
    }
}

/// `GET /metrics`: the counters in Prometheus' text form.
pub(crate) async fn metrics(_: Open, State(state): State<AppState>) -> Result<Response, Failure> {
    let measured = state.clone();
    let snapshot = blocking::run(move || measure(&measured)).await?;
    let text = state.metrics.render(&snapshot);
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

fn measure(state: &AppState) -> Result<Snapshot, Failure> {
    let mut log_heads = Vec::new();
    let mut lags = Vec::new();
    let mut building = Vec::new();
    for tenant in state.store.tenants()? {
        let head = state.store.log_head(&tenant)?;
        let is_building = state.cards.is_building(&tenant) || state.destinations.is_building(&tenant);
        building.push((tenant.clone(), is_building));
        for lag in state.cards.lags(&tenant)? {
            lags.push(Following::card(&tenant, &lag));
        }
        for lag in state.destinations.lags(&tenant)? {
            lags.push(Following::endpoint(&tenant, &lag));
        }
        log_heads.push((tenant, head));
    }
    Ok(Snapshot {
        waiting: state.waiting.count(),
        memory: [
            ("ingest", &state.memory.ingest),
            ("anonymous", &state.memory.anonymous),
            ("document", &state.memory.documents),
            ("answer", &state.answers.budget),
        ]
        .map(|(name, budget)| (name, budget.in_use(), budget.limit()))
        .to_vec(),
        usage: state.store.usage(),
        ready: state.store.health() == Health::Ready,
        log_heads,
        building,
        following: lags,
    })
}
