//! What any engine must show, run against each engine there is.

mod support;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use octant_model::{PageRequest, PropertyId, PropertyType, ProviderId, Sequence, Timestamp};
use octant_store::{
    ActivityFilter, Actor, ApplyOutcome, ChangeKind, Definition, DefinitionChange, Health, IdempotencyKey,
    ImportCounts, ImportFilter, ImportProblem, ImportState, Kind, LogRecord, NewImport, NewSource,
    PropertySettings, PropertyState, Retention, SourceFilter, SourceStatus, SourceType, SourceUpdate, Store,
    StoreError, Volume,
};
use support::*;

type Open = fn(&Path) -> Box<dyn Store>;

/// Every engine, opened on a folder that a test may open again.
const ENGINES: [(&str, Open); 1] = [("sqlite", |folder| Box::new(open(folder)))];

/// Runs a test on a new store of each engine, and asks the store at the end whether it contradicts itself.
fn on_each_engine(test: impl Fn(&dyn Store)) {
    for (name, open) in ENGINES {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = open(folder.path());
        test(store.as_ref());
        assert_eq!(store.verify().expect("it can be read"), Vec::<String>::new(), "{name}");
        assert_eq!(store.health(), Health::Ready, "{name}");
    }
}

#[test]
fn a_tenant_is_made_once_and_what_has_none_is_named() {
    on_each_engine(|store| {
        assert!(store.create_tenant(&tenant("local")).expect("made"));
        assert!(!store.create_tenant(&tenant("local")).expect("known"));
        assert_eq!(store.tenants().expect("a list"), [tenant("local")]);
        let missing = StoreError::NotFound { what: "tenant", id: "other".to_owned() };
        assert_eq!(store.source(&tenant("other"), &source("a")), Err(missing.clone()));
        assert_eq!(import(store, &tenant("other"), &source("a"), vec![]), Err(missing));
    });
}

#[test]
fn tenants_do_not_see_each_other() {
    on_each_engine(|store| {
        let (local, products) = set_up(store);
        store.create_tenant(&tenant("other")).expect("a tenant");
        import(store, &local, &products, vec![set("a", &[text("name", "x")])]).expect("applied");
        assert_eq!(store.source(&tenant("other"), &products), Ok(None));
        assert_eq!(store.log_head(&tenant("other")), Ok(Sequence(0)));
        assert!(
            store
                .imports(&tenant("other"), &ImportFilter::default(), &everything())
                .expect("a list")
                .items
                .is_empty()
        );
    });
}

#[test]
fn entries_are_created_merged_left_alone_and_deleted() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let first = import(
            store,
            &tenant,
            &source,
            vec![
                set("a", &[text("name", "Chair"), ("name", Some("sv"), Some("Stol".to_owned()))]),
                set("b", &[text("price", "1")]),
            ],
        );
        let first = first.expect("applied");
        assert_eq!(
            (first.counts.created, first.state, first.sequence),
            (2, ImportState::Applied, Sequence(3))
        );

        let second = import(
            store,
            &tenant,
            &source,
            vec![
                set("a", &[("name", Some("sv"), Some("Stolen".to_owned())), text("size", "2")]),
                set("b", &[text("price", "1")]),
                delete("unknown"),
                delete("b2"),
            ],
        );
        let counts = second.expect("applied").counts;
        assert_eq!((counts.created, counts.updated, counts.unchanged, counts.deleted), (0, 1, 3, 0));
        assert_eq!(
            entry_records(store, &tenant, first.sequence),
            [("a".to_owned(), 2, vec!["name".to_owned(), "size".to_owned()])]
        );

        let found = store.entries(&tenant, &source, &[key("b"), key("none"), key("a")]).expect("entries");
        assert_eq!(found[1], None);
        let a = found[2].as_ref().expect("it exists");
        assert_eq!(a.sequence, Sequence(4));
        assert_eq!(a.entry().version, 2);
        let old: Vec<&str> = a
            .entry()
            .properties
            .iter()
            .filter(|value| value.import == first.id)
            .map(|value| value.value)
            .collect();
        assert_eq!(old, ["Chair"], "what did not change keeps the import that brought it");

        import(store, &tenant, &source, vec![delete("a")]).expect("applied");
        assert_eq!(entries(store, &tenant, &source).keys().collect::<Vec<_>>(), ["b"]);
        assert_eq!(store.source(&tenant, &source).expect("read").expect("a source").entries, 1);
    });
}

