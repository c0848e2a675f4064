//! Data quality, and trying a definition before it is saved.

use octant_card::CardError;
use serde_json::json;

use crate::world::{World, content, of_a};

fn world() -> World {
    let world = World::new();
    world.import(
        "a",
        &json!({"1": {"size": "1"}, "2": {"size": "big"}, "3": {"size": "huge", "name": "x"}, "4": {}}),
    );
    world
}

#[test]
fn what_does_not_convert_is_counted_and_listed() {
    let world = world();
    world.active("thing", &of_a(&[("name", "Text"), ("size", "Integer")]));
    let live = || world.cards.live(&world.tenant, "thing").expect("in use");
    let report = || {
        let report = live().quality().expect("a report");
        report.into_iter().map(|one| (one.id, one.filled, one.problems)).collect::<Vec<_>>()
    };
    assert_eq!(report(), [("name".into(), 1, 0), ("size".into(), 1, 2)]);
    let problems =
        |after: Option<&str>| world.cards.problems(&world.tenant, &live(), "size", after, 1).expect("a page");
    let (first, after) = problems(None);
    assert_eq!((first[0].id.as_str(), first[0].problems[0].text.as_str()), ("2", "big"));
    let (second, after) = problems(after.as_deref());
    assert_eq!((second[0].id.as_str(), after), ("3", None));
    assert!(matches!(
        world.cards.problems(&world.tenant, &live(), "none", None, 1),
        Err(CardError::Unknown { .. })
    ));
    world.import("a", &json!({"2": {"size": "5"}, "3": null}));
    world.settle();
    assert_eq!(report(), [("name".into(), 0, 0), ("size".into(), 2, 0)]);
}

#[test]
fn a_definition_is_tried_on_real_entries_without_being_saved() {
    let world = world();
    let preview =
        world.cards.preview(&world.tenant, &content(&of_a(&[("size", "Integer")])), 3).expect("a preview");
    assert_eq!(preview.cards.len(), 3);
    assert_eq!(preview.cards[0]["properties"], json!({"size": 1}));
    let problems: Vec<(&str, &str)> =
        preview.problems.iter().map(|one| (one.card.as_str(), one.problem.text.as_str())).collect();
    assert_eq!(problems, [("2", "big"), ("3", "huge")]);
    assert!(matches!(
        world.cards.preview(&world.tenant, &content(&json!({})), 3),
        Err(CardError::Invalid(_))
    ));
    world.cards.definition(&world.tenant, "thing").expect_err("nothing was saved");
}

#[test]
fn the_languages_of_values_are_counted_by_cards() {
    let world = World::new();
    world.import(
        "a",
        &json!({
            "1": {"name:en_US": "x", "title:EN-us": "y", "name:sv": " "},
            "2": {"name:en-US": "x", "name": "z"},
            "3": {"plain:de": "x", "unused:fr": "x"},
        }),
    );
    world.active(
        "thing",
        &of_a(&[("name", "LocalizedText"), ("title", "LocalizedText"), ("plain", "Text"), ("none", "List")]),
    );
    let report = || {
        let live = world.cards.live(&world.tenant, "thing").expect("in use");
        let found = world.cards.languages(&world.tenant, &live).expect("a report").into_iter();
        found.map(|one| (one.language, one.cards)).collect::<Vec<_>>()
    };
    assert_eq!(report(), [("en-US".to_owned(), 2)], "blank values and plain properties do not count");
    world.import("a", &json!({"1": {"name:sv": "x", "name:en_us": null, "title:en_us": null}}));
    world.settle();
    assert_eq!(report(), [("en-US".to_owned(), 1), ("sv".to_owned(), 1)]);
}
