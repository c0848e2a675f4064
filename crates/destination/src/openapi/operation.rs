//! An endpoint's two operations: a query as a body, and one as an address.

use serde_json::{Map, Value as Json, json};

use super::{reference, request, response};
use crate::shape::Shape;

/// The path of an endpoint.
pub(super) fn path(shape: &Shape, all: &[Shape], protected: bool) -> Json {
    let content = json!({"application/json": {
        "schema": reference(&request::name(shape)),
        "example": request::example(shape),
    }});
    json!({
        "post": {
            "operationId": shape.endpoint,
            "summary": format!("Query {}", shape.endpoint),
            "requestBody": {"required": false, "content": content},
            "responses": responses(shape, protected),
        },
        "get": {
            "operationId": get_id(shape, all),
            "summary": format!("Query {} by address", shape.endpoint),
            "description": "A property's name with a value does as well as filter: ?category=A&category=B.",
            "parameters": parameters(shape),
            "responses": responses(shape, protected),
        },
    })
}

/// An id for the query by address that no endpoint has; generators compare ids without regard to case and signs.
fn get_id(shape: &Shape, all: &[Shape]) -> String {
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let mut id = format!("get-{}", shape.endpoint);
    while all.iter().any(|other| plain(&other.endpoint) == plain(&id)) {
        id.push_str("-by-address");
    }
    id
}

fn responses(shape: &Shape, protected: bool) -> Json {
    let problem = |text: &str| {
        let content = json!({"application/problem+json": {"schema": reference("ApiProblem")}});
        json!({"description": text, "content": content})
    };
    let content = json!({"application/json": {
        "schema": reference(&response::name(shape)),
        "example": response::example_answer(shape),
    }});
    let mut responses = Map::new();
    responses.insert("200".to_owned(), json!({"description": "The results", "content": content}));
    responses.insert("400".to_owned(), problem("The query asks for what there is not; errors names it"));
    if protected {
        responses.insert("401".to_owned(), problem("There is no valid token"));
        responses.insert("403".to_owned(), problem("The token is for something else"));
    }
    responses.insert("404".to_owned(), problem("The version answers no more"));
    Json::Object(responses)
}

fn parameters(shape: &Shape) -> Json {
    let names = || json!({"type": "array", "items": {"type": "string"}});
    let text = || json!({"type": "string"});
    let flag = || json!({"type": "boolean"});
    let number = || json!({"type": "integer", "minimum": 0});
    let mut parameters = vec![
        ("top", number()),
        ("skip", number()),
        ("after", names()),
        ("sortAsc", names()),
        ("sortDesc", names()),
        ("sort", names()),
        ("language", text()),
        ("includeTotals", flag()),
        ("search", names()),
        ("searchOn", names()),
        ("caseInsensitiveSearch", flag()),
        ("typoTolerance", flag()),
        ("prefixSearch", flag()),
        ("periodSince", text()),
        ("periodBefore", text()),
        ("listIds", flag()),
    ];
    if shape.fields.iter().any(|field| field.facet.is_some()) {
        parameters.push(("facetMode", text()));
        parameters.push(("facetSearch", names()));
    }
    let mut parameters: Vec<Json> = parameters
        .into_iter()
        .map(|(name, schema)| json!({"name": name, "in": "query", "required": false, "schema": schema}))
        .collect();
    let spec = shape.spec();
    let by_name: Map<String, Json> = spec.fields.iter().map(|field| (field.name.clone(), names())).collect();
    parameters.push(json!({
        "name": "filter",
        "in": "query",
        "required": false,
        "style": "deepObject",
        "explode": true,
        "schema": {"type": "object", "properties": by_name},
    }));
    parameters.into()
}
