//! Imports against the real store, compared with the simplest model of what they should do.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use octant_model::{SourceId, TenantId};
use octant_source::entries::{self, Browse};
use octant_source::{Accepted, ImportRequest, SourceError, TypedRequest, dry_run, import, typed_ingest};
use octant_store::sqlite::{Options, SqliteStore};
use octant_store::{Actor, ImportFilter, ImportState, NewSource, SourceType, Store};
use proptest::prelude::*;
use serde_json::{Value, json};

type Entries = BTreeMap<String, BTreeMap<(String, Option<String>), String>>;

struct World {
    store: SqliteStore,
    _folder: tempfile::TempDir,
}

fn world() -> World {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::open(folder.path(), &Options::default()).expect("it opens");
    store.create_tenant(&tenant()).expect("made");
    let new =
        NewSource { id: source(), name: "P".to_owned(), description: None, source_type: SourceType::Generic };
    store.create_source(&tenant(), new, &Actor::system()).expect("made");
    World { store, _folder: folder }
}

fn tenant() -> TenantId {
    TenantId::new("local").expect("valid")
}

fn source() -> SourceId {
    SourceId::new("products").expect("valid")
}

fn request() -> ImportRequest {
    ImportRequest {
        tenant: tenant(),
        source: source(),
        provider: None,
        actor: Actor("key:test".to_owned()),
        correlation: None,
        idempotency_key: None,
        partial: false,
    }
}

impl World {
    fn import(&self, body: &str) -> Result<Accepted, SourceError> {
        import(&self.store, request(), body.as_bytes().to_vec())
    }

    fn entries(&self) -> Entries {
        let mut found = Entries::new();
        self.store
            .scan_entries(&tenant(), &source(), None, "", &mut |key, _, entry| {
                let values = entry.properties.iter().map(|property| {
                    (
                        (property.id.to_owned(), property.language.map(str::to_owned)),
                        property.value.to_owned(),
                    )
                });
                found.insert(key.to_owned(), values.collect());
                ControlFlow::Continue(())
            })
            .expect("the scan works");
        found
    }
}

fn messages(error: &SourceError) -> Vec<String> {
    match error {
        SourceError::Invalid(violations) => {
            violations.iter().map(|violation| violation.message.clone()).collect()
        }
        other => panic!("another error: {other}"),
    }
}

#[test]
fn the_payload_of_the_dotnet_client_is_taken() {
    let world = world();
    let body = r#"{"Entities":[{"Key":"1","Delete":false,"Properties":[{"Id":"Name","Value":"x","Language":null}]}]}"#;
    assert_eq!(world.import(body).expect("accepted").record.counts.created, 1);
    assert_eq!(world.entries()["1"][&("name".to_owned(), None)], "x");
    let properties = world.store.properties(&tenant(), &source()).expect("a list");
    assert_eq!((properties[0].id.as_str(), properties[0].display_name.as_str()), ("name", "Name"));
}

#[test]
fn values_keep_their_json_spelling_and_null_clears() {
    let world = world();
    let body = r#"{"entities":[{"key":"a","properties":[{"id":"n","value":1.50},{"id":"b","value":true},{"id":"t","value":"\u00e5\n\"x\""}]}]}"#;
    world.import(body).expect("accepted");
    let entries = world.entries();
    let shown: Vec<&str> = entries["a"].values().map(String::as_str).collect();
    assert_eq!(shown, ["true", "1.50", "å\n\"x\""]);
    world.import(r#"{"entities":[{"key":"a","properties":[{"id":"N","value":null}]}]}"#).expect("accepted");
    assert!(!world.entries()["a"].contains_key(&("n".to_owned(), None)));
}

#[test]
fn every_broken_rule_is_told_and_nothing_is_stored() {
    let world = world();
    let body = r#"{"entities":[{"key":"@2","properties":[{"id":"a b","value":"x"},{"id":"c","value":[1]}]},
        {"key":"d"},{"key":"d"},{"properties":[]},{"key":"e","properties":[{"id":"x","value":"1","language":"s"},
        {"id":"y","value":"1"},{"id":"Y","value":"2"}]},7]}"#;
    let error = world.import(body).expect_err("it breaks rules");
    let messages = messages(&error);
    assert!(
        messages.contains(&"Entity keys contain restricted characters. The following ids containing restricted characters: @2".to_owned()),
        "{messages:?}"
    );
    for part in ["a b", ": d", "#3", "\"s\"", "e/y", "#5", "@2/c (entities[0].properties[1], a list)"] {
        assert!(messages.iter().any(|message| message.contains(part)), "{part} in {messages:?}");
    }
    assert!(world.entries().is_empty());
    let failed = ImportFilter { state: Some(ImportState::Failed), ..ImportFilter::default() };
    let page = octant_model::PageRequest::first(10);
    assert_eq!(world.store.imports(&tenant(), &failed, &page).expect("a list").items[0].received, 6);
}

