//! A version's description as OpenAPI 3.0 (docs/api.md, "OpenAPI"), in the form that generators of TypeScript take: no
//! tags, one schema by name for each request and answer, members that may be missing but are never null.

mod operation;
mod parameters;
mod request;
mod response;
mod values;

use octant_model::PropertyType;
use serde_json::{Map, Value as Json, json};

use crate::definition::{Destination, Version};
use crate::shape::{Shape, ShapeField};

/// The description of a version that answers at the base address `base`, such as
/// `https://data.example.com/local/shop/v1`.
#[must_use]
pub fn openapi(destination: &Destination, version: &Version, base: &str) -> Json {
    let shapes = version.shapes.as_deref().unwrap_or_default();
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for shape in shapes {
        paths.insert(format!("/{}", shape.endpoint), operation::path(shape, shapes, destination.protected));
        schemas.insert(request::name(shape), request::schema(shape));
        schemas.insert(response::name(shape), response::schema(shape));
        schemas.insert(response::result_name(shape), response::result(shape));
    }
    schemas.insert("ApiFacet".to_owned(), response::facet());
    schemas.insert("ApiCondition".to_owned(), request::condition());
    schemas.insert("ApiValue".to_owned(), request::value());
    schemas.insert("ApiProblem".to_owned(), response::problem());
    let mut components = json!({ "schemas": schemas });
    let mut document = json!({
        "openapi": "3.0.3",
        "info": {
            "title": destination.name,
            "version": version.name,
            "description": description(destination, shapes),
        },
        "servers": [{"url": base}],
        "paths": paths,
    });

    document["security"] = json!([]);
    if destination.protected {
        let bearer = json!({"type": "http", "scheme": "bearer"});
        components["securitySchemes"] = json!({ "application": bearer });
        document["security"] = json!([{"application": []}]);
    }
    document["components"] = components;
    document
}

fn description(destination: &Destination, shapes: &[Shape]) -> String {
    let languages: Vec<&str> = shapes
        .first()
        .map(|shape| shape.languages.iter().map(|(language, _)| language.written()).collect())
        .unwrap_or_default();
    let mut text =
        format!("Published by Octant. Languages: {}; the first is the default.", languages.join(", "));
    if destination.protected {
        text.push_str(&format!(
            " Get a token with POST /destinations/{}/token and send it as Authorization: Bearer.",
            destination.id
        ));
    }
    text
}

/// A property's value as a schema.
fn value(field: &ShapeField) -> Json {
    match field.property_type {
        PropertyType::Text | PropertyType::LocalizedText => json!({"type": "string"}),
        PropertyType::List | PropertyType::LocalizedList => {
            json!({"type": "array", "items": {"type": "string"}})
        }
        PropertyType::Boolean => json!({"type": "boolean"}),
        PropertyType::Integer => json!({"type": "integer", "format": "int64"}),
        PropertyType::Decimal => json!({"type": "number"}),
        PropertyType::Timestamp => json!({"type": "string", "format": "date-time"}),
    }
}

/// A value such as a property could have.
fn example(field: &ShapeField) -> Json {
    match field.property_type {
        PropertyType::Text | PropertyType::LocalizedText => json!("A"),
        PropertyType::List | PropertyType::LocalizedList => json!(["A", "B"]),
        PropertyType::Boolean => json!(true),
        PropertyType::Integer => json!(12),
        PropertyType::Decimal => json!(12.5),
        PropertyType::Timestamp => json!("2024-01-31T12:00:00.000Z"),
    }
}

/// One value of a property as a filter and a facet write it.
fn plain_example(field: &ShapeField) -> Json {
    match example(field) {
        Json::Array(values) => values.into_iter().next().unwrap_or_default(),
        Json::String(text) => text.into(),
        other => other.to_string().into(),
    }
}

/// A reference to a schema of that name.
fn reference(name: &str) -> Json {
    json!({"$ref": format!("#/components/schemas/{name}")})
}
