//! What no fault may do to destinations.

use octant_destination::VersionStatus;
use octant_store::Actor;
use serde_json::{Value, json};

use crate::world::World;

/// A destination whose products show prices, published over so many of them.
fn shop(records: usize, count: usize) -> World {
    let world = World::reading(records);
    world.card("price", "prices", &[("product", "Text"), ("amount", "Decimal")], &json!([]));
    let relations = json!([{"id": "prices", "card": "price", "from": "id", "to": "product"}]);
    world.card("product", "products", &[("name", "LocalizedText"), ("kind", "Text")], &relations);
    for number in 0..count {
        import(&world, number, "first");
    }
    world.draft(
        "shop",
        &json!([{
            "identifier": "products",
            "card": "product",
            "properties": [{"id": "name"}, {"id": "kind", "facet": {}}],
            "relations": [{"relation": "prices", "properties": ["amount"]}],
        }]),
    );
    world
}

fn import(world: &World, number: usize, mark: &str) {
    let product = json!({"name:en": format!("{mark} {number}"), "kind": (number % 3).to_string()});
    world.import("products", &Value::Object([(format!("p{number}"), product)].into_iter().collect()));
    let price = json!({"product": format!("p{}", number / 2), "amount": number.to_string()});
    world.import("prices", &Value::Object([(format!("x{number}"), price)].into_iter().collect()));
}

#[test]
fn a_crash_between_any_two_steps_changes_nothing_in_the_end() {
    for steps in 0..12 {
        let mut world = shop(7, 20);
        world.destinations.publish(&world.tenant, "shop", "v1", &Actor::system()).expect("begun");
        for step in 0..steps {
            import(&world, step, "second");
            world.step();
        }
        world.restart();
        import(&world, 1, "third");
        world.import("products", &json!({"p2": null}));
        world.import("prices", &json!({"x4": null}));
        world.settle();
        assert_eq!(world.status("shop", "v1"), VersionStatus::Published, "after {steps} steps");
        world.compared_with_rebuilt(&["shop/v1/products"]);
    }
}

#[test]
fn a_published_version_answers_after_a_restart_before_anything_is_built() {
    let mut world = shop(5_000, 20);
    world.destinations.publish(&world.tenant, "shop", "v1", &Actor::system()).expect("begun");
    world.settle();
    let before = world.query("shop/v1/products", &json!({}));
    world.restart();
    // Even where the cards are lost: the version answers from its own index.
    let cards = world.folder.path().join("index/local/cards");
    std::fs::remove_dir_all(&cards).expect("removed");
    world.destinations.step(&world.tenant).expect("a step");
    assert_eq!(world.query("shop/v1/products", &json!({})), before);
    import(&world, 3, "later");
    world.settle();
    let three = world.query("shop/v1/products", &json!({"filter": [{"must": {"id": ["p3"]}}]}));
    assert_eq!(three["results"][0]["name"], "later 3");
    world.compared_with_rebuilt(&["shop/v1/products"]);
}

#[test]
fn an_index_that_was_lost_or_damaged_is_built_anew() {
    type Damage = fn(&std::path::Path);
    let damages: [(&str, Damage); 3] = [
        ("deleted", |folder| std::fs::remove_dir_all(folder).expect("deleted")),
        ("without its list", |folder| std::fs::remove_file(folder.join("meta.json")).expect("deleted")),
        ("with an empty list", |folder| std::fs::write(folder.join("meta.json"), "").expect("written")),
    ];
    let mut world = shop(5_000, 20);
    world.destinations.publish(&world.tenant, "shop", "v1", &Actor::system()).expect("begun");
    world.settle();
    let before = world.query("shop/v1/products", &json!({}));
    for (how, damage) in damages {
        let id = world.destinations.destination(&world.tenant, "shop").expect("there").id;
        let folder = world.folder.path().join(format!("index/local/destinations/{id}/v1/products"));
        let current = std::fs::read_to_string(folder.join("current")).expect("a note");
        world.restart();
        damage(&folder.join(current));
        world.settle();
        assert_eq!(world.query("shop/v1/products", &json!({})), before, "{how}");
    }
}

#[test]
fn what_nobody_wants_any_more_is_removed() {
    let mut world = shop(5_000, 20);
    world.destinations.publish(&world.tenant, "shop", "v1", &Actor::system()).expect("begun");
    world.settle();
    let id = world.destinations.destination(&world.tenant, "shop").expect("there").id;
    let all = world.folder.path().join("index/local/destinations");
    for stray in
        [all.join("stray"), all.join(format!("{id}/v9")), all.join(format!("{id}/v1/products/stray"))]
    {
        std::fs::create_dir_all(stray).expect("made");
    }
    world.restart();
    world.settle();
    let count = |folder: &std::path::Path| std::fs::read_dir(folder).expect("a folder").flatten().count();
    assert_eq!(count(&all), 1);
    assert_eq!(count(&all.join(id.to_string())), 1);
    assert_eq!(count(&all.join(format!("{id}/v1/products"))), 2, "the index and the note of it");
    assert_eq!(world.ids("shop/v1/products", &json!({})).len(), 20);
}

#[test]
fn an_index_that_cannot_be_built_is_told_until_it_is() {
    let world = shop(5_000, 5);
    let place = world.folder.path().join("index/local/destinations");
    std::fs::create_dir_all(place.parent().expect("a folder above")).expect("made");
    std::fs::write(&place, "a file where the folder should be").expect("written");
    let id = world.destinations.publish(&world.tenant, "shop", "v1", &Actor::system()).expect("begun").id;
    let begun = std::time::Instant::now();
    let problem = loop {
        world.step();
        if let Some(problem) = world.destinations.build_problems(&world.tenant, id).pop() {
            break problem;
        }
        assert!(begun.elapsed() < std::time::Duration::from_secs(30), "it is never told");
    };
    assert_eq!((problem.version.as_str(), problem.endpoint.as_str()), ("v1", "products"));
    assert!(!problem.problem.is_empty());
    // It stays known while it is tried again.
    for _ in 0..20 {
        world.step();
        assert_eq!(world.destinations.build_problems(&world.tenant, id).len(), 1);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert_eq!(world.status("shop", "v1"), VersionStatus::Draft);
    std::fs::remove_file(&place).expect("the cause is gone");
    world.settle();
    assert_eq!(world.status("shop", "v1"), VersionStatus::Published);
    assert_eq!(world.destinations.build_problems(&world.tenant, id), Vec::new());
}
