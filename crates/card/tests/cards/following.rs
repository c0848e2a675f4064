//! Cards after the change log.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use octant_card::Options;
use octant_model::PropertyId;
use octant_source::Purges;
use octant_store::Actor;
use serde_json::json;

use crate::world::{World, of_a, source};

#[test]
fn imports_create_change_and_delete_cards() {
    let world = World::new();
    world.active("thing", &of_a(&[("name", "LocalizedText")]));
    assert_eq!(world.shown("thing"), json!({}));
    world.import("a", &json!({"1": {"name:en": "one"}, "2": {"name": "two"}}));
    world.settle();
    assert_eq!(world.shown("thing"), json!({"1": {"name": {"en": "one"}}, "2": {"name": {"": "two"}}}));
    world.import("a", &json!({"1": {"name:en": null, "name:sv": "ett"}, "2": null, "3": {}}));
    world.settle();
    assert_eq!(world.shown("thing"), json!({"1": {"name": {"sv": "ett"}}, "3": {}}));
}

#[test]
fn a_source_or_a_property_that_is_deleted_takes_its_values_along() {
    let world = World::new();
    world.import("a", &json!({"1": {"name": "one", "size": "1"}}));
    world.import("b", &json!({"1": {"price": "9"}, "2": {"price": "10"}}));
    let mut content = of_a(&[("name", "Text"), ("size", "Integer")]);
    content["sources"] = json!([{"id": "a"}, {"id": "b"}]);
    let price = json!({"id": "price", "type": "Integer", "source": "b", "sourceProperty": "price"});
    content["properties"].as_array_mut().expect("a list").push(price);
    world.active("thing", &content);
    let purge = || {
        let mut purges = Purges::default();
        while purges.work_off(&*world.store).expect("purged") {}
        world.settle();
    };
    let size = PropertyId::new("size").expect("a property");
    world.store.begin_property_purge(&world.tenant, &source("a"), &size, &Actor::system()).expect("begun");
    purge();
    assert_eq!(world.shown("thing"), json!({"1": {"name": "one", "price": 9}, "2": {"price": 10}}));
    world.store.begin_source_purge(&world.tenant, &source("b"), Vec::new(), &Actor::system()).expect("begun");
    purge();
    assert!(world.store.source(&world.tenant, &source("b")).expect("read").is_none(), "the source is gone");
    assert_eq!(world.shown("thing"), json!({"1": {"name": "one"}}));
    assert_eq!(world.all("thing"), world.rebuilt("thing"));
    world.import("a", &json!({"1": {"name": "uno"}}));
    world.settle();
    assert_eq!(world.shown("thing"), json!({"1": {"name": "uno"}}));
}

#[test]
fn a_card_tells_when_it_changed() {
    let world = World::new();
    world.import("a", &json!({"1": {"name": "one"}, "2": {"name": "two"}}));
    world.active("thing", &of_a(&[("name", "Text")]));
    let changed = |place: usize| world.all("thing")[place]["changedAt"].as_str().expect("a time").to_owned();
    let before = (changed(0), changed(1));
    std::thread::sleep(std::time::Duration::from_millis(2));
    world.import("a", &json!({"1": {"name": "uno"}, "2": {"name": "two"}}));
    world.settle();
    assert!(changed(0) > before.0);
    assert_eq!(changed(1), before.1, "what came again as it was is no change");
}

#[test]
fn what_is_not_taken_in_yet_is_told_as_lag() {
    let world = World::with(Options { records: 1, records_aside: 1, ..Options::default() });
    world.active("thing", &of_a(&[("name", "Text")]));
    for key in ["1", "2", "3"] {
        world.import("a", &json!({key: {"name": "x"}}));
    }
    let lag = || world.cards.lags(&world.tenant).expect("told").pop().expect("one");
    assert_eq!((lag().card.as_str(), lag().records, lag().cards), ("thing", 3, 0));
    assert!(world.cards.step(&world.tenant).expect("a step"), "there is more");
    assert_eq!((lag().records, lag().cards), (2, 1));
    world.settle();
    assert_eq!((lag().records, lag().cards), (0, 3));
}

