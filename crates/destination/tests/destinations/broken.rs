//! Indexes that break, or are left behind, while a version answers.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use octant_destination::{Request, RequestLimits};
use octant_model::Timestamp;
use octant_store::{Actor, ImportState, Retention};
use serde_json::{Value, json};

use crate::world::World;

const PATH: &str = "shop/v1/products";

/// A destination whose products show prices.
fn shop() -> World {
    let world = World::new();
    world.card("price", "prices", &[("product", "Text"), ("amount", "Decimal")], &json!([]));
    let relations = json!([{"id": "prices", "card": "price", "from": "id", "to": "product"}]);
    world.card("product", "products", &[("name", "Text")], &relations);
    world.import("products", &json!({"p1": {"name": "Chair"}, "p2": {"name": "Table"}}));
    world.import("prices", &json!({"x1": {"product": "p1", "amount": "1"}}));
    world.publish(
        "shop",
        &json!([{
            "identifier": "products",
            "card": "product",
            "properties": [{"id": "name"}],
            "relations": [{"relation": "prices", "properties": ["amount"]}],
        }]),
    );
    world
}

fn name(world: &World, id: &str) -> Value {
    let answer = world.query(PATH, &json!({"filter": [{"must": {"id": [id]}}]}));
    answer["results"][0]["name"].clone()
}

/// Steps that may fail, until one is done with nothing left to do; the version answers all along.
fn recover(world: &World) {
    let begun = Instant::now();
    loop {
        let cards = world.cards.step(&world.tenant);
        let destinations = world.destinations.step(&world.tenant);
        world.served(PATH).expect("it answers");
        let is_building =
            world.cards.is_building(&world.tenant) || world.destinations.is_building(&world.tenant);
        if matches!((cards, destinations), (Ok(false), Ok(false))) && !is_building {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
        assert!(begun.elapsed() < Duration::from_secs(60), "it never recovers");
    }
    let lags = world.destinations.lags(&world.tenant).expect("lags");
    assert!(lags.iter().all(|lag| lag.records == 0), "{lags:?}");
}

/// The one folder within a folder.
fn within(folder: &Path) -> PathBuf {
    let mut folders = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("read").path());
    folders.find(|path| path.is_dir()).expect("one")
}

fn endpoint_folder(world: &World) -> PathBuf {
    let id = world.destinations.destination(&world.tenant, "shop").expect("there").id;
    within(&world.folder.path().join(format!("index/local/destinations/{id}/v1/products")))
}

fn damage(index: &Path) {
    let files = std::fs::read_dir(index).expect("a folder").map(|file| file.expect("read").path());
    for path in files.filter(|path| path.extension().is_some_and(|extension| extension == "store")) {
        let mut bytes = std::fs::read(&path).expect("read");
        bytes[30] ^= 1;
        std::fs::write(path, bytes).expect("written");
    }
}

/// Lets go of everything in the change log.
fn trim(world: &World) {
    let nothing = Timestamp::default();
    let retention = Retention {
        idempotency_before: nothing,
        imports_before: nothing,
        activity_before: nothing,
        log_before: Some(Timestamp::now().plus_milliseconds(1_000)),
    };
    assert!(world.store.expire(retention).expect("expired") > 0, "the log is gone");
}

#[test]
fn an_endpoint_goes_on_with_cards_that_are_built_anew() {
    for card in ["product", "price"] {
        let world = shop();
        let cards = world.folder.path().join("index/local/cards").join(card);
        std::fs::remove_dir_all(cards).expect("deleted");
        world.import("products", &json!({"p1": {"name": "Sofa"}}));
        world.import("prices", &json!({"x1": {"amount": "2"}}));
        recover(&world);
        assert_eq!(name(&world, "p1"), "Sofa", "after {card} was lost");
        world.import("products", &json!({"p2": {"name": "Desk"}}));
        world.import("prices", &json!({"x2": {"product": "p2", "amount": "5"}}));
        recover(&world);
        assert_eq!(name(&world, "p2"), "Desk", "after {card} was lost");
        world.compared_with_rebuilt(&[PATH]);
    }
}

#[test]
fn an_endpoint_goes_on_with_cards_that_were_found_to_be_damaged() {
    let mut world = shop();
    world.restart();
    damage(&within(&world.folder.path().join("index/local/cards/product")));
    // The cards are read while the endpoint follows them already.
    world.import("products", &json!({"p1": {"name": "Sofa"}}));
    world.destinations.step(&world.tenant).expect("a step");
    recover(&world);
    world.import("products", &json!({"p2": {"name": "Desk"}}));
    recover(&world);
    assert_eq!((name(&world, "p1"), name(&world, "p2")), (json!("Sofa"), json!("Desk")));
    world.compared_with_rebuilt(&[PATH]);
}

