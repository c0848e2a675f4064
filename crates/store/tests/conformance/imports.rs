//! Imports and what is kept of them.

use std::sync::Arc;

use octant_model::{PageRequest, Timestamp};
use octant_store::{
    ApplyOutcome, IdempotencyKey, ImportFilter, ImportProblem, ImportState, Retention, StoreError,
};

use super::on_each_engine;
use crate::support::{PlainMerge, delete, entries, everything, import, new_import, set, set_up, text};

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
        let elsewhere =
            ImportFilter { source: Some(crate::support::source("other")), ..ImportFilter::default() };
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
