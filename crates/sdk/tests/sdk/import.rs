//! Imports against a server that speaks the protocol: payloads, order, retries that never double, partial and dry runs.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{Fault, TestServer};
use axum::http::StatusCode;
use octant_sdk::{Entity, Error, ImportOptions, ImportReport, PayloadLimits, Progress, Rejection, WaitFor};
use serde_json::json;
use tokio::sync::Barrier;

fn small_payloads(entities: usize) -> ImportOptions {
    let limits = PayloadLimits { entities, ..PayloadLimits::default() };
    ImportOptions { limits, ..ImportOptions::default() }
}

fn numbered(count: usize) -> Vec<Entity> {
    (0..count).map(|number| Entity::new(format!("k{number}")).with("n", number.to_string())).collect()
}

async fn push(
    server: &TestServer,
    entities: Vec<Entity>,
    options: ImportOptions,
) -> Result<ImportReport, Error> {
    let mut import = server.client().import("products", options)?;
    for entity in entities {
        import.push(entity).await?;
    }
    import.finish().await
}

#[tokio::test]
async fn a_large_import_goes_in_payloads_of_a_thousand_with_one_correlation_id() {
    let server = TestServer::start().await;
    let report = push(&server, numbered(2_500), ImportOptions::default()).await.expect("an import");
    assert_eq!((report.imports.len(), report.answered, report.rejected), (3, 2_500, 0));
    let mut sizes = server.seen(|seen| seen.applied.iter().map(Vec::len).collect::<Vec<_>>());
    sizes.sort_unstable();
    assert_eq!(sizes, [500, 1_000, 1_000]);
    let expected = format!("correlationId={}", report.correlation);
    assert!(server.seen(|seen| seen.queries.iter().all(|query| *query == expected)));
}

#[tokio::test]
async fn nothing_pushed_sends_nothing() {
    let server = TestServer::start().await;
    let report = push(&server, Vec::new(), ImportOptions::default()).await.expect("nothing");
    assert_eq!((report.imports.len(), server.seen(|seen| seen.calls.len())), (0, 0));
}

#[tokio::test]
async fn payloads_keep_to_the_limit_of_bytes() {
    let server = TestServer::start().await;
    let limits = PayloadLimits { entities: 1_000, bytes: 1_000 };
    let entities =
        (0..10).map(|number| Entity::new(format!("k{number}")).with("text", "x".repeat(400))).collect();
    push(&server, entities, ImportOptions { limits, ..ImportOptions::default() }).await.expect("an import");
    assert!(server.seen(|seen| seen.applied.iter().all(|keys| keys.len() == 2)));
}

#[tokio::test]
async fn an_entity_larger_than_a_payload_is_named() {
    let server = TestServer::start().await;
    let limits = PayloadLimits { entities: 1_000, bytes: 1_000 };
    let mut import = server
        .client()
        .import("products", ImportOptions { limits, ..ImportOptions::default() })
        .expect("a source");
    let error = import.push(Entity::new("big").with("text", "x".repeat(1_000))).await.expect_err("too large");
    assert_eq!(
        error.to_string(),
        r#"entity 0 (key "big"): the entity has 1053 bytes, and a payload has room for 985"#
    );
}

#[tokio::test]
async fn several_payloads_are_under_way_and_never_more_than_asked() {
    let server = TestServer::start().await;
    // No import is answered before three are there: the test ends only if three are sent at a time.
    *server.world.barrier.lock().unwrap() = Some(Arc::new(Barrier::new(3)));
    let options = ImportOptions { in_flight: 3, ..small_payloads(1) };
    push(&server, numbered(30), options).await.expect("an import");
    assert_eq!(server.seen(|seen| (seen.most_at_once, seen.applied.len())), (3, 30));
}

#[tokio::test]
async fn a_retry_after_a_lost_answer_never_doubles() {
    let server = TestServer::start().await;
    server.fail_with([Fault::LoseAnswer, Fault::LoseAnswer, Fault::LoseAnswer]);
    let report = push(&server, numbered(10), small_payloads(5)).await.expect("an import");
    assert_eq!(report.imports.len(), 2);
    assert_eq!(server.seen(|seen| (seen.applied.len(), seen.queries.len())), (2, 5));
}

#[tokio::test]
async fn imports_never_share_an_idempotency_key() {
    let server = TestServer::start().await;
    for _ in 0..2 {
        push(&server, numbered(4), small_payloads(2)).await.expect("an import");
    }
    assert_eq!(server.seen(|seen| seen.applied.len()), 4);
}

#[tokio::test]
async fn payloads_with_the_same_key_do_not_overtake_each_other() {
    let server = TestServer::start().await;
    let refusal = || Fault::Answer(StatusCode::SERVICE_UNAVAILABLE, Vec::new());
    server.fail_with([refusal(), refusal(), refusal(), refusal()]);
    let mut entities = vec![Entity::new("same").with("n", "first")];
    entities.extend(numbered(3));
    entities.push(Entity::new("same").with("n", "second"));
    entities.push(Entity::new("same").with("n", "last"));
    push(&server, entities, small_payloads(2)).await.expect("an import");
    let applied = server.seen(|seen| seen.applied.concat());
    assert_eq!(applied.iter().filter(|key| *key == "same").count(), 3, "no payload holds the key twice");
    assert_eq!(server.seen(|seen| seen.values["same.n"].clone()), json!("last"));
}