#[test]
fn what_a_step_aside_did_not_come_to_is_done_by_the_next() {
    let world = World::new();
    world.active("thing", &of_a(&[("name", "Text")]));
    world.import("a", &(0..2_500).map(|key| (key.to_string(), json!({"name": "x"}))).collect());
    let lag = || world.cards.lags(&world.tenant).expect("told").pop().expect("one");
    assert!(world.cards.step_aside(&world.tenant, &|| false).expect("a step"), "there is more");
    let behind = lag();
    assert!(behind.records > 0 && behind.cards > 0 && behind.cards < 2_500, "{behind:?}");
    assert!(!world.cards.step_aside(&world.tenant, &|| true).expect("a step"));
    assert_eq!((lag().records, lag().cards), (0, 2_500));
}

/// While something else is done over and over in a thread of its own.
fn beside(other: impl Fn() -> bool + Sync, work: impl FnOnce()) {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            while !stop.load(Ordering::Acquire) {
                other();
            }
        });
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        stop.store(true, Ordering::Release);
        other.join().expect("it goes well");
        outcome.expect("the work goes well");
    });
}

/// While somebody imports without end.
fn under_imports(world: &World, work: impl FnOnce()) {
    let rounds = AtomicU64::new(0);
    let import = || {
        let round = rounds.fetch_add(1, Ordering::Relaxed);
        world.import("a", &json!({format!("k{}", round % 50): {"name": round.to_string()}}));
        true
    };
    beside(import, work);
}

#[test]
fn cards_that_become_looked_up_are_taken_in_by_both_steps_side_by_side() {
    let world = World::with(Options { records: 500, records_aside: 500, ..Options::default() });
    world.active("thing", &of_a(&[("name", "Text")]));
    let aside = || world.cards.step_aside(&world.tenant, &|| true).expect("a step");
    under_imports(&world, || {
        beside(aside, || {
            for kind in ["LocalizedText", "Text", "LocalizedText", "Text"] {
                world.change("thing", &of_a(&[("name", kind)]));
                world.cards.activate(&world.tenant, "thing", &Actor::system()).expect("activated");
                world.cards.live(&world.tenant, "thing").expect("in use").look_up();
                let begun = std::time::Instant::now();
                while world.status("thing") != octant_card::CardStatus::Active {
                    world.cards.step_ahead(&world.tenant).expect("a step");
                    assert!(begun.elapsed().as_secs() < 60, "it never catches up");
                }
            }
        });
    });
    world.settle();
    assert_eq!(world.all("thing"), world.rebuilt("thing"));
}

#[test]
fn an_activation_comes_to_its_end_while_imports_go_on() {
    let world = World::with(Options { records: 500, records_aside: 500, ..Options::default() });
    world.active("thing", &of_a(&[("name", "Text")]));
    under_imports(&world, || {
        for kind in ["LocalizedText", "Integer", "Text"] {
            world.change("thing", &of_a(&[("name", kind)]));
            world.cards.activate(&world.tenant, "thing", &Actor::system()).expect("activated");
            let begun = std::time::Instant::now();
            while world.status("thing") != octant_card::CardStatus::Active {
                world.cards.step(&world.tenant).expect("a step");
                assert!(begun.elapsed().as_secs() < 60, "it never catches up");
            }
        }
    });
    world.settle();
    assert_eq!(world.all("thing"), world.rebuilt("thing"));
}

#[test]
fn whoever_reads_the_generation_before_still_sees_changes() {
    let world = World::new();
    world.import("a", &json!({"1": {"name": "one"}}));
    world.active("thing", &of_a(&[("name", "Text")]));
    let before = world.cards.live(&world.tenant, "thing").expect("in use");
    world.change("thing", &of_a(&[("name", "LocalizedText")]));
    world.activate("thing");
    world.import("a", &json!({"2": {"name": "two"}}));
    world.settle();
    let ids = before.page(Vec::new(), None, None, 10).expect("a page").ids;
    assert_eq!(ids, ["1", "2"]);
    let folders =
        || std::fs::read_dir(world.folder.path().join("index/local/cards/thing")).expect("a folder").count();
    assert_eq!(folders(), 2);
    drop(before);
    world.import("a", &json!({"3": {"name": "three"}}));
    world.settle();
    assert_eq!(folders(), 1, "nobody reads the old one any more");
}
