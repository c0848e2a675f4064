//! Versions: what publishing shows, and when.

use octant_destination::{DestinationError, VersionStatus};
use octant_model::Timestamp;
use octant_store::Actor;
use serde_json::{Value, json};

use crate::world::{World, ask};

const THING: [(&str, &str); 2] = [("name", "Text"), ("size", "Integer")];

fn endpoint(properties: &[&str]) -> Value {
    let properties: Vec<Value> = properties.iter().map(|id| json!({ "id": id })).collect();
    json!([{"identifier": "things", "card": "thing", "properties": properties}])
}

fn things(count: usize) -> World {
    let world = World::new();
    world.card("thing", "products", &THING, &json!([]));
    let entries = (0..count).map(|number| (format!("k{number:04}"), json!({"name": "x", "size": number})));
    world.import("products", &Value::Object(entries.collect()));
    world
}

fn state(outcome: Result<impl Sized, DestinationError>) -> String {
    match outcome {
        Err(DestinationError::State(why)) => why,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was done"),
    }
}

#[test]
fn a_version_answers_with_everything_or_not_at_all() {
    let world = things(3_000);
    world.draft("shop", &endpoint(&["name", "size"]));
    world.destinations.publish(&world.tenant, "shop", "v1", &Actor::system()).expect("begun");
    let mut answered = 0;
    let begun = std::time::Instant::now();
    loop {
        assert!(begun.elapsed().as_secs() < 60, "it is never published; {answered} answers came");
        let more = world.step();
        match world.served("shop/v1/things") {
            Ok(served) => {
                answered += 1;
                assert_eq!(ask(&served, &json!({"top": 0, "includeTotals": true}))["total"], 3_000);
            }
            Err(DestinationError::Unknown { .. } | DestinationError::Building(_)) => assert_eq!(answered, 0),
            Err(other) => panic!("{other:?}"),
        }
        if !more {
            break;
        }
    }
    assert_ne!(answered, 0);
    assert_eq!(world.status("shop", "v1"), VersionStatus::Published);
}

#[test]
fn a_version_waits_for_the_cards_that_are_being_activated() {
    let world = things(20);
    world.import("products", &json!({"k0003": {"other": "o"}}));
    world.settle();
    // Nothing has begun to build the cards when the version is published.
    world.change_card("thing", "products", &[("size", "Text"), ("other", "Text")], &json!([]));
    world.draft("shop", &endpoint(&["size", "other"]));
    world.destinations.publish(&world.tenant, "shop", "v1", &Actor::system()).expect("accepted");
    let asked = world.served("shop/v1/things").err();
    assert!(matches!(asked, Some(DestinationError::Building(_))), "{asked:?}");
    let begun = std::time::Instant::now();
    let first = loop {
        assert!(begun.elapsed().as_secs() < 60, "it is never published");
        world.step();
        if let Ok(served) = world.served("shop/v1/things") {
            break ask(&served, &json!({"top": 4}));
        }
    };
    assert_eq!(first["results"][3], json!({"id": "k0003", "size": "3", "other": "o"}), "{first}");
}

#[test]
fn a_published_shape_stays_whatever_becomes_of_the_card() {
    let world = things(20);
    world.publish("shop", &endpoint(&["name", "size"]));
    let before = world.query("shop/v1/things", &json!({"top": 20}));
    // Another type, and a property less.
    world.change_card("thing", "products", &[("size", "Text"), ("other", "Text")], &json!([]));
    while world.step() {
        let now = world.query("shop/v1/things", &json!({"top": 20, "includeTotals": true}));
        assert_eq!(now["total"], 20, "never half-built");
        assert!(now["results"][3]["size"].is_i64(), "{now}");
    }
    let after = world.query("shop/v1/things", &json!({"top": 20, "sortDesc": ["size"]}));
    assert_eq!(after["results"][0], json!({"id": "k0019", "size": 19}), "the number is one still");
    assert_eq!(before["results"][19], json!({"id": "k0019", "name": "x", "size": 19}));
    // A new version has the new shape, beside the old one.
    world.destinations.add_version(&world.tenant, "shop", &Actor::system()).expect("a draft");
    let told = world.put("shop", "v2", &endpoint(&["name"])).expect_err("the property is gone");
    assert!(format!("{told:?}").contains("the properties are size, other"), "{told:?}");
    world.put("shop", "v2", &endpoint(&["size"])).expect("right");
    world.destinations.publish(&world.tenant, "shop", "v2", &Actor::system()).expect("begun");
    world.settle();
    assert_eq!(world.query("shop/v2/things", &json!({"top": 1}))["results"][0]["size"], "0");
    assert_eq!(world.query("shop/v1/things", &json!({"top": 1}))["results"][0]["size"], 0);
    let told = state(world.put("shop", "v1", &endpoint(&["size"])));
    assert!(told.contains("keeps its shape"), "{told}");
}

#[test]
fn an_endpoint_stays_fresh_while_its_successor_is_built() {
    let world = things(20);
    world.publish("shop", &endpoint(&["name", "size"]));
    world.change_card("thing", "products", &[("name", "Text"), ("size", "Decimal")], &json!([]));
    for round in 0..200 {
        world.import("products", &json!({"k0000": {"name": format!("round {round}")}}));
        // A step of each takes in what came before, whatever is being built.
        world.cards.step(&world.tenant).expect("a step");
        world.destinations.step(&world.tenant).expect("a step");
        let now = world.query("shop/v1/things", &json!({"top": 1}));
        assert_eq!(now["results"][0]["name"], format!("round {round}"));
        if !world.cards.is_building(&world.tenant)
            && !world.destinations.is_building(&world.tenant)
            && round > 20
        {
            return;
        }
    }
    panic!("it never ends although the imports do not keep it from that");
}

