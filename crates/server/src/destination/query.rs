//! `GET` and `POST /{tenant}/{destination}/{version}/{endpoint}`: queries.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::request::Parts;
use octant_destination::{Request as Query, Served, render};

use super::address::{ReachedEndpoint, is_public};
use super::caching::{self, Freshness};
use crate::answers::{Counted, Kind};
use crate::blocking;
use crate::body::collect_document;
use crate::error::Failure;
use crate::memory::Owner;
use crate::query::parameters;
use crate::state::AppState;

/// A query of up to this many bytes is read by the task that received it: handing it to another thread takes longer.
const SHORT_QUERY: usize = 8 * 1024;

/// A query in the address.
pub(crate) async fn get(
    ReachedEndpoint(served): ReachedEndpoint,
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Failure> {
    let text = request.uri().query().unwrap_or_default();
    let query = Query::from_parameters(parameters(text));
    let is_short = text.len() <= SHORT_QUERY;
    let freshness = Freshness::of(&state, is_public(&served.destination), request.headers());
    let (parts, _) = request.into_parts();
    answer(&state, &parts, served, (query, is_short), freshness).await
}

/// A query in the body.
pub(crate) async fn post(
    ReachedEndpoint(served): ReachedEndpoint,
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    let (bytes, _held) = collect_document(&state, &parts, body).await?.into_parts();
    let (query, is_short) = (Query::from_body(&bytes)?, bytes.len() <= SHORT_QUERY);
    let freshness = Freshness::of(&state, is_public(&served.destination), &parts.headers);
    answer(&state, &parts, served, (query, is_short), freshness).await
}

async fn answer(
    state: &AppState,
    head: &Parts,
    served: Served,
    (query, is_short): (Query, bool),
    freshness: Freshness,
) -> Result<Response, Failure> {
    let limits = state.options.query_limits;
    let (owner, shape) = (Owner::of(head, state)?, Arc::clone(&served.shape));
    let asked = if is_short {
        query.asked(&shape, &limits)?
    } else {
        blocking::run(move || query.asked(&shape, &limits)).await?
    };
    let kind: Kind = (served.version, served.shape.endpoint.clone(), asked.list_ids);
    // Before it takes up a turn, so that only those work whose answers have room.
    let held = state.answers.expect(owner.clone(), &kind, asked.query.top).await?;
    let turn = state.queries.turn(&owner).await?;
    let work = move || {
        let found = served.index.search_within(&asked.query, &turn.limits);
        let found = found.map_err(octant_destination::DestinationError::from)?;
        let text = render(&served.shape, &asked, &found);
        let etag = caching::etag(text.as_bytes());
        Ok::<_, octant_destination::DestinationError>((text, etag, found.hits.len(), turn))
    };
    let (text, etag, results, turn) = blocking::run(work).await?;
    state.answers.learn(kind, results, text.len());
    let text = state.answers.keep(held, text).await?;
    // What has no room yet still takes up its turn, so that there are few of these.
    drop(turn);
    let mut response = freshness.answer("application/json", text, &etag);
    response.extensions_mut().insert(Counted);
    Ok(response)
}
