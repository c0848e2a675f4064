//! What one query may use, and what is answered where it would use more.

use std::time::Duration;

use octant_server::ServerOptions;
use octant_store::sqlite::Options;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::raw::Raw;
use crate::support::shop::{card, import_and_wait, publish};

const PATH: &str = "/local/shop/v1/things";

async fn things(options: ServerOptions) -> TestServer {
    let server = TestServer::start_with(options, Options::default()).await;
    server.add_source("things");
    let user = server.admin().await;
    let lamp = json!({"key": "a", "properties": [{"id": "name", "value": "Lighthouse lamp"}]});
    import_and_wait(&user, "things", &[lamp]).await;
    card(&user, "thing", "things", &[("name", "Text")], &json!([])).await;
    let endpoint =
        json!({"identifier": "things", "card": "thing", "properties": [{"id": "name", "searchable": true}]});
    publish(&user, &json!({"identifier": "shop", "languages": ["en"]}), &json!([endpoint])).await;
    server
}

#[tokio::test]
async fn a_query_that_takes_too_long_is_stopped_and_told_so() {
    let server =
        things(ServerOptions { query_time: Duration::from_nanos(1), ..ServerOptions::default() }).await;
    let anybody = server.anybody();
    for body in [json!({}), json!({"search": ["lamp"], "typoTolerance": true})] {
        let answer = anybody.post(PATH, &body).await.expect(503).json();
        assert_eq!(answer["code"], "query_timeout", "{answer}");
    }
    server.stop().await.expect("a clean stop");
}

#[tokio::test]
async fn more_words_and_more_memory_than_there_are_is_refused() {
    let options = ServerOptions { max_words: 100, query_memory: 1 << 20, ..ServerOptions::default() };
    let server = things(options).await;
    let anybody = server.anybody();
    let words =
        |count: u32| -> Vec<String> { (0..count).map(|number| format!("abcdefghij{number}")).collect() };
    let told =
        async |body: Value| anybody.post(PATH, &body).await.expect(400).json()["errors"]["query"][0].clone();
    let many = told(json!({"search": [words(101).join(" ")]})).await;
    assert!(many.as_str().is_some_and(|text| text.contains("more than 100 distinct words")), "{many}");
    let much = told(json!({"search": words(50), "typoTolerance": true})).await;
    assert!(much.as_str().is_some_and(|text| text.contains("512 KiB")), "{much}");
    let repeated = "lamp ".repeat(100_000);
    let found =
        anybody.post(PATH, &json!({"search": [repeated], "typoTolerance": true})).await.expect(200).json();
    assert_eq!(found["results"][0]["id"], "a");
    server.stop().await.expect("a clean stop");
}

/// Sends a query from an address of its own, on a connection of its own.
async fn ask_from(host: u8, server: &TestServer, body: &Value) -> Raw {
    let mut raw = Raw::connect_from(host, server.address).await;
    let body = body.to_string();
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    raw.send(head).await.expect("sent");
    raw
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pile_of_heavy_queries_of_one_client_does_not_hold_up_small_ones_of_another() {
    const HEAVY: usize = 40;
    let options = ServerOptions {
        max_queries: 2,
        query_memory: 4 << 30,
        query_wait: Duration::from_secs(600),
        query_time: Duration::from_secs(600),
        ..ServerOptions::default()
    };
    let server = things(options).await;
    // Words of which each needs an automaton of its own: some 100 ms for each query in a build for tests.
    let word = |query: usize, number: usize| format!("abcdefghijkl{query}x{number}");
    let answered = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let mut heavy = Vec::new();
    for query in 0..HEAVY {
        let words: Vec<String> = (0..300).map(|number| word(query, number)).collect();
        let raw = ask_from(2, &server, &json!({"search": [words.join(" ")], "typoTolerance": true})).await;
        let answered = std::sync::Arc::clone(&answered);
        heavy.push(tokio::spawn(async move {
            let text = raw.read_to_end().await;
            answered.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            text
        }));
    }
    for _ in 0..5 {
        let small = ask_from(3, &server, &json!({"top": 1})).await.read_to_end().await;
        assert!(small.starts_with("HTTP/1.1 200"), "{small}");
    }
    let before = answered.load(std::sync::atomic::Ordering::SeqCst);
    for one in heavy {
        let text = one.await.expect("no panic");
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    }
    assert!(before < HEAVY / 2, "{before} of {HEAVY} heavy queries were answered before five small ones");
    server.stop().await.expect("a clean stop");
}
