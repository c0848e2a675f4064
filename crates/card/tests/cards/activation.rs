//! A definition's life.

use octant_card::{CardChange, CardDefinition, CardError, CardStatus, Content, Criteria, NewSegment};
use octant_store::Actor;
use serde_json::json;

use crate::world::{World, content, of_a};

fn state(error: CardError) -> String {
    match error {
        CardError::State(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_draft_has_no_cards_until_it_is_activated() {
    let world = World::new();
    world.import("a", &json!({"1": {"name": "one"}}));
    world.draft("thing", &of_a(&[("name", "Text")]));
    world.settle();
    assert_eq!(world.status("thing"), CardStatus::Draft);
    let told = state(world.cards.live(&world.tenant, "thing").map(|_| ()).expect_err("none yet"));
    assert!(told.contains("activate"), "{told}");
    world.cards.activate(&world.tenant, "thing", &Actor::system()).expect("activated");
    assert!(matches!(world.cards.live(&world.tenant, "thing"), Err(CardError::Building(_))));
    world.settle();
    assert_eq!(world.shown("thing"), json!({"1": {"name": "one"}}));
    let again = world.cards.activate(&world.tenant, "thing", &Actor::system()).expect("no harm");
    assert_eq!(again.status, CardStatus::Active, "there is nothing to do");
}

#[test]
fn a_change_waits_for_its_activation_and_the_plan_tells_what_it_does() {
    let world = World::new();
    world.import("a", &json!({"1": {"name": "one", "size": "1", "old": "x"}}));
    world.active("thing", &of_a(&[("name", "Text"), ("size", "Text"), ("old", "Text")]));
    let changed = world.change("thing", &of_a(&[("name", "Text"), ("size", "Integer"), ("new", "Text")]));
    assert_eq!(changed.status, CardStatus::PendingChanges);
    let plan = world.cards.plan(&world.tenant, "thing").expect("a plan");
    assert_eq!(
        (plan.added, plan.removed, plan.changed),
        (vec!["new".into()], vec!["old".into()], vec!["size".into()])
    );
    assert_eq!((plan.cards, plan.sources_changed, plan.obstacles), (1, false, Vec::new()));
    world.settle();
    assert_eq!(world.shown("thing"), json!({"1": {"name": "one", "size": "1", "old": "x"}}), "nothing yet");
    world.activate("thing");
    assert_eq!(world.shown("thing"), json!({"1": {"name": "one", "size": 1}}));
    let back = world.change("thing", &of_a(&[("name", "Text"), ("size", "Integer"), ("new", "Text")]));
    assert_eq!((back.status, back.pending), (CardStatus::Active, None), "the same is no change");
}

#[test]
fn an_archived_definition_has_no_cards_and_comes_back_as_a_draft() {
    let world = World::new();
    world.import("a", &json!({"1": {"name": "one"}}));
    world.active("thing", &of_a(&[("name", "Text")]));
    world.change("thing", &of_a(&[("name", "LocalizedText")]));
    world.cards.archive(&world.tenant, "thing", &[], &Actor::system()).expect("archived");
    world.settle();
    assert!(world.cards.live(&world.tenant, "thing").is_err());
    assert!(!world.folder.path().join("index/local/cards/thing").exists(), "its index is gone");
    state(world.cards.activate(&world.tenant, "thing", &Actor::system()).expect_err("archived"));
    let restored = world.cards.restore(&world.tenant, "thing", &Actor::system()).expect("restored");
    assert_eq!(restored.status, CardStatus::Draft);
    world.activate("thing");
    assert_eq!(world.shown("thing"), json!({"1": {"name": {"": "one"}}}), "with the change that waited");
}

#[test]
fn archiving_or_deleting_ends_a_build() {
    let world = World::new();
    world.import("a", &json!({"1": {"name": "one"}}));
    for delete in [false, true] {
        world.draft("thing", &of_a(&[("name", "Text")]));
        world.cards.activate(&world.tenant, "thing", &Actor::system()).expect("activated");
        world.cards.step(&world.tenant).expect("a step begins to build");
        if !delete {
            world.cards.archive(&world.tenant, "thing", &[], &Actor::system()).expect("archived");
        }
        world.cards.delete(&world.tenant, "thing", &[], &Actor::system()).expect("deleted");
        world.settle();
        assert!(!world.folder.path().join("index/local/cards/thing").exists());
    }
    // One of the same id is another one, whatever was built before.
    world.draft("thing", &of_a(&[("name", "Text")]));
    world.cards.activate(&world.tenant, "thing", &Actor::system()).expect("activated");
    world.cards.step(&world.tenant).expect("a step");
    world.cards.delete(&world.tenant, "thing", &[], &Actor::system()).expect("deleted");
    world.draft("thing", &of_a(&[("name", "LocalizedText")]));
    world.cards.activate(&world.tenant, "thing", &Actor::system()).expect("activated");
    world.settle();
    assert_eq!(world.shown("thing"), json!({"1": {"name": {"": "one"}}}));
}

#[test]
fn a_definition_is_changed_and_activated_again_while_its_cards_are_built() {
    let world = World::new();
    world.import("a", &json!({"1": {"name": "one", "size": "7"}}));
    let (named, sized) = (of_a(&[("name", "Text")]), of_a(&[("size", "Text")]));
    let activate = || world.cards.activate(&world.tenant, "thing", &Actor::system()).expect("activated");
    let change = |to| world.change("thing", to);
    let property = |content: &Content| content.properties[0].id.clone();
    let shown = |one: &CardDefinition| {
        (property(&one.content), one.pending.as_ref().map(property), one.activating.as_ref().map(property))
    };
    let some = |id: &str| Some(id.to_owned());
    world.draft("thing", &named);
    activate();
    let changed = change(&sized);
    assert_eq!(changed.status, CardStatus::Updating);
    assert_eq!(shown(&changed), ("name".to_owned(), some("size"), some("name")));
    // What was ordered is built, and the change waits.
    world.settle();
    assert_eq!(world.status("thing"), CardStatus::PendingChanges);
    assert_eq!(world.shown("thing"), json!({"1": {"name": "one"}}));
    // Changed there and back, the build is the one that was ordered.
    activate();
    change(&named);
    assert_eq!(shown(&change(&sized)), ("name".to_owned(), some("size"), None));
    assert_eq!(activate().status, CardStatus::Updating);
    world.settle();
    assert_eq!(
        (world.status("thing"), world.shown("thing")),
        (CardStatus::Active, json!({"1": {"size": "7"}}))
    );
    // Activated again, only the last change is built.
    change(&named);
    activate();
    change(&of_a(&[("name", "LocalizedText")]));
    let last = activate();
    assert_eq!((last.status, shown(&last).2), (CardStatus::Updating, None));
    world.settle();
    assert_eq!(world.status("thing"), CardStatus::Active);
    assert_eq!(world.shown("thing"), json!({"1": {"name": {"": "one"}}}));
    let name = CardChange { name: Some("Thing".into()), ..CardChange::default() };
    assert_eq!(
        world.cards.update(&world.tenant, "thing", name, &Actor::system()).expect("taken").name,
        "Thing"
    );
}

#[test]
fn nothing_that_segments_or_relations_lean_on_goes_unnoticed() {
    let world = World::new();
    world.active("price", &of_a(&[("product", "Text"), ("amount", "Decimal")]));
    let mut product = of_a(&[("name", "Text")]);
    product["relations"] = json!([{"id": "prices", "card": "price", "from": "id", "to": "product"}]);
    world.active("thing", &product);
    let new = NewSegment {
        id: "cheap".into(),
        name: String::new(),
        card: "price".into(),
        criteria: Criteria::Dynamic(json!([{"must": {"amount": [{"lt": 10}]}}])),
    };
    world.cards.create_segment(&world.tenant, new, &Actor::system()).expect("made");
    world.change("price", &of_a(&[("item", "Text"), ("cost", "Decimal")]));
    let plan = world.cards.plan(&world.tenant, "price").expect("a plan");
    assert_eq!((plan.segments, plan.related_from), (vec!["cheap".into()], vec!["thing".into()]));
    assert_eq!(plan.obstacles.len(), 2, "{:?}", plan.obstacles);
    let told = state(world.cards.activate(&world.tenant, "price", &Actor::system()).expect_err("refused"));
    assert!(told.contains("cheap") && told.contains("prices"), "{told}");
    // With the relation and the segment renamed as well it goes through.
    product["relations"][0]["to"] = "item".into();
    world.change("thing", &product);
    world.cards.delete_segment(&world.tenant, "cheap", &[], &Actor::system()).expect("deleted");
    world.activate("price");
    world.activate("thing");
    state(
        world.cards.delete(&world.tenant, "price", &[], &Actor::system()).expect_err("thing relates to it"),
    );
}

#[test]
fn wrong_definitions_are_told_by_path_with_what_there_is() {
    let world = World::new();
    let wrong = json!({
        "sources": [{"id": "a"}, {"id": "a"}],
        "properties": [
            {"id": "id", "type": "Text", "source": "a", "sourceProperty": "x"},
            {"id": "tags", "type": "List", "source": "c", "sourceProperty": "x"},
            {"id": "tags", "type": "Text", "source": "a", "sourceProperty": "å", "delimiter": "|"},
        ],
        "relations": [{"id": "r", "card": "", "from": "none", "to": ""}]
    });
    let new = |id: &str, json: &serde_json::Value| octant_card::NewCard {
        id: id.into(),
        name: String::new(),
        description: None,
        content: content(json),
    };
    let told = |id: &str, json: &serde_json::Value| match world.cards.create(
        &world.tenant,
        new(id, json),
        &Actor::system(),
    ) {
        Err(CardError::Invalid(errors)) => errors,
        other => panic!("{other:?}"),
    };
    let paths: Vec<String> = told("thing", &wrong).into_keys().collect();
    let expected = [
        "properties[0].id",
        "properties[1].delimiter",
        "properties[1].source",
        "properties[2].delimiter",
        "properties[2].id",
        "properties[2].sourceProperty",
        "relations[0].card",
        "relations[0].from",
        "relations[0].to",
        "sources[1].id",
    ];
    assert_eq!(paths, expected);
    assert!(told("no good", &of_a(&[])).contains_key("id"));
    let unknown = told("thing", &json!({"sources": [{"id": "c"}]}));
    assert!(unknown["sources[0].id"][0].contains("a, b"), "{unknown:?}");

    let mut relating = of_a(&[("name", "Text")]);
    relating["relations"] = json!([
        {"id": "r", "card": "other", "from": "id", "to": "nope"},
        {"id": "s", "card": "none", "from": "name", "to": "id"},
    ]);
    world.draft("other", &of_a(&[("size", "Text")]));
    world.draft("thing", &relating);
    match world.cards.activate(&world.tenant, "thing", &Actor::system()) {
        Err(CardError::Invalid(errors)) => {
            assert!(errors["relations[0].to"][0].contains("id, size"), "{errors:?}");
            assert!(errors["relations[1].card"][0].contains("other"), "{errors:?}");
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        world.cards.create(&world.tenant, new("THING", &of_a(&[])), &Actor::system()),
        Err(CardError::Exists { .. })
    ));
}