#[test]
fn an_import_that_changes_nothing_leaves_only_its_record() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let entities = vec![set("a", &[text("name", "x")]), set("b", &[])];
        let first = import(store, &tenant, &source, entities.clone()).expect("applied");
        let again = import(store, &tenant, &source, entities).expect("applied");
        assert_eq!((again.counts.unchanged, again.sequence), (2, first.sequence));
        assert_eq!(store.log_head(&tenant), Ok(first.sequence));
        assert_eq!(store.import(&tenant, again.id).expect("read"), Some(again));
    });
}

#[test]
fn imports_of_the_same_entries_at_the_same_time_lose_nothing() {
    const PROPERTIES: [&str; 8] = ["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"];
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        std::thread::scope(|scope| {
            for property in PROPERTIES {
                let (tenant, source) = (&tenant, &source);
                scope.spawn(move || {
                    for round in 0..10 {
                        let value = text(property, &round.to_string());
                        let entities = (0..50)
                            .map(|key| set(&format!("k{key}"), std::slice::from_ref(&value)))
                            .collect();
                        import(store, tenant, source, entities).expect("applied");
                    }
                });
            }
        });
        let found = entries(store, &tenant, &source);
        assert_eq!(found.len(), 50);
        for (key, values) in found {
            let expected: Shown = PROPERTIES.iter().map(|id| ((*id).to_owned(), "9".to_owned())).collect();
            assert_eq!(values, expected, "{key}");
        }
        let records = entry_records(store, &tenant, Sequence(0));
        assert_eq!(records.len(), 50 * 8 * 10, "each change is in the log");
    });
}

#[test]
fn a_preview_counts_and_changes_nothing() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let before =
            import(store, &tenant, &source, vec![set("a", &[text("name", "x")])]).expect("applied").sequence;
        let merge = PlainMerge {
            import: octant_model::ImportId::generate(),
            entities: vec![set("a", &[text("name", "y")]), set("b", &[]), delete("c")],
        };
        let counts = store.preview_import(&tenant, &source, &merge).expect("a preview");
        assert_eq!((counts.created, counts.updated, counts.unchanged, counts.deleted), (1, 1, 1, 0));
        assert_eq!(store.log_head(&tenant), Ok(before));
        assert_eq!(entries(store, &tenant, &source)["a"]["name"], "x");
    });
}

#[test]
fn a_repeated_idempotency_key_applies_nothing_again() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let apply = |scope: &str, digest: u8, value: &str| {
            let mut new = new_import(&tenant, &source, 1);
            new.idempotency =
                Some(IdempotencyKey { scope: scope.to_owned(), key: "k".to_owned(), digest: [digest; 32] });
            let merge = PlainMerge { import: new.id, entities: vec![set("a", &[text("name", value)])] };
            store.apply_import(new, Arc::new(merge)).expect("an answer")
        };
        let ApplyOutcome::Applied { record: first, replayed: false } = apply("p1", 1, "x") else {
            panic!("applied")
        };
        import(store, &tenant, &source, vec![set("a", &[text("name", "y")])]).expect("applied");
        assert_eq!(apply("p1", 1, "x"), ApplyOutcome::Applied { record: first, replayed: true });
        assert_eq!(entries(store, &tenant, &source)["a"]["name"], "y", "the repetition changed nothing");
        assert_eq!(apply("p1", 2, "z"), ApplyOutcome::IdempotencyConflict);
        let ApplyOutcome::Applied { replayed: false, .. } = apply("p2", 2, "z") else {
            panic!("another client's key is another key")
        };

        let retention = Retention {
            idempotency_before: Timestamp::now().plus_milliseconds(1),
            imports_before: Timestamp::default(),
            activity_before: Timestamp::default(),
            log_before: None,
        };
        assert_eq!(store.expire(retention), Ok(2));
        let ApplyOutcome::Applied { replayed: false, .. } = apply("p1", 3, "w") else {
            panic!("the key is free again")
        };
    });
}

