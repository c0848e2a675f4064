//! A query in an address, as parameters.

use std::collections::HashSet;

use octant_index::{Field, Spec};
use serde_json::{Value as Json, json};

use super::values;
use crate::client_names::plain;
use crate::request_fields::PARAMETERS;
use crate::shape::Shape;

/// Every parameter: those of any query, then each property's values.
pub(super) fn parameters(shape: &Shape) -> Json {
    let spec = shape.spec();
    let mut parameters = of_any_query(shape, &spec);
    let mut taken: HashSet<String> = PARAMETERS.iter().map(|name| plain(name)).collect();
    let names = std::iter::once("id").chain(spec.fields.iter().map(|field| field.name.as_str()));
    for name in names {
        // Where generated clients could not tell two parameters apart, the second is asked for through filter.
        if taken.insert(plain(name)) {
            let text = format!("One of these values of {name}; repeat it for several.");
            parameters.push(parameter(name, values::texts(), &text));
        }
    }
    parameters.into()
}

fn of_any_query(shape: &Shape, spec: &Spec) -> Vec<Json> {
    let text = || json!({"type": "string"});
    let flag = || json!({"type": "boolean", "default": false});
    let mut parameters = vec![
        parameter("top", values::top(), "The most results to answer with."),
        parameter("skip", values::skip(), "How many results to leave out; to go deep, send after."),
        parameter("after", values::texts(), "The after of the page before, value by value."),
        parameter("sortAsc", values::sort_names(spec), "Sort by these, the least first."),
        parameter("sortDesc", values::sort_names(spec), "Then by these, the greatest first."),
        parameter(
            "sort",
            values::sort_keys(spec),
            "Any mix: a name, with - before it for the greatest first.",
        ),
        parameter("language", values::languages(shape), "The language; the first unless given."),
        parameter("includeTotals", flag(), "Whether to count all that match."),
        parameter(
            "filter",
            text(),
            "The filter of a body as JSON text; for single properties their own parameters do.",
        ),
        parameter("search", values::texts(), "One of the terms must be found."),
        parameter("searchOn", values::searched(spec), "Where to search."),
        parameter("caseInsensitiveSearch", flag(), "Whether the case of ids does not count."),
        parameter("typoTolerance", flag(), "Whether words may differ by a letter or two."),
        parameter("prefixSearch", flag(), "Whether a term's last word may be the beginning of a word."),
        parameter("periodSince", text(), "Only what changed at that time or later."),
        parameter("periodBefore", text(), "Only what changed before that time."),
        parameter("listIds", flag(), "Whether the results are ids alone."),
    ];
    let facets: Vec<&Field> = spec.fields.iter().filter(|field| field.facet).collect();
    if let Some(first) = facets.first() {
        let text = format!("Only facet values that contain a text, such as {}:text.", first.name);
        parameters.push(parameter(
            "facetMode",
            values::facet_modes(),
            "How facets count their own selected values.",
        ));
        parameters.push(parameter("facetSearch", values::texts(), &text));
    }
    parameters
}

/// One parameter; several values are given by repeating it.
fn parameter(name: &str, schema: Json, description: &str) -> Json {
    let mut parameter = json!({"name": name, "in": "query", "required": false, "description": description});
    if schema["type"] == "array" {
        parameter["style"] = "form".into();
        parameter["explode"] = true.into();
    }
    parameter["schema"] = schema;
    parameter
}
