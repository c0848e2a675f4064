//! The paths of destinations: how they are set up, and what applications query.

use http::Method;

use super::{Route, route};
use crate::destination::{cors, description, page, query, token};
use crate::oauth;
use crate::platform::{destination_applications, destination_versions, destinations};

const ENDPOINT: &str = "/{tenant}/{destination}/{version}/{endpoint}";
const APPLICATIONS: &str = "/v1/destinations/{id}/versions/{version}/applications";
const APPLICATION: &str = "/v1/destinations/{id}/versions/{version}/applications/{applicationId}";
const RESET_APPLICATION: &str =
    "/v1/destinations/{id}/versions/{version}/applications/{applicationId}/reset-secret";

/// Destinations' part of the table.
pub(super) fn table() -> Vec<Route> {
    [set_up(), data()].into_iter().flatten().collect()
}

/// How they are set up.
fn set_up() -> Vec<Route> {
    vec![
        route(Method::GET, "/v1/destinations", destinations::list),
        route(Method::POST, "/v1/destinations", destinations::create),
        route(Method::GET, "/v1/destinations/{id}", destinations::show),
        route(Method::PATCH, "/v1/destinations/{id}", destinations::update),
        route(Method::DELETE, "/v1/destinations/{id}", destinations::delete),
        route(Method::POST, "/v1/destinations/{id}/versions", destination_versions::create),
        route(Method::GET, "/v1/destinations/{id}/versions/{version}", destinations::show_version),
        route(Method::PUT, "/v1/destinations/{id}/versions/{version}", destination_versions::put),
        route(Method::DELETE, "/v1/destinations/{id}/versions/{version}", destination_versions::delete),
        route(
            Method::POST,
            "/v1/destinations/{id}/versions/{version}/publish",
            destination_versions::publish,
        ),
        route(Method::POST, "/v1/destinations/{id}/versions/{version}/stop", destination_versions::stop),
        route(Method::GET, APPLICATIONS, destination_applications::list),
        route(Method::POST, APPLICATIONS, destination_applications::create),
        route(Method::POST, RESET_APPLICATION, destination_applications::reset_secret),
        route(Method::DELETE, APPLICATION, destination_applications::delete),
    ]
}

/// What applications query.
fn data() -> Vec<Route> {
    vec![
        route(Method::POST, "/destinations/{destinationId}/token", token::issue),
        route(Method::OPTIONS, "/destinations/{destinationId}/token", cors::preflight),
        route(Method::POST, "/oauth2/token", oauth::token::issue),
        route(Method::GET, ENDPOINT, query::get),
        route(Method::POST, ENDPOINT, query::post),
        route(Method::OPTIONS, ENDPOINT, cors::preflight),
        route(Method::GET, "/{tenant}/{destination}/{version}/openapi", description::show),
        route(Method::OPTIONS, "/{tenant}/{destination}/{version}/openapi", cors::preflight),
        route(Method::GET, "/{tenant}/{destination}/{version}/docs", page::show),
    ]
}
