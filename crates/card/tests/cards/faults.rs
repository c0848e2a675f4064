//! What no fault may do to cards.

use octant_card::{CardStatus, Options};
use octant_model::Timestamp;
use octant_store::{Actor, Retention};
use serde_json::json;

use crate::world::{World, of_a};

fn filled(entries: usize) -> World {
    let world = World::with(Options {
        retry: std::time::Duration::ZERO,
        records: 10,
        records_aside: 10,
        ..Options::default()
    });
    for key in 0..entries {
        world.import("a", &json!({format!("k{key:03}"): {"name": key.to_string()}}));
    }
    world
}

#[test]
fn a_crash_between_any_two_steps_changes_nothing_in_the_end() {
    for steps in 0..12 {
        let mut world = filled(30);
        world.active("thing", &of_a(&[("name", "Text")]));
        world.change("thing", &of_a(&[("name", "Integer")]));
        world.cards.activate(&world.tenant, "thing", &Actor::system()).expect("activated");
        for step in 0..steps {
            world.import("a", &json!({format!("k{:03}", step * 3): {"name": "100"}, format!("n{step}"): {}}));
            world.cards.step(&world.tenant).expect("a step");
        }
        world.restart();
        world.import("a", &json!({"k001": null}));
        world.settle();
        assert_eq!(world.status("thing"), CardStatus::Active, "after {steps} steps");
        assert_eq!(world.all("thing"), world.rebuilt("thing"), "after {steps} steps");
        world.cards.stop();
    }
}

#[test]
fn a_restart_goes_on_without_building_anew() {
    let mut world = filled(20);
    world.active("thing", &of_a(&[("name", "Text")]));
    let before = world.all("thing");
    world.restart();
    world.cards.step(&world.tenant).expect("a step");
    assert_eq!(world.cards.made(&world.tenant, "thing"), None, "nothing is built");
    assert_eq!(world.all("thing"), before);
    world.settle();
    assert_eq!(world.all("thing"), before);
}

#[test]
fn an_index_that_the_change_log_does_not_reach_back_to_is_built_anew() {
    for restarted in [true, false] {
        let mut world = filled(20);
        world.active("thing", &of_a(&[("name", "Text")]));
        if restarted {
            world.cards.stop();
        }
        world.import("a", &json!({"k001": null, "k002": {"name": "other"}}));
        let nothing = Timestamp::default();
        let retention = Retention {
            idempotency_before: nothing,
            imports_before: nothing,
            activity_before: nothing,
            log_before: Some(Timestamp::now().plus_milliseconds(1_000)),
        };
        assert!(world.store.expire(retention).expect("expired") > 0, "the log is gone");
        if restarted {
            world.restart();
        }
        world.settle();
        assert_eq!(world.all("thing"), world.rebuilt("thing"), "restarted: {restarted}");
    }
}

#[test]
fn an_index_that_was_lost_or_damaged_is_built_anew() {
    type Damage = fn(&std::path::Path);
    let damages: [(&str, Damage); 5] = [
        ("deleted", |folder| std::fs::remove_dir_all(folder).expect("deleted")),
        ("without its list", |folder| {
            let generation = std::fs::read_dir(folder).expect("a folder").next().expect("one").expect("read");
            std::fs::remove_file(generation.path().join("meta.json")).expect("deleted");
        }),
        ("with an empty list", |folder| {
            let generation = std::fs::read_dir(folder).expect("a folder").next().expect("one").expect("read");
            std::fs::write(generation.path().join("meta.json"), "").expect("written");
        }),
        ("with a byte that is another", |folder| {
            let generation = std::fs::read_dir(folder).expect("a folder").next().expect("one").expect("read");
            let files = std::fs::read_dir(generation.path()).expect("a folder");
            let stores = files.map(|file| file.expect("read").path());
            for path in stores.filter(|path| path.extension().is_some_and(|extension| extension == "store")) {
                let mut bytes = std::fs::read(&path).expect("read");
                bytes[30] ^= 1;
                std::fs::write(path, bytes).expect("written");
            }
        }),
        ("cut short", |folder| {
            let generation = std::fs::read_dir(folder).expect("a folder").next().expect("one").expect("read");
            for file in std::fs::read_dir(generation.path()).expect("a folder") {
                let path = file.expect("read").path();
                if path.extension().is_some_and(|extension| extension != "json" && extension != "lock") {
                    std::fs::write(path, "").expect("cut");
                }
            }
        }),
    ];
    for (name, damage) in damages {
        let mut world = filled(20);
        world.active("thing", &of_a(&[("name", "Text")]));
        let before = world.all("thing");
        world.cards.stop();
        damage(&world.folder.path().join("index/local/cards/thing"));
        world.restart();
        world.settle();
        assert_eq!(world.all("thing"), before, "{name}");
    }
}

