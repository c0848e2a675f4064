//! How much came, from whom and when.

use std::sync::Arc;

use octant_model::{ProviderId, Timestamp};
use octant_store::{ImportCounts, NewImport, Retention, Volume};

use super::on_each_engine;
use crate::support::{Change, PlainMerge, delete, import, new_import, set, set_up, text};

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
