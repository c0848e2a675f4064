//! Definitions.

use octant_model::{PageRequest, Sequence, Timestamp};
use octant_store::{ChangeKind, Condition, Definition, DefinitionChange, Kind, LogRecord, StoreError};

use super::{CARD, on_each_engine};
use crate::support::{actor, set_up};

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
fn the_last_use_of_what_is_defined_is_noted_and_goes_with_it() {
    on_each_engine(|store| {
        let (tenant, _) = set_up(store);
        let (key, other) = (Kind("key"), Kind("other"));
        let create =
            |id: &str| DefinitionChange::Create { kind: key, id: id.to_owned(), body: "{}".to_owned() };
        store.change_definitions(&tenant, vec![create("a"), create("b")], &actor()).expect("made");
        let head = store.log_head(&tenant).expect("read");
        let at = |milliseconds| Timestamp::from_milliseconds(milliseconds);
        for moment in [5, 9, 7] {
            store.note_use(&tenant, key, "a", at(moment)).expect("noted");
        }
        let uses = |kind| store.last_uses(&tenant, kind).expect("read");
        assert_eq!(uses(key).into_iter().collect::<Vec<_>>(), [("a".to_owned(), at(9))], "the latest stays");
        assert!(uses(other).is_empty());
        assert_eq!(store.log_head(&tenant), Ok(head), "the log does not tell of it");
        let delete = DefinitionChange::Delete { kind: key, id: "a".to_owned() };
        store.change_definitions(&tenant, vec![delete, create("c")], &actor()).expect("deleted");
        assert!(uses(key).is_empty());
    });
}

#[test]
fn changes_are_made_only_while_what_they_rest_on_is_as_expected() {
    on_each_engine(|store| {
        let (tenant, _) = set_up(store);
        let body = || "{}".to_owned();
        let create = |id: &str| DefinitionChange::Create { kind: CARD, id: id.to_owned(), body: body() };
        let expect = |id: &str, version| {
            DefinitionChange::Expect(Condition { kind: CARD, id: id.to_owned(), version })
        };
        let change = |changes| store.change_definitions(&tenant, changes, &actor());
        let stale = |id: &str| Err(StoreError::Stale { what: "card", id: id.to_owned() });
        change(vec![create("a")]).expect("made");

        let end = change(vec![expect("a", 1), create("b")]).expect("it is as expected");
        let block = store.read_log(&tenant, Sequence(end.0 - 1), 10).expect("the log");
        assert_eq!(block[0].records.len(), 1, "a condition leaves no record");
        assert_eq!(change(vec![expect("a", 2), create("c")]), stale("a"));
        assert_eq!(change(vec![create("c"), expect("gone", 1)]), stale("gone"));
        assert_eq!(store.definition(&tenant, CARD, "c"), Ok(None), "nothing of a refused change is there");
        assert_eq!(store.log_head(&tenant), Ok(end));
    });
}

#[test]
fn changes_that_rest_on_what_there_is_not_are_made_only_while_nothing_of_the_kind_changes() {
    on_each_engine(|store| {
        let (tenant, _) = set_up(store);
        let other = Kind("segment");
        let create = |kind: Kind, id: &str| DefinitionChange::Create {
            kind,
            id: id.to_owned(),
            body: "{}".to_owned(),
        };
        let change = |changes| store.change_definitions(&tenant, changes, &actor());
        let none = |since| DefinitionChange::ExpectNoChange { kind: CARD, since };
        let stale = Err(StoreError::Stale { what: "card", id: "any".to_owned() });
        let since = store.activity_head().expect("a number");
        change(vec![none(since), create(other, "a")]).expect("nothing changed");
        change(vec![none(since), create(other, "b")]).expect("another kind changed");
        for made in [
            create(CARD, "a"),
            DefinitionChange::Update { kind: CARD, id: "a".to_owned(), body: "1".to_owned(), expected: None },
            DefinitionChange::Delete { kind: CARD, id: "a".to_owned() },
        ] {
            let since = store.activity_head().expect("a number");
            change(vec![none(since), made]).expect("nothing changed");
            assert_eq!(change(vec![none(since), create(other, "c")]), stale);
            let now = store.activity_head().expect("a number");
            assert!(now > since);
        }
        assert_eq!(store.definition(&tenant, other, "c"), Ok(None), "nothing of a refused change is there");
        let now = store.activity_head().expect("a number");
        change(vec![none(now), create(other, "c")]).expect("nothing changed since");
    });
}
