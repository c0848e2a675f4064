//! Changes of one thing that come at the same time.

use std::sync::Barrier;

use octant_card::{
    CardChange, CardError, Content, ContentChange, Criteria, NewCard, NewSegment, SegmentChange,
};
use octant_store::Actor;
use serde_json::json;

use crate::world::{World, content, of_a};

const ROUNDS: usize = 25;

/// Two threads that each make their changes as fast as they can.
fn at_once(one: impl Fn(usize) + Sync, two: impl Fn(usize) + Sync) {
    let begin = Barrier::new(2);
    std::thread::scope(|scope| {
        for changes in [&one as &(dyn Fn(usize) + Sync), &two] {
            let begin = &begin;
            scope.spawn(move || {
                begin.wait();
                (1..=ROUNDS).for_each(changes);
            });
        }
    });
}

#[test]
fn changes_of_a_definitions_parts_never_go_over_each_other() {
    let world = World::new();
    world.active("thing", &of_a(&[("name", "Text")]));
    let change = |change: CardChange| {
        world.cards.update(&world.tenant, "thing", change, &Actor::system()).expect("changed");
    };
    let property = |round: usize| content(&of_a(&[(&format!("name{round}"), "Text")])).properties;
    let relations = |round: usize| {
        let relation = json!({"id": format!("r{round}"), "card": "thing", "from": "id", "to": "id"});
        let with_relation: Content =
            serde_json::from_value(json!({"relations": [relation]})).expect("a content");
        with_relation.relations
    };
    at_once(
        |round| {
            let content = ContentChange { properties: Some(property(round)), ..ContentChange::default() };
            change(CardChange { content, ..CardChange::default() });
        },
        |round| {
            let content = ContentChange { relations: Some(relations(round)), ..ContentChange::default() };
            change(CardChange { name: Some(format!("{round}")), content, ..CardChange::default() });
        },
    );
    let definition = world.cards.definition(&world.tenant, "thing").expect("there");
    assert_eq!(definition.name, ROUNDS.to_string());
    let next = definition.next();
    assert_eq!((next.properties.len(), next.relations.len()), (1, 1));
    assert_eq!(next.properties[0].id, format!("name{ROUNDS}"));
    assert_eq!(next.relations[0].id, format!("r{ROUNDS}"));
    assert_eq!(definition.content.properties[0].id, "name", "what is active waits for an activation");
}

#[test]
fn changes_of_a_segments_parts_never_go_over_each_other() {
    let world = World::new();
    world.active("thing", &of_a(&[("size", "Integer")]));
    let criteria = |round: usize| Criteria::Fixed(vec![round.to_string()]);
    let new =
        NewSegment { id: "some".into(), name: String::new(), card: "thing".into(), criteria: criteria(0) };
    world.cards.create_segment(&world.tenant, new, &Actor::system()).expect("made");
    let change = |change: SegmentChange| {
        world.cards.update_segment(&world.tenant, "some", change, &[], &Actor::system()).expect("changed");
    };
    at_once(
        |round| change(SegmentChange { name: Some(round.to_string()), ..SegmentChange::default() }),
        |round| change(SegmentChange { criteria: Some(criteria(round)), ..SegmentChange::default() }),
    );
    let segment = world.cards.segment(&world.tenant, "some").expect("there");
    assert_eq!((segment.name, segment.criteria), (ROUNDS.to_string(), criteria(ROUNDS)));
}

#[test]
fn an_id_is_taken_once_in_whatever_case() {
    let world = World::new();
    let begin = Barrier::new(2);
    for round in 0..ROUNDS {
        let make = |id: String| {
            begin.wait();
            let content = content(&of_a(&[("name", "Text")]));
            let new = NewCard { id, name: String::new(), description: None, content };
            world.cards.create(&world.tenant, new, &Actor::system())
        };
        let (one, two) = std::thread::scope(|scope| {
            let one = scope.spawn(|| make(format!("thing{round}")));
            let two = scope.spawn(|| make(format!("Thing{round}")));
            (one.join().expect("no panic"), two.join().expect("no panic"))
        });
        let refused = [one, two].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert!(matches!(refused.as_slice(), [CardError::Exists { .. }]), "{refused:?}");
    }
}