#[test]
fn at_most_three_versions_answer() {
    let world = things(1);
    world.publish("shop", &endpoint(&["name"]));
    let (tenant, actor, all) = (&world.tenant, &Actor::system(), &world.destinations);
    for version in ["v2", "v3"] {
        all.add_version(tenant, "shop", actor).expect("a draft");
        let told = state(all.add_version(tenant, "shop", actor));
        assert!(told.contains("draft"), "{told}");
        all.publish(tenant, "shop", version, actor).expect("begun");
    }
    all.add_version(tenant, "shop", actor).expect("a draft");
    let told = state(all.publish(tenant, "shop", "v4", actor));
    assert!(told.contains("stop one first"), "{told}");
    world.settle();
    all.stop(tenant, "shop", "v1", actor).expect("stopped");
    assert!(matches!(world.served("shop/v1/things"), Err(DestinationError::Unknown { .. })), "at once");
    all.publish(tenant, "shop", "v4", actor).expect("begun");
    world.settle();
    for version in ["v2", "v3", "v4"] {
        assert_eq!(world.ids(&format!("shop/{version}/things"), &json!({})), ["k0000"]);
    }
    // One that was stopped can come back as it was.
    all.stop(tenant, "shop", "v4", actor).expect("stopped");
    all.publish(tenant, "shop", "v1", actor).expect("begun");
    world.settle();
    assert_eq!(world.ids("shop/v1/things", &json!({})), ["k0000"]);
    let told = state(all.remove_version(tenant, "shop", "v1", actor));
    assert!(told.contains("stop it"), "{told}");
    assert_eq!(all.delete(tenant, "shop", &|_| true, actor).expect("deleted"), None);
    world.settle();
    assert!(matches!(world.served("shop/v1/things"), Err(DestinationError::Unknown { .. })));
    let left = world.folder.path().join("index/local/destinations");
    let left: Vec<_> = std::fs::read_dir(left).expect("a folder").flatten().collect();
    let files = left.iter().flat_map(|folder| std::fs::read_dir(folder.path()).expect("a folder").flatten());
    let endpoints: Vec<_> =
        files.flat_map(|version| std::fs::read_dir(version.path()).expect("read").flatten()).collect();
    assert!(endpoints.is_empty(), "{endpoints:?}");
}

#[test]
fn wrong_endpoints_are_refused_with_every_place_and_what_is_known() {
    let world = things(1);
    world.draft("shop", &endpoint(&["name"]));
    let wrong = json!([
        {"identifier": "1st", "card": "thing"},
        {"identifier": "openapi", "card": "thing"},
        {"identifier": "a", "card": "nothing"},
        {"identifier": "a", "card": "thing", "segments": ["none"], "relations": [{"relation": "none"}],
         "properties": [{"id": "nam"}, {"id": "size", "searchable": true}, {"id": "name", "as": "top"},
                        {"id": "name"}, {"id": "size", "as": "name"}, {"id": "size", "facet": {"size": 0}}]},
    ]);
    let Err(DestinationError::Invalid(told)) = world.put("shop", "v1", &wrong) else {
        panic!("it was taken")
    };
    let told: Value = json!(told);
    for (path, part) in [
        ("endpoints[0].identifier", "a letter first"),
        ("endpoints[1].identifier", "description"),
        ("endpoints[2].card", "there is no card"),
        ("endpoints[3].identifier", "twice"),
        ("endpoints[3].segments[0]", "there is no segment"),
        ("endpoints[3].relations[0].relation", "there is no relation"),
        ("endpoints[3].properties[0].id", "the properties are name, size"),
        ("endpoints[3].properties[1].searchable", "only texts"),
        ("endpoints[3].properties[2].as", "parameter of every query"),
        ("endpoints[3].properties[4].as", "twice"),
        ("endpoints[3].properties[5].facet.size", "from 1 to"),
    ] {
        let found = told[path].to_string();
        assert!(found.contains(part), "{path} says {found}, of {told:#}");
    }
}

#[test]
fn a_version_tells_when_it_began_to_answer_and_who_published_it() {
    let world = things(3);
    world.draft("shop", &endpoint(&["name"]));
    let version = || world.destinations.destination(&world.tenant, "shop").expect("there").versions.remove(0);
    assert_eq!((version().published_at, version().published_by), (None, None));
    let begun = Timestamp::now();
    let publish = |by: &str| {
        world.destinations.publish(&world.tenant, "shop", "v1", &Actor(by.to_owned())).expect("begun");
    };
    publish("user:one");
    assert_eq!((version().published_at, version().published_by.as_deref()), (None, Some("user:one")));
    world.settle();
    let first = version().published_at.expect("a time");
    assert!(first >= begun && first <= Timestamp::now());
    world.destinations.stop(&world.tenant, "shop", "v1", &Actor::system()).expect("stopped");
    world.settle();
    assert_eq!(version().published_at, Some(first), "that it was stopped changes nothing of it");
    publish("user:two");
    world.settle();
    let again = version();
    assert!(again.published_at.expect("a time") >= first);
    assert_eq!(again.published_by.as_deref(), Some("user:two"));

    // What was stored before this was noted is read.
    let mut old = serde_json::to_value(&again).expect("JSON");
    let members = old.as_object_mut().expect("an object");
    members.remove("publishedAt").expect("it is stored");
    members.remove("publishedBy").expect("it is stored");
    let old: octant_destination::Version = serde_json::from_value(old).expect("it is read");
    assert_eq!((old.published_at, old.published_by), (None, None));
}
