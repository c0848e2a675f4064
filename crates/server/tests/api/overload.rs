//! More work than the server takes on at once.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use octant_model::SourceId;
use octant_server::error::Failure;
use octant_server::memory::Owner;
use octant_server::state::AppState;
use octant_server::{ServerOptions, body, ingest};
use octant_store::sqlite::Options;
use tokio::sync::Barrier;

use crate::support::answer::Answer;
use crate::support::raw::Raw;
use crate::support::server::{TENANT, tenant_id};
use crate::support::{TestServer, entities, until};

const MIB: u64 = 1 << 20;

/// Bodies of which everything comes but the end, each on a connection of its own.
async fn unfinished(server: &TestServer, (name, value): (&str, &str), count: usize, length: u64) -> Vec<Raw> {
    let mut holders = Vec::new();
    for _ in 0..count {
        let mut raw = Raw::connect(server.address).await;
        let head = format!(
            "POST /import/products HTTP/1.1\r\nhost: t\r\n{name}: {value}\r\ncontent-length: {length}\r\n\r\n"
        );
        raw.send(head).await.expect("sent");
        raw.send(vec![b' '; usize::try_from(length - 1).expect("small")]).await.expect("sent");
        holders.push(raw);
    }
    holders
}

#[tokio::test]
async fn memory_stays_bounded_and_the_excess_is_told_to_come_back() {
    let options = ServerOptions {
        max_body: 4 * MIB,
        ingest_memory: 64 * MIB,
        ingest_queue: 0,
        ..ServerOptions::default()
    };
    let server = TestServer::start_with(options, Options::default()).await;
    server.add_source("products");
    let provider = server.add_provider(&["products"]);
    let token = server.provider_token(&provider);
    let user = server.admin().await;
    let (name, value) = server.admin_header();
    let key = unfinished(&server, (&name, &value), 8, 4 * MIB).await;
    until_memory(&server, 32 * MIB).await;

    // Whoever has half of the memory gets no more of it, and everybody else does.
    let mut payload = entities(1, "x").to_string().into_bytes();
    payload.resize(1 << 20, b' ');
    for _ in 0..3 {
        let answer = user.post_bytes("/import/products", payload.clone()).await.expect(429);
        assert_eq!(answer.header("retry-after"), Some("2"));
        let message = "The server is busy; send the request again after the time in Retry-After";
        assert_eq!(answer.anonymous(), serde_json::json!({"result": null, "errors": [{"message": message}]}));
    }
    let other = server.as_provider(&provider);
    other.post_bytes("/import/products", payload.clone()).await.expect(202);

    let all = unfinished(&server, ("authorization", &format!("Bearer {token}")), 8, 4 * MIB).await;
    until_memory(&server, 64 * MIB).await;
    other.post_bytes("/import/products", payload.clone()).await.expect(429);
    // What is small needs none of it.
    other.post("/import/products", &entities(1, "small")).await.expect(202);
    user.get("/imports").await.expect(200);
    server.anybody().get("/readyz").await.expect(200);

    for raw in key.into_iter().chain(all) {
        raw.close().await;
    }
    until_memory(&server, 0).await;
    user.post_bytes("/import/products", payload).await.expect(202);
    server.close().await;
}

async fn until_memory(server: &TestServer, bytes: u64) {
    until("the memory of bodies", async || {
        let taken = server.metric("octant_ingest_memory_bytes").await;
        if taken == Some(bytes as f64) { Ok(()) } else { Err(format!("{taken:?}")) }
    })
    .await;
}

#[tokio::test]
async fn a_flood_is_answered_to_the_last_request() {
    let options = ServerOptions {
        max_body: 2 * MIB,
        max_document: MIB,
        ingest_memory: 4 * MIB,
        ingest_queue: 4,
        ingest_wait: Duration::from_millis(50),
        max_imports: 2,
        ..ServerOptions::default()
    };
    let server = TestServer::start_with(options, Options::default()).await;
    server.add_source("products");
    let user = server.admin().await;
    let barrier = Arc::new(Barrier::new(24));
    let requests: Vec<_> = (0..24)
        .map(|place| {
            let (user, barrier) = (user.clone(), Arc::clone(&barrier));
            let mut payload = entities(20, &place.to_string()).to_string().into_bytes();
            payload.resize(2 << 20, b' ');
            tokio::spawn(async move {
                barrier.wait().await;
                user.post_bytes("/import/products", payload).await
            })
        })
        .collect();
    let mut taken = 0;
    for request in requests {
        let answer = request.await.expect("no panic");
        match answer.status {
            202 => taken += 1,
            429 => assert!(answer.header("retry-after").is_some(), "{answer:?}"),
            _ => panic!("{answer:?}"),
        }
    }
    assert!(taken >= 1, "nothing at all was taken");
    let list = user.get("/imports?limit=200").await.expect(200).json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(taken), "what was refused was not taken");
    assert_eq!(server.metric("octant_ingest_memory_bytes").await, Some(0.0));
    server.close().await;
}

