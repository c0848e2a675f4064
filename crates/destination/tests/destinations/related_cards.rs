//! Filters and orders by the values of related cards, of which there are several.

use serde_json::{Value, json};

use crate::world::{World, ids};

const PATH: &str = "shop/v1/products";

/// Products with prices by market.
fn products() -> World {
    let world = World::new();
    let price = [("product", "Text"), ("market", "Text"), ("amount", "Decimal"), ("label", "LocalizedText")];
    world.card("price", "prices", &price, &json!([]));
    let relations = json!([{"id": "prices", "card": "price", "from": "id", "to": "product"}]);
    world.card("product", "products", &[("name", "Text"), ("tags", "List")], &relations);
    world.import(
        "products",
        &json!({
            "dear": {"name": "Dear", "tags": "m,z"},
            "cheap": {"name": "Cheap", "tags": "y,b"},
            "unpriced": {"name": "Unpriced", "tags": "c"},
            "none": {"name": "None"},
        }),
    );
    world.import("prices", &json!({
        "p1": {"product": "dear", "market": "SE", "amount": "200", "label:sv": "fullt", "label:en": "full"},
        "p2": {"product": "dear", "market": "NO", "amount": "50", "label:sv": "rea", "label:en": "sale"},
        "p3": {"product": "cheap", "market": "SE", "amount": "60", "label:sv": "rea", "label:en": "sale"},
        "p4": {"product": "cheap", "market": "NO", "amount": "100"},
        "p5": {"product": "unpriced", "market": "SE"},
    }));
    let related = json!(["market", "amount", "label"]);
    world.publish(
        "shop",
        &json!([{"identifier": "products", "card": "product",
        "properties": [{"id": "name", "facet": {}}, {"id": "tags"}],
        "relations": [{"relation": "prices", "properties": related}]}]),
    );
    world
}

#[test]
fn conditions_on_one_related_card_are_not_met_by_several() {
    let world = products();
    let found = |group: Value| world.ids(PATH, &json!({ "filter": [group] }));
    let cheap = json!({"market": ["SE"], "amount": [{"lt": 100}]});
    let flat = json!({"must": {"prices.market": ["SE"], "prices.amount": [{"lt": 100}]}});
    assert_eq!(found(flat), ["cheap", "dear"], "any of the prices meets each");
    for written in [
        json!({ "any": cheap }),
        json!([{ "any": cheap }]),
        json!([{"ANY": {"Market": ["SE", ""], "AMOUNT": {"lt": "100"}}}]),
    ] {
        assert_eq!(found(json!({"must": {"prices": written}})), ["cheap"], "{written}");
        assert_eq!(found(json!({"mustNot": {"Prices": written}})), ["dear", "none", "unpriced"], "{written}");
    }
    let in_two_ways = json!({"prices": [{"any": cheap}, {"any": {"market": ["NO"], "amount": [50]}}]});
    assert_eq!(found(json!({"must": in_two_ways})), ["cheap", "dear"]);
    let unpriced = json!({"prices": {"any": {"market": ["SE"], "amount": [{"exists": false}]}}});
    assert_eq!(found(json!({"must": unpriced})), ["unpriced"]);
    assert_eq!(
        found(json!({"must": {"prices": {"any": {"id": ["p1", "p3"], "amount": [{"gt": 60}]}}}})),
        ["dear"]
    );
    let answer =
        world.query(PATH, &json!({"filter": [{"must": {"prices": {"any": cheap}}}], "includeTotals": true}));
    assert_eq!(
        (&answer["total"], &answer["facets"][0]["values"]),
        (&json!(1), &json!([{"key": "Cheap", "count": 1}]))
    );
}

#[test]
fn conditions_on_one_related_card_are_asked_in_the_query_s_language() {
    let world = products();
    let found = |language: &str, label: &str| {
        let one = json!({"market": ["SE"], "label": [label]});
        world.ids(PATH, &json!({"language": language, "filter": [{"must": {"prices": {"any": one}}}]}))
    };
    assert_eq!(found("sv", "rea"), ["cheap"]);
    assert_eq!(found("en", "sale"), ["cheap"]);
    assert_eq!(found("en", "rea"), Vec::<String>::new());
}

