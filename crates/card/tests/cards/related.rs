//! Relations, followed to the related cards; destinations test the other direction, which they follow in their own index.

use octant_card::CardRelation;
use octant_index::Value;
use octant_store::Actor;
use serde_json::json;

use crate::world::{World, of_a};

fn relation(card: &str, from: &str, to: &str) -> CardRelation {
    CardRelation { id: "r".into(), name: String::new(), card: card.into(), from: from.into(), to: to.into() }
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn a_relation_is_followed_after_every_change() {
    let world = World::new();
    world.import("a", &json!({"p1": {"pictures": "m2|m1|m9"}, "p2": {"pictures": "m1"}, "p3": {}}));
    world.import("b", &json!({"m1": {"product": "p1"}, "m2": {"product": "p1"}, "m3": {"product": "p3"}}));
    world.active("product", &of_a(&[("pictures", "List")]));
    let media = json!({"sources": [{"id": "b"}], "properties": [
        {"id": "product", "type": "Text", "source": "b", "sourceProperty": "product"}]});
    world.active("media", &media);
    let live = |id: &str| world.cards.live(&world.tenant, id).expect("in use");
    let by_list = relation("media", "pictures", "id");
    let by_key = relation("media", "id", "product");
    let pictures = |key: &str| {
        let card = world.cards.card(&world.tenant, "product", key).expect("a card");
        live("media").related_existing(&by_list, &card.values_of("pictures")).expect("followed")
    };
    assert_eq!(pictures("p1"), ["m2", "m1"], "in the order of the list, without what is not there");
    let of_product = |key: &str| live("media").related_existing(&by_key, &[text(key)]).expect("followed");
    assert_eq!(of_product("p1"), ["m1", "m2"]);

    world.import("b", &json!({"m1": {"product": "p3"}, "m9": {}, "m2": null}));
    world.import("a", &json!({"p2": {"pictures": "m9"}}));
    world.settle();
    assert_eq!(pictures("p1"), ["m1", "m9"]);
    assert_eq!((of_product("p1"), of_product("p3")), (vec![], vec!["m1".to_owned(), "m3".to_owned()]));
}

#[test]
fn many_cards_are_followed_together_as_each_is_alone() {
    let world = World::new();
    world.import("b", &json!({"m1": {"product": "p1"}, "m2": {"product": "p1"}, "m3": {"product": "12"}}));
    let media = json!({"sources": [{"id": "b"}], "properties": [
        {"id": "product", "type": "Text", "source": "b", "sourceProperty": "product"}]});
    world.active("media", &media);
    let live = world.cards.live(&world.tenant, "media").expect("in use");
    let values = |texts: &[&str]| texts.iter().map(|value| text(value)).collect::<Vec<Value>>();
    let by_id: [&[&str]; 5] = [&["m2", "m1"], &[], &[], &[], &[]];
    let by_property: [&[&str]; 5] = [&[], &[], &["m1", "m2", "m3"], &["m1", "m2"], &["m3"]];
    for (to, expected) in [("id", by_id), ("product", by_property)] {
        let relation = relation("media", "from", to);
        let mut many =
            vec![values(&["m2", "m1", "m2", "m9"]), values(&[]), values(&["p1", "12"]), values(&["p1"])];
        many.push(vec![Value::Integer(12)]);
        let together = live.related_of_many(&relation, &many, 100).expect("followed");
        assert_eq!(together, expected, "{to}");
        let alone = |from: &Vec<Value>| live.related_existing(&relation, from).expect("followed");
        assert_eq!(many.iter().map(alone).collect::<Vec<_>>(), expected, "{to}, one by one");
        let first = live.related_of_many(&relation, &many, 1).expect("followed");
        let shortened = together.iter().map(|all| all.iter().take(1).cloned().collect::<Vec<String>>());
        assert_eq!(first, shortened.collect::<Vec<_>>(), "{to}");
    }
}

#[test]
fn values_of_two_types_meet_where_their_texts_are_the_same() {
    let world = World::new();
    world.import("b", &json!({"i": {"n": "12"}, "j": {"n": "12.5"}}));
    let numbers = json!({"sources": [{"id": "b"}], "properties": [
        {"id": "n", "type": "Decimal", "source": "b", "sourceProperty": "n"}]});
    world.active("numbers", &numbers);
    let relation = relation("numbers", "v", "n");
    let numbers = world.cards.live(&world.tenant, "numbers").expect("in use");
    let related = |value: &str| numbers.related_existing(&relation, &[text(value)]).expect("followed");
    assert_eq!(related("12"), ["i"]);
    assert_eq!((related("12.50"), related("012"), related("true")), (vec![], vec![], vec![]));
}

#[test]
fn a_card_tells_what_it_is_related_to() {
    let world = World::new();
    world.import("a", &json!({"p1": {"picture": "m1"}, "p2": {"picture": "m7"}, "p3": {}}));
    world.import("b", &json!({"m1": {}}));
    world.active("media", &json!({"sources": [{"id": "b"}]}));
    let mut product = of_a(&[("picture", "Text")]);
    product["relations"] = json!([{"id": "pictures", "card": "media", "from": "picture", "to": "id"}]);
    let preview =
        world.cards.preview(&world.tenant, &crate::world::content(&product), 10).expect("a preview");
    let shown = serde_json::to_value(&preview.relations).expect("JSON");
    let expected = json!([{"id": "pictures", "card": "media", "live": true,
        "matches": [{"card": "p1", "related": ["m1"]}], "unmatched": [{"card": "p2", "values": ["m7"]}]}]);
    assert_eq!(shown, expected);
    world.active("product", &product);
    let related = |key: &str| {
        let card = world.cards.card(&world.tenant, "product", key).expect("a card");
        let live = world.cards.live(&world.tenant, "product").expect("in use");
        world.cards.related(&world.tenant, &live, &card).expect("followed").remove(0).ids
    };
    assert_eq!((related("p1"), related("p2"), related("p3")), (vec!["m1".to_owned()], vec![], vec![]));
    world.cards.archive(&world.tenant, "media", &[], &Actor::system()).expect("archived");
    world.settle();
    assert_eq!(related("p1"), [""; 0], "what is archived has no cards");
}