#[test]
fn imports_are_listed_newest_first_and_filtered() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let ids: Vec<_> = (0..5)
            .map(|number| {
                import(store, &tenant, &source, vec![set(&number.to_string(), &[])]).expect("applied").id
            })
            .collect();
        let mut refused = new_import(&tenant, &source, 3);
        refused.rejected = 3;
        refused.problems = vec![ImportProblem {
            index: Some(2),
            key: Some("@".to_owned()),
            code: "c".to_owned(),
            message: "m".to_owned(),
        }];
        store.record_failed_import(refused.clone()).expect("kept");

        let page = PageRequest { after: None, limit: 4, include_total: true };
        let first = store.imports(&tenant, &ImportFilter::default(), &page).expect("a list");
        assert_eq!(first.total, Some(6));
        assert_eq!(first.items[0].id, refused.id);
        assert_eq!(first.items[0].problems, refused.problems);
        let next = PageRequest { after: first.after.clone(), ..page };
        let second = store.imports(&tenant, &ImportFilter::default(), &next).expect("a list");
        assert_eq!(second.items.iter().map(|record| record.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
        assert_eq!(second.after, None);

        let failed = ImportFilter { state: Some(ImportState::Failed), ..ImportFilter::default() };
        assert_eq!(store.imports(&tenant, &failed, &everything()).expect("a list").items.len(), 1);
        let elsewhere = ImportFilter { source: Some(support::source("other")), ..ImportFilter::default() };
        assert_eq!(store.imports(&tenant, &elsewhere, &everything()).expect("a list").items.len(), 0);
        let wrong = PageRequest { after: Some("x".to_owned()), ..everything() };
        assert_eq!(
            store.imports(&tenant, &ImportFilter::default(), &wrong),
            Err(StoreError::InvalidCursor("x".to_owned()))
        );
        let retention = Retention {
            idempotency_before: Timestamp::default(),
            imports_before: Timestamp::now().plus_milliseconds(5),
            activity_before: Timestamp::default(),
            log_before: None,
        };
        assert_eq!(store.expire(retention), Ok(6));
        assert_eq!(entries(store, &tenant, &source).len(), 5, "what was imported stays");
    });
}

#[test]
fn imports_are_published_up_to_a_place() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let records: Vec<_> = (0..3)
            .map(|number| {
                import(store, &tenant, &source, vec![set(&number.to_string(), &[])]).expect("applied")
            })
            .collect();
        assert_eq!(store.unpublished(&tenant), Ok(vec![(source.clone(), records[0].sequence)]));
        assert_eq!(store.mark_published(&tenant, &source, records[1].sequence), Ok(2));
        assert_eq!(store.unpublished(&tenant), Ok(vec![(source.clone(), records[2].sequence)]));
        assert_eq!(store.mark_published(&tenant, &source, records[1].sequence), Ok(0));
        let states = |state| {
            let filter = ImportFilter { state: Some(state), ..ImportFilter::default() };
            let page = store.imports(&tenant, &filter, &everything()).expect("a list");
            page.items.iter().map(|record| (record.id, record.published_at.is_some())).collect::<Vec<_>>()
        };
        assert_eq!(states(ImportState::Applied), [(records[2].id, false)]);
        assert_eq!(states(ImportState::Published), [(records[1].id, true), (records[0].id, true)]);
        assert_eq!(store.mark_published(&tenant, &source, records[2].sequence), Ok(1));
        assert_eq!(store.unpublished(&tenant), Ok(Vec::new()));
    });
}

