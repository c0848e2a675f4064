//! A query's filter: `filter` in a body or an address, and `property=value` in an address.

use octant_card::{FilterProperty, FilterRelation, filter_with_relations, is_blank};
use octant_index::{Field, Filter, FilterGroup, Nested, Spec};
use serde_json::{Map, Value as Json};

use super::{Request, spelled};
use crate::error::{DestinationError, Gathered};

/// The filter; what is wrong with it is told.
pub(super) fn filter(request: &Request, spec: &Spec, most: usize, told: &mut Gathered) -> Filter {
    let known = Known::of(spec);
    let mut values = 0;
    let mut filter = Filter::new();
    for json in written(request, told) {
        let json = spelled_groups(spec, json, &mut values);
        if values > most {
            break;
        }
        filter.extend(read(&json, &known, "filter", told));
    }
    let mut must = Map::new();
    for (name, given) in &request.conditions {
        let given: Vec<Json> = given.iter().map(|value| value.as_str().into()).collect();
        values += given.iter().filter(|value| !is_blank(value)).count();
        let known = relation(spec, name).map(|nested| nested.name.clone());
        let name = known.or_else(|| spelled(spec, name)).unwrap_or_else(|| name.clone());
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
    let Some(json) = request.members.get("filter").filter(|json| !is_blank(json)) else { return Vec::new() };
    let Json::Array(texts) = json else { return vec![json.clone()] };
    if !request.from_address {
        return vec![json.clone()];
    }
    let mut found = Vec::new();
    for text in texts.iter().filter_map(Json::as_str).filter(|text| !text.trim().is_empty()) {
        match serde_json::from_str(text) {
            Ok(json) => found.push(json),
            Err(error) => {
                told.tell("filter", format!("it is no JSON: {error}; property=value does as well"));
            }
        }
    }
    found
}

/// What a filter may name.
struct Known {
    properties: Vec<FilterProperty>,
    relations: Vec<FilterRelation>,
}

impl Known {
    fn of(spec: &Spec) -> Self {
        let property = |name: &str, field: &Field| FilterProperty { name: name.to_owned(), kind: field.kind };
        let related = |nested: &Nested| -> Vec<FilterProperty> {
            let fields = nested.fields.iter();
            fields.filter_map(|name| Some(property(name, spec.field(&nested.flat(name))?))).collect()
        };
        let relations = spec
            .nested
            .iter()
            .map(|nested| FilterRelation { name: nested.name.clone(), properties: related(nested) });
        Self {
            properties: spec.fields.iter().map(|field| property(&field.name, field)).collect(),
            relations: relations.collect(),
        }
    }
}

fn read(json: &Json, known: &Known, path: &str, told: &mut Gathered) -> Filter {
    let read = filter_with_relations(json, &known.properties, &known.relations, path);
    match read.map_err(DestinationError::from) {
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

/// The groups with every name as the endpoint spells it; counts their values.
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
        let nested = relation(spec, &name);
        let name = nested.map(|nested| nested.name.clone()).or_else(|| spelled(spec, &name)).unwrap_or(name);
        (name, given_values(given, nested, values))
    });
    Json::Object(named.collect())
}

/// The relation of that name: as it was written or, where no property has it and only one relation fits, in another case.
fn relation<'s>(spec: &'s Spec, name: &str) -> Option<&'s Nested> {
    if let Some(exact) = spec.nested.iter().find(|nested| nested.name == name) {
        return Some(exact);
    }
    let mut alike = spec.nested.iter().filter(|nested| nested.name.eq_ignore_ascii_case(name));
    match (spelled(spec, name), alike.next(), alike.next()) {
        (None, Some(known), None) => Some(known),
        _ => None,
    }
}

/// The values, counted; conditions on a related card with their names as the endpoint spells them.
fn given_values(given: Json, nested: Option<&Nested>, values: &mut usize) -> Json {
    match (given, nested) {
        (Json::Array(list), _) => {
            *values += list.iter().filter(|value| !is_blank(value)).count();
            list.into_iter().map(|value| related(value, nested, values)).collect::<Vec<_>>().into()
        }
        (one @ Json::Object(_), Some(_)) if is_blank(&one) => Json::Array(Vec::new()),
        (one, _) => {
            *values += usize::from(!is_blank(&one));
            related(one, nested, values)
        }
    }
}

/// Conditions on one related card: `{"any": {name: [values]}}`.
fn related(json: Json, nested: Option<&Nested>, values: &mut usize) -> Json {
    let (Json::Object(mut members), Some(nested)) = (json.clone(), nested) else { return json };
    let any = members.keys().find(|name| name.eq_ignore_ascii_case("any")).cloned();
    let Some(Json::Object(conditions)) = any.and_then(|any| members.remove(&any)) else { return json };
    let named = conditions.into_iter().map(|(name, given)| {
        let mut known = nested.fields.iter();
        let exact = nested.fields.contains(&name);
        let alike = known.find(|known| !exact && known.eq_ignore_ascii_case(&name)).cloned();
        (alike.unwrap_or(name), given_values(given, None, values))
    });
    let conditions: Map<String, Json> = named.collect();
    members.insert("any".to_owned(), conditions.into());
    Json::Object(members)
}
