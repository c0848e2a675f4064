//! What changes anywhere is soon seen everywhere.

use octant_card::{Criteria, SegmentChange};
use octant_store::{Actor, ImportState};
use serde_json::{Value, json};

use crate::world::World;

const PRODUCT: [(&str, &str); 4] =
    [("name", "LocalizedText"), ("category", "Text"), ("picture", "Text"), ("stock", "Integer")];

/// Products with prices, which name their product, and pictures, which products name.
fn shop() -> World {
    let world = World::new();
    world.card(
        "price",
        "prices",
        &[("product", "Text"), ("amount", "Decimal"), ("currency", "Text")],
        &json!([]),
    );
    world.card("media", "media", &[("url", "Text")], &json!([]));
    let relations = json!([
        {"id": "prices", "card": "price", "from": "id", "to": "product"},
        {"id": "pictures", "card": "media", "from": "picture", "to": "id"},
    ]);
    world.card("product", "products", &PRODUCT, &relations);
    world.import(
        "products",
        &json!({
            "p1": {"name:en": "Chair", "name:sv": "Stol", "category": "a", "picture": "m1", "stock": 3},
            "p2": {"name:en": "Table", "category": "b", "picture": "m1", "stock": 0},
            "p3": {"name:en": "Lamp", "category": "a", "picture": "m2"},
        }),
    );
    world.import(
        "prices",
        &json!({
            "x1": {"product": "p1", "amount": "10.5", "currency": "SEK"},
            "x2": {"product": "p1", "amount": "1", "currency": "EUR"},
        }),
    );
    world.import("media", &json!({"m1": {"url": "/one.jpg"}}));
    world.publish("shop", &json!([endpoint()]));
    world
}

fn endpoint() -> Value {
    json!({
        "identifier": "products",
        "card": "product",
        "properties": [
            {"id": "name", "searchable": true},
            {"id": "category", "facet": {"size": 10}},
            {"id": "stock"},
        ],
        "relations": [
            {"relation": "prices", "properties": ["amount", {"id": "currency", "as": "unit"}]},
            {"relation": "pictures", "as": "images", "properties": ["url"]},
        ],
    })
}

fn result(world: &World, id: &str) -> Value {
    let answer = world.query("shop/v1/products", &json!({"filter": [{"must": {"id": [id]}}]}));
    answer["results"][0].clone()
}

#[test]
fn a_result_has_the_id_first_native_types_and_relations_that_are_always_lists() {
    let world = shop();
    assert_eq!(
        result(&world, "p1").to_string(),
        r#"{"id":"p1","name":"Chair","category":"a","stock":3,"prices":[{"id":"x1","amount":10.5,"unit":"SEK"},{"id":"x2","amount":1,"unit":"EUR"}],"images":[{"id":"m1","url":"/one.jpg"}]}"#
    );
    // What has no value is left out; lists and relations are there though they are empty.
    let expected = json!({"id": "p3", "name": "Lamp", "category": "a", "prices": [], "images": []});
    assert_eq!(result(&world, "p3"), expected);
    let swedish = json!({"language": "sv", "top": 2});
    let names = world.query("shop/v1/products", &swedish)["results"].clone();
    assert_eq!(
        (&names[0]["name"], &names[1]["name"]),
        (&json!("Stol"), &json!("Table")),
        "the default stands in"
    );
}

#[test]
fn a_related_cards_change_shows_in_every_parent() {
    let world = shop();
    world.import("media", &json!({"m1": {"url": "/two.jpg"}, "m2": {"url": "/lamp.jpg"}}));
    world.settle();
    for (id, url) in [("p1", "/two.jpg"), ("p2", "/two.jpg"), ("p3", "/lamp.jpg")] {
        assert_eq!(result(&world, id)["images"][0]["url"], url, "{id}");
    }
    // A price moves from one product to another, one goes, and one comes.
    world.import(
        "prices",
        &json!({"x1": {"product": "p2"}, "x2": null, "x3": {"product": "p3", "amount": "5"}}),
    );
    world.settle();
    assert_eq!(result(&world, "p1")["prices"], json!([]));
    assert_eq!(result(&world, "p2")["prices"], json!([{"id": "x1", "amount": 10.5, "unit": "SEK"}]));
    assert_eq!(result(&world, "p3")["prices"], json!([{"id": "x3", "amount": 5}]));
    let by_price =
        json!({"filter": [{"must": {"prices.amount": [{"gte": 5}]}}], "sortDesc": ["prices.amount"]});
    assert_eq!(world.ids("shop/v1/products", &by_price), ["p2", "p3"]);
    world.compared_with_rebuilt(&["shop/v1/products"]);
}

