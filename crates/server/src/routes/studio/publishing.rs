//! The paths of the Studio's pages for cards, segments and destinations.

use super::{Route, get, post};
use crate::studio::{cards, destinations, explorer, segments};

/// This part of the table.
pub(super) fn table() -> Vec<Route> {
    [cards(), segments(), destinations(), versions(), applications()].into_iter().flatten().collect()
}

fn cards() -> Vec<Route> {
    vec![
        get("/studio/cards", cards::list::show),
        get("/studio/new-card", cards::new::show),
        post("/studio/cards", cards::new::create),
        get("/studio/cards/{id}", cards::browse::show),
        get("/studio/cards/{id}/cards/{cardId}", cards::one::show),
        get("/studio/cards/{id}/definition", cards::builder::show),
        post("/studio/cards/{id}/definition", cards::builder::save),
        post("/studio/cards/{id}/preview", cards::builder::preview),
        get("/studio/cards/{id}/relations", cards::relations::show),
        get("/studio/cards/{id}/quality", cards::quality::show),
        get("/studio/cards/{id}/plan", cards::plan::show),
        get("/studio/cards/{id}/progress", cards::plan::progress),
        post("/studio/cards/{id}/activate", cards::plan::activate),
        post("/studio/cards/{id}/discard", cards::plan::discard),
        get("/studio/cards/{id}/archive", cards::life::ask_archive),
        post("/studio/cards/{id}/archive", cards::life::archive),
        post("/studio/cards/{id}/restore", cards::life::restore),
        get("/studio/cards/{id}/delete", cards::life::ask_delete),
        post("/studio/cards/{id}/delete", cards::life::delete),
    ]
}

fn segments() -> Vec<Route> {
    vec![
        get("/studio/segments", segments::list::show),
        get("/studio/new-segment", segments::start::show),
        get("/studio/new-segment/build", segments::builder::new),
        post("/studio/segments", segments::builder::create),
        post("/studio/segments/preview", segments::builder::preview),
        get("/studio/segments/{id}", segments::members::show),
        get("/studio/segments/{id}/definition", segments::builder::show),
        post("/studio/segments/{id}/definition", segments::builder::save),
        post("/studio/segments/{id}/archive", segments::life::archive),
        post("/studio/segments/{id}/restore", segments::life::restore),
        get("/studio/segments/{id}/delete", segments::life::ask_delete),
        post("/studio/segments/{id}/delete", segments::life::delete),
    ]
}

fn destinations() -> Vec<Route> {
    vec![
        get("/studio/destinations", destinations::list::show),
        get("/studio/new-destination", destinations::settings::new),
        post("/studio/destinations", destinations::settings::create),
        get("/studio/destinations/{id}", destinations::versions::show),
        post("/studio/destinations/{id}/versions", destinations::versions::create),
        get("/studio/destinations/{id}/differences", destinations::differences::show),
        get("/studio/destinations/{id}/settings", destinations::settings::show),
        post("/studio/destinations/{id}/settings", destinations::settings::save),
        get("/studio/destinations/{id}/delete", destinations::life::ask_delete),
        post("/studio/destinations/{id}/delete", destinations::life::delete),
    ]
}

fn versions() -> Vec<Route> {
    use destinations::{endpoint, life, version};

    vec![
        get("/studio/destinations/{id}/versions/{version}", version::show),
        get("/studio/destinations/{id}/versions/{version}/progress", version::progress),
        post("/studio/destinations/{id}/versions/{version}/publish", version::publish),
        get("/studio/destinations/{id}/versions/{version}/stop", life::ask_stop),
        post("/studio/destinations/{id}/versions/{version}/stop", life::stop),
        post("/studio/destinations/{id}/versions/{version}/delete", life::remove_version),
        get("/studio/destinations/{id}/versions/{version}/new-endpoint", endpoint::new),
        post("/studio/destinations/{id}/versions/{version}/new-endpoint", endpoint::create),
        get("/studio/destinations/{id}/versions/{version}/endpoints/{endpoint}", endpoint::show),
        post("/studio/destinations/{id}/versions/{version}/endpoints/{endpoint}", endpoint::save),
        post("/studio/destinations/{id}/versions/{version}/preview", endpoint::preview),
        get("/studio/destinations/{id}/versions/{version}/explore/{endpoint}", explorer::page::show),
    ]
}

fn applications() -> Vec<Route> {
    use destinations::{application, applications};

    const LIST: &str = "/studio/destinations/{id}/versions/{version}/applications";
    const RESET: &str = "/studio/destinations/{id}/versions/{version}/applications/{clientId}/reset";
    const DELETE: &str = "/studio/destinations/{id}/versions/{version}/applications/{clientId}/delete";
    vec![
        get(LIST, applications::show),
        post(LIST, applications::create),
        get(RESET, application::ask_reset),
        post(RESET, application::reset),
        get(DELETE, application::ask_delete),
        post(DELETE, application::delete),
    ]
}
