//! What parameters can be: numbers, and one of a few texts.

use octant_index::Spec;
use serde_json::{Value as Json, json};

use crate::client_names::plain;
use crate::request::{DEFAULT_TOP, RELEVANCE};
use crate::shape::Shape;

/// A list of any texts.
pub(super) fn texts() -> Json {
    json!({"type": "array", "items": {"type": "string"}})
}

pub(super) fn top() -> Json {
    json!({"type": "integer", "default": DEFAULT_TOP, "minimum": 0})
}

pub(super) fn skip() -> Json {
    json!({"type": "integer", "default": 0, "minimum": 0})
}

/// One of the languages.
pub(super) fn languages(shape: &Shape) -> Json {
    let languages: Vec<&str> = shape.languages.iter().map(|(language, _)| language.written()).collect();
    json!({"type": "string", "enum": languages})
}

pub(super) fn facet_modes() -> Json {
    json!({"type": "string", "enum": ["conjunctive", "disjunctive"], "default": "conjunctive"})
}

/// The properties that full text search looks into, and the id.
pub(super) fn searched(spec: &Spec) -> Json {
    let searchable = spec.fields.iter().filter(|field| field.searchable).map(|field| field.name.as_str());
    let names: Vec<&str> = std::iter::once("id").chain(searchable).collect();
    json!({"type": "array", "items": {"type": "string", "enum": names}})
}

/// The names that results are sorted by.
pub(super) fn sort_names(spec: &Spec) -> Json {
    json!({"type": "array", "items": {"type": "string", "enum": sortable(spec)}})
}

/// The same, each also with the sign of the other direction, and the best match of a full text search.
pub(super) fn sort_keys(spec: &Spec) -> Json {
    let names = sortable(spec);
    let mut keys: Vec<String> = Vec::new();
    // Some generators make constants of the keys, and would call a sign nothing at all.
    let mut constants: Vec<String> = Vec::new();
    for name in &names {
        keys.extend([(*name).to_owned(), format!("-{name}")]);
        constants.extend([(*name).to_owned(), unused(format!("{name}_desc"), &names)]);
    }
    if spec.fields.iter().any(|field| field.searchable) {
        keys.push(RELEVANCE.to_owned());
        constants.push(unused("best_match".to_owned(), &names));
    }
    json!({"type": "array", "items": {"type": "string", "enum": keys, "x-enum-varnames": constants}})
}

fn sortable(spec: &Spec) -> Vec<&str> {
    let fields = spec.fields.iter().filter(|field| field.sortable).map(|field| field.name.as_str());
    std::iter::once("id").chain(fields).collect()
}

/// The name, made longer until no property has it.
fn unused(mut constant: String, names: &[&str]) -> String {
    while names.iter().any(|name| plain(name) == plain(&constant)) {
        constant.push_str("_order");
    }
    constant
}
