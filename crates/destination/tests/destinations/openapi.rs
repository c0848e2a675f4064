//! The description of a version.

use octant_destination::openapi;
use serde_json::{Value, json};

use crate::world::World;

fn described() -> Value {
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
    let (destination, version) =
        world.destinations.published(&world.tenant, "shop", "v1").expect("published");
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
    assert_eq!((&must["type"], &must["items"]["oneOf"][0]), (&json!("array"), &json!({"type": "string"})));
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
