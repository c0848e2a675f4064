//! The paths of the Studio: what users see and do in the browser.

mod publishing;

use axum::handler::Handler;
use http::Method;

use super::{Route, route};
use crate::credential::Guarded;
use crate::state::AppState;
use crate::studio::{
    account, activity, assets, entries, entry, entry_form, images, import_file, imports, invitation, keys,
    once, overview, properties, provider_ends, providers, sample, samples, sign_in, source, sources, users,
    welcome,
};

/// The Studio's part of the table.
pub(super) fn table() -> Vec<Route> {
    [entrance(), data(), publishing::table(), access()].into_iter().flatten().collect()
}

fn get<H: Handler<T, AppState>, T: Guarded + 'static>(path: &'static str, handler: H) -> Route {
    route(Method::GET, path, handler)
}

fn post<H: Handler<T, AppState>, T: Guarded + 'static>(path: &'static str, handler: H) -> Route {
    route(Method::POST, path, handler)
}

fn entrance() -> Vec<Route> {
    vec![
        get("/studio/assets/{name}", assets::show),
        get("/studio/samples/{name}", samples::show),
        get("/studio/sign-in", sign_in::show),
        post("/studio/sign-in", sign_in::sign_in),
        post("/studio/sign-out", sign_in::sign_out),
        get("/studio/welcome", welcome::show),
        post("/studio/first-admin", welcome::first_admin),
        get("/studio/invitation", invitation::show),
        post("/studio/invitation", invitation::choose),
        get("/studio/account", account::show),
        post("/studio/account/password", account::change_password),
        post("/studio/account/sign-out-everywhere", account::sign_out_everywhere),
        get("/studio/shown-once/{id}", once::show),
        post("/studio/account/pictures", images::choose),
        get("/studio", overview::show),
        get("/studio/sample", sample::progress),
        post("/studio/sample", sample::load),
    ]
}

fn data() -> Vec<Route> {
    vec![
        get("/studio/sources", sources::list),
        get("/studio/new-source", sources::new),
        post("/studio/sources", sources::create),
        get("/studio/sources/{id}", entries::list),
        get("/studio/sources/{id}/new-entry", entry_form::new),
        post("/studio/sources/{id}/new-entry", entry_form::create),
        get("/studio/sources/{id}/entries/{key}", entry::show),
        get("/studio/sources/{id}/entries/{key}/edit", entry_form::edit),
        post("/studio/sources/{id}/entries/{key}/edit", entry_form::save),
        get("/studio/sources/{id}/entries/{key}/delete", entry_form::confirm_delete),
        post("/studio/sources/{id}/entries/{key}/delete", entry_form::delete),
        get("/studio/sources/{id}/properties", properties::list),
        get("/studio/sources/{id}/properties/{property}", properties::show),
        post("/studio/sources/{id}/properties/{property}", properties::save),
        get("/studio/sources/{id}/import", import_file::upload::show),
        post("/studio/sources/{id}/import", import_file::upload::take),
        get("/studio/sources/{id}/import/{upload}", import_file::mapping::show),
        post("/studio/sources/{id}/import/{upload}", import_file::mapping::save),
        post("/studio/sources/{id}/import/{upload}/preview", import_file::mapping::fragment),
        get("/studio/sources/{id}/import/{upload}/check", import_file::check::show),
        post("/studio/sources/{id}/import/{upload}/run", import_file::run::start),
        get("/studio/sources/{id}/import/{upload}/run", import_file::run::show),
        get("/studio/sources/{id}/import/{upload}/progress", import_file::run::progress),
        get("/studio/sources/{id}/import/{upload}/rejected", import_file::run::rejects),
        get("/studio/sources/{id}/imports", imports::of_source),
        get("/studio/sources/{id}/settings", source::settings),
        post("/studio/sources/{id}/settings", source::save),
        post("/studio/sources/{id}/delete", source::delete),
        get("/studio/imports", imports::list),
        get("/studio/imports/{id}", imports::show),
        get("/studio/jobs/{id}", imports::job),
        get("/studio/imports/{id}/problems", imports::problems),
        get("/studio/providers", providers::list),
        get("/studio/providers/new", providers::new),
        post("/studio/providers", providers::create),
        get("/studio/providers/{id}", providers::show),
        post("/studio/providers/{id}", providers::save),
        get("/studio/providers/{id}/reset-secret", provider_ends::ask_reset),
        post("/studio/providers/{id}/reset-secret", provider_ends::reset_secret),
        get("/studio/providers/{id}/delete", provider_ends::ask_delete),
        post("/studio/providers/{id}/delete", provider_ends::delete),
    ]
}

fn access() -> Vec<Route> {
    vec![
        get("/studio/access", users::list),
        post("/studio/access/users", users::create),
        get("/studio/access/users/{id}", users::show),
        post("/studio/access/users/{id}/role", users::change_role),
        post("/studio/access/users/{id}/link", users::link),
        get("/studio/access/users/{id}/remove", users::confirm_remove),
        post("/studio/access/users/{id}/remove", users::remove),
        get("/studio/access/keys", keys::list),
        post("/studio/access/keys", keys::create),
        get("/studio/access/keys/{id}/delete", keys::confirm_delete),
        post("/studio/access/keys/{id}/delete", keys::delete),
        get("/studio/access/activity", activity::list),
    ]
}
