//! A query's filter: `filter` in a body or an address, and `property=value` in an address.

use octant_card::{FilterProperty, filter as read_filter};
use octant_index::{Filter, FilterGroup, Spec};
use serde_json::{Map, Value as Json};

use super::given::is_empty;
use super::{Request, spelled};
use crate::error::{DestinationError, Gathered};

/// The filter; what is wrong with it is told.
pub(super) fn filter(request: &Request, spec: &Spec, most: usize, told: &mut Gathered) -> Filter {
    let known: Vec<FilterProperty> = spec
        .fields
        .iter()
        .map(|field| FilterProperty { name: field.name.clone(), kind: field.kind })
        .collect();
    let mut values = 0;
    let mut filter = Filter::new();
    for json in written(request, told) {
        let json = spelled_groups(spec, json, &mut values);
        filter.extend(read(&json, &known, "filter", told));
    }
    let mut must = Map::new();
    for (name, given) in &request.conditions {
        let given: Vec<Json> =
            given.iter().filter(|value| !value.is_empty()).map(|value| value.as_str().into()).collect();
        values += given.len();
        let name = spelled(spec, name).unwrap_or_else(|| name.clone());
        match must.get_mut(&name) {
            Some(Json::Array(known)) => known.extend(given),
            _ => {
                must.insert(name, given.into());
            }
        }
    }
    for group in read(&serde_json::json!({ "must": must }), &known, "", told) {
        if filter.is_empty() {
            filter.push(FilterGroup::default());
        }
        // Both must hold: the address' own conditions in each group.
        filter.iter_mut().for_each(|one| one.must.extend(group.must.iter().cloned()));
    }
    if values > most {
        told.tell("filter", format!("it has {values} values, and at most {most} are allowed"));
    }
    filter
}

/// What was given as `filter`; in an address as JSON text.
fn written(request: &Request, told: &mut Gathered) -> Vec<Json> {
    let Some(json) = request.members.get("filter").filter(|json| !is_empty(json)) else { return Vec::new() };
    let Json::Array(texts) = json else { return vec![json.clone()] };
    if !request.from_address {
        return vec![json.clone()];
    }
    let mut found = Vec::new();
    for text in texts.iter().filter_map(Json::as_str).filter(|text| !text.is_empty()) {
        match serde_json::from_str(text) {
            Ok(json) => found.push(json),
            Err(error) => {
                told.tell("filter", format!("it is no JSON: {error}; property=value does as well"));
            }
        }
    }
    found
}

fn read(json: &Json, known: &[FilterProperty], path: &str, told: &mut Gathered) -> Filter {
    match read_filter(json, known, path).map_err(DestinationError::from) {
        Ok(filter) => filter,
        Err(DestinationError::Invalid(fields)) => {
            for (at, messages) in fields {
                let at = at.strip_prefix(".must.").map_or(at.clone(), str::to_owned);
                messages.into_iter().for_each(|message| told.tell(at.clone(), message));
            }
            Filter::new()
        }
        Err(other) => {
            told.tell(path, other.to_string());
            Filter::new()
        }
    }
}

/// The groups with every name as the endpoint spells it, and without empty values.
fn spelled_groups(spec: &Spec, json: Json, values: &mut usize) -> Json {
    match json {
        Json::Array(groups) => {
            groups.into_iter().map(|group| spelled_groups(spec, group, values)).collect::<Vec<_>>().into()
        }
        Json::Object(members) => {
            let side = |name: String| {
                let known = ["must", "mustNot"].into_iter().find(|known| known.eq_ignore_ascii_case(&name));
                known.map_or(name, str::to_owned)
            };
            let members = members
                .into_iter()
                .map(|(name, conditions)| (side(name), spelled_names(spec, conditions, values)));
            Json::Object(members.collect())
        }
        other => other,
    }
}

fn spelled_names(spec: &Spec, conditions: Json, values: &mut usize) -> Json {
    let Json::Object(members) = conditions else { return conditions };
    let named = members.into_iter().map(|(name, given)| {
        let given = match given {
            Json::Array(list) => {
                let list: Vec<Json> = list.into_iter().filter(|value| !is_empty(value)).collect();
                *values += list.len();
                list.into()
            }
            other => other,
        };
        (spelled(spec, &name).unwrap_or(name), given)
    });
    Json::Object(named.collect())
}
