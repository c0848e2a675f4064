//! The page: the query that its address says, and what it answers.

use std::time::Instant;

use axum::extract::{Path, RawQuery, State};
use octant_destination::{DestinationError, Served, Shape, render};
use octant_index::Limits;
use octant_model::Language;
use octant_studio::page::destinations::explorer::{self, Explorer};
use octant_studio::page::destinations::head::{VersionHead, VersionStatus};
use octant_studio::{Choice, Paging, Section};
use serde_json::Value as Json;

use super::answer::{chosen, facets, results};
use super::copy::{self, Target};
use super::wanted::{RELEVANCE, TOP, Wanted};
use crate::blocking;
use crate::error::Failure;
use crate::memory::Owner;
use crate::state::AppState;
use crate::studio::destinations::{find, indented, version_head};
use crate::studio::problems::{Problems, sentence};
use crate::studio::{Html, SignedIn, role};

/// Queries the endpoint and shows the answer.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path((id, version, endpoint)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let shell = signed.user.shell(Section::Destinations);
    let wanted = Wanted::read(&query.unwrap_or_default());
    let turn = state.queries.turn(&Owner::from(&signed.user.actor())).await?;
    let view = blocking::run(move || {
        let (destination, found) = find(&state, &signed.user, &id, &version)?;
        if !found.endpoints.iter().any(|one| one.identifier == endpoint) {
            return Err(Failure::not_found("endpoint", &endpoint));
        }
        let mut view = Explorer {
            version: version_head(&state, &signed.user, &destination, &found)?,
            endpoints: found.endpoints.iter().map(|one| one.identifier.clone()).collect(),
            endpoint,
            search: wanted.search.clone(),
            as_json: wanted.as_json,
            ..Explorer::default()
        };
        if view.version.status == VersionStatus::Published {
            let tenant = signed.user.tenant();
            match state.destinations.served(&tenant, &destination.identifier, &found.name, &view.endpoint) {
                Ok(served) => ask(&state, &turn.limits, &served, &wanted, &mut view)?,
                Err(error @ DestinationError::Building(_)) => {
                    view.problem = Some(sentence(&format!("{error}; load the page again in a moment")));
                }
                Err(error) => return Err(error.into()),
            }
        }
        drop(turn);
        Ok(view)
    });
    Ok(Html::page(explorer::render(&shell, &view.await?)))
}

/// Fills the page with what the endpoint answers.
fn ask(
    state: &AppState,
    limits: &Limits,
    served: &Served,
    wanted: &Wanted,
    view: &mut Explorer,
) -> Result<(), Failure> {
    let path = path(&view.version, &view.endpoint);
    view.languages = languages(&served.shape, wanted);
    view.sorts = sorts(&served.shape, wanted);
    let base = format!("{}/{}", view.version.destination.address, view.version.name);
    let protected = view.version.destination.protected;
    let target = Target { base: &base, endpoint: &view.endpoint, protected };
    view.url = copy::url(wanted, target);
    view.curl = copy::curl(&view.url, target);
    view.typescript = copy::typescript(wanted, target);
    let started = Instant::now();
    let answer = match answer(state, limits, served, wanted) {
        Ok(answer) => answer,
        Err(DestinationError::Invalid(fields)) => {
            view.chosen = chosen(wanted, &[], &path);
            view.problem = Problems::from(fields).rest();
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    view.took = format!("{:.1}", started.elapsed().as_secs_f64() * 1_000.0);
    let json: Json = serde_json::from_str(&answer)
        .map_err(|error| Failure::internal(format!("an answer is no JSON: {error}")))?;
    view.facets = facets(&served.shape, wanted, &json);
    view.chosen = chosen(wanted, &view.facets, &path);
    view.total = json.get("total").and_then(Json::as_u64).unwrap_or_default();
    view.paging = paging(wanted, &json, view.total, &path);
    if wanted.as_json {
        view.json = indented(&answer);
    } else {
        view.results = results(&served.shape, &json);
    }
    Ok(())
}

/// The answer as an application gets it.
fn answer(
    state: &AppState,
    limits: &Limits,
    served: &Served,
    wanted: &Wanted,
) -> Result<String, DestinationError> {
    let asked = wanted.request().asked(&served.shape, &state.options.query_limits)?;
    let found = served.index.search_within(&asked.query, limits)?;
    Ok(render(&served.shape, &asked, &found))
}

fn path(version: &VersionHead, endpoint: &str) -> String {
    let destination = &version.destination.identifier;
    format!("/studio/destinations/{destination}/versions/{}/explore/{endpoint}", version.name)
}

fn languages(shape: &Shape, wanted: &Wanted) -> Vec<Choice> {
    let default = shape.default_language();
    let language = Language::new(wanted.language.trim()).unwrap_or_else(|_| default.clone());
    let choice = |(known, _): &(Language, Vec<Language>)| {
        Choice::new(known.to_string(), known.to_string()).chosen(*known == language)
    };
    shape.languages.iter().map(choice).collect()
}

/// The orders: by id, by how well the text matches, by each property that has one value, up and down.
fn sorts(shape: &Shape, wanted: &Wanted) -> Vec<Choice> {
    let mut sorts = vec![Choice::new("", "By id")];
    if !wanted.search.is_empty() {
        sorts.push(Choice::new(RELEVANCE, "Best match first"));
    }
    for field in shape.fields.iter().filter(|field| !field.property_type.is_list()) {
        let name = &field.name;
        sorts.push(Choice::new(name.clone(), format!("{name}, ascending")));
        sorts.push(Choice::new(format!("-{name}"), format!("{name}, descending")));
    }
    sorts
        .into_iter()
        .map(|choice| {
            let chosen = choice.value == wanted.sort;
            choice.chosen(chosen)
        })
        .collect()
}

fn paging(wanted: &Wanted, answer: &Json, total: u64, path: &str) -> Paging {
    let first = (!wanted.after.is_empty()).then(|| wanted.first_page().address(path));
    let next = |after: String| Wanted { after, ..wanted.clone() }.address(path);
    let after = if wanted.sort == RELEVANCE {
        let end = wanted.skip() + TOP;
        (total > end as u64).then(|| end.to_string())
    } else {
        answer.get("after").filter(|after| !after.is_null()).map(Json::to_string)
    };
    Paging { first, next: after.map(next) }
}