#[test]
fn sources_are_made_changed_listed_and_purged() {
    on_each_engine(|store| {
        let (tenant, products) = set_up(store);
        let again = NewSource {
            id: products.clone(),
            name: "x".to_owned(),
            description: None,
            source_type: SourceType::Media,
        };
        assert_eq!(
            store.create_source(&tenant, again, &actor()),
            Err(StoreError::AlreadyExists { what: "source", id: "products".to_owned() })
        );
        let media = NewSource {
            id: source("media"),
            name: "Bilder".to_owned(),
            description: Some("d".to_owned()),
            source_type: SourceType::Media,
        };
        store.create_source(&tenant, media, &actor()).expect("made");
        let update = SourceUpdate { name: Some("Pictures".to_owned()), description: Some(None) };
        let changed = store.update_source(&tenant, &source("media"), update, &actor()).expect("changed");
        assert_eq!((changed.name.as_str(), changed.description), ("Pictures", None));

        let names = |filter: SourceFilter| -> Vec<String> {
            let page = store.sources(&tenant, &filter, &everything()).expect("a list");
            page.items.into_iter().map(|source| source.id.to_string()).collect()
        };
        assert_eq!(names(SourceFilter::default()), ["media", "products"]);
        assert_eq!(
            names(SourceFilter { name: Some("PICT".to_owned()), ..SourceFilter::default() }),
            ["media"]
        );
        assert_eq!(
            names(SourceFilter { source_type: Some(SourceType::Generic), ..SourceFilter::default() }),
            ["products"]
        );

        import(
            store,
            &tenant,
            &products,
            (0..25).map(|number| set(&number.to_string(), &[text("name", "x")])).collect(),
        )
        .expect("applied");
        store.begin_source_purge(&tenant, &products, &actor()).expect("marked");
        assert_eq!(
            import(store, &tenant, &products, vec![set("a", &[])]),
            Err(StoreError::Purging("products".to_owned()))
        );
        assert_eq!(
            names(SourceFilter { status: Some(SourceStatus::Purging), ..SourceFilter::default() }),
            ["products"]
        );
        let before = store.log_head(&tenant).expect("a head");
        assert_eq!(store.purge_source(&tenant, &products, 10), Ok(false));
        assert_eq!(store.purge_source(&tenant, &products, 10), Ok(false));
        assert_eq!(store.purge_source(&tenant, &products, 10), Ok(true));
        assert_eq!(store.source(&tenant, &products), Ok(None));
        assert_eq!(entry_records(store, &tenant, before).len(), 25, "each entry's end is in the log");
    });
}

#[test]
fn the_registry_follows_the_values() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let sv = |value: Option<&str>| ("name", Some("sv"), value.map(str::to_owned));
        import(
            store,
            &tenant,
            &source,
            vec![
                set("a", &[text("name", "x"), sv(Some("y"))]),
                set("b", &[sv(Some("z")), text("price", "1")]),
            ],
        )
        .expect("applied");
        let properties = store.properties(&tenant, &source).expect("a list");
        assert_eq!(
            properties.iter().map(|property| property.id.as_str()).collect::<Vec<_>>(),
            ["name", "price"]
        );
        let name = &properties[0];
        assert_eq!((name.display_name.as_str(), name.entries), ("Name", 2));
        assert_eq!(name.languages, [(None, 1), (Some("sv".to_owned()), 2)]);
        assert!(name.first_seen.is_some() && name.first_seen <= name.last_seen);

        import(store, &tenant, &source, vec![set("a", &[sv(None)]), delete("b")]).expect("applied");
        let properties = store.properties(&tenant, &source).expect("a list");
        assert_eq!(properties[0].entries, 1);
        assert_eq!(
            properties[0].languages,
            [(None, 1), (Some("sv".to_owned()), 0)],
            "a language once seen is listed"
        );
        assert_eq!(properties[1].entries, 0, "a property once seen is listed");
    });
}

#[test]
fn properties_are_described_and_removed() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let id = PropertyId::new("Price").expect("valid");
        let settings = PropertySettings {
            display_name: "Pris".to_owned(),
            description: None,
            property_type: Some(PropertyType::Decimal),
            delimiter: None,
        };
        assert_eq!(store.put_property(&tenant, &source, &id, settings.clone(), &actor()), Ok(true));
        let head = store.log_head(&tenant).expect("a head");
        assert_eq!(store.put_property(&tenant, &source, &id, settings, &actor()), Ok(false));
        assert_eq!(store.log_head(&tenant), Ok(head), "saying the same again is no change");
        import(store, &tenant, &source, vec![set("a", &[text("price", "1")])]).expect("applied");
        let known = &store.properties(&tenant, &source).expect("a list")[0];
        assert_eq!((known.display_name.as_str(), known.property_type), ("Pris", Some(PropertyType::Decimal)));

        store.begin_property_purge(&tenant, &source, &id, &actor()).expect("marked");
        assert_eq!(store.properties(&tenant, &source).expect("a list")[0].state, PropertyState::Deleting);
        assert!(store.remove_property(&tenant, &source, &id).is_err(), "an entry still has it");
        import(store, &tenant, &source, vec![set("a", &[("price", None, None)])]).expect("applied");
        store.remove_property(&tenant, &source, &id).expect("removed");
        assert!(store.properties(&tenant, &source).expect("a list").is_empty());
    });
}

