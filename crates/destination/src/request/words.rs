//! What a query searches for: ids, full text, values of facets.

use std::collections::BTreeMap;

use octant_index::{IdSearch, Spec, TextSearch};
use serde_json::Value as Json;

use super::given::{Given, scalar};
use super::{Search, spelled, unknown};

/// The search; what is wrong with it is told. On `id` it finds exactly those ids, on everything else it is full text.
pub(super) fn search(given: &mut Given<'_, '_>, spec: &Spec, most: usize) -> Search {
    let ignore_case = given.flag("caseInsensitiveSearch");
    let (typos, prefix) = (given.flag("typoTolerance"), given.flag("prefixSearch"));
    let mut fields: Vec<String> = Vec::new();
    for (place, name) in given.texts("searchOn", true).into_iter().enumerate() {
        match spelled(spec, &name) {
            Some(name) if name == "id" || spec.field(&name).is_some_and(|field| field.searchable) => {
                fields.push(name);
            }
            Some(name) => {
                let message =
                    format!("{name:?} cannot be searched; these can: {}", searchable(spec).join(", "));
                given.tell(format!("searchOn[{place}]"), message);
            }
            None => given.tell(format!("searchOn[{place}]"), unknown(spec, &name)),
        }
    }
    let on_id = fields.iter().any(|field| field == "id");
    let only_id = on_id && fields.iter().all(|field| field == "id");
    fields.retain(|field| field != "id");
    // Ids hold no commas, so that several may stand in one parameter of an address.
    let split = only_id && given.request.from_address;
    let terms = given.texts("search", split);
    if terms.is_empty() {
        return Search::default();
    }
    if terms.len() > most {
        given.tell("search", format!("it has {} terms, and at most {most} are allowed", terms.len()));
    }
    if !on_id && !spec.fields.iter().any(|field| field.searchable) {
        given.tell("search", "no property of this endpoint can be searched; search on id");
    }
    let ids = on_id.then(|| IdSearch { ids: terms.clone(), ignore_case });
    let text = (!only_id).then_some(TextSearch { terms, fields, typos, prefix });
    Search { ids, text }
}

fn searchable(spec: &Spec) -> Vec<&str> {
    let fields = spec.fields.iter().filter(|field| field.searchable).map(|field| field.name.as_str());
    std::iter::once("id").chain(fields).collect()
}

/// What facet values must contain, by facet: an object, or `name:text`.
pub(super) fn facet_search(given: &mut Given<'_, '_>, spec: &Spec) -> BTreeMap<String, String> {
    let mut wanted: Vec<(String, String)> = Vec::new();
    if let Some(Json::Object(members)) = given.json("facetSearch") {
        let given = members.iter().filter_map(|(name, text)| Some((name.clone(), scalar(text)?)));
        wanted.extend(given);
    } else {
        for text in given.texts("facetSearch", false) {
            match text.split_once(':') {
                Some((name, part)) => wanted.push((name.to_owned(), part.to_owned())),
                None => {
                    given.tell("facetSearch", format!("{text:?} names no facet; write it like color:blu"));
                }
            }
        }
    }
    let mut containing = BTreeMap::new();
    for (name, part) in wanted.into_iter().filter(|(_, part)| !part.trim().is_empty()) {
        let found = spelled(spec, &name).filter(|name| spec.field(name).is_some_and(|field| field.facet));
        if let Some(name) = found {
            containing.insert(name, part);
        } else {
            let known: Vec<&str> =
                spec.fields.iter().filter(|field| field.facet).map(|field| field.name.as_str()).collect();
            let message = format!("there is no facet {name:?}; the facets are {}", known.join(", "));
            given.tell("facetSearch", message);
        }
    }
    containing
}
