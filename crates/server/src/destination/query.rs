//! `GET` and `POST /{tenant}/{destination}/{version}/{endpoint}`: queries.

use axum::extract::{Request, State};
use axum::response::Response;
use octant_destination::{Request as Query, Served, render};
use tokio::sync::OwnedSemaphorePermit;

use super::address::{ReachedEndpoint, is_public};
use super::caching::{self, Freshness};
use crate::blocking;
use crate::body::collect_document;
use crate::error::Failure;
use crate::query::parameters;
use crate::state::AppState;

/// A query in the address.
pub(crate) async fn get(
    ReachedEndpoint(served): ReachedEndpoint,
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Failure> {
    let text = request.uri().query().unwrap_or_default();
    let query = Query::from_parameters(parameters(text));
    let freshness = Freshness::of(&state, is_public(&served.destination), request.headers());
    answer(&state, served, query, freshness).await
}

/// A query in the body.
pub(crate) async fn post(
    ReachedEndpoint(served): ReachedEndpoint,
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    let (bytes, _held) = collect_document(&state, &parts, body).await?.into_parts();
    let query = Query::from_body(&bytes)?;
    let freshness = Freshness::of(&state, is_public(&served.destination), &parts.headers);
    answer(&state, served, query, freshness).await
}

async fn answer(
    state: &AppState,
    served: Served,
    query: Query,
    freshness: Freshness,
) -> Result<Response, Failure> {
    let limits = state.options.query_limits;
    let slot = turn(state).await?;
    let work = move || {
        let asked = query.asked(&served.shape, &limits)?;
        let found = served.index.search(&asked.query).map_err(octant_destination::DestinationError::from)?;
        let text = render(&served.shape, &asked, &found);
        drop(slot);
        let etag = caching::etag(text.as_bytes());
        Ok::<_, octant_destination::DestinationError>((text, etag))
    };
    let (text, etag) = blocking::run(work).await?;
    Ok(freshness.answer("application/json", text, &etag))
}

/// So many queries are worked on at a time: what they find takes up memory.
pub(crate) async fn turn(state: &AppState) -> Result<OwnedSemaphorePermit, Failure> {
    let slots = std::sync::Arc::clone(&state.query_slots);
    match tokio::time::timeout(state.options.query_wait, slots.acquire_owned()).await {
        Ok(Ok(slot)) => Ok(slot),
        Ok(Err(_closed)) => Err(Failure::internal("the query slots were closed")),
        Err(_elapsed) => Err(Failure::busy()),
    }
}