const CARD: Kind = Kind("card");

#[test]
fn definitions_change_together_or_not_at_all() {
    on_each_engine(|store| {
        let (tenant, _) = set_up(store);
        let create = |id: &str, body: &str| DefinitionChange::Create {
            kind: CARD,
            id: id.to_owned(),
            body: body.to_owned(),
        };
        let update = |id: &str, body: &str, expected| DefinitionChange::Update {
            kind: CARD,
            id: id.to_owned(),
            body: body.to_owned(),
            expected,
        };
        let change = |changes| store.change_definitions(&tenant, changes, &actor());
        let end = change(vec![create("a", "1"), create("b", "2")]).expect("made");
        let clash = change(vec![create("c", "3"), create("a", "4")]);
        assert_eq!(clash, Err(StoreError::AlreadyExists { what: "card", id: "a".to_owned() }));
        assert_eq!(store.definition(&tenant, CARD, "c"), Ok(None), "nothing of a refused change is there");
        assert_eq!(store.log_head(&tenant), Ok(end));
        change(vec![update("a", "5", Some(1))]).expect("changed");
        assert_eq!(
            change(vec![update("a", "6", Some(1))]),
            Err(StoreError::Stale { what: "card", id: "a".to_owned() })
        );
        let (owner, Definition { version, body, .. }) =
            store.find_definition(CARD, "a").expect("read").expect("it exists");
        assert_eq!((owner, version, body.as_str()), (tenant.clone(), 2, "5"));
        change(vec![DefinitionChange::Delete { kind: CARD, id: "b".to_owned() }]).expect("deleted");
        let page = PageRequest { after: None, limit: 10, include_total: true };
        let list = store.definitions(&tenant, CARD, &page).expect("a list");
        assert_eq!((list.items.len(), list.total, list.after), (1, Some(1), None));

        let records: Vec<LogRecord> = store
            .read_log(&tenant, Sequence(1), 100)
            .expect("the log")
            .into_iter()
            .flat_map(|block| block.records)
            .collect();
        let expected = |id: &str, version, change| LogRecord::Definition {
            kind: "card".to_owned(),
            id: id.to_owned(),
            version,
            change,
        };
        assert_eq!(
            records,
            [
                expected("a", 1, ChangeKind::Created),
                expected("b", 1, ChangeKind::Created),
                expected("a", 2, ChangeKind::Updated),
                expected("b", 1, ChangeKind::Deleted),
            ]
        );
    });
}

#[test]
fn the_log_is_read_in_blocks_without_gaps() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let large = (0..10_000).map(|number| set(&format!("k{number}"), &[text("name", "x")])).collect();
        let record = import(store, &tenant, &source, large).expect("applied");
        assert_eq!(record.sequence, Sequence(10_001));
        let mut after = Sequence(0);
        let mut seen = 0;
        loop {
            let blocks = store.read_log(&tenant, after, 100).expect("the log");
            let Some(last) = blocks.last() else { break };
            assert_eq!(blocks[0].first, Sequence(after.0 + 1));
            seen += blocks.iter().map(|block| block.records.len()).sum::<usize>();
            after = last.last();
        }
        assert_eq!((after, seen), (Sequence(10_001), 10_001));
        let within = store.read_log(&tenant, Sequence(5), 1).expect("the log");
        assert!(within[0].first <= Sequence(5) && within[0].last() > Sequence(5));
        assert_eq!(within[0].import, Some(record.id));
    });
}

#[test]
fn who_waits_for_the_log_is_woken() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let head = store.log_head(&tenant).expect("a head");
        assert_eq!(store.wait_for_log(&tenant, head, Duration::from_millis(1)), Ok(head), "the time is over");
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| store.wait_for_log(&tenant, head, Duration::from_mins(5)));
            import(store, &tenant, &source, vec![set("a", &[])]).expect("applied");
            assert_eq!(waiting.join().expect("no panic"), Ok(Sequence(head.0 + 1)));
        });
    });
}

