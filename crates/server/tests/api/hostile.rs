//! Clients that mean no good: they announce and do not send, ask and do not read.

use std::time::Duration;

use octant_access::Role;
use octant_server::ServerOptions;
use octant_store::sqlite::Options;
use serde_json::{Value, json};

use crate::studio::visitor::Visitor;
use crate::support::raw::Raw;
use crate::support::server::TENANT;
use crate::support::shop::{card, import_and_wait, publish};
use crate::support::{TestServer, User, entities, until};

/// The address of the public endpoint.
const THINGS: &str = "/local/shop/v1/things";

/// Publishes so many things with a text of so many bytes each.
async fn public_things(server: &TestServer, count: usize, bytes: usize) -> User {
    server.add_source("things");
    let user = server.admin().await;
    card(&user, "thing", "things", &[("text", "Text")], &json!([])).await;
    let endpoints = json!([{"identifier": "things", "card": "thing", "properties": [{"id": "text"}]}]);
    publish(&user, &json!({"identifier": "shop", "languages": ["en"]}), &endpoints).await;
    let text = "x".repeat(bytes);
    let thing =
        |number: usize| json!({"key": number.to_string(), "properties": [{"id": "text", "value": text}]});
    for part in (0..count).collect::<Vec<_>>().chunks(100) {
        let things: Vec<Value> = part.iter().map(|number| thing(*number)).collect();
        import_and_wait(&user, "things", &things).await;
    }
    user
}

/// A connection of another machine that announces a body of so many bytes and sends the first of them.
async fn announce(server: &TestServer, host: u8, target: &str, headers: &str, bytes: u64) -> Raw {
    let mut raw = Raw::connect_from(host, server.address).await;
    let head = format!("POST {target} HTTP/1.1\r\nhost: t\r\n{headers}content-length: {bytes}\r\n\r\n{{");
    raw.send(head).await.expect("sent");
    raw
}

const JSON: &str = "content-type: application/json\r\n";
const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

#[tokio::test]
async fn what_is_announced_and_not_sent_keeps_nobody_waiting() {
    // Who would have to wait for memory is refused at once.
    let options = ServerOptions { ingest_queue: 0, ..ServerOptions::default() };
    let server = TestServer::start_with(options, Options::default()).await;
    let user = public_things(&server, 3, 10).await;
    let provider = server.add_provider(&["things"]);
    let mut held = Vec::new();
    let doors =
        [("/dataProviders/tokens", JSON), ("/oauth2/token", FORM), (THINGS, JSON), ("/studio/sign-in", FORM)];
    for number in 0..65 {
        for (host, (target, headers)) in (2..).zip(doors) {
            held.push(announce(&server, host, target, headers, 1 << 20).await);
            if number % 5 == 0 {
                // Some do not even say how much they will send.
                let mut raw = Raw::connect_from(host, server.address).await;
                let head = format!(
                    "POST {target} HTTP/1.1\r\nhost: t\r\n{headers}transfer-encoding: chunked\r\n\r\n1\r\n{{\r\n"
                );
                raw.send(head).await.expect("sent");
                held.push(raw);
            }
        }
    }
    let (name, value) = server.admin_header();
    let header = format!("{name}: {value}\r\n");
    for _ in 0..8 {
        held.push(announce(&server, 9, "/import/things", &header, 64 << 20).await);
    }
    // Beyond what small bodies may be: these do need memory.
    let mut large = entities(3, "large").to_string().into_bytes();
    large.resize(300_000, b' ');
    for _ in 0..5 {
        user.post("/import/things", &entities(3, "small")).await.expect(202);
        user.post_bytes("/import/things", large.clone()).await.expect(202);
        let id = &provider.id;
        let secret = &provider.secret;
        server
            .anybody()
            .post("/dataProviders/tokens", &json!({"id": id, "secret": secret}))
            .await
            .expect(200);
        server.anybody().post(THINGS, &json!({"top": 1})).await.expect(200);
    }
    let mut query = json!({"top": 1}).to_string().into_bytes();
    query.resize(300_000, b' ');
    server.anybody().post_bytes(THINGS, query).await.expect(200);
    drop(held);
    server.close().await;
}

/// Connections of other machines that ask for a lot of large answers and read none of them.
async fn ask_without_reading(server: &TestServer, connections: u8, of_each: u8) -> Vec<Raw> {
    let mut held = Vec::new();
    for number in 0..connections {
        let mut raw = Raw::connect_from(2 + number / of_each, server.address).await;
        let request = format!("GET {THINGS}?top=200 HTTP/1.1\r\nhost: t\r\n\r\n");
        raw.send(request.repeat(20)).await.expect("sent");
        held.push(raw);
    }
    held
}

