//! From entries to cards.

use serde_json::{Value, json};

use crate::world::{World, of_a};

#[test]
fn every_type_is_shown_natively_and_what_does_not_convert_is_told() {
    let world = World::new();
    world.import(
        "a",
        &json!({
            "good": {"text": " x ", "list": "red| blue ||", "flag": "YES", "whole": "+7", "number": "12.50",
                "time": "2024-01-31", "name": "n", "name:sv": "N", "tags:en": "a|b"},
            "bad": {"text": "x", "list": "one", "flag": "maybe", "whole": "1.5", "number": "1,5", "time": "today"},
            "bare": {"unknown": "x"},
        }),
    );
    world.active(
        "thing",
        &of_a(&[
            ("text", "Text"),
            ("list", "List"),
            ("flag", "Boolean"),
            ("whole", "Integer"),
            ("number", "Decimal"),
            ("time", "Timestamp"),
            ("name", "LocalizedText"),
            ("tags", "LocalizedList"),
        ]),
    );
    let number: Value = serde_json::from_str("12.50").expect("a number with its digits");
    let good = json!({
        "text": " x ", "list": ["red", "blue"], "flag": true, "whole": 7, "number": number,
        "time": "2024-01-31T00:00:00.000Z", "name": {"": "n", "sv": "N"}, "tags": {"en": ["a", "b"]}
    });
    let bad = json!({"text": "x", "list": ["one"]});
    assert_eq!(world.shown("thing"), json!({"good": good, "bad": bad, "bare": {}}));
    let problem = |property: &str, text: &str| json!({"property": property, "language": null, "text": text});
    let told = world.all("thing")[0]["problems"].clone();
    let expected = [
        problem("flag", "maybe"),
        problem("whole", "1.5"),
        problem("number", "1,5"),
        problem("time", "today"),
    ];
    assert_eq!(told, json!(expected));
}

#[test]
fn sources_share_their_keys_and_a_required_one_must_have_an_entry() {
    let world = World::new();
    world.import("a", &json!({"1": {"name": "one"}, "2": {"name": "two"}}));
    world.import("b", &json!({"2": {"price": "2"}, "3": {"price": "3"}}));
    let content = |a: bool, b: bool| {
        json!({
            "sources": [{"id": "a", "required": a}, {"id": "b", "required": b}],
            "properties": [
                {"id": "name", "type": "Text", "source": "a", "sourceProperty": "NAME"},
                {"id": "price", "type": "Integer", "source": "b", "sourceProperty": "price"},
            ]
        })
    };
    let (one, two, three) = (json!({"name": "one"}), json!({"name": "two", "price": 2}), json!({"price": 3}));
    for (id, required, expected) in [
        ("any", (false, false), json!({"1": one, "2": two, "3": three})),
        ("with-a", (true, false), json!({"1": one, "2": two})),
        ("with-b", (false, true), json!({"2": two, "3": three})),
        ("both", (true, true), json!({"2": two})),
    ] {
        world.active(id, &content(required.0, required.1));
        assert_eq!(world.shown(id), expected, "{id}");
    }
    world.import("a", &json!({"2": null, "3": {"name": "three"}}));
    world.settle();
    let three = json!({"name": "three", "price": 3});
    assert_eq!(world.shown("any"), json!({"1": one, "2": {"price": 2}, "3": three}));
    assert_eq!(world.shown("with-a"), json!({"1": one, "3": three}));
    assert_eq!(world.shown("both"), json!({"3": three}));
}

#[test]
fn a_property_without_languages_takes_the_value_without_one_first() {
    let world = World::new();
    world.import("a", &json!({"1": {"name:sv": "S", "name": "N"}, "2": {"name:sv": "S", "name:en": "E"}}));
    world.active("thing", &of_a(&[("name", "Text")]));
    assert_eq!(world.shown("thing"), json!({"1": {"name": "N"}, "2": {"name": "E"}}));
}

#[test]
fn cards_are_found_by_words_and_filters() {
    let world = World::new();
    world.import(
        "a",
        &json!({"1": {"name:en": "Red lamp", "size": "1"}, "2": {"name": "Lampshade", "size": "2"}, "3": {}}),
    );
    world.active("thing", &of_a(&[("name", "LocalizedText"), ("size", "Integer")]));
    let live = world.cards.live(&world.tenant, "thing").expect("in use");
    let found = |search: Option<&str>, filter: Value| {
        let filter = live.filter(&filter, "filter").expect("a filter");
        live.page(filter, search, None, 50).expect("a page").ids
    };
    assert_eq!(found(Some("lamp"), json!(null)), ["1", "2"]);
    assert_eq!(found(Some("RED lamp"), json!(null)), ["1"]);
    assert_eq!(found(None, json!([{"must": {"size": [{"gte": 2}]}}])), ["2"]);
    assert_eq!(found(None, json!([{"mustNot": {"name": [{"exists": true}]}}])), ["3"]);
    assert_eq!(found(Some("lamp"), json!([{"must": {"name": ["Lampshade"]}}])), ["2"]);
}