/// What goes when nothing but the log's records of before that moment may go.
fn trim(store: &dyn Store, before: Timestamp) -> u64 {
    let retention = Retention {
        idempotency_before: Timestamp::default(),
        imports_before: Timestamp::default(),
        activity_before: Timestamp::default(),
        log_before: Some(before),
    };
    store.expire(retention).expect("old records go")
}

#[test]
fn the_log_goes_as_far_as_it_is_old_and_read() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let places: Vec<Sequence> = (0..3)
            .map(|number| {
                import(store, &tenant, &source, vec![set(&number.to_string(), &[])]).expect("applied")
            })
            .map(|record| record.sequence)
            .collect();
        let later = Timestamp::now().plus_milliseconds(1_000);
        assert_eq!(trim(store, Timestamp::default()), 0, "nothing is as old");
        store.set_checkpoint(&tenant, "slow", places[1]).expect("kept");
        store.set_checkpoint(&tenant, "fast", places[2]).expect("kept");
        assert_eq!(trim(store, later), 3, "the source's own record and two imports");
        assert_eq!(store.read_log(&tenant, Sequence(0), 10), Err(StoreError::LogTrimmed(places[1])));
        let rest = store.read_log(&tenant, places[1], 10).expect("what was not read stays");
        assert_eq!((rest.len(), rest[0].last()), (1, places[2]));

        store.set_checkpoint(&tenant, "slow", places[2]).expect("kept");
        assert_eq!(trim(store, later), 1);
        assert_eq!(store.log_head(&tenant), Ok(places[2]), "places go on from where they were");
        assert_eq!(store.read_log(&tenant, places[2], 10), Ok(Vec::new()));
        let next = import(store, &tenant, &source, vec![set("n", &[])]).expect("applied").sequence;
        assert_eq!(next.0, places[2].0 + 1);
        assert_eq!(entries(store, &tenant, &source).len(), 4, "what was imported stays");
    });
}

#[test]
fn readers_of_the_log_keep_their_place() {
    on_each_engine(|store| {
        let (tenant, _) = set_up(store);
        assert_eq!(store.checkpoint(&tenant, "cards"), Ok(Sequence(0)));
        store.set_checkpoint(&tenant, "cards", Sequence(7)).expect("kept");
        store.set_checkpoint(&tenant, "cards", Sequence(9)).expect("kept");
        store.set_checkpoint(&tenant, "all", Sequence(1)).expect("kept");
        let expected = vec![("all".to_owned(), Sequence(1)), ("cards".to_owned(), Sequence(9))];
        assert_eq!(store.checkpoints(&tenant), Ok(expected));
        store.remove_checkpoint(&tenant, "all").expect("forgotten");
        assert_eq!(store.checkpoint(&tenant, "all"), Ok(Sequence(0)));
    });
}

#[test]
fn entries_are_visited_by_key_from_anywhere() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let keys = ["A1", "a1", "a2", "a_1", "b1", "b2"];
        import(store, &tenant, &source, keys.iter().map(|key| set(key, &[])).collect()).expect("applied");
        let visit = |after: Option<&str>, prefix: &str, most: usize| {
            let mut seen = Vec::new();
            store
                .scan_entries(&tenant, &source, after, prefix, &mut |key, _, _| {
                    seen.push(key.to_owned());
                    if seen.len() == most {
                        std::ops::ControlFlow::Break(())
                    } else {
                        std::ops::ControlFlow::Continue(())
                    }
                })
                .expect("the scan works");
            seen
        };
        assert_eq!(
            visit(None, "", 100),
            ["A1", "a1", "a2", "a_1", "b1", "b2"],
            "byte order, and case counts"
        );
        assert_eq!(visit(Some("a1"), "a", 100), ["a2", "a_1"]);
        assert_eq!(visit(None, "b", 1), ["b1"]);
        assert_eq!(visit(None, "c", 1), Vec::<String>::new());
    });
}

