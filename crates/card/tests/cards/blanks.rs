//! Blank texts: an entry keeps them, a card does not have them.

use octant_card::{CardError, Criteria, NewSegment};
use octant_store::{Actor, DefinitionChange, Kind};
use serde_json::{Value, json};

use crate::world::{World, of_a};

const BLANKS: [&str; 6] = ["", " ", "\t \n", "\u{a0}", "\u{200b}", "\u{ad}\u{feff} "];

fn types() -> Value {
    of_a(&[
        ("text", "Text"),
        ("list", "List"),
        ("flag", "Boolean"),
        ("whole", "Integer"),
        ("number", "Decimal"),
        ("time", "Timestamp"),
        ("name", "LocalizedText"),
        ("tags", "LocalizedList"),
    ])
}

#[test]
fn a_blank_text_of_any_type_is_absent_and_no_problem() {
    let world = World::new();
    let entries: serde_json::Map<String, Value> = BLANKS
        .iter()
        .enumerate()
        .map(|(place, blank)| {
            let ids = ["text", "list", "flag", "whole", "number", "time", "name", "name:sv", "tags:en"];
            let values = ids.iter().map(|id| ((*id).to_owned(), json!(blank))).collect();
            (place.to_string(), Value::Object(values))
        })
        .collect();
    world.import("a", &Value::Object(entries));
    world.active("thing", &types());
    assert_eq!(world.shown("thing"), json!({"0": {}, "1": {}, "2": {}, "3": {}, "4": {}, "5": {}}));
    assert!(world.all("thing").iter().all(|card| card["problems"] == json!([])));
    let live = world.cards.live(&world.tenant, "thing").expect("in use");
    for one in live.quality().expect("a report") {
        assert_eq!((one.filled, one.problems), (0, 0), "{}", one.id);
    }
    let preview = world.cards.preview(&world.tenant, &crate::world::content(&types()), 9).expect("a preview");
    assert!(preview.problems.is_empty() && preview.cards[0]["properties"] == json!({}));
}

#[test]
fn a_blank_text_does_not_hide_one_in_a_language() {
    let world = World::new();
    world.import(
        "a",
        &json!({"1": {"text": "", "text:en": " ", "text:sv": "x", "name": " ", "name:sv": "y"}}),
    );
    world.active("thing", &types());
    assert_eq!(world.shown("thing"), json!({"1": {"text": "x", "name": {"sv": "y"}}}));
}

#[test]
fn a_blank_value_relates_to_nothing() {
    let world = World::new();
    world.import("a", &json!({"1": {"group": ""}, "2": {"group": "g"}, "3": {"group": " "}}));
    world.import("b", &json!({"x": {"group": ""}, "y": {"group": "g"}, "z": {"group": " "}}));
    let group =
        |source: &str| json!({"id": "group", "type": "Text", "source": source, "sourceProperty": "group"});
    world.active("other", &json!({"sources": [{"id": "b"}], "properties": [group("b")]}));
    world.active(
        "thing",
        &json!({"sources": [{"id": "a"}], "properties": [group("a")],
        "relations": [{"id": "others", "card": "other", "from": "group", "to": "group"}]}),
    );
    let live = world.cards.live(&world.tenant, "thing").expect("in use");
    let related = |id: &str| {
        let card = world.cards.card(&world.tenant, "thing", id).expect("a card");
        world.cards.related(&world.tenant, &live, &card).expect("related")[0].ids.clone()
    };
    assert_eq!([related("1"), related("2"), related("3")], [vec![], vec!["y".to_owned()], vec![]]);
}

#[test]
fn a_blank_value_in_a_query_is_not_given_and_in_a_segment_refused() {
    let world = World::new();
    world.import("a", &json!({"1": {"text": "", "whole": ""}, "2": {"text": "x", "whole": "5"}}));
    world.active("thing", &types());
    let live = world.cards.live(&world.tenant, "thing").expect("in use");
    let found = |filter: &Value| {
        let filter = live.filter(filter, "filter").expect("a filter");
        live.page(filter, None, None, 9).expect("a page").ids
    };
    let make = |filter: &Value| {
        let criteria = Criteria::Dynamic(filter.clone());
        let preview = world.cards.preview_segment(&world.tenant, "thing", &criteria, 9).map(|page| page.ids);
        let new = NewSegment { id: "s".into(), name: String::new(), card: "thing".into(), criteria };
        match (preview, world.cards.create_segment(&world.tenant, new, &Actor::system())) {
            (Err(CardError::Invalid(told)), Err(CardError::Invalid(again))) if told == again => told,
            other => panic!("{filter} is not refused: {other:?}"),
        }
    };
    for blank in [
        json!(""),
        json!([]),
        json!([""]),
        json!([" ", null]),
        json!({"gte": "", "lt": ""}),
        json!([{"gt": " "}]),
    ] {
        for property in ["text", "whole", "id"] {
            let filter = json!([{"must": {property: blank}}]);
            assert_eq!(found(&filter), ["1", "2"], "{filter}");
            let told = make(&filter);
            assert!(format!("{told:?}").contains("exists"), "{told:?}");
        }
    }
    assert_eq!(found(&json!([{"must": {"text": ["", "x"]}}])), ["2"]);
    assert_eq!(found(&json!([{"must": {"whole": [{"gte": 5, "lt": ""}]}}])), ["2"]);
    assert_eq!(found(&json!([{"must": {"text": [{"exists": false}]}}])), ["1"]);
    assert_eq!(found(&json!([{"must": {"whole": [{"exists": true}]}}])), ["2"]);
    let mixed = make(&json!([{"must": {"text": ["", "x"]}}]));
    assert!(mixed.contains_key("criteria.dynamic[0].must.text[0]"), "{mixed:?}");
}

#[test]
fn a_segment_that_was_saved_for_blank_values_has_no_members() {
    let world = World::new();
    world.import("a", &json!({"1": {"text": ""}, "2": {"text": "x"}}));
    world.active("thing", &types());
    let body = |filter: Value| {
        json!({"name": "old", "card": "thing", "criteria": {"dynamic": filter}, "status": "Active"})
            .to_string()
    };
    for (id, filter, members) in [
        ("blank", json!([{"must": {"text": [""]}}]), vec![]),
        ("mixed", json!([{"must": {"text": ["", "x"]}}]), vec!["2".to_owned()]),
        ("empty", json!([{"must": {"text": []}}]), vec!["1".to_owned(), "2".to_owned()]),
    ] {
        let change =
            DefinitionChange::Create { kind: Kind("segment"), id: id.to_owned(), body: body(filter) };
        world.store.change_definitions(&world.tenant, vec![change], &Actor::system()).expect("stored");
        let found = world.cards.members(&world.tenant, id, None, 9).expect("members");
        assert_eq!(found.ids, members, "{id}");
    }
}

#[test]
fn a_blank_search_is_none() {
    let world = World::new();
    world.import("a", &json!({"1": {"text": "x"}, "2": {"text": "y"}}));
    world.active("thing", &types());
    let live = world.cards.live(&world.tenant, "thing").expect("in use");
    for blank in BLANKS {
        assert_eq!(live.page(Vec::new(), Some(blank), None, 9).expect("a page").ids, ["1", "2"], "{blank:?}");
    }
}