/// What a new connection is answered: the head.
async fn ask(server: &TestServer, path: &str, headers: &str) -> String {
    let mut raw = Raw::connect(server.address).await;
    raw.send(format!("GET {path} HTTP/1.1\r\nhost: t\r\n{headers}\r\n")).await.expect("sent");
    raw.read_head().await
}

#[tokio::test]
async fn clients_that_do_not_read_silence_nobody_and_hold_up_no_stop() {
    let options = ServerOptions {
        max_connections: 40,
        stop_grace: Duration::from_secs(10),
        ..ServerOptions::default()
    };
    let server = TestServer::start_with(options, Options::default()).await;
    public_things(&server, 200, 20_000).await;
    let visitor = Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    let cookie = format!("cookie: octant_session={}\r\n", visitor.cookies["octant_session"]);
    // The connections that the set-up used are idle: they make room in time.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let held = ask_without_reading(&server, 40, 10).await;
    let head = ask(&server, "/healthz", "").await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    until("all places are taken", async || {
        let head = ask(&server, "/imports", "").await;
        let is_refused = head.starts_with("HTTP/1.1 503 ");
        let says_when = head.contains("\r\nretry-after: ") && head.contains("\r\nconnection: close");
        if is_refused && says_when { Ok(()) } else { Err(head) }
    })
    .await;
    for (path, headers) in [("/healthz", ""), ("/readyz", ""), ("/metrics", ""), ("/studio", &cookie)] {
        let head = ask(&server, path, headers).await;
        assert!(head.starts_with("HTTP/1.1 200 "), "{path}: {head}");
    }
    let forged = ask(&server, "/studio", "cookie: octant_session=forged\r\n").await;
    assert!(forged.starts_with("HTTP/1.1 503 "), "{forged}");
    server.close().await;
    drop(held);
}

#[tokio::test]
async fn an_answer_that_nobody_reads_ends_with_its_connection() {
    let options = ServerOptions { write_timeout: Duration::from_millis(300), ..ServerOptions::default() };
    let server = TestServer::start_with(options, Options::default()).await;
    public_things(&server, 200, 20_000).await;
    let mut held = ask_without_reading(&server, 1, 1).await;
    until("the connection ends", async || {
        match server.metric(r#"octant_http_ended_connections_total{reason="unread"}"#).await {
            Some(1.0) => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
    assert!(held.remove(0).is_reset().await, "what was not read is thrown away");
    server.close().await;
}

#[tokio::test]
async fn answers_that_nobody_reads_take_no_more_memory_than_they_may() {
    const MIB: f64 = 1_048_576.0;
    let options = ServerOptions { answer_memory: 16 << 20, ..ServerOptions::default() };
    let server = TestServer::start_with(options, Options::default()).await;
    public_things(&server, 200, 20_000).await;
    let held = ask_without_reading(&server, 60, 20).await;
    let mut most: f64 = 0.0;
    until("some of the answers are there", async || {
        let taken = server.metric("octant_answer_memory_bytes").await.unwrap_or(f64::NAN);
        most = most.max(taken);
        if taken >= 12.0 * MIB { Ok(()) } else { Err(format!("{taken}")) }
    })
    .await;
    for _ in 0..20 {
        // Small answers need none of the memory.
        server.anybody().get(&format!("{THINGS}?top=1")).await.expect(200);
        most = most.max(server.metric("octant_answer_memory_bytes").await.unwrap_or(f64::NAN));
    }
    assert!(most <= 16.0 * MIB, "{most}");
    drop(held);
    until("the memory is free", async || match server.metric("octant_answer_memory_bytes").await {
        Some(0.0) => Ok(()),
        other => Err(format!("{other:?}")),
    })
    .await;
    server.close().await;
}

#[tokio::test]
async fn one_address_has_not_all_the_places() {
    let options = ServerOptions { max_connections: 40, ..ServerOptions::default() };
    let server = TestServer::start_with(options, Options::default()).await;
    let mut held = Vec::new();
    for _ in 0..11 {
        held.push(Raw::connect_from(2, server.address).await);
    }
    let mut beyond = held.pop().expect("the last one");
    assert!(beyond.is_closed().await, "a quarter of the places is taken");
    let head = ask(&server, "/healthz", "").await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    server.close().await;
    drop(held);
}

#[tokio::test]
async fn idle_connections_make_room_for_new_ones() {
    let options = ServerOptions { max_connections: 8, ..ServerOptions::default() };
    let server = TestServer::start_with(options, Options::default()).await;
    let mut idle = Vec::new();
    for host in 2..10 {
        idle.push(Raw::connect_from(host, server.address).await);
        // The first has been idle for longest.
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    until("there is a place", async || {
        let head = ask(&server, "/imports", "").await;
        if head.starts_with("HTTP/1.1 401 ") { Ok(()) } else { Err(head) }
    })
    .await;
    assert!(idle.remove(0).is_closed().await);
    server.close().await;
}
