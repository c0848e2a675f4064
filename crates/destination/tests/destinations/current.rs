//! Whether a version says that it shows what was changed.

use octant_card::{Criteria, SegmentChange};
use octant_destination::Progress;
use octant_store::Actor;
use serde_json::json;

use crate::world::World;

const PATH: &str = "shop/v1/things";

/// Three things, and a destination that shows those in a segment.
fn shop() -> World {
    let world = World::new();
    world.card("price", "prices", &[("thing", "Text"), ("amount", "Decimal")], &json!([]));
    let relations = json!([{"id": "prices", "card": "price", "from": "id", "to": "thing"}]);
    world.card("thing", "products", &[("name", "Text")], &relations);
    world.import("products", &json!({"1": {"name": "a"}, "2": {"name": "b"}, "3": {"name": "b"}}));
    world.import("prices", &json!({"x": {"thing": "1", "amount": "2.5"}}));
    world.settle();
    world.segment("some", "thing", Criteria::Dynamic(json!([{"must": {"name": ["b"]}}])));
    world.draft(
        "shop",
        &json!([{
            "identifier": "things",
            "card": "thing",
            "segments": ["some"],
            "properties": [{"id": "name"}],
            "relations": [{"relation": "prices", "properties": ["amount"]}],
        }]),
    );
    world
}

fn building(world: &World) -> Option<Progress> {
    let destination = world.destinations.destination(&world.tenant, "shop").expect("there");
    let version = destination.version("v1").expect("there");
    world.destinations.building(&world.tenant, &destination, version).expect("told")
}

#[test]
fn a_version_tells_of_a_change_until_it_shows_it() {
    let world = shop();
    assert_eq!(building(&world), None, "a draft waits for nothing");
    world.destinations.publish(&world.tenant, "shop", "v1", &Actor::system()).expect("begun");
    assert_eq!(building(&world).map(|progress| progress.of), Some(3));
    world.settle();
    assert_eq!((building(&world), world.ids(PATH, &json!({})).len()), (None, 2));

    let criteria = Some(Criteria::Dynamic(json!([{"must": {"name": ["a"]}}])));
    let change = SegmentChange { criteria, ..SegmentChange::default() };
    world.cards.update_segment(&world.tenant, "some", change, &[], &Actor::system()).expect("changed");
    shown(&world, "1", |world| world.ids(PATH, &json!({})) == ["1"]);
    // A name is not shown.
    let change = SegmentChange { name: Some("Some".into()), ..SegmentChange::default() };
    world.cards.update_segment(&world.tenant, "some", change, &[], &Actor::system()).expect("changed");
    assert_eq!(building(&world), None);

    world.import("products", &json!({"1": {"title": "b"}}));
    world.settle();
    assert_eq!(building(&world), None, "what comes by the change log is taken in, not built");
    let price = [("thing", "Text"), ("amount", "Text")];
    world.change_card("price", "prices", &price, &json!([]));
    shown(&world, "price", |_| true);
    world.cards.archive(&world.tenant, "price", &[], &Actor::system()).expect("archived");
    world.settle();
    assert_eq!(building(&world), None, "it stays as it is");
}

/// As long as the version says that it waits, and then it shows it.
fn shown(world: &World, what: &str, is_shown: impl Fn(&World) -> bool) {
    assert!(building(world).is_some(), "{what}");
    while building(world).is_some() {
        world.step();
    }
    assert!(is_shown(world), "{what}");
}