#[test]
fn everything_is_there_after_opening_again() {
    for (_, open) in ENGINES {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = open(folder.path());
        let (tenant, source) = set_up(store.as_ref());
        let record =
            import(store.as_ref(), &tenant, &source, vec![set("a", &[text("name", "x")])]).expect("applied");
        store.set_checkpoint(&tenant, "cards", Sequence(1)).expect("kept");
        drop(store);
        let store = open(folder.path());
        assert_eq!(entries(store.as_ref(), &tenant, &source)["a"]["name"], "x");
        assert_eq!(store.import(&tenant, record.id).expect("read"), Some(record));
        assert_eq!(store.checkpoint(&tenant, "cards"), Ok(Sequence(1)));
        assert_sound(store.as_ref());
    }
}

#[test]
fn the_activity_tells_who_changed_what_before_and_after() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let editor = Actor("user:edith".to_owned());
        let update = SourceUpdate { name: Some("All products".to_owned()), description: None };
        store.update_source(&tenant, &source, update.clone(), &editor).expect("changed");
        store.update_source(&tenant, &source, update, &editor).expect("the same again");
        let settings = PropertySettings {
            display_name: "Price".to_owned(),
            description: None,
            property_type: Some(PropertyType::Decimal),
            delimiter: None,
        };
        let price = PropertyId::new("price").expect("valid");
        store.put_property(&tenant, &source, &price, settings, &editor).expect("made");

        let all = store.activity(&tenant, &ActivityFilter::default(), &everything()).expect("a list").items;
        let told: Vec<_> = all
            .iter()
            .map(|one| (one.kind.as_str(), one.id.as_str(), one.change, one.actor.clone()))
            .collect();
        assert_eq!(
            told,
            [
                ("property", "products/price", ChangeKind::Created, editor.clone()),
                ("source", "products", ChangeKind::Updated, editor),
                ("source", "products", ChangeKind::Created, actor()),
            ],
            "newest first, and saying the same again is no change"
        );
        let name = |text: &Option<String>| {
            let body: serde_json::Value =
                serde_json::from_str(text.as_deref().expect("a body")).expect("JSON");
            body["name"].as_str().expect("a name").to_owned()
        };
        assert_eq!(
            (name(&all[1].before), name(&all[1].after)),
            ("Products".to_owned(), "All products".to_owned())
        );
        assert_eq!(all[2].before, None);
    });
}

#[test]
fn the_activity_shows_no_secret_and_nothing_of_a_refused_change() {
    on_each_engine(|store| {
        let (tenant, _) = set_up(store);
        let create =
            |id: &str| DefinitionChange::Create { kind: CARD, id: id.to_owned(), body: "secret".to_owned() };
        let shown: octant_store::Shown = |body| body.replace("secret", "…");
        store.change_secret_definitions(&tenant, vec![create("a")], shown, &actor()).expect("made");
        let clash = store.change_secret_definitions(&tenant, vec![create("b"), create("a")], shown, &actor());
        assert!(clash.is_err());
        let gone = DefinitionChange::Delete { kind: CARD, id: "a".to_owned() };
        store.change_secret_definitions(&tenant, vec![gone], shown, &actor()).expect("deleted");
        let filter = ActivityFilter { kind: Some("card".to_owned()), ..ActivityFilter::default() };
        let cards = store.activity(&tenant, &filter, &everything()).expect("a list").items;
        let bodies: Vec<_> =
            cards.iter().map(|one| (one.id.as_str(), one.before.as_deref(), one.after.as_deref())).collect();
        assert_eq!(bodies, [("a", Some("…"), None), ("a", None, Some("…"))]);
    });
}

