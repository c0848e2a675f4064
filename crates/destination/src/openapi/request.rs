//! The body of a query as a schema.

use octant_index::{Nested, Spec};
use serde_json::{Map, Value as Json, json};

use super::{reference, values};
use crate::client_names::schemas;
use crate::shape::Shape;

/// The schema's name.
pub(super) fn name(shape: &Shape) -> String {
    let [request, _, _] = schemas(&shape.endpoint);
    request
}

fn described(mut schema: Json, text: &str) -> Json {
    schema["description"] = text.into();
    schema
}

fn flag(text: &str) -> Json {
    described(json!({"type": "boolean", "default": false}), text)
}

/// An object that has these members and no others.
fn object(properties: Json) -> Json {
    let mut object = json!({"type": "object", "additionalProperties": false});
    object["properties"] = properties;
    object
}

/// One of a few texts. Inside of `anyOf`, generators of TypeScript write them as they are, so that a front end passes
/// `"sv"`; where the schema is the member's own, they make an enumeration that takes no text.
fn choice(mut schema: Json, title: &str, text: &str) -> Json {
    schema["title"] = title.into();
    let default = schema.as_object_mut().and_then(|schema| schema.remove("default"));
    let mut choice = described(json!({"anyOf": [schema]}), text);
    if let Some(default) = default {
        choice["default"] = default;
    }
    choice
}

/// Every member of a query's body.
pub(super) fn schema(shape: &Shape) -> Json {
    let spec = shape.spec();
    let mut properties = Map::new();
    let mut add = |name: &str, schema: Json| properties.insert(name.to_owned(), schema);
    add("top", described(values::top(), "The most results to answer with."));
    add("skip", described(values::skip(), "How many results to leave out; to go deep, send after."));
    let after = "Strictly after these sort values, in the order of the sort keys, then the id: the after of the page before.";
    add("after", json!({"type": "array", "items": {}, "description": after}));
    let names = || values::sort_names(&spec);
    add("sortAsc", described(names(), "Sort by these, the least first; the id breaks every tie."));
    add("sortDesc", described(names(), "Then by these, the greatest first."));
    let mix =
        "Any mix: a name, or a name with - before it for the greatest first; _relevance for the best match.";
    add("sort", described(values::sort_keys(&spec), mix));
    let language = "The language; the destination's first unless given.";
    add("language", choice(values::languages(shape), "language", language));
    add("includeTotals", flag("Whether to count all that match."));
    add("filter", filter(&spec));
    add("search", described(values::texts(), "One of the terms must be found."));
    let search_on = "Where to search; on id a term is a whole id, everywhere else it is words.";
    add("searchOn", described(values::searched(&spec), search_on));
    add("caseInsensitiveSearch", flag("Whether the case of ids does not count; that of words never does."));
    add("typoTolerance", flag("Whether words may differ by a letter or two."));
    add("prefixSearch", flag("Whether a term's last word may be the beginning of a word."));
    add("period", period());
    add("listIds", flag("Whether the results are ids alone."));
    let facets: Vec<&str> =
        spec.fields.iter().filter(|field| field.facet).map(|field| field.name.as_str()).collect();
    if !facets.is_empty() {
        let modes = "disjunctive: a facet's own selected values do not narrow its counts.";
        add("facetMode", choice(values::facet_modes(), "facetMode", modes));
        let searched: Map<String, Json> =
            facets.into_iter().map(|name| (name.to_owned(), json!({"type": "string"}))).collect();
        add(
            "facetSearch",
            described(object(searched.into()), "Only facet values that contain a text, by facet."),
        );
    }
    object(properties.into())
}

fn filter(spec: &Spec) -> Json {
    let must = "Each of these must hold: one of the values for each property.";
    let group = object(json!({
        "must": described(conditions(spec), must),
        "mustNot": described(conditions(spec), "None of these may hold."),
    }));
    described(json!({"type": "array", "items": group}), "One of the groups must hold.")
}

fn period() -> Json {
    let end = |text: &str| described(json!({"type": "string"}), text);
    let ends = json!({
        "since": end("At that time or later, such as 2024-01-31T12:00:00Z."),
        "before": end("Before that time."),
    });
    described(object(ends), "Only what changed in that time.")
}

/// The values that each property must or must not have.
fn conditions(spec: &Spec) -> Json {
    let values = json!({"type": "array", "items": reference("ApiValue")});
    let names = std::iter::once("id").chain(spec.fields.iter().map(|field| field.name.as_str()));
    let mut properties: Map<String, Json> = names.map(|name| (name.to_owned(), values.clone())).collect();
    properties.extend(spec.nested.iter().map(|nested| (nested.name.clone(), related(nested, &values))));
    object(properties.into())
}

/// What a filter asks of a relation: lists of texts are taken as ids, as for every property, so that a front end can pass
/// filters of any names.
fn related(nested: &Nested, values: &Json) -> Json {
    let properties: Map<String, Json> =
        nested.fields.iter().map(|name| (name.clone(), values.clone())).collect();
    let condition = object(json!({
        "any": described(object(properties.into()), "All of these are met by one related card."),
        "exists": {"type": "boolean", "description": "Whether there is a related card; stands alone."},
    }));
    let either = json!({"oneOf": [{"type": "string"}, condition]});
    let text = "The id of a related card, or conditions that one related card meets.";
    described(json!({"type": "array", "items": either}), text)
}

/// What a filter asks of a property. It has a name of its own: generators that name it by its place give properties such
/// as `brandName` and `brand.name` one name.
pub(super) fn value() -> Json {
    let either = json!({"oneOf": [{"type": "string"}, reference("ApiCondition")]});
    described(either, "A value, or a condition.")
}

/// A condition that is no single value.
pub(super) fn condition() -> Json {
    let end = |text: &str| json!({"oneOf": [{"type": "string"}, {"type": "number"}], "description": text});
    let members = object(json!({
        "gt": end("Greater than this."),
        "gte": end("This or greater."),
        "lt": end("Less than this."),
        "lte": end("This or less."),
        "exists": {"type": "boolean", "description": "Whether there is a value; stands alone."},
    }));
    described(members, "A range, or whether there is a value at all.")
}

/// A body such as a client could send.
pub(super) fn example(shape: &Shape) -> Json {
    let mut body = json!({"top": 10, "includeTotals": true, "sortAsc": ["id"]});
    let counted = shape.fields.iter().find(|field| field.facet.is_some());
    if let Some(field) = counted.or(shape.fields.first()) {
        let must = Map::from_iter([(field.name.clone(), json!([super::plain_example(field)]))]);
        body["filter"] = json!([{ "must": must }]);
    }
    body
}
