//! What operators and their tools ask: is it alive, can it work, how much does it do.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use octant_access::Scope;
use octant_store::Health;
use serde::Serialize;

use crate::blocking;
use crate::credential::{Open, tenant_of_key};
use crate::error::Failure;
use crate::metrics::{Following, Names, Snapshot};
use crate::readiness;
use crate::state::AppState;

#[derive(Serialize)]
pub(crate) struct Status {
    status: &'static str,
}

/// `GET /healthz`: 200 as long as the process answers.
pub(crate) async fn healthz(_: Open) -> Json<Status> {
    Json(Status { status: "alive" })
}

/// `GET /readyz`: 200 where the server can write and publish and every published endpoint answers queries, 503 otherwise.
pub(crate) async fn readyz(_: Open, State(state): State<AppState>) -> Result<Json<Status>, Failure> {
    blocking::run(move || readiness::check(&state)).await?;
    Ok(Json(Status { status: "ready" }))
}

/// `GET /metrics`: the counters in Prometheus' text form. Names are told to a key, and to anybody with `open_metrics`.
pub(crate) async fn metrics(
    _: Open,
    headers: HeaderMap,
    State(state): State<AppState>,
) -> Result<Response, Failure> {
    let names = match tenant_of_key(&headers, &state, Scope::ReadDestinations).await? {
        _ if state.options.open_metrics => Names::All,
        Some(tenant) => Names::Of(tenant),
        None => Names::None,
    };
    let measured = state.clone();
    let snapshot = blocking::run(move || measure(&measured)).await?;
    let text = state.metrics.render(&snapshot, &names);
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
        check: state.store.check(),
        store_ready: state.store.health() == Health::Ready,
        problem: readiness::check(state).err().map(|failure| failure.code()),
        open_files: crate::open_files::count(),
        open_files_limit: state.options.open_files,
        clock_behind: state.store.clock_behind(),
        log_heads,
        building,
        following: lags,
    })
}
