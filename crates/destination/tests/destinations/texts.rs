//! Texts in every spelling, and values that go back as filters the way they were shown.

use serde_json::{Value, json};

use crate::world::{World, ids};

const PATH: &str = "shop/v1/products";

fn shop() -> World {
    let world = World::new();
    let properties = [("name", "LocalizedText"), ("brand", "Text"), ("category", "Text"), ("tags", "List")];
    let relations = json!([{"id": "maker", "card": "brand", "from": "brand", "to": "name"}]);
    world.card("brand", "media", &[("name", "Text"), ("city", "Text")], &json!([]));
    world.card("product", "products", &properties, &relations);
    world.import("media", &json!({"b1": {"name": "Crème", "city": "Reims"}}));
    world.import(
        "products",
        &json!({
            "p1": {"name:en": "Sofa\u{200b}bett", "brand": "Crème", "category": "Furniture > Beds, sofas"},
            "p2": {"name:en": "小化妆包", "brand": "Cre\u{300}me", "category": "Furniture>Beds, sofas>Small"},
            "p3": {"name:en": "Lampe", "brand": "Ö & Ä, Ltd", "category": " Lamps ", "tags": "Cre\u{300}me,Crème"},
            "p4": {"name:en": "Chair", "brand": "zeta", "category": "Furniture > Chairs > "},
        }),
    );
    world.publish(
        "shop",
        &json!([{
            "identifier": "products",
            "card": "product",
            "properties": [
                {"id": "name", "searchable": true},
                {"id": "brand", "facet": {}},
                {"id": "category", "facet": {"hierarchy": ">"}},
                {"id": "tags", "facet": {}},
            ],
            "relations": [{"relation": "maker", "properties": ["city"]}],
        }]),
    );
    world.settle();
    world
}

fn facet(answer: &Value, name: &str) -> Value {
    let facets = answer["facets"].as_array().expect("facets");
    let found = facets.iter().find(|facet| facet["propertyId"] == name).expect("the facet");
    found["values"].clone()
}

#[test]
fn every_value_that_is_shown_finds_what_it_is_on_when_it_is_sent_back() {
    let world = shop();
    let all = world.query(PATH, &json!({}));
    for result in all["results"].as_array().expect("results") {
        let id = result["id"].as_str().expect("an id").to_owned();
        for name in ["brand", "category"] {
            let Some(shown) = result[name].as_str() else { continue };
            let body = json!({"filter": [{"must": {name: [shown]}}]});
            assert!(world.ids(PATH, &body).contains(&id), "{name} {shown:?} by body");
            assert!(ids(&world.get(PATH, &[(name, shown)])).contains(&id), "{name} {shown:?} by address");
        }
    }
    for name in ["brand", "category", "tags"] {
        for value in facet(&all, name).as_array().expect("values") {
            let key = value["key"].as_str().expect("a key");
            let found = world.get(PATH, &[(name, key), ("includeTotals", "true")]);
            assert_eq!(found["total"], value["count"], "{name} {key:?}");
            let selected = facet(&found, name).as_array().expect("values").clone();
            assert!(selected.contains(value), "{name} {key:?} among {selected:?}");
        }
    }
}

#[test]
fn facets_count_all_normal_forms_together_and_order_equal_counts_by_language() {
    let world = shop();
    let all = world.query(PATH, &json!({"language": "sv"}));
    let expected = json!([
        {"key": "Crème", "count": 2}, {"key": "zeta", "count": 1}, {"key": "Ö & Ä, Ltd", "count": 1},
    ]);
    assert_eq!(facet(&all, "brand"), expected);
    assert_eq!(facet(&all, "tags"), json!([{"key": "Crème", "count": 1}]));
    let expected = json!([
        {"key": "Furniture", "count": 3},
        {"key": "Furniture>Beds, sofas", "count": 2},
        {"key": "Furniture>Beds, sofas>Small", "count": 1},
        {"key": "Furniture>Chairs", "count": 1},
        {"key": "Lamps", "count": 1},
    ]);
    assert_eq!(facet(&all, "category"), expected);
}

#[test]
fn words_are_found_in_every_spelling_and_script() {
    let world = shop();
    let found = |term: &str| world.ids(PATH, &json!({"search": [term]}));
    assert_eq!(found("sofabett"), ["p1"]);
    assert_eq!(found("化妆包"), ["p2"]);
    assert_eq!(found("包化"), [""; 0]);
    assert_eq!(found("ＬＡＭＰＥ"), ["p3"]);
}

#[test]
fn cards_relate_by_texts_in_any_normal_form() {
    let world = shop();
    let cities = || {
        let answer = world.query(PATH, &json!({}));
        let city = |result: &Value| result["maker"][0]["city"].clone();
        answer["results"].as_array().expect("results").iter().map(city).collect::<Vec<Value>>()
    };
    assert_eq!(cities(), [json!("Reims"), json!("Reims"), Value::Null, Value::Null]);
    world.import(
        "media",
        &json!({"b1": {"city": "Épernay"}, "b2": {"name": "O\u{308} & A\u{308}, Ltd", "city": "Ås"}}),
    );
    world.settle();
    assert_eq!(cities(), [json!("Épernay"), json!("Épernay"), json!("Ås"), Value::Null]);
    world.compared_with_rebuilt(&[PATH]);
}