#[test]
fn a_change_shows_before_the_cards_are_found_that_nothing_looks_up() {
    let world = shop();
    let of_card = |id: &str| {
        let lags = world.cards.lags(&world.tenant).expect("lags");
        lags.into_iter().find(|lag| lag.card == id).expect("it is in use").records
    };
    world
        .import("products", &json!({"p1": {"name:en": "Sofa"}, "p4": {"name:en": "Bench", "picture": "m1"}}));
    world.import("media", &json!({"m1": {"url": "/two.jpg"}}));
    world.destinations.step(&world.tenant).expect("a step");
    assert_eq!(
        result(&world, "p1")["name"],
        "Chair",
        "prices are looked up in their index, which is not as far"
    );
    world.cards.step_ahead(&world.tenant).expect("a step");
    assert_eq!(of_card("price"), 0);
    world.destinations.step(&world.tenant).expect("a step");
    assert_eq!(result(&world, "p1")["name"], "Sofa");
    for id in ["p1", "p2", "p4"] {
        assert_eq!(result(&world, id)["images"][0]["url"], "/two.jpg", "{id}");
    }
    assert!(of_card("product") > 0 && of_card("media") > 0, "neither was taken in so far");
    world.cards.step_aside(&world.tenant, &|| true).expect("a step");
    assert_eq!((of_card("product"), of_card("media")), (0, 0));
    world.compared_with_rebuilt(&["shop/v1/products"]);
}

#[test]
fn values_of_two_types_meet_where_their_texts_are_the_same_from_both_ends() {
    let world = World::new();
    world.card("price", "prices", &[("amount", "Decimal")], &json!([]));
    let relation = json!([{"id": "prices", "card": "price", "from": "code", "to": "amount"}]);
    world.card("product", "products", &[("code", "Text")], &relation);
    world.import("products", &json!({"p1": {"code": "12"}, "p2": {"code": "12.50"}, "p3": {"code": "012"}}));
    let endpoint = json!([{"identifier": "products", "card": "product", "properties": [],
        "relations": [{"relation": "prices", "properties": ["amount"]}]}]);
    world.publish("shop", &endpoint);
    let shown = |id: &str| {
        let prices = result(&world, id)["prices"].clone();
        prices.as_array().expect("a list").iter().map(|price| price["id"].clone()).collect::<Value>()
    };
    // The price comes after the products that name it, changes to what another one does not name in its words, and goes.
    for (amount, found) in [("12", json!(["x"])), ("12.5", json!([])), ("12.0", json!(["x"]))] {
        world.import("prices", &json!({"x": {"amount": amount}}));
        world.settle();
        assert_eq!(shown("p1"), found, "{amount}");
        assert_eq!((shown("p2"), shown("p3")), (json!([]), json!([])), "{amount}");
    }
    world.import("prices", &json!({"x": null}));
    world.settle();
    assert_eq!(shown("p1"), json!([]));
    world.compared_with_rebuilt(&["shop/v1/products"]);
}

#[test]
fn a_deleted_entrys_card_goes_everywhere() {
    let world = shop();
    world.import("products", &json!({"p1": null}));
    world.import("media", &json!({"m1": null}));
    world.settle();
    assert_eq!(world.ids("shop/v1/products", &json!({})), ["p2", "p3"]);
    assert_eq!(result(&world, "p2")["images"], json!([]));
    world.compared_with_rebuilt(&["shop/v1/products"]);
}

