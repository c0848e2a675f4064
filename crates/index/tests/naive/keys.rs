//! Lookups by keys and ids.

use std::collections::BTreeMap;

use octant_index::Document;

use crate::spec::language;
use crate::world::{World, named};

#[test]
fn documents_are_counted_by_their_keys() {
    let mut world = World::new();
    let related = |id: &str, keys: &[&str]| {
        let keys = keys.iter().map(|&key| key.to_owned()).collect();
        Document { keys: BTreeMap::from([("related".to_owned(), keys)]), ..named(id, "a", "b") }
    };
    world.write(vec![related("1", &["x", "y"]), related("2", &["y"])], &[], 1);
    let counts = ["x", "y", "z"].map(|text| world.index.count_with_key("related", text).expect("counted"));
    assert_eq!(counts, [1, 2, 0]);
}

#[test]
fn a_bulk_is_visible_when_it_is_finished() {
    let world = World::new();
    let bulk = world.index.bulk();
    for number in 0..500 {
        bulk.add(&named(&format!("k{number}"), "Lamp", "Lampa")).expect("added");
    }
    assert_eq!(world.index.count(), 0);
    bulk.finish(42).expect("finished");
    assert_eq!((world.index.count(), world.index.position()), (500, 42));
    let documents =
        world.index.documents(&["k3".to_owned(), "no".to_owned()], &language("en")).expect("read");
    assert_eq!(documents, [Some(String::new()), None]);
}
