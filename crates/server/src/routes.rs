//! Every path of the product, in one table. Tests walk it; the router is made from it.

mod destinations;
mod studio;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use http::{Extensions, HeaderMap, Method, StatusCode, Version};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};

use crate::credential::{Credential, Guard, Guarded};
use crate::destination::caching::Compressible;
use crate::destination::cors;
use crate::error::Failure;
use crate::platform::{
    api_keys, card_instances, cards, entries, properties, providers, segments, sources, typed,
};
use crate::state::AppState;
use crate::studio::{images, renew, resume};
use crate::surface::Surface;
use crate::{boundary, imports, ingest, operations};

/// One method of one path.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path with its parameters in braces.
    pub path: &'static str,
    /// What a caller must show.
    pub credential: Credential,
    handler: MethodRouter<AppState>,
}

impl Route {
    /// The surface that the path belongs to.
    #[must_use]
    pub fn surface(&self) -> Surface {
        Surface::of(self.path)
    }
}

/// The whole table.
#[must_use]
pub fn table() -> Vec<Route> {
    let mut table = vec![
        // Ingest.
        route(Method::POST, "/dataProviders/tokens", ingest::token::issue),
        route(Method::POST, "/import/{source}", ingest::import::import),
        route(Method::POST, "/datasources/{source}/import", ingest::import::import),
        // Imports.
        route(Method::GET, "/imports", imports::list),
        route(Method::GET, "/imports/{id}", imports::show),
        // Platform.
        route(Method::GET, "/v1/sources", sources::list),
        route(Method::POST, "/v1/sources", sources::create),
        route(Method::GET, "/v1/sources/{id}", sources::show),
        route(Method::POST, "/v1/sources/{id}", typed::ingest),
        route(Method::PATCH, "/v1/sources/{id}", sources::update),
        route(Method::DELETE, "/v1/sources/{id}", sources::delete),
        route(Method::GET, "/v1/sources/{id}/properties", properties::list),
        route(Method::GET, "/v1/sources/{id}/properties/{propertyId}", properties::show),
        route(Method::PUT, "/v1/sources/{id}/properties/{propertyId}", properties::put),
        route(Method::DELETE, "/v1/sources/{id}/properties/{propertyId}", properties::delete),
        route(Method::GET, "/v1/sources/{id}/entries", entries::list),
        route(Method::GET, "/v1/sources/{id}/entries/{entryId}", entries::show),
        route(Method::GET, "/v1/data-providers", providers::list),
        route(Method::POST, "/v1/data-providers", providers::create),
        route(Method::GET, "/v1/data-providers/{id}", providers::show),
        route(Method::PATCH, "/v1/data-providers/{id}", providers::update),
        route(Method::DELETE, "/v1/data-providers/{id}", providers::delete),
        route(Method::POST, "/v1/data-providers/{id}/reset-secret", providers::reset_secret),
        route(Method::GET, "/v1/api-keys", api_keys::list),
        route(Method::POST, "/v1/api-keys", api_keys::create),
        route(Method::DELETE, "/v1/api-keys/{id}", api_keys::delete),
        route(Method::GET, "/v1/card-definitions", cards::list),
        route(Method::POST, "/v1/card-definitions", cards::create),
        route(Method::POST, "/v1/card-definitions/preview", cards::preview),
        route(Method::GET, "/v1/card-definitions/{id}", cards::show),
        route(Method::PUT, "/v1/card-definitions/{id}", cards::put),
        route(Method::PATCH, "/v1/card-definitions/{id}", cards::update),
        route(Method::DELETE, "/v1/card-definitions/{id}", cards::delete),
        route(Method::POST, "/v1/card-definitions/{id}/activate", cards::activate),
        route(Method::POST, "/v1/card-definitions/{id}/archive", cards::archive),
        route(Method::POST, "/v1/card-definitions/{id}/restore", cards::restore),
        route(Method::GET, "/v1/card-definitions/{id}/plan", cards::plan),
        route(Method::POST, "/v1/card-definitions/{id}/plan", cards::plan),
        route(Method::GET, "/v1/card-definitions/{id}/cards", card_instances::list),
        route(Method::GET, "/v1/card-definitions/{id}/cards/{cardId}", card_instances::show),
        route(Method::GET, "/v1/card-definitions/{id}/quality", card_instances::quality),
        route(Method::GET, "/v1/card-definitions/{id}/quality/{propertyId}", card_instances::problems),
        route(Method::GET, "/v1/segments", segments::list),
        route(Method::POST, "/v1/segments", segments::create),
        route(Method::POST, "/v1/segments/preview", segments::preview),
        route(Method::GET, "/v1/segments/{id}", segments::show),
        route(Method::PUT, "/v1/segments/{id}", segments::update),
        route(Method::PATCH, "/v1/segments/{id}", segments::update),
        route(Method::DELETE, "/v1/segments/{id}", segments::delete),
        route(Method::POST, "/v1/segments/{id}/archive", segments::archive),
        route(Method::POST, "/v1/segments/{id}/restore", segments::restore),
        route(Method::GET, "/v1/segments/{id}/members", segments::members),
        // Operations.
        route(Method::GET, "/healthz", operations::healthz),
        route(Method::GET, "/readyz", operations::readyz),
        route(Method::GET, "/metrics", operations::metrics),
    ];
    table.extend(destinations::table());
    table.extend(studio::table());
    table
}

pub(crate) fn route<H, T>(method: Method, path: &'static str, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: Guarded + 'static,
{
    let filter = MethodFilter::try_from(method.clone()).expect("the table names methods of HTTP");
    Route { method, path, credential: T::Guard::CREDENTIAL, handler: on(filter, handler) }
}

/// Compresses the answers that say that they may be.
fn compression() -> CompressionLayer<impl Predicate> {
    let marked = |_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions| {
        extensions.get::<Compressible>().is_some()
    };
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(SizeAbove::new(256).and(marked))
}

/// The router of the table, inside the boundary.
pub(crate) fn router(state: &AppState) -> Router {
    let mut router = Router::new();
    for route in table() {
        router = router.route(route.path, route.handler);
    }
    router
        .fallback(|| async { Failure::of_status(StatusCode::NOT_FOUND) })
        .method_not_allowed_fallback(|| async { Failure::of_status(StatusCode::METHOD_NOT_ALLOWED) })
        .layer(axum::middleware::from_fn_with_state(state.clone(), resume::resume))
        .layer(axum::middleware::from_fn_with_state(state.clone(), renew::renew))
        .layer(axum::middleware::from_fn_with_state(state.clone(), images::images))
        .layer(axum::middleware::from_fn_with_state(state.clone(), boundary::boundary))
        .layer(compression())
        .layer(axum::middleware::from_fn_with_state(state.clone(), cors::cors))
        .with_state(state.clone())
}