#[test]
fn a_segments_members_are_shown_and_follow() {
    let world = shop();
    let in_stock = json!([{"must": {"stock": [{"gt": 0}]}}]);
    world.segment("inStock", "product", Criteria::Dynamic(in_stock));
    world.segment("picked", "product", Criteria::Fixed(vec!["p3".to_owned()]));
    let mut of_segment = endpoint();
    of_segment["segments"] = json!(["inStock"]);
    let mut of_both = endpoint();
    (of_both["identifier"], of_both["segments"]) = (json!("either"), json!(["inStock", "picked"]));
    world.publish("narrow", &json!([of_segment, of_both]));
    assert_eq!(world.ids("narrow/v1/products", &json!({})), ["p1"]);
    assert_eq!(world.ids("narrow/v1/either", &json!({})), ["p1", "p3"]);
    world.import("products", &json!({"p1": {"stock": 0}, "p2": {"stock": 7}}));
    world.settle();
    assert_eq!(world.ids("narrow/v1/products", &json!({})), ["p2"]);
    assert_eq!(world.ids("narrow/v1/either", &json!({})), ["p2", "p3"]);
    let more = Criteria::Fixed(vec!["p1".to_owned()]);
    let change = SegmentChange { criteria: Some(more), ..SegmentChange::default() };
    world.cards.update_segment(&world.tenant, "picked", change, &[], &Actor::system()).expect("changed");
    world.settle();
    assert_eq!(world.ids("narrow/v1/either", &json!({})), ["p1", "p2"]);
    world.compared_with_rebuilt(&["narrow/v1/products", "narrow/v1/either"]);
}

#[test]
fn an_import_is_published_when_it_shows_everywhere() {
    let world = shop();
    let state = |id| world.store.import(&world.tenant, id).expect("read").expect("there").state;
    let shown = world.import("media", &json!({"m1": {"url": "/three.jpg"}}));
    assert_eq!(state(shown), ImportState::Applied);
    world.cards.step(&world.tenant).expect("a step");
    assert_eq!(state(shown), ImportState::Applied, "the destination has not followed yet");
    world.settle();
    assert_eq!(state(shown), ImportState::Published);
    // A source that shows nowhere has nothing to wait for.
    world.add_source("lonely");
    let lonely = world.import("lonely", &json!({"1": {"a": "b"}}));
    world.settle();
    assert_eq!(state(lonely), ImportState::Published);
    // What changes nothing has no place in the log of its own.
    let same = world.import("lonely", &json!({"1": {"a": "b"}}));
    world.settle();
    assert_eq!(state(same), ImportState::Published);
}

#[test]
fn an_import_that_changes_nothing_is_published_also_while_others_are_still_taken_in() {
    let mut world = shop();
    let state =
        |world: &World, id| world.store.import(&world.tenant, id).expect("read").expect("there").state;
    let first = world.import("media", &json!({"m1": {"url": "/three.jpg"}}));
    world.settle();
    assert_eq!(state(&world, first), ImportState::Published);
    for restarted in [false, true] {
        world.import("products", &json!({"late": {"name:en": format!("late {restarted}")}}));
        let same = world.import("media", &json!({"m1": {"url": "/three.jpg"}}));
        if restarted {
            world.restart();
        }
        world.destinations.step(&world.tenant).expect("a step without the cards");
        assert_eq!(state(&world, same), ImportState::Applied, "the product before it does not show yet");
        world.settle();
        assert_eq!(state(&world, same), ImportState::Published, "restarted: {restarted}");
    }
}

#[test]
fn an_import_is_not_published_while_a_published_index_is_lost() {
    let mut world = shop();
    world.restart();
    let folder = world.folder.path().join("index/local/destinations");
    std::fs::remove_dir_all(folder).expect("removed");
    let shown = world.import("media", &json!({"m1": {"url": "/three.jpg"}}));
    let state = |world: &World| world.store.import(&world.tenant, shown).expect("read").expect("there").state;
    world.cards.step(&world.tenant).expect("a step");
    world.destinations.step(&world.tenant).expect("a step");
    assert_eq!(state(&world), ImportState::Applied);
    world.settle();
    assert_eq!(state(&world), ImportState::Published);
}

#[test]
fn what_lost_a_part_has_changed_too() {
    let world = shop();
    let changed_by = |source: &str, entities: Value| {
        let since = octant_model::Timestamp::now().plus_milliseconds(1).to_string();
        std::thread::sleep(std::time::Duration::from_millis(3));
        world.import(source, &entities);
        world.settle();
        world.ids("shop/v1/products", &json!({"period": {"since": since}}))
    };
    assert_eq!(changed_by("prices", json!({"x2": null})), ["p1"], "a price is gone");
    assert_eq!(
        changed_by("prices", json!({"x1": {"product": "p3"}})),
        ["p1", "p3"],
        "a price went elsewhere"
    );
    assert_eq!(changed_by("media", json!({"m1": null})), ["p1", "p2"], "a picture is gone");
}
