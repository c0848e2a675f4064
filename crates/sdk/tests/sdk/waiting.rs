//! Waiting for an import to be published, at servers that hold their answer and at servers that cannot.

use std::time::{Duration, Instant};

use crate::support::TestServer;
use octant_sdk::{Entity, Error, ImportId, ImportOptions, ImportState, WaitFor};

const LONGEST: Duration = Duration::from_secs(60);

async fn import(server: &TestServer) -> ImportId {
    let mut import = server.client().import("products", ImportOptions::default()).expect("a source");
    import.push(Entity::new("a").with("price", 1)).await.expect("taken");
    import.finish().await.expect("an import").imports[0]
}

/// The import is published after that time.
fn publish_after(server: &TestServer, milliseconds: u64) {
    let from = Instant::now() + Duration::from_millis(milliseconds);
    *server.world.published_from.lock().unwrap() = Some(from);
}

#[tokio::test]
async fn a_server_that_holds_its_answer_is_asked_once() {
    let server = TestServer::start().await;
    *server.world.holds.lock().unwrap() = true;
    let id = import(&server).await;
    publish_after(&server, 300);
    let status = server.client().wait_published(id, LONGEST).await.expect("it is published");
    assert_eq!(status.state, ImportState::Published);
    assert_eq!(server.seen(|seen| seen.waits.clone()), [Some("30000ms".to_owned())]);
}

#[tokio::test]
async fn a_server_that_does_not_is_asked_again_after_pauses_that_grow() {
    let server = TestServer::start().await;
    let id = import(&server).await;
    publish_after(&server, 300);
    server.client().wait_published(id, LONGEST).await.expect("it is published");
    let asked = server.seen(|seen| seen.waits.len());
    // Pauses of 20, 40, 80, 160 ms and so on; on a slow machine there are fewer.
    assert!((2..=6).contains(&asked), "asked {asked} times");
}

#[tokio::test]
async fn waiting_ends_with_its_time_and_says_what_for() {
    for holds in [true, false] {
        let server = TestServer::start().await;
        *server.world.holds.lock().unwrap() = holds;
        let id = import(&server).await;
        let error =
            server.client().wait_published(id, Duration::from_millis(100)).await.expect_err("too early");
        let Error::TimedOut(so_far) = error else { panic!("{error}") };
        assert_eq!((so_far.what.as_str(), so_far.wanted), (format!("the import {id}").as_str(), "published"));
        assert!(so_far.waited >= Duration::from_millis(100), "{so_far}");
    }
}

#[tokio::test]
async fn no_time_at_all_looks_once() {
    let server = TestServer::start().await;
    let id = import(&server).await;
    let error = server.client().wait_published(id, Duration::ZERO).await.expect_err("too early");
    assert!(matches!(error, Error::TimedOut(_)), "{error}");
    publish_after(&server, 0);
    server.client().wait_published(id, Duration::ZERO).await.expect("it is published");
    assert_eq!(server.seen(|seen| seen.waits.clone()), [None, None]);
}

#[tokio::test]
async fn an_import_waits_at_its_end_until_all_of_it_is_published() {
    let server = TestServer::start().await;
    publish_after(&server, 200);
    let options = ImportOptions { wait_for: WaitFor::Published, ..ImportOptions::default() };
    let mut import = server.client().import("products", options).expect("a source");
    import.push(Entity::new("a").with("price", 1)).await.expect("taken");
    let report = import.finish().await.expect("a published import");
    assert_eq!(report.counts.created, 1);
    let from = server.world.published_from.lock().unwrap().expect("a time");
    assert!(Instant::now() >= from, "it was published by then");
}
