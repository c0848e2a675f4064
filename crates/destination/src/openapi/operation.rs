//! An endpoint's two operations: a query as a body, and one as an address.

use serde_json::{Map, Value as Json, json};

use super::{parameters, reference, request, response};
use crate::client_names::plain;
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
            "description": "Everything in the body is optional; without a body, the first results by id.",
            "requestBody": {"required": false, "content": content},
            "responses": responses(shape, protected),
        },
        "get": {
            "operationId": get_id(shape, all),
            "summary": format!("Query {} by address", shape.endpoint),
            "description": "The same query as parameters. A property's parameter holds the values of which one must be there.",
            "parameters": parameters::parameters(shape),
            "responses": responses(shape, protected),
        },
    })
}

/// An id for the query by address that no endpoint has; generators compare ids without regard to case and signs.
fn get_id(shape: &Shape, all: &[Shape]) -> String {
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
    responses.insert("413".to_owned(), problem("The body is too large"));
    responses.insert("415".to_owned(), problem("The body is no JSON"));
    responses.insert(
        "429".to_owned(),
        problem("Too many queries at once; Retry-After says when to send it again"),
    );
    responses
        .insert("503".to_owned(), problem("The index is being made; Retry-After says when to send it again"));
    Json::Object(responses)
}
