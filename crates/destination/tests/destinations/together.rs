//! Changes of one destination that come at the same time.

use std::sync::Barrier;

use octant_destination::{DestinationChange, DestinationError, NewDestination, VersionStatus};
use octant_model::Language;
use octant_store::Actor;
use serde_json::json;

use crate::world::World;

const ROUNDS: usize = 25;

#[test]
fn changes_of_a_destinations_parts_never_go_over_each_other() {
    let world = World::new();
    world.card("thing", "products", &[("name", "Text"), ("size", "Integer")], &json!([]));
    world.draft("shop", &json!([{"identifier": "things", "card": "thing"}]));
    let change = |change: DestinationChange| {
        world.destinations.update(&world.tenant, "shop", change, &Actor::system()).expect("changed");
    };
    let (name, origins) =
        (|round: usize| round.to_string(), |round: usize| vec![format!("https://s{round}.test")]);
    let begin = Barrier::new(3);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            begin.wait();
            for round in 1..=ROUNDS {
                change(DestinationChange { name: Some(name(round)), ..DestinationChange::default() });
            }
        });
        scope.spawn(|| {
            begin.wait();
            for round in 1..=ROUNDS {
                let cors_origins = Some(origins(round));
                change(DestinationChange { cors_origins, ..DestinationChange::default() });
            }
        });
        scope.spawn(|| {
            begin.wait();
            for round in 1..=ROUNDS {
                let endpoint = json!([{"identifier": format!("e{round}"), "card": "thing"}]);
                world.put("shop", "v1", &endpoint).expect("put");
            }
        });
    });
    let destination = world.destinations.destination(&world.tenant, "shop").expect("there");
    assert_eq!((destination.name.clone(), destination.cors_origins.clone()), (name(ROUNDS), origins(ROUNDS)));
    assert_eq!(destination.versions[0].endpoints[0].identifier, format!("e{ROUNDS}"));
    assert_eq!(world.destinations.origins(&world.tenant, "shop"), Some(origins(ROUNDS)), "queries know it");
}

#[test]
fn a_version_becomes_published_while_its_destination_is_changed_all_the_time() {
    let world = World::new();
    world.card("thing", "products", &[("name", "Text")], &json!([]));
    world.import("products", &json!({"1": {"name": "one"}}));
    world.settle();
    world.draft("shop", &json!([{"identifier": "things", "card": "thing"}]));
    let id = world.destinations.destination(&world.tenant, "shop").expect("there").versions[0].id;
    let version = id.to_string();
    world.destinations.publish(&world.tenant, "shop", &version, &Actor::system()).expect("begun");
    std::thread::scope(|scope| {
        let changing = scope.spawn(|| {
            for round in 0..ROUNDS {
                let name = Some(round.to_string());
                let change = DestinationChange { name, ..DestinationChange::default() };
                world.destinations.update(&world.tenant, "shop", change, &Actor::system()).expect("changed");
            }
        });
        while !changing.is_finished() {
            world.step();
        }
    });
    world.settle();
    assert_eq!(world.status("shop", "v1"), VersionStatus::Published);
    assert_eq!(world.ids("shop/v1/things", &json!({})), ["1"]);
}

#[test]
fn an_identifier_is_taken_once() {
    let world = World::new();
    let begin = Barrier::new(2);
    for round in 0..ROUNDS {
        let make = |identifier: String| {
            begin.wait();
            let new = NewDestination {
                identifier,
                languages: vec![Language::new("en").expect("a language")],
                ..NewDestination::default()
            };
            world.destinations.create(&world.tenant, new, &Actor::system())
        };
        let (one, two) = std::thread::scope(|scope| {
            let one = scope.spawn(|| make(format!("shop{round}")));
            let two = scope.spawn(|| make(format!("Shop{round}")));
            (one.join().expect("no panic"), two.join().expect("no panic"))
        });
        let refused = [one, two].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert!(matches!(refused.as_slice(), [DestinationError::Exists(_)]), "{refused:?}");
    }
}
