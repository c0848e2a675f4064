//! Answers as schemas.

use serde_json::{Map, Value as Json, json};

use super::{example, reference, value};
use crate::client_names::schemas;
use crate::shape::{Shape, ShapeField};

/// The name of the answer's schema.
pub(super) fn name(shape: &Shape) -> String {
    let [_, response, _] = schemas(&shape.endpoint);
    response
}

/// The name of a result's schema.
pub(super) fn result_name(shape: &Shape) -> String {
    let [_, _, result] = schemas(&shape.endpoint);
    result
}

/// The answer.
pub(super) fn schema(shape: &Shape) -> Json {
    let mut properties = Map::new();
    properties.insert("language".to_owned(), json!({"type": "string"}));
    let either = json!({"anyOf": [reference(&result_name(shape)), id_alone(shape)]});
    let description = "The results; their ids with listIds.";
    properties
        .insert("results".to_owned(), json!({"type": "array", "items": either, "description": description}));
    if shape.fields.iter().any(|field| field.facet.is_some()) {
        let facets = json!({"type": "array", "items": reference("ApiFacet")});
        properties.insert("facets".to_owned(), facets);
    }
    properties.insert(
        "total".to_owned(),
        json!({"type": "integer", "format": "int64", "description": "How many match; with includeTotals."}),
    );
    let after = "Send it back for the next page; null on the last.";
    let after = json!({"type": "array", "items": {}, "nullable": true, "description": after});
    properties.insert("after".to_owned(), after);
    json!({"type": "object", "properties": properties})
}

/// A result that is its id alone, with `listIds`.
///
/// It is a text. To JSON Schema the rest says nothing about it, for `properties` is about objects. To generators it does:
/// those of TypeScript look at `allOf` and let a front end read `results[0].name` without a question, as it can where
/// all members are optional; those that go by the type, such as Python's, take the text for what it is.
fn id_alone(shape: &Shape) -> Json {
    json!({
        "type": "string",
        "description": "The id alone, with listIds.",
        "allOf": [{"properties": result_members(shape)}, {}],
    })
}

/// One result.
pub(super) fn result(shape: &Shape) -> Json {
    json!({"type": "object", "properties": result_members(shape)})
}

fn result_members(shape: &Shape) -> Map<String, Json> {
    let mut properties = members(&shape.fields);
    for relation in &shape.relations {
        let items = json!({"type": "object", "properties": members(&relation.fields)});
        properties.insert(relation.name.clone(), json!({"type": "array", "items": items}));
    }
    properties
}
fn members(fields: &[ShapeField]) -> Map<String, Json> {
    let mut members = Map::from_iter([("id".to_owned(), json!({"type": "string"}))]);
    members.extend(fields.iter().map(|field| (field.name.clone(), value(field))));
    members
}

/// One facet.
pub(super) fn facet() -> Json {
    let count = json!({
        "type": "object",
        "properties": {"key": {"type": "string"}, "count": {"type": "integer"}},
    });
    json!({
        "type": "object",
        "properties": {
            "propertyId": {"type": "string"},
            "header": {"type": "string"},
            "values": {"type": "array", "items": count},
        },
    })
}

/// What an error says (RFC 9457).
pub(super) fn problem() -> Json {
    let messages = json!({"type": "array", "items": {"type": "string"}});
    json!({
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "detail": {"type": "string"},
            "status": {"type": "integer"},
            "code": {"type": "string"},
            "traceId": {"type": "string"},
            "errors": {"type": "object", "additionalProperties": messages},
        },
    })
}

/// An answer such as a client could get.
pub(super) fn example_answer(shape: &Shape) -> Json {
    let values = |fields: &[ShapeField], id: &str| {
        let mut members = Map::from_iter([("id".to_owned(), json!(id))]);
        members.extend(fields.iter().map(|field| (field.name.clone(), example(field))));
        members
    };
    let mut result = values(&shape.fields, "1");
    for relation in &shape.relations {
        result.insert(relation.name.clone(), json!([values(&relation.fields, "2")]));
    }
    let mut answer = json!({"language": shape.default_language().written(), "results": [result]});
    let counted = |field: &ShapeField| {
        let values = json!([{"key": super::plain_example(field), "count": 1}]);
        field
            .facet
            .as_ref()
            .map(|_| json!({"propertyId": field.name, "header": field.name, "values": values}))
    };
    let facets: Vec<Json> = shape.fields.iter().filter_map(counted).collect();
    if !facets.is_empty() {
        answer["facets"] = facets.into();
    }
    answer["total"] = 1.into();
    answer["after"] = Json::Null;
    answer
}
