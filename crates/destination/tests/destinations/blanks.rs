//! Blank texts: not shown, not counted, not asked for.

use serde_json::{Value, json};

use crate::world::{World, ids};

const PATH: &str = "shop/v1/things";

fn things() -> World {
    let world = World::new();
    let properties = [
        ("name", "LocalizedText"),
        ("color", "Text"),
        ("size", "Integer"),
        ("tags", "List"),
        ("kinds", "LocalizedList"),
        ("path", "Text"),
    ];
    world.card("thing", "products", &properties, &json!([]));
    world.import("products", &json!({
        "a": {"name:en": "x", "name:sv": "", "color": "Red", "size": "1", "tags": "t", "kinds:en": "k", "path": "A>B"},
        "b": {"name": "y", "name:en": " ", "color": "", "size": "", "tags": ", ,", "kinds:sv": "", "path": " "},
        "c": {"color": "   ", "path": ">B"},
    }));
    let facet = |id: &str| json!({"id": id, "facet": {}});
    world.publish(
        "shop",
        &json!([{"identifier": "things", "card": "thing", "properties": [
            {"id": "name", "facet": {}, "searchable": true}, facet("color"), facet("size"), facet("tags"),
            facet("kinds"), {"id": "path", "facet": {"hierarchy": ">"}}]}]),
    );
    world
}

#[test]
fn blank_values_are_neither_shown_nor_counted_and_do_not_block_fallbacks() {
    let world = things();
    for language in ["en", "sv"] {
        let answer = world.query(PATH, &json!({"language": language}));
        let names: Vec<&Value> =
            answer["results"].as_array().expect("results").iter().map(|one| &one["name"]).collect();
        assert_eq!(names, [&json!("x"), &json!("y"), &Value::Null], "{language}");
        for facet in answer["facets"].as_array().expect("facets") {
            let keys = facet["values"].as_array().expect("values").iter().map(|value| value["key"].as_str());
            let blank = keys.flatten().filter(|key| key.trim().is_empty()).count();
            assert_eq!(blank, 0, "{facet}");
        }
        let exists = |wanted: bool| json!({"filter": [{"must": {"color": [{"exists": wanted}]}}]});
        assert_eq!(world.ids(PATH, &exists(true)), ["a"]);
        assert_eq!(world.ids(PATH, &exists(false)), ["b", "c"]);
    }
    assert_eq!(world.ids(PATH, &json!({"sortAsc": ["color"]})), ["a", "b", "c"], "what has none comes last");
}

#[test]
fn a_blank_value_is_a_condition_that_was_not_given() {
    let world = things();
    let all = ["a", "b", "c"];
    for blank in
        [json!([""]), json!(["  "]), json!(""), json!([]), json!({}), json!([null]), json!({"gte": ""})]
    {
        for property in ["color", "size", "name", "tags", "id"] {
            for side in ["must", "mustNot"] {
                let body = json!({"filter": [{side: {property: blank}}]});
                assert_eq!(world.ids(PATH, &body), all, "{body}");
            }
        }
    }
    for blank in ["", " ", "\t"] {
        for property in ["color", "size", "filter[color]"] {
            assert_eq!(ids(&world.get(PATH, &[(property, blank)])), all, "{property}={blank:?}");
        }
        assert_eq!(ids(&world.get(PATH, &[("color", blank), ("color", "Red")])), ["a"]);
        assert_eq!(ids(&world.get(PATH, &[("filter", blank), ("skip", blank), ("top", blank)])), all);
    }
    assert_eq!(world.ids(PATH, &json!({"filter": [{"must": {"color": ["", "Red"]}}]})), ["a"]);
    assert_eq!(world.ids(PATH, &json!({"filter": [{"must": {"size": [{"gte": 1, "lte": ""}]}}]})), ["a"]);
    let wrong = world.refused(PATH, &json!({"filter": [{"must": {"size": ["", "x"]}}]}));
    assert!(wrong["filter[0].must.size[1]"].is_array(), "places are those of what was written: {wrong}");
}

#[test]
fn a_blank_search_is_none() {
    let world = things();
    let all = ["a", "b", "c"];
    for blank in [json!(" "), json!([" "]), json!(["", "\t"]), json!([])] {
        assert_eq!(world.ids(PATH, &json!({"search": blank})), all, "{blank}");
        assert_eq!(world.ids(PATH, &json!({"search": blank, "searchOn": ["id"]})), all, "{blank} on id");
        assert_eq!(world.ids(PATH, &json!({"search": blank, "searchOn": [" "], "prefixSearch": true})), all);
    }
    for blank in [" ", ""] {
        assert_eq!(ids(&world.get(PATH, &[("search", blank)])), all);
        let answer = world.query(PATH, &json!({"facetSearch": {"color": blank}}));
        assert_eq!(answer["facets"], world.query(PATH, &json!({}))["facets"]);
        let answer = world.get(PATH, &[("facetSearch", &format!("color:{blank}"))]);
        assert_eq!(answer["facets"], world.query(PATH, &json!({}))["facets"]);
    }
    assert_eq!(world.ids(PATH, &json!({"search": [" ", "y"]})), ["b"]);
    let refused = world.refused(PATH, &json!({"search": [" "], "sort": ["_relevance"]}));
    assert!(refused["sort"].is_array(), "there is nothing to match: {refused}");
}
