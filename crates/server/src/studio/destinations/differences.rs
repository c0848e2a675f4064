//! `/studio/destinations/{d}/differences`: what is different between two versions.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use octant_destination::{Destination, Version};
use octant_studio::page::destinations::differences::{self, Differences};
use octant_studio::{Change, Choice, Section};
use serde_json::{Value as Json, json};

use super::head::head;
use crate::blocking;
use crate::error::Failure;
use crate::query::Query;
use crate::state::AppState;
use crate::studio::{Html, SignedIn, role};

/// The differences; the two newest versions where none are named.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    Path(id): Path<String>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let (tenant, user) = (signed.user.tenant(), signed.user);
    let found = blocking::run(move || state.destinations.destination(&tenant, &id)).await?;
    let newest = |back: usize| found.versions.iter().rev().nth(back).map(|version| version.name.as_str());
    let from = query.text("from")?.or(newest(1)).unwrap_or_default();
    let to = query.text("to")?.or(newest(0)).unwrap_or_default();
    let view = Differences {
        destination: head(&user, &found),
        from: choices(&found, from),
        to: choices(&found, to),
        changes: match (found.version(from), found.version(to)) {
            (Some(from), Some(to)) => changes(from, to),
            _ => Vec::new(),
        },
    };
    Ok(Html::page(differences::render(&user.shell(Section::Destinations), &view)))
}

fn choices(destination: &Destination, chosen: &str) -> Vec<Choice> {
    let choice = |version: &Version| {
        Choice::new(version.name.clone(), version.name.clone()).chosen(version.name == chosen)
    };
    destination.versions.iter().map(choice).collect()
}

/// What is different, such as `products.price.facet.size`.
fn changes(from: &Version, to: &Version) -> Vec<Change> {
    let (before, after) = (facts(from), facts(to));
    let mut paths: Vec<&String> = before.keys().chain(after.keys()).collect();
    paths.sort_unstable();
    paths.dedup();
    let change = |path: &String| {
        let (before, after) = (before.get(path).cloned(), after.get(path).cloned());
        (before != after).then(|| Change { field: path.clone(), before, after })
    };
    paths.into_iter().filter_map(change).collect()
}

/// Everything that a version's endpoints say, by path.
fn facts(version: &Version) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    for endpoint in &version.endpoints {
        let name = &endpoint.identifier;
        facts.insert(name.clone(), format!("card {}", endpoint.card));
        if !endpoint.segments.is_empty() {
            facts.insert(format!("{name}.segments"), endpoint.segments.join(", "));
        }
        for property in &endpoint.properties {
            let path = format!("{name}.{}", property.name());
            facts.insert(path.clone(), format!("property {}", property.id));
            flatten(&format!("{path}.searchable"), &json!(property.searchable), &mut facts);
            flatten(&format!("{path}.facet"), &json!(property.facet), &mut facts);
        }
        for relation in &endpoint.relations {
            let path = format!("{name}.{}", relation.name());
            facts.insert(path.clone(), format!("relation {}", relation.relation));
            for property in &relation.properties {
                facts.insert(format!("{path}.{}", property.name()), format!("property {}", property.id()));
            }
        }
    }
    facts
}

fn flatten(path: &str, json: &Json, facts: &mut BTreeMap<String, String>) {
    match json {
        Json::Null | Json::Bool(false) => {}
        Json::Object(members) => {
            for (name, member) in members {
                flatten(&format!("{path}.{name}"), member, facts);
            }
        }
        Json::String(text) => _ = facts.insert(path.to_owned(), text.clone()),
        other => _ = facts.insert(path.to_owned(), other.to_string()),
    }
}