#[test]
fn with_partial_the_good_entities_are_taken_and_the_others_told() {
    let world = world();
    let body = br#"{"entities":[{"key":"a"},{"key":"@"},{"key":"a"},{"key":"b"}]}"#.to_vec();
    let partial = ImportRequest { partial: true, ..request() };
    let record = import(&world.store, partial, body).expect("accepted").record;
    assert_eq!((record.received, record.rejected, record.counts.created), (4, 2, 2));
    let rejected: Vec<_> =
        record.problems.iter().map(|problem| (problem.index, problem.code.as_str())).collect();
    assert_eq!(rejected, [(Some(1), "key_restricted_characters"), (Some(2), "key_repeated")]);
    assert_eq!(world.store.verify(), Ok(Vec::new()));
}

#[test]
fn a_broken_payload_says_where() {
    let world = world();
    for (body, part) in [
        ("", "line 1"),
        ("[]", "not an object with the list entities"),
        (r#"{"entities":5}"#, "not an object with the list entities"),
        (r#"{"entities":[{"key":"a"}]"#, "line 1 column"),
        (r#"{"entities":[]} x"#, "trailing characters"),
        (r#"{"entities":[{"key":"a\u00"}]}"#, "line 1 column"),
        (r#"{"entities":[],"x":[1,{"y":}]}"#, "line 1 column"),
        (r#"{"entities":[],"entities":[]}"#, "more than once"),
    ] {
        let messages = messages(&world.import(body).expect_err(body));
        assert!(messages[0].contains(part), "{body}: {messages:?}");
    }
}

#[test]
fn half_a_character_is_told_of_its_entity_alone() {
    let world = world();
    let body = br#"{"entities":[{"key":"a\ud83d"},{"key":"b","properties":[{"id":"\ude00","value":"x"}]},
        {"key":"c","properties":[{"id":"p","value":"\ud83d"}]},{"key":"d","properties":[{"id":"p","value":"\ud83d\ude00"}]}]}"#;
    let partial = ImportRequest { partial: true, ..request() };
    let record = import(&world.store, partial, body.to_vec()).expect("accepted").record;
    let rejected: Vec<_> =
        record.problems.iter().map(|problem| (problem.key.as_deref(), problem.code.as_str())).collect();
    let expected = [
        (Some("a\\ud83d"), "key_restricted_characters"),
        (Some("b"), "property_id_restricted_characters"),
        (Some("c"), "value_not_scalar"),
    ];
    assert_eq!(rejected, expected);
    assert_eq!(world.entries()["d"][&("p".to_owned(), None)], "😀");
}

#[test]
fn members_are_known_in_any_case_and_spelling_and_others_are_passed_over() {
    let world = world();
    let body = r#" {"a":[{"entities":[]}],"ENT\u0069ties" : [ {"Key":"1","x":{"y":["]",{}]},
        "pr\u006fperties":[{"v":1e999,"ID":"n","valu\u0065":-1.5E+3}]} ] , "z":null } "#;
    assert_eq!(world.import(body).expect("accepted").record.counts.created, 1);
    assert_eq!(world.entries()["1"][&("n".to_owned(), None)], "-1.5E+3");
}

#[test]
fn the_same_key_with_another_payload_is_a_conflict() {
    let world = world();
    let keyed = || ImportRequest { idempotency_key: Some("k".to_owned()), ..request() };
    let body = |key: &str| format!(r#"{{"entities":[{{"key":"{key}"}}]}}"#).into_bytes();
    let first = import(&world.store, keyed(), body("a")).expect("accepted");
    let again = import(&world.store, keyed(), body("a")).expect("replayed");
    assert_eq!((again.replayed, again.record.id), (true, first.record.id));
    assert_eq!(import(&world.store, keyed(), body("b")), Err(SourceError::IdempotencyConflict));
}

/// An entity of an import: key, whether it deletes, and values (property, language, text).
type Entity = (u8, bool, Vec<(u8, Option<bool>, Option<String>)>);

fn payload(entities: &[Entity]) -> Value {
    let mut seen = std::collections::BTreeSet::new();
    let entities: Vec<Value> = entities
        .iter()
        .filter(|entity| seen.insert(entity.0))
        .map(|(key, delete, values)| {
            let mut pairs = std::collections::BTreeSet::new();
            let properties: Vec<Value> = values
                .iter()
                .filter(|(id, language, _)| pairs.insert((id % 4, *language)))
                .map(|(id, language, value)| {
                    // Ids differ in case from time to time; it does not count.
                    let id = if *id > 3 { format!("P{}", id % 4) } else { format!("p{id}") };
                    json!({ "id": id, "value": value, "language": language.map(|first| if first { "sv" } else { "en" }) })
                })
                .collect();
            json!({ "key": format!("k{key}"), "delete": delete, "properties": properties })
        })
        .collect();
    json!({ "entities": entities })
}

/// What an import does, said in the plainest way.
fn apply(model: &mut Entries, payload: &Value) {
    for entity in payload["entities"].as_array().expect("a list") {
        let key = entity["key"].as_str().expect("a text").to_owned();
        if entity["delete"] == true {
            model.remove(&key);
            continue;
        }
        let entry = model.entry(key).or_default();
        for property in entity["properties"].as_array().expect("a list") {
            let id = property["id"].as_str().expect("a text").to_lowercase();
            let place = (id, property["language"].as_str().map(str::to_owned));
            match property["value"].as_str() {
                Some(value) => entry.insert(place, value.to_owned()),
                None => entry.remove(&place),
            };
        }
    }
}

fn entity() -> impl Strategy<Value = Entity> {
    let value = (0u8..8, proptest::option::of(any::<bool>()), proptest::option::of("[a-cå\"\\\\\n]{0,3}"));
    (0u8..6, proptest::bool::weighted(0.2), proptest::collection::vec(value, 0..5))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_sequence_of_imports_gives_what_the_model_gives(
        imports in proptest::collection::vec(proptest::collection::vec(entity(), 0..6), 1..8),
    ) {
        let world = world();
        let mut model = Entries::new();
        for entities in &imports {
            let payload = payload(entities);
            let body = payload.to_string();
            let preview = dry_run(&world.store, &request(), body.clone().into_bytes()).expect("a preview");
            let accepted = world.import(&body).expect("accepted");
            prop_assert_eq!(preview.counts, accepted.record.counts);
            apply(&mut model, &payload);
            prop_assert_eq!(&world.entries(), &model);
            let again = world.import(&body).expect("accepted").record;
            prop_assert_eq!(again.counts.created + again.counts.updated + again.counts.deleted, 0);
            prop_assert_eq!(again.sequence, accepted.record.sequence);
        }
        prop_assert_eq!(world.store.verify(), Ok(Vec::new()));
    }

    #[test]
    fn what_is_exported_and_imported_again_changes_nothing(
        imports in proptest::collection::vec(proptest::collection::vec(entity(), 0..6), 1..6),
        limit in 1_usize..4,
    ) {
        let world = world();
        for entities in &imports {
            world.import(&payload(entities).to_string()).expect("accepted");
        }
        let head = world.store.log_head(&tenant()).expect("a place");
        let exported = export(&world, limit);
        let again = world.import(&json!({ "entities": exported }).to_string()).expect("accepted").record;
        prop_assert_eq!(again.counts.unchanged, world.entries().len() as u64);
        prop_assert_eq!(world.store.log_head(&tenant()).expect("a place"), head);
    }
}

/// All entries as entities, read page by page as the API gives them.
fn export(world: &World, limit: usize) -> Vec<Value> {
    let mut wanted = Browse { limit, scan: usize::MAX, ..Browse::default() };
    let mut entities = Vec::new();
    loop {
        let page = entries::browse(&world.store, &tenant(), &source(), &wanted).expect("a page");
        entities.extend(page.entries.iter().map(|entry| {
            let properties: Vec<Value> = entry
                .values
                .iter()
                .map(|value| json!({"id": value.property, "value": value.value, "language": value.language}))
                .collect();
            json!({"key": entry.key, "properties": properties})
        }));
        match page.after {
            Some(after) => wanted.after = Some(after),
            None => return entities,
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300), partial: bool) {
        let _ = octant_source::payload::read(bytes, partial);
    }

    #[test]
    fn a_payload_with_changed_bytes_is_read_or_refused(
        entities in proptest::collection::vec(entity(), 0..4),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        partial: bool,
    ) {
        let mut bytes = payload(&entities).to_string().into_bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok();
        let is_read = match octant_source::payload::read(bytes, partial) {
            Ok(_) => true,
            Err(refused) => refused.violations.iter().all(|violation| violation.code != "payload_malformed"),
        };
        prop_assert!(is_json || !is_read, "what is no JSON is refused as such");
    }

    #[test]
    fn a_typed_body_with_changed_bytes_is_taken_whole_or_refused(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..5),
    ) {
        let world = world();
        let body = json!({"entries": [
            {"id": "a", "properties": [{"id": "n", "value": 1}, {"id": "t", "value": "x", "language": "en"}]},
            {"id": "b", "properties": [{"id": "l", "value": ["p", "q"]}, {"id": "m", "value": true}]}
        ]});
        let mut bytes = body.to_string().into_bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let request = TypedRequest {
            tenant: tenant(), source: source(), actor: Actor::system(), correlation: None
        };
        match typed_ingest(&world.store, request, &bytes) {
            Ok(accepted) => prop_assert_eq!(accepted.entries, world.entries().len() as u64),
            Err(_) => prop_assert!(world.entries().is_empty()),
        }
    }
}