#[tokio::test]
async fn what_breaks_a_rule_is_named_and_not_sent_and_the_others_go_on() {
    let server = TestServer::start().await;
    let mut import = server.client().import("products", ImportOptions::default()).expect("a source");
    import.push(Entity::new("good").with("n", "1")).await.expect("taken");
    let Err(Error::Invalid(violations)) = import.push(Entity::new("@2").with("", "x")).await else {
        panic!("two rules are broken");
    };
    let named: Vec<_> =
        violations.iter().map(|one| (one.index, one.path.as_str(), one.rule.code())).collect();
    assert_eq!(named, [(1, "key", "restricted_characters"), (1, "properties[0].id", "empty")]);
    import.push(Entity::new("also-good").with("n", "2")).await.expect("taken");
    import.finish().await.expect("an import");
    assert_eq!(server.seen(|seen| seen.applied.concat()), ["good", "also-good"]);
}

#[tokio::test]
async fn a_partial_import_names_what_was_not_taken_by_its_place_among_all() {
    let server = TestServer::start().await;
    server.world.bad_keys.lock().unwrap().extend(["k1".to_owned(), "k5".to_owned()]);
    let mut entities = numbered(6);
    entities.insert(4, Entity::new("å"));
    let options = ImportOptions { partial: true, in_flight: 1, ..small_payloads(3) };
    let report = push(&server, entities, options).await.expect("an import");
    let rejection = |index, key: &str, code: &str, message: &str| Rejection {
        index: Some(index),
        key: key.to_owned(),
        code: code.to_owned(),
        message: message.to_owned(),
    };
    let mut rejections = report.rejections;
    rejections.sort_by_key(|rejection| rejection.index);
    assert_eq!(
        rejections,
        [
            rejection(1, "k1", "bad", "is bad"),
            rejection(
                4,
                "å",
                "restricted_characters",
                "the key \"å\" contains other characters than a-z A-Z 0-9 _ -"
            ),
            rejection(6, "k5", "bad", "is bad"),
        ]
    );
    assert_eq!((report.rejected, report.answered), (3, 6));
    assert!(server.seen(|seen| seen.queries.iter().all(|query| query.contains("partial=true"))));
}

#[tokio::test]
async fn a_dry_run_tells_and_stores_nothing() {
    let server = TestServer::start().await;
    let options = ImportOptions { dry_run: true, wait_for: WaitFor::Applied, ..small_payloads(2) };
    let report = push(&server, numbered(5), options).await.expect("a dry run");
    assert_eq!((report.counts.received, report.counts.created, report.imports.len()), (5, 5, 0));
    assert_eq!(server.seen(|seen| seen.applied.len()), 0);
    assert!(server.seen(|seen| seen.headers.get("idempotency-key").is_none()));
}

#[tokio::test]
async fn a_server_that_knows_no_dry_run_is_told_at_once() {
    let server = TestServer::start().await;
    server.fail_with([Fault::IgnoreDryRun]);
    let options = ImportOptions { dry_run: true, in_flight: 1, ..small_payloads(1) };
    let error = push(&server, numbered(5), options).await.expect_err("no dry run");
    assert!(matches!(error, Error::Protocol { .. }), "{error}");
    assert_eq!(server.seen(|seen| seen.applied.len()), 1);
}

#[tokio::test]
async fn waiting_gives_the_counts() {
    let server = TestServer::start().await;
    *server.world.pending.lock().unwrap() = 2;
    let options = ImportOptions { wait_for: WaitFor::Applied, ..small_payloads(2) };
    let report = push(&server, numbered(3), options).await.expect("an import");
    assert_eq!((report.counts.received, report.counts.created), (3, 3));
    assert_eq!(*server.world.pending.lock().unwrap(), 0);
}

#[tokio::test]
async fn waiting_ends_when_told() {
    let server = TestServer::start().await;
    *server.world.pending.lock().unwrap() = usize::MAX;
    let options = ImportOptions {
        wait_for: WaitFor::Applied,
        wait_at_most: Duration::from_millis(50),
        ..ImportOptions::default()
    };
    let mut import = server.client().import("products", options).expect("a source");
    import.push(Entity::new("a")).await.expect("taken");
    let error = import.finish().await.expect_err("not applied yet");
    assert!(matches!(error, Error::TimedOut(_)), "{error}");
    assert_eq!(import.report().imports.len(), 1, "what was accepted is still told");
}

#[tokio::test]
async fn a_refused_payload_ends_the_import_and_the_report_tells_what_was_accepted() {
    let server = TestServer::start().await;
    let mut import = server
        .client()
        .import("products", ImportOptions { in_flight: 1, ..small_payloads(1) })
        .expect("a source");
    server.fail_with([Fault::None, Fault::None, Fault::Answer(StatusCode::BAD_REQUEST, Vec::new())]);
    for key in ["a", "b", "c"] {
        import.push(Entity::new(key)).await.expect("sent");
    }
    let first = import.push(Entity::new("d")).await.expect_err("c was refused");
    let again = import.push(Entity::new("e")).await.expect_err("and that stays so");
    let last = import.finish().await.expect_err("to the end");
    assert_eq!([first.status(), again.status(), last.status()], [Some(400); 3]);
    assert_eq!((import.report().imports.len(), import.report().answered), (2, 2));
    assert_eq!(server.seen(|seen| seen.applied.concat()), ["a", "b"]);
}

#[tokio::test]
async fn progress_grows_to_the_end() {
    let server = TestServer::start().await;
    let steps: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let sink = steps.clone();
    let progress = move |progress: &Progress| sink.lock().unwrap().push(*progress);
    let options = ImportOptions { progress: Some(Arc::new(progress)), ..small_payloads(10) };
    let report = push(&server, numbered(95), options).await.expect("an import");
    let steps = steps.lock().unwrap();
    assert_eq!(steps.len(), 10);
    assert!(steps.windows(2).all(|pair| pair[0].answered < pair[1].answered));
    let last = steps.last().expect("the last");
    assert_eq!((last.answered, last.pushed, last.payloads, last.bytes), (95, 95, 10, report.bytes));
}