#[test]
fn a_relation_stands_for_the_ids_of_its_cards_and_for_whether_there_are_any() {
    let world = products();
    let found = |must: Value| world.ids(PATH, &json!({"filter": [{ "must": must }]}));
    assert_eq!(found(json!({"prices": ["p1", "p4"]})), ["cheap", "dear"]);
    assert_eq!(found(json!({"prices": [{"exists": false}]})), ["none"]);
    assert_eq!(found(json!({"prices": [], "name": ["None"]})), ["none"], "an empty list is not given");
    assert_eq!(found(json!({"prices": {"any": {"market": []}}, "name": ["None"]})), ["none"]);
    assert_eq!(ids(&world.get(PATH, &[("prices", "p1"), ("prices", "p4")])), ["cheap", "dear"]);
    let filter = json!({"must": {"prices": {"any": {"market": ["NO"], "amount": [100]}}}}).to_string();
    assert_eq!(ids(&world.get(PATH, &[("filter", &filter)])), ["cheap"]);
}

#[test]
fn what_cannot_be_asked_of_a_related_card_is_refused_with_what_can() {
    let world = products();
    let refused = |must: Value| world.refused(PATH, &json!({"filter": [{ "must": must }]}));
    assert_eq!(
        refused(json!({"prices": {"any": {"colour": ["red"]}}})),
        json!({"filter[0].must.prices[0].any.colour":
            ["there is no property \"colour\"; the properties are id, market, amount, label"]})
    );
    let told = refused(json!({"prices": [{"gt": 3}]}));
    let told = told["filter[0].must.prices[0]"][0].as_str().expect("a message").to_owned();
    assert!(
        told.starts_with("write the id of a related card, {\"exists\": true}, or {\"any\": {…}}"),
        "{told}"
    );
    assert_eq!(
        refused(json!({"name": [{"any": {"market": ["SE"]}}]})),
        json!({"filter[0].must.name[0]": ["any is for relations; a property has gt, gte, lt, lte or exists"]})
    );
    assert_eq!(
        refused(json!({"prices": {"any": {"amount": ["dear"]}}})),
        json!({"filter[0].must.prices[0].any.amount[0]": ["\"dear\" is no number; write it like 12.5, -3 or 1.5e-7"]})
    );
}

#[test]
fn orders_go_by_the_least_value_upwards_and_by_the_greatest_downwards() {
    let world = products();
    for (key, upwards, downwards) in [
        ("tags", ["cheap", "unpriced", "dear", "none"], ["dear", "cheap", "unpriced", "none"]),
        ("prices.amount", ["dear", "cheap", "none", "unpriced"], ["dear", "cheap", "none", "unpriced"]),
    ] {
        for (sort, expected) in [(key.to_owned(), upwards), (format!("-{key}"), downwards)] {
            let body = json!({"sort": [sort], "top": 1});
            let (mut seen, mut after, mut values) = (Vec::new(), Value::Null, Vec::new());
            loop {
                let mut body = body.clone();
                body["after"] = after;
                let answer = world.query(PATH, &body);
                seen.extend(ids(&answer));
                after = answer["after"].clone();
                if after.is_null() {
                    break;
                }
                values.push(after[0].clone());
            }
            assert_eq!(seen, expected, "by {sort}, after {values:?}");
            let end = match sort.as_str() {
                "tags" => json!(["b", "c", "m", null]),
                "-tags" => json!(["z", "y", "c", null]),
                "prices.amount" => json!([50, 60, null, null]),
                _ => json!([200, 100, null, null]),
            };
            assert_eq!(json!(values), json!(end.as_array().expect("values")[..values.len()]), "by {sort}");
        }
    }
}
