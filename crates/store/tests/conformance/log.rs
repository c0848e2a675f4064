//! The change log and its readers.

use std::time::Duration;

use octant_model::{Sequence, Timestamp};
use octant_store::{Retention, Store, StoreError};

use super::on_each_engine;
use crate::support::{entries, import, set, set_up, text};

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
