//! What one query may use, and what is answered where it would use more.

use std::time::Duration;

use octant_server::ServerOptions;
use octant_store::sqlite::Options;
use serde_json::{Value, json};

use crate::support::TestServer;
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
    assert!(much.as_str().is_some_and(|text| text.contains("1024 KiB")), "{much}");
    let repeated = "lamp ".repeat(100_000);
    let found =
        anybody.post(PATH, &json!({"search": [repeated], "typoTolerance": true})).await.expect(200).json();
    assert_eq!(found["results"][0]["id"], "a");
    server.stop().await.expect("a clean stop");
}