#[test]
fn an_index_that_is_lost_while_it_is_used_is_built_anew() {
    let world = filled(5);
    world.active("thing", &of_a(&[("name", "Text")]));
    std::fs::remove_dir_all(world.folder.path().join("index")).expect("deleted");
    world.import("a", &json!({"new": {"name": "x"}}));
    world.cards.step(&world.tenant).expect_err("the index cannot be written");
    world.settle();
    assert_eq!(world.all("thing").len(), 6);
    assert_eq!(world.all("thing"), world.rebuilt("thing"));
}

#[test]
fn a_build_that_cannot_write_is_tried_again_and_never_served_half() {
    let world = filled(5);
    let place = world.folder.path().join("index");
    std::fs::write(&place, "a file where the folder should be").expect("written");
    world.draft("thing", &of_a(&[("name", "Text")]));
    world.cards.activate(&world.tenant, "thing", &Actor::system()).expect("activated");
    for _ in 0..20 {
        world.cards.step(&world.tenant).expect("a step");
        assert_eq!(world.status("thing"), CardStatus::Updating);
        assert!(world.cards.live(&world.tenant, "thing").is_err());
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let problem =
        world.cards.build_problem(&world.tenant, "thing").expect("told, also while it is tried again");
    assert!(problem.contains("index"), "{problem}");
    std::fs::remove_file(&place).expect("the cause is gone");
    world.settle();
    assert_eq!(world.cards.build_problem(&world.tenant, "thing"), None);
    assert_eq!(world.all("thing").len(), 5);
}

#[test]
fn a_definition_that_fails_holds_up_no_other() {
    let world = filled(5);
    world.active("one", &of_a(&[("name", "Text")]));
    world.active("two", &of_a(&[("name", "Text")]));
    std::fs::remove_dir_all(world.folder.path().join("index/local/cards/one")).expect("deleted");
    world.import("a", &json!({"new": {"name": "x"}}));
    world.cards.step(&world.tenant).expect_err("one cannot be written");
    assert_eq!(world.all("two").len(), 6);
    world.settle();
    assert_eq!(world.all("one").len(), 6);
}

#[test]
fn an_index_from_after_the_store_is_built_anew() {
    let mut world = filled(3);
    world.active("thing", &of_a(&[("name", "Text")]));
    world.cards.stop();
    // The store as it was before: a new one, in which the same definition has fewer entries.
    let other = filled(1);
    other.active("thing", &of_a(&[("name", "Text")]));
    other.cards.stop();
    let folder = |world: &World| world.folder.path().join("index/local/cards/thing");
    let generation = |world: &World| {
        std::fs::read_dir(folder(world)).expect("a folder").next().expect("one").expect("read").path()
    };
    let (from, to) = (generation(&world), generation(&other));
    std::fs::remove_dir_all(&to).expect("deleted");
    std::fs::rename(from, &to).expect("moved");
    let mut other = other;
    other.restart();
    other.settle();
    assert_eq!(other.all("thing").len(), 1);
    world.restart();
}
