//! The body of a query as a schema.

use octant_index::Spec;
use serde_json::{Map, Value as Json, json};

use super::reference;
use crate::shape::Shape;

/// The schema's name.
pub(super) fn name(shape: &Shape) -> String {
    format!("{}ApiRequest", shape.endpoint)
}

fn described(mut schema: Json, text: &str) -> Json {
    schema["description"] = text.into();
    schema
}

fn names(text: &str) -> Json {
    described(json!({"type": "array", "items": {"type": "string"}}), text)
}

fn flag(text: &str) -> Json {
    described(json!({"type": "boolean", "default": false}), text)
}

/// Every member of a query's body.
pub(super) fn schema(shape: &Shape) -> Json {
    let spec = shape.spec();
    let languages: Vec<&str> = shape.languages.iter().map(|(language, _)| language.as_str()).collect();
    let group = json!({
        "type": "object",
        "properties": {
            "must": described(conditions(&spec), "Each of these must hold: one of the values for each property."),
            "mustNot": described(conditions(&spec), "None of these may hold."),
        },
    });
    let period = json!({
        "type": "object",
        "properties": {"since": {"type": "string"}, "before": {"type": "string"}},
    });
    let mut properties = Map::new();
    let mut add = |name: &str, schema: Json| properties.insert(name.to_owned(), schema);
    add(
        "top",
        json!({"type": "integer", "default": 50, "minimum": 0, "description": "The most results to answer with."}),
    );
    add(
        "skip",
        json!({"type": "integer", "default": 0, "minimum": 0, "description": "How many results to leave out; to go deep, send after."}),
    );
    add(
        "after",
        json!({"type": "array", "items": {}, "description": "Strictly after these sort values, in the order of the sort keys, then the id: the after of the page before."}),
    );
    add("sortAsc", names("Sort by these, the least first; the id breaks every tie."));
    add("sortDesc", names("Then by these, the greatest first."));
    add(
        "sort",
        names(
            "Any mix: a name, or a name with - before it for the greatest first; _relevance for the best match.",
        ),
    );
    add("language", json!({"type": "string", "description": format!("One of {}.", languages.join(", "))}));
    add("includeTotals", flag("Whether to count all that match."));
    let filter = json!({"type": "array", "items": group});
    add("filter", described(filter, "One of the groups must hold."));
    add("search", names("One of the terms must be found."));
    add("searchOn", names("Where to search; on id a term is a whole id, everywhere else it is words."));
    add("caseInsensitiveSearch", flag("Whether the case of ids does not count; that of words never does."));
    add("typoTolerance", flag("Whether words may differ by a letter or two."));
    add("prefixSearch", flag("Whether a term's last word may be the beginning of a word."));
    add("period", described(period, "Only what changed in that time."));
    add("listIds", flag("Whether the results are ids alone."));
    if shape.fields.iter().any(|field| field.facet.is_some()) {
        let text = "disjunctive: a facet's own selected values do not narrow its counts.";
        let modes =
            json!({"type": "string", "enum": ["conjunctive", "disjunctive"], "default": "conjunctive"});
        add("facetMode", described(modes, text));
        let searched = json!({"type": "object", "additionalProperties": {"type": "string"}});
        add("facetSearch", described(searched, "Only facet values that contain a text, by facet."));
    }
    json!({"type": "object", "properties": properties})
}

/// The values that each property must or must not have.
fn conditions(spec: &Spec) -> Json {
    let test = json!({"oneOf": [{"type": "string"}, reference("ApiCondition")]});
    let values = json!({"type": "array", "items": test});
    let names = std::iter::once("id").chain(spec.fields.iter().map(|field| field.name.as_str()));
    let properties: Map<String, Json> = names.map(|name| (name.to_owned(), values.clone())).collect();
    json!({"type": "object", "properties": properties})
}

/// A condition that is no single value.
pub(super) fn condition() -> Json {
    let end = |text: &str| json!({"oneOf": [{"type": "string"}, {"type": "number"}], "description": text});
    json!({
        "type": "object",
        "description": "A range, or whether there is a value at all.",
        "properties": {
            "gt": end("Greater than this."),
            "gte": end("This or greater."),
            "lt": end("Less than this."),
            "lte": end("This or less."),
            "exists": {"type": "boolean", "description": "Whether there is a value; stands alone."},
        },
    })
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