#[tokio::test]
async fn work_that_was_begun_ends_though_nobody_waits_for_it() {
    let server = TestServer::start().await;
    let state = AppState::new(
        Arc::clone(&server.store),
        server.access.clone(),
        server.folder(),
        ServerOptions::default(),
    );
    let (mut head, ()) = http::Request::new(()).into_parts();
    head.extensions.insert(Owner::Credential("a test".to_owned()));
    let body = " ".repeat(20_000) + "{}";
    let body = body::collect_payload(&state, &head, Body::from(body)).await.expect("a body");
    let (begin, begun) = tokio::sync::oneshot::channel();
    let (go, gone) = std::sync::mpsc::channel::<()>();
    let (end, ended) = tokio::sync::oneshot::channel();
    let working = {
        let state = state.clone();
        tokio::spawn(async move {
            let work = move |bytes: Vec<u8>| {
                begin.send(()).expect("the test waits");
                gone.recv().expect("the test goes on");
                end.send(bytes).expect("the test waits");
                Ok::<(), Failure>(())
            };
            ingest::apply(&state, body, work).await
        })
    };
    begun.await.expect("the work begins");
    working.abort();
    assert!(working.await.expect_err("the client has gone").is_cancelled());
    assert!(state.memory.ingest.in_use() > 0, "the body is still in memory");
    assert_eq!(state.import_slots.available_permits(), ServerOptions::default().max_imports - 1);
    go.send(()).expect("the work waits");
    assert!(ended.await.expect("the work ends").ends_with(b"{}"));
    until("the body's memory is free", async || match state.memory.ingest.in_use() {
        0 => Ok(()),
        taken => Err(taken.to_string()),
    })
    .await;
    drop(state);
    server.close().await;
}

#[tokio::test]
async fn a_full_disk_is_named_and_the_server_comes_back() {
    let options = Options { max_pages: Some(60), ..Options::default() };
    let server = TestServer::start_with(ServerOptions::default(), options).await;
    server.add_source("products");
    let user = server.admin().await;
    let mut full = None;
    for round in 0..200 {
        let answer =
            user.post("/import/products", &entities(500, &format!("{round} {}", "long ".repeat(20)))).await;
        if answer.status == 503 {
            full = Some(answer);
            break;
        }
        answer.expect(202);
    }
    let full = full.expect("60 pages are full at some time");
    assert!(full.header("retry-after").is_some());
    let message = "The server's storage is full; nothing of the request was stored";
    assert_eq!(full.anonymous(), serde_json::json!({"result": null, "errors": [{"message": message}]}));
    user.get("/imports").await.expect(200);
    server.anybody().get("/healthz").await.expect(200);
    server.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn browsing_beyond_its_limit_is_told_to_come_back_and_holds_up_no_import() {
    let options = ServerOptions { query_wait: Duration::from_millis(100), ..ServerOptions::default() };
    let server = TestServer::start_with(options, Options::default()).await;
    server.add_source("products");
    let user = server.admin().await;
    user.post("/import/products", &entities(20, "lamp")).await.expect(202);
    // Scans that do not go on until the test says so take every connection for scans.
    let (go, gone) = std::sync::mpsc::channel::<()>();
    let gone = Arc::new(std::sync::Mutex::new(gone));
    let scans: Vec<_> = (0..Options::default().scan_readers)
        .map(|_| {
            let (store, gone) = (Arc::clone(&server.store), Arc::clone(&gone));
            std::thread::spawn(move || {
                let (tenant, source) = (tenant_id(TENANT), SourceId::new("products").expect("valid"));
                let mut is_first = true;
                let mut visit = |_: &str, _: octant_model::Sequence, _: &octant_model::Entry<'_>| {
                    if std::mem::take(&mut is_first) {
                        gone.lock().expect("sound").recv().expect("the test goes on");
                    }
                    std::ops::ControlFlow::Break(())
                };
                store.scan_entries(&tenant, &source, None, "", &mut visit).expect("scanned");
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let browsing: Vec<_> = (0..150)
        .map(|_| {
            let user = user.clone();
            tokio::spawn(async move { user.get("/v1/sources/products/entries?search=lamp").await })
        })
        .collect();
    user.post("/import/products", &entities(20, "table")).await.expect(202);
    user.get("/v1/sources/products").await.expect(200);
    let all = answers(browsing, &go, scans).await;
    let refused = all.iter().filter(|answer| answer.status == 429).collect::<Vec<_>>();
    assert_eq!(all.iter().filter(|answer| answer.status == 200).count() + refused.len(), 150);
    assert!(refused.len() >= 150 - ServerOptions::default().max_browsing, "{} were refused", refused.len());
    assert!(refused.iter().all(|answer| answer.header("retry-after").is_some()));
    user.get("/v1/sources/products/entries?search=table").await.expect(200);
    server.close().await;
}

/// What the requests are answered: those that are refused first, and the others once the scans go on.
async fn answers(
    browsing: Vec<tokio::task::JoinHandle<Answer>>,
    go: &std::sync::mpsc::Sender<()>,
    scans: Vec<std::thread::JoinHandle<()>>,
) -> Vec<Answer> {
    let enough = browsing.len() - ServerOptions::default().max_browsing;
    until("most requests are refused", async || {
        match browsing.iter().filter(|one| one.is_finished()).count() {
            refused if refused >= enough => Ok(()),
            refused => Err(refused.to_string()),
        }
    })
    .await;
    for _ in 0..scans.len() {
        go.send(()).expect("the scans wait");
    }
    for scan in scans {
        scan.join().expect("no panic");
    }
    let mut answers = Vec::new();
    for one in browsing {
        answers.push(one.await.expect("no panic"));
    }
    answers
}
