//! How much a client may send, and how slowly.

use std::time::Duration;

use octant_server::ServerOptions;
use octant_store::sqlite::Options;

use crate::support::raw::Raw;
use crate::support::{TestServer, entities, until};

const LIMIT: u64 = 1 << 20;

async fn started(options: ServerOptions) -> TestServer {
    let server = TestServer::start_with(options, Options::default()).await;
    server.add_source("products");
    server
}

fn small() -> ServerOptions {
    ServerOptions { max_body: LIMIT, ..ServerOptions::default() }
}

/// The head of a request of the organization, to be followed by a body.
fn head(server: &TestServer, more: &str) -> String {
    let (name, value) = server.admin_header();
    format!("POST /import/products HTTP/1.1\r\nhost: test\r\n{name}: {value}\r\n{more}\r\n\r\n")
}

/// A payload of exactly so many bytes.
fn payload(bytes: usize) -> Vec<u8> {
    let mut payload = entities(1, "x").to_string().into_bytes();
    payload.resize(bytes, b' ');
    payload
}

#[tokio::test]
async fn a_body_of_the_limit_is_taken_and_one_byte_more_is_not() {
    let server = started(small()).await;
    let user = server.admin().await;
    let limit = usize::try_from(LIMIT).expect("small");
    user.post_bytes("/import/products", payload(limit)).await.expect(202);
    let answer = user.post_bytes("/import/products", payload(limit + 1)).await.expect(413).anonymous();
    let message = "The body has more than the 1048576 bytes that are allowed; send it in smaller parts";
    assert_eq!(answer["errors"][0]["message"], message);
    server.close().await;
}

#[tokio::test]
async fn a_body_without_a_length_has_the_same_limit() {
    let server = started(small()).await;
    let user = server.admin().await;
    let limit = usize::try_from(LIMIT).expect("small");
    for (bytes, status) in [(limit, 202), (limit + 1, 413)] {
        let mut raw = Raw::connect(server.address).await;
        raw.send(head(&server, "transfer-encoding: chunked\r\nconnection: close")).await.expect("sent");
        for chunk in payload(bytes).chunks(60_000) {
            raw.send(format!("{:x}\r\n", chunk.len())).await.expect("sent");
            raw.send(chunk).await.expect("sent");
            raw.send("\r\n").await.expect("sent");
        }
        raw.send("0\r\n\r\n").await.expect("sent");
        let answer = raw.read_to_end().await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{bytes} bytes: {answer}");
    }
    assert_eq!(user.get("/imports").await.expect(200).json()["items"].as_array().map(Vec::len), Some(1));
    server.close().await;
}

#[tokio::test]
async fn a_client_that_asks_first_is_told_before_it_sends() {
    let server = started(small()).await;
    let mut raw = Raw::connect(server.address).await;
    raw.send(head(&server, "content-length: 999999999\r\nexpect: 100-continue")).await.expect("sent");
    let answer = raw.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");

    let mut raw = Raw::connect(server.address).await;
    raw.send(head(&server, "content-length: 100\r\nexpect: 100-continue\r\nconnection: close"))
        .await
        .expect("sent");
    assert_eq!(raw.read_head().await, "HTTP/1.1 100 Continue\r\n\r\n");
    raw.send(payload(100)).await.expect("sent");
    let answer = raw.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
    server.close().await;
}

#[tokio::test]
async fn a_refused_client_that_sends_on_still_reads_its_answer_and_keeps_its_connection() {
    let server = started(small()).await;
    let mut raw = Raw::connect(server.address).await;
    for _ in 0..3 {
        raw.send("POST /import/products HTTP/1.1\r\nhost: test\r\ncontent-length: 1000000\r\n\r\n")
            .await
            .expect("sent");
        raw.send(vec![b'x'; 1_000_000]).await.expect("the server reads what it does not use");
        let head = raw.read_head().await;
        assert!(head.starts_with("HTTP/1.1 401 "), "{head}");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
        raw.skip(length.parse().expect("a number")).await;
    }
    server.close().await;
}

#[tokio::test]
async fn a_slow_body_is_not_waited_for() {
    let server = started(ServerOptions { body_timeout: Duration::from_millis(100), ..small() }).await;
    let mut raw = Raw::connect(server.address).await;
    raw.send(head(&server, "content-length: 1000")).await.expect("sent");
    raw.send("{").await.expect("sent");
    let answer = raw.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert_eq!(server.metric("octant_ingest_memory_bytes").await, Some(0.0));
    server.close().await;
}

#[tokio::test]
async fn a_body_that_drips_is_not_waited_for() {
    let options = ServerOptions { rate_grace: Duration::from_millis(100), ..small() };
    let server = started(options).await;
    // One body that a handler wants, and one that is dropped because its request is refused.
    let refused = "POST /import/products HTTP/1.1\r\nhost: test\r\ncontent-length: 100000\r\n\r\n".to_owned();
    for (head, status) in [(head(&server, "content-length: 100000"), 408), (refused, 401)] {
        let mut raw = Raw::connect(server.address).await;
        raw.send(head).await.expect("sent");
        raw.send("{").await.expect("sent");
        let answer = raw.read_to_end().await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        assert!(answer.contains("connection: close"), "{answer}");
        assert!(status == 401 || answer.contains("at least 1024 bytes a second"), "{answer}");
    }
    server.close().await;
}

#[tokio::test]
async fn a_slow_head_is_not_waited_for() {
    let server = started(ServerOptions { idle_timeout: Duration::from_millis(100), ..small() }).await;
    let mut raw = Raw::connect(server.address).await;
    raw.send("GET /healthz HTTP/1.1\r\nhost: te").await.expect("sent");
    let answer = raw.read_to_end().await;
    assert!(!answer.contains("200 OK"), "{answer}");
    server.close().await;
}

#[tokio::test]
async fn a_body_that_breaks_off_stores_nothing() {
    let server = started(small()).await;
    let mut raw = Raw::connect(server.address).await;
    raw.send(head(&server, "content-length: 1000")).await.expect("sent");
    raw.send(&payload(1000)[..500]).await.expect("sent");
    raw.close().await;
    until("the memory of bodies", async || {
        let taken = server.metric("octant_ingest_memory_bytes").await;
        if taken == Some(0.0) { Ok(()) } else { Err(format!("{taken:?}")) }
    })
    .await;
    assert_eq!(server.admin().await.get("/imports").await.expect(200).json()["items"], serde_json::json!([]));
    server.close().await;
}

#[tokio::test]
async fn what_is_no_http_is_answered_and_closed() {
    let server = started(small()).await;
    for noise in [
        "\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "\u{16}\u{3}\u{1}",
        "GET / HTTP/9.9\r\n\r\n",
        "POST /import/x HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
    ] {
        let mut raw = Raw::connect(server.address).await;
        raw.send(noise).await.expect("sent");
        raw.finish().await;
        let answer = raw.read_to_end().await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{noise:?}: {answer}");
    }
    let mut raw = Raw::connect(server.address).await;
    let long = "x".repeat(200 * 1024);
    // The server may close before all of it is sent.
    let _ = raw.send(format!("GET / HTTP/1.1\r\nhost: {long}\r\n\r\n")).await;
    server.anybody().get("/healthz").await.expect(200);
    server.close().await;
}