#[test]
fn the_activity_is_filtered_paged_kept_for_a_while_and_each_tenants_own() {
    on_each_engine(|store| {
        let (tenant, _) = set_up(store);
        store.create_tenant(&support::tenant("other")).expect("a tenant");
        for number in 0..5 {
            let actor = Actor(format!("user:{}", number % 2));
            let change =
                DefinitionChange::Create { kind: CARD, id: format!("c{number}"), body: "{}".to_owned() };
            store.change_definitions(&tenant, vec![change], &actor).expect("made");
        }
        let list = |filter: &ActivityFilter, page: &PageRequest| {
            let found = store.activity(&tenant, filter, page).expect("a list");
            (found.items.into_iter().map(|one| one.id).collect::<Vec<_>>(), found.after, found.total)
        };
        let any = ActivityFilter::default();
        let page = PageRequest { after: None, limit: 2, include_total: true };
        let (first, after, total) = list(&any, &page);
        assert_eq!((first.as_slice(), total), (["c4".to_owned(), "c3".to_owned()].as_slice(), Some(6)));
        assert_eq!(list(&any, &PageRequest { after, ..page.clone() }).0, ["c2", "c1"]);
        let by = ActivityFilter { actor: Some(Actor("user:1".to_owned())), ..any.clone() };
        assert_eq!(list(&by, &everything()).0, ["c3", "c1"]);
        let of = ActivityFilter { kind: Some("card".to_owned()), id: Some("c2".to_owned()), ..any.clone() };
        assert_eq!(list(&of, &everything()).0, ["c2"]);
        let later = ActivityFilter { from: Some(Timestamp::now().plus_milliseconds(1_000)), ..any.clone() };
        assert_eq!(list(&later, &everything()).0, Vec::<String>::new());
        let wrong = PageRequest { after: Some("x".to_owned()), ..everything() };
        assert_eq!(store.activity(&tenant, &any, &wrong), Err(StoreError::InvalidCursor("x".to_owned())));
        let other = store.activity(&support::tenant("other"), &any, &everything()).expect("a list");
        assert_eq!(other.items, []);
        let retention = Retention {
            idempotency_before: Timestamp::default(),
            imports_before: Timestamp::default(),
            activity_before: Timestamp::now().plus_milliseconds(1_000),
            log_before: None,
        };
        assert_eq!(store.expire(retention), Ok(6));
        assert_eq!(list(&any, &everything()).0, Vec::<String>::new());
    });
}

#[test]
fn what_a_provider_sent_is_added_up_and_outlives_its_records() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        let (one, other) = (ProviderId::generate(), ProviderId::generate());
        let send = |provider: Option<ProviderId>, entities: Vec<(String, Change)>| {
            let new = NewImport { provider, ..new_import(&tenant, &source, entities.len()) };
            let merge = PlainMerge { import: new.id, entities };
            store.apply_import(new, Arc::new(merge)).expect("applied");
        };
        assert_eq!(store.provider_volume(&tenant, one), Ok(Volume::default()));
        send(Some(one), vec![set("a", &[text("p", "1")]), set("b", &[])]);
        send(Some(one), vec![set("a", &[text("p", "2")]), set("b", &[]), delete("c")]);
        send(Some(other), vec![delete("a")]);
        send(None, vec![set("d", &[])]);
        let refused = NewImport { provider: Some(one), rejected: 3, ..new_import(&tenant, &source, 3) };
        store.record_failed_import(refused).expect("kept");
        let sent = Volume {
            imports: 3,
            failed: 1,
            counts: ImportCounts { created: 2, updated: 1, unchanged: 2, deleted: 0 },
        };
        assert_eq!((store.provider_volume(&tenant, one), sent.counts.applied()), (Ok(sent), 5));
        let deleted = ImportCounts { deleted: 1, ..ImportCounts::default() };
        let of_other = Volume { imports: 1, failed: 0, counts: deleted };
        assert_eq!(store.provider_volume(&tenant, other), Ok(of_other));
        let retention = Retention {
            idempotency_before: Timestamp::default(),
            imports_before: Timestamp::now().plus_milliseconds(5),
            activity_before: Timestamp::default(),
            log_before: None,
        };
        assert_eq!(store.expire(retention), Ok(5));
        assert_eq!(store.provider_volume(&tenant, one), Ok(sent), "it outlives the records");
    });
}

#[test]
fn imports_are_counted_by_the_hour() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        for number in 0..3 {
            import(store, &tenant, &source, vec![set(&number.to_string(), &[])]).expect("applied");
        }
        store.record_failed_import(new_import(&tenant, &source, 1)).expect("kept");
        let now = Timestamp::now().plus_milliseconds(1_000);
        assert_eq!(store.imports_by_hour(&tenant, now, 3), Ok(vec![(0, 0), (0, 0), (4, 1)]));
        let later = now.plus_milliseconds(3_600_000);
        assert_eq!(store.imports_by_hour(&tenant, later, 2), Ok(vec![(4, 1), (0, 0)]));
    });
}
