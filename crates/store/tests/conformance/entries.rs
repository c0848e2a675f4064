//! Entries: merged, read, visited.

use octant_model::Sequence;
use octant_store::ImportState;

use super::on_each_engine;
use crate::support::{Shown, delete, entries, entry_records, import, key, set, set_up, text};

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
fn scans_that_take_long_hold_up_no_other_read_and_no_import() {
    on_each_engine(|store| {
        let (tenant, source) = set_up(store);
        import(store, &tenant, &source, vec![set("a", &[text("name", "Chair")])]).expect("applied");
        let scans = 24;
        let (begin, begun) = std::sync::mpsc::channel::<()>();
        let (go, gone) = std::sync::mpsc::channel::<()>();
        let gone = std::sync::Mutex::new(gone);
        std::thread::scope(|scope| {
            for _ in 0..scans {
                let (begin, gone, tenant, source) = (begin.clone(), &gone, &tenant, &source);
                scope.spawn(move || {
                    let mut visit = |_: &str, _: Sequence, _: &octant_model::Entry<'_>| {
                        begin.send(()).expect("the test waits");
                        gone.lock().expect("sound").recv().expect("the test goes on");
                        std::ops::ControlFlow::Break(())
                    };
                    store.scan_entries(tenant, source, None, "", &mut visit).expect("scanned");
                });
            }
            // As many as there are connections for have begun; the others wait for one.
            begun.recv().expect("a scan begins");
            let (done, is_done) = std::sync::mpsc::channel();
            let others = scope.spawn({
                let (tenant, source) = (&tenant, &source);
                move || {
                    import(store, tenant, source, vec![set("b", &[text("name", "Table")])]).expect("applied");
                    let found = store.entries(tenant, source, &[key("b")]).expect("read");
                    done.send(found[0].is_some()).expect("the test waits");
                }
            });
            let in_time = is_done.recv_timeout(std::time::Duration::from_secs(20));
            for _ in 0..scans {
                go.send(()).expect("the scans wait");
            }
            others.join().expect("no panic");
            assert_eq!(in_time, Ok(true), "an import and a read wait for scans");
        });
    });
}