#[test]
fn an_index_that_breaks_is_built_anew_while_it_answers() {
    let world = shop();
    std::fs::remove_dir_all(endpoint_folder(&world)).expect("deleted");
    world.import("products", &json!({"p1": {"name": "Sofa"}}));
    world.cards.step(&world.tenant).expect("a step");
    world.destinations.step(&world.tenant).expect_err("the index cannot be written");
    assert_eq!(name(&world, "p1"), "Chair", "as it was");
    recover(&world);
    assert_eq!(name(&world, "p1"), "Sofa");
    world.import("products", &json!({"p2": {"name": "Desk"}}));
    world.settle();
    world.compared_with_rebuilt(&[PATH]);
}

#[test]
fn an_index_with_a_byte_that_is_another_is_built_anew() {
    let mut world = shop();
    world.restart();
    let broken = endpoint_folder(&world);
    damage(&broken);
    world.settle();
    assert_ne!(endpoint_folder(&world), broken);
    assert_eq!(name(&world, "p1"), "Chair");
    world.compared_with_rebuilt(&[PATH]);
}

#[test]
fn what_changed_in_an_index_while_it_answers_is_not_served_and_the_index_is_rebuilt() {
    let world = shop();
    let broken = endpoint_folder(&world);
    damage(&broken);
    let all = Request::from_body(b"{}").expect("a query");
    let served = world.served(PATH).expect("it answers");
    let asked = all.asked(&served.shape, &RequestLimits::default()).expect("a right query");
    let problem = served.index.search(&asked.query).expect_err("no answer from another block").to_string();
    assert!(problem.contains(".store: bytes 0 to"), "{problem}");
    drop(served);
    let begun = Instant::now();
    while endpoint_folder(&world) == broken || world.served(PATH).is_err() {
        world.step();
        assert!(begun.elapsed() < Duration::from_secs(60), "it is never rebuilt");
        std::thread::sleep(Duration::from_millis(2));
    }
    assert_eq!(name(&world, "p1"), "Chair");
    world.compared_with_rebuilt(&[PATH]);
}

#[test]
fn an_index_that_the_change_log_does_not_reach_back_to_answers_until_another_is_built() {
    let mut world = shop();
    world.restart();
    world.import("products", &json!({"p1": {"name": "Sofa"}}));
    trim(&world);
    recover_from_start(&world);
    assert_eq!(name(&world, "p1"), "Sofa");
    world.import("products", &json!({"p2": {"name": "Desk"}}));
    world.settle();
    world.compared_with_rebuilt(&[PATH]);
}

/// The first step opens the index as it was.
fn recover_from_start(world: &World) {
    world.destinations.step(&world.tenant).expect("a step");
    assert_eq!(name(world, "p1"), "Chair", "as it was");
    recover(world);
}

#[test]
fn an_endpoint_whose_cards_are_in_use_again_answers_as_it_was_until_another_is_built() {
    let world = shop();
    world.cards.archive(&world.tenant, "product", &[], &Actor::system()).expect("archived");
    world.settle();
    world.import("products", &json!({"p1": {"name": "Sofa"}, "p9": {"name": "Bench"}}));
    world.cards.restore(&world.tenant, "product", &Actor::system()).expect("restored");
    world.cards.activate(&world.tenant, "product", &Actor::system()).expect("activated");
    recover(&world);
    assert_eq!(["p1", "p9"].map(|id| name(&world, id)), ["Sofa", "Bench"]);
    world.compared_with_rebuilt(&[PATH]);
}

#[test]
fn an_endpoint_of_archived_cards_stays_as_it_is_and_holds_nothing_back() {
    let mut world = shop();
    world.cards.archive(&world.tenant, "product", &[], &Actor::system()).expect("archived");
    world.settle();
    let import = world.import("products", &json!({"p1": {"name": "Sofa"}}));
    world.settle();
    assert_eq!(name(&world, "p1"), "Chair");
    let state = |id| world.store.import(&world.tenant, id).expect("read").expect("there").state;
    assert_eq!(state(import), ImportState::Published, "there is nothing to wait for");
    // The log need not reach back to it, and no restart ends its answers.
    trim(&world);
    world.restart();
    world.settle();
    assert_eq!(name(&world, "p1"), "Chair");
    world.cards.restore(&world.tenant, "product", &Actor::system()).expect("restored");
    world.cards.activate(&world.tenant, "product", &Actor::system()).expect("activated");
    recover(&world);
    assert_eq!(name(&world, "p1"), "Sofa");
    world.import("products", &json!({"p2": {"name": "Desk"}}));
    world.settle();
    world.compared_with_rebuilt(&[PATH]);
}
