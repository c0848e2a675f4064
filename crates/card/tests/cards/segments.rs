//! Segments: picked, filtered, tried.

use octant_card::{CardError, Criteria, NewSegment, SegmentChange, SegmentStatus};
use octant_store::Actor;
use serde_json::{Value, json};

use crate::world::{World, of_a};

fn world() -> World {
    let world = World::new();
    world.import(
        "a",
        &json!({"1": {"size": "1", "tags": "new|red"}, "2": {"size": "2", "tags": "red"}, "3": {"size": "3"}}),
    );
    world.active("thing", &of_a(&[("size", "Integer"), ("tags", "List")]));
    world
}

fn make(world: &World, id: &str, criteria: Criteria) -> Result<octant_card::Segment, CardError> {
    let new = NewSegment { id: id.into(), name: String::new(), card: "thing".into(), criteria };
    world.cards.create_segment(&world.tenant, new, &Actor::system())
}

fn members(world: &World, id: &str) -> Vec<String> {
    world.cards.members(&world.tenant, id, None, 50).expect("members").ids
}

fn dynamic(filter: Value) -> Criteria {
    Criteria::Dynamic(filter)
}

#[test]
fn a_filter_is_asked_again_for_every_change() {
    let world = world();
    make(&world, "red", dynamic(json!([{"must": {"tags": ["red"]}, "mustNot": {"size": [2]}}])))
        .expect("made");
    assert_eq!(members(&world, "red"), ["1"]);
    world.import("a", &json!({"1": {"tags": "blue"}, "2": {"size": "5"}, "4": {"tags": "red"}}));
    world.settle();
    assert_eq!(members(&world, "red"), ["2", "4"]);
    let change = SegmentChange {
        criteria: Some(dynamic(json!([{"must": {"size": [{"gte": 3}]}}, {"must": {"id": ["1"]}}]))),
        ..SegmentChange::default()
    };
    world.cards.update_segment(&world.tenant, "red", change, &[], &Actor::system()).expect("changed");
    assert_eq!(members(&world, "red"), ["1", "2", "3"]);
}

#[test]
fn picked_cards_are_members_as_long_as_they_are_there() {
    let world = world();
    make(&world, "picked", Criteria::Fixed(vec!["3".into(), "1".into(), "9".into()])).expect("made");
    assert_eq!(members(&world, "picked"), ["1", "3"]);
    world.import("a", &json!({"1": null, "9": {}}));
    world.settle();
    assert_eq!(members(&world, "picked"), ["3", "9"]);
    let first = world.cards.members(&world.tenant, "picked", None, 1).expect("a page");
    assert_eq!((first.ids, first.total), (vec!["3".to_owned()], 2));
    let second = world.cards.members(&world.tenant, "picked", first.after, 1).expect("a page");
    assert_eq!(second.ids, ["9"]);
}

#[test]
fn an_archived_segment_has_no_members() {
    let world = world();
    make(&world, "all", dynamic(json!([]))).expect("made");
    assert_eq!(members(&world, "all"), ["1", "2", "3"]);
    let status = |status| SegmentChange { status: Some(status), ..SegmentChange::default() };
    let change = |status_now| {
        world
            .cards
            .update_segment(&world.tenant, "all", status(status_now), &[], &Actor::system())
            .expect("changed")
    };
    change(SegmentStatus::Archived);
    assert_eq!(members(&world, "all"), [""; 0]);
    change(SegmentStatus::Active);
    assert_eq!(members(&world, "all"), ["1", "2", "3"]);
    world.cards.delete_segment(&world.tenant, "all", &[], &Actor::system()).expect("deleted");
    assert!(matches!(world.cards.segment(&world.tenant, "all"), Err(CardError::Unknown { .. })));
}

#[test]
fn criteria_are_tried_before_they_are_saved() {
    let world = world();
    let try_out =
        |card: &str, criteria: Criteria| world.cards.preview_segment(&world.tenant, card, &criteria, 1);
    let page = try_out("thing", dynamic(json!([{"must": {"tags": ["red"]}}]))).expect("a preview");
    assert_eq!((page.total, page.ids), (2, vec!["1".to_owned()]));
    let told = |outcome: Result<_, CardError>| match outcome {
        Err(CardError::Invalid(errors)) => errors,
        other => panic!("{:?}", other.map(|_: octant_card::CardPage| ())),
    };
    let errors = told(try_out("thing", dynamic(json!([{"must": {"colour": ["red"]}}]))));
    assert!(errors["criteria.dynamic[0].must.colour"][0].contains("size, tags"), "{errors:?}");
    let errors = told(try_out("thing", dynamic(json!([{"must": {"size": ["big"]}}]))));
    assert!(errors.contains_key("criteria.dynamic[0].must.size[0]"), "{errors:?}");
    assert!(told(try_out("none", dynamic(json!([])))).contains_key("card"));
    world
        .cards
        .segments_of(&world.tenant, "thing")
        .expect("none")
        .is_empty()
        .then_some(())
        .expect("nothing saved");
}

#[test]
fn wrong_segments_are_refused() {
    let world = world();
    make(&world, "all", dynamic(json!([]))).expect("made");
    assert!(matches!(make(&world, "all", dynamic(json!([]))), Err(CardError::Exists { .. })));
    assert!(matches!(make(&world, "no good", dynamic(json!([]))), Err(CardError::Invalid(_))));
    assert!(matches!(
        make(&world, "key", Criteria::Fixed(vec!["no good".into()])),
        Err(CardError::Invalid(_))
    ));
    let refused = world.cards.delete(&world.tenant, "thing", &[], &Actor::system());
    assert!(matches!(refused, Err(CardError::State(why)) if why.contains("all")));
}

#[test]
fn a_segment_says_that_it_has_no_related_cards_to_ask() {
    let world = world();
    let dynamic = json!([{"must": {"prices": {"any": {"market": ["SE"]}}}}]);
    let refused =
        make(&world, "swedish", Criteria::Dynamic(dynamic)).expect_err("segments have no relations");
    let CardError::Invalid(fields) = refused else { panic!("{refused}") };
    let message = "there is no property \"prices\"; the properties are id, size, tags; any is for relations, in the queries of \
                   a destination that shows them: segments and cards have none to ask";
    assert_eq!(json!(fields), json!({"criteria.dynamic[0].must.prices": [message]}));
}
