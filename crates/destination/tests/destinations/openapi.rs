//! The description of a version.

use std::sync::Arc;

use octant_destination::{Destination, DestinationError, Version, openapi};
use serde_json::{Value, json};

use crate::world::World;

/// A published destination with two endpoints.
fn published() -> (Arc<Destination>, Version) {
    let world = World::new();
    world.card("price", "prices", &[("amount", "Decimal")], &json!([]));
    let relations = json!([{"id": "prices", "card": "price", "from": "id", "to": "id"}]);
    world.card(
        "product",
        "products",
        &[("name", "LocalizedText"), ("tags", "List"), ("size", "Integer")],
        &relations,
    );
    let endpoint = |identifier: &str| {
        json!({"identifier": identifier, "card": "product",
            "properties": [{"id": "name"}, {"id": "tags", "facet": {}}, {"id": "size"}],
            "relations": [{"relation": "prices", "properties": ["amount"]}]})
    };
    world.publish("shop", &json!([endpoint("products"), endpoint("get-products")]));
    world.destinations.published(&world.tenant, "shop", "v1").expect("published")
}

fn described() -> Value {
    let (destination, version) = published();
    openapi(&destination, &version, "https://data.example.com/local/shop/v1")
}

#[test]
fn it_has_the_names_that_generated_clients_rely_on() {
    let document = described();
    assert_eq!(document["openapi"], "3.0.3");
    assert_eq!(document["servers"], json!([{"url": "https://data.example.com/local/shop/v1"}]));
    let post = &document["paths"]["/products"]["post"];
    assert_eq!(post["operationId"], "products");
    assert_eq!(
        (&document["tags"], &post["tags"]),
        (&Value::Null, &Value::Null),
        "one service for all operations"
    );
    let schema = &post["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(schema, "#/components/schemas/productsApiRequest");
    let schema = &post["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(schema, "#/components/schemas/productsApiResponse");
    let must = &document["components"]["schemas"]["productsApiRequest"]["properties"]["filter"]["items"]["properties"]
        ["must"]["properties"]["tags"];
    let value = json!({"$ref": "#/components/schemas/ApiValue"});
    assert_eq!((&must["type"], &must["items"]), (&json!("array"), &value));
    let either = &document["components"]["schemas"]["ApiValue"]["oneOf"];
    assert_eq!(either, &json!([{"type": "string"}, {"$ref": "#/components/schemas/ApiCondition"}]));
    let result =
        &document["components"]["schemas"]["productsApiResponse"]["properties"]["results"]["items"]["anyOf"];
    assert_eq!(result[0], json!({"$ref": "#/components/schemas/productsApiResult"}));
    assert_eq!(result[1]["type"], "string", "an id alone, with listIds");
}

#[test]
fn operations_have_distinct_ids_and_every_reference_leads_somewhere() {
    let document = described();
    let mut ids: Vec<String> = Vec::new();
    for methods in document["paths"].as_object().expect("paths").values() {
        for operation in methods.as_object().expect("methods").values() {
            ids.push(operation["operationId"].as_str().expect("an id").replace('-', "").to_lowercase());
        }
    }
    ids.sort();
    let all = ids.len();
    ids.dedup();
    assert_eq!((ids.len(), all), (4, 4), "{ids:?}");
    let text = document.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().expect("a name");
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
}

#[test]
fn members_of_results_and_facets_are_optional_and_never_null() {
    let document = described();
    for name in ["productsApiResult", "ApiFacet"] {
        let schema = document["components"]["schemas"][name].to_string();
        assert!(!schema.contains("nullable") && !schema.contains("required"), "{schema}");
    }
    let result = &document["components"]["schemas"]["productsApiResult"]["properties"];
    assert_eq!(result["prices"]["items"]["properties"]["amount"]["type"], "number");
    assert_eq!(result["tags"], json!({"type": "array", "items": {"type": "string"}}));
}

/// What is told of an endpoint's names, by path, when a draft is given them.
fn told(endpoints: &Value) -> Value {
    let world = World::new();
    world.card("price", "prices", &[("amount", "Decimal")], &json!([]));
    let relations = json!([{"id": "prices", "card": "price", "from": "id", "to": "id"}]);
    world.card("product", "products", &[("name", "Text"), ("size", "Integer")], &relations);
    world.draft("shop", &json!([]));
    match world.put("shop", "v1", endpoints) {
        Ok(_) => Value::Null,
        Err(DestinationError::Invalid(fields)) => json!(fields),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn names_that_generated_clients_cannot_tell_apart_are_refused() {
    let with =
        |properties: Value| json!([{"identifier": "products", "card": "product", "properties": properties}]);
    let alike =
        |one: &str, two: &str| told(&with(json!([{"id": "name", "as": one}, {"id": "size", "as": two}])));
    let cannot_tell = |path: &str, one: &str, other: &str| {
        let message = format!("generated clients cannot tell {one} from {other}; write another name");
        json!({ path: [message] })
    };
    for (one, two) in [("x-y", "x_y"), ("inStock", "in_stock"), ("name", "Name"), ("x1", "x_1")] {
        let expected = cannot_tell("endpoints[0].properties[1].as", &format!("{two:?}"), &format!("{one:?}"));
        assert_eq!(alike(one, two), expected, "{one} and {two}");
    }
    assert_eq!(alike("x-y", "xyz"), Value::Null);
    assert_eq!(alike("Id", "x"), cannot_tell("endpoints[0].properties[0].as", "\"Id\"", "\"id\""));
    let sort =
        cannot_tell("endpoints[0].properties[0].as", "\"sort-asc\"", "the parameter sortAsc of every query");
    assert_eq!(alike("sort-asc", "x"), sort);
    let relation = json!([{"identifier": "products", "card": "product", "properties": [{"id": "name", "as": "Prices"}],
        "relations": [{"relation": "prices", "properties": ["amount", {"id": "amount", "as": "a-mount"}]}]}]);
    assert_eq!(
        told(&relation),
        json!({
            "endpoints[0].relations[0].as":
                ["generated clients cannot tell \"prices\" from \"Prices\"; write another name"],
            "endpoints[0].relations[0].properties[1].as":
                ["generated clients cannot tell \"a-mount\" from \"amount\"; write another name"],
        })
    );
}

#[test]
fn endpoints_that_generated_clients_cannot_tell_apart_are_refused() {
    let named = |one: &str, two: &str| {
        told(&json!([{"identifier": one, "card": "product"}, {"identifier": two, "card": "product"}]))
    };
    let path = "endpoints[1].identifier";
    for (one, two) in [("my-list", "my_list"), ("list", "List")] {
        let first = named(one, two)[path][0].as_str().map(str::to_owned);
        let expected = format!("generated clients cannot tell {two:?} from {one:?}; write another name");
        assert_eq!(first, Some(expected), "{one} and {two}");
    }
    let schema = "the schema aApiRequest of the endpoint \"a\"";
    let message = |one: &str, other: &str| json!({ path: [format!("generated clients cannot tell {one} from {other}; write another name")] });
    assert_eq!(named("a", "aApiRequest"), message("\"aApiRequest\"", schema));
    assert_eq!(named("a-api-request", "a"), message(schema, "\"a-api-request\""));
    assert_eq!(named("a", "b"), Value::Null);
}

#[test]
fn a_version_of_before_with_names_too_much_alike_describes_each_parameter_once() {
    let (destination, mut version) = published();
    let shape = &mut version.shapes.as_mut().expect("shapes")[0];
    let mut other = shape.fields[2].clone();
    other.name = "Si-ze".to_owned();
    shape.fields.push(other);
    let document = openapi(&destination, &version, "https://data.example.com/local/shop/v1");
    let parameters = document["paths"]["/products"]["get"]["parameters"].as_array().expect("parameters");
    let names: Vec<&str> = parameters.iter().filter_map(|one| one["name"].as_str()).collect();
    assert!(names.contains(&"size") && !names.contains(&"Si-ze"), "{names:?}");
}

#[test]
fn what_can_only_be_one_of_a_few_is_listed_and_what_is_refused_is_not_described() {
    let document = described();
    let request = &document["components"]["schemas"]["productsApiRequest"];
    assert_eq!(
        request["properties"]["sort"]["items"]["enum"],
        json!([
            "id",
            "-id",
            "name",
            "-name",
            "tags",
            "-tags",
            "size",
            "-size",
            "prices.amount",
            "-prices.amount"
        ])
    );
    assert_eq!(request["properties"]["language"]["anyOf"][0]["enum"], json!(["en", "sv"]));
    for (name, part) in [
        ("the body", request),
        ("a group", &request["properties"]["filter"]["items"]),
        ("must", &request["properties"]["filter"]["items"]["properties"]["must"]),
        ("period", &request["properties"]["period"]),
        ("facetSearch", &request["properties"]["facetSearch"]),
        ("a condition", &document["components"]["schemas"]["ApiCondition"]),
    ] {
        assert_eq!(part["additionalProperties"], json!(false), "{name}");
    }
    assert_eq!(document["security"], json!([]));
    let parameters = document["paths"]["/products"]["get"]["parameters"].as_array().expect("parameters");
    let tags = parameters.iter().find(|one| one["name"] == "tags").expect("a parameter by property");
    let repeated = (&tags["schema"]["type"], &tags["style"], &tags["explode"]);
    assert_eq!(repeated, (&json!("array"), &json!("form"), &json!(true)));
}
