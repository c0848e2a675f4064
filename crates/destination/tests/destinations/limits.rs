//! What a query may ask for at most.

use octant_destination::{DestinationError, Request, RequestLimits};
use serde_json::{Value, json};

use crate::world::World;

const PATH: &str = "shop/v1/things";

fn things() -> World {
    let world = World::new();
    world.card("thing", "products", &[("name", "Text"), ("size", "Integer")], &json!([]));
    world.import("products", &json!({"a": {"name": "Lamp", "size": 1}}));
    let properties = json!([{"id": "name", "searchable": true, "facet": {}}, {"id": "size"}]);
    let endpoint = json!({"identifier": "things", "card": "thing", "properties": properties});
    world.publish("shop", &json!([endpoint]));
    world
}

/// What is wrong with a request.
fn refused(world: &World, request: &Request) -> Value {
    let served = world.served(PATH).expect("it answers");
    match request.asked(&served.shape, &RequestLimits::default()) {
        Err(DestinationError::Invalid(fields)) => json!(fields),
        other => panic!("it is not refused: {other:?}"),
    }
}

#[test]
fn every_value_of_a_filter_counts_however_it_is_written() {
    let world = things();
    let groups: Vec<Value> = (0..10_001).map(|size| json!({"must": {"size": size}})).collect();
    let ranges: Vec<Value> = (0..10_001).map(|size| json!({"gt": size})).collect();
    let exists: Vec<Value> = (0..10_001).map(|_| json!({"exists": true})).collect();
    let filters = [
        json!(groups),
        json!([{"must": {"size": ranges}}]),
        json!([{"mustNot": {"name": exists}}]),
        json!(vec![json!({"must": {"size": {"exists": true}}}); 10_001]),
    ];
    for filter in filters {
        let told = world.refused(PATH, &json!({ "filter": filter }));
        assert_eq!(told, json!({"filter": ["it has 10001 values, and at most 10000 are allowed"]}));
    }
    let parameters = (0..10_001).map(|size| ("size".to_owned(), size.to_string()));
    let told = refused(&world, &Request::from_parameters(parameters));
    assert_eq!(told, json!({"filter": ["it has 10001 values, and at most 10000 are allowed"]}));
}

#[test]
fn sort_keys_have_a_limit() {
    let world = things();
    let keys = vec!["name"; 5_000];
    let expected = json!({"sort": ["there are 5000 sort keys, and at most 16 are allowed"]});
    assert_eq!(world.refused(PATH, &json!({ "sort": keys })), expected);
    assert_eq!(world.refused(PATH, &json!({"sortAsc": keys[..2_500], "sortDesc": keys[..2_500]})), expected);
}

#[test]
fn what_is_told_of_a_query_has_a_limit() {
    let world = things();
    let names = (0..5_000).map(|number| (format!("nope{number}"), "1".to_owned()));
    let told = refused(&world, &Request::from_parameters(names));
    let told = told.as_object().expect("messages");
    assert_eq!(told.len(), 101);
    assert_eq!(told["more"], json!(["4900 more places are wrong"]));
    let wrong: Vec<Value> = (0..5_000).map(|_| json!("no number")).collect();
    let told = world.refused(PATH, &json!({"filter": [{"must": {"size": wrong}}]}));
    assert_eq!(told.as_object().map(serde_json::Map::len), Some(101));
}
