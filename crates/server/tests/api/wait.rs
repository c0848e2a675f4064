//! `?wait=` and `Prefer: wait=`: one request instead of many.

use std::time::{Duration, Instant};

use octant_server::ServerOptions;
use octant_store::sqlite::Options;
use serde_json::{Value, json};

use crate::support::calls::{code, errors};
use crate::support::raw::Raw;
use crate::support::shop::property;
use crate::support::{TestServer, User, entities, until};

const CARD: &str = "/v1/card-definitions/product";
const SHOP: &str = "/v1/destinations/shop";

/// A server with two products and a draft of their cards.
async fn products(options: ServerOptions) -> (TestServer, User) {
    let server = TestServer::start_with(options, Options::default()).await;
    server.add_source("products");
    let user = server.admin().await;
    user.post("/import/products", &entities(2, "p")).await.expect(202);
    let definition = json!({
        "id": "product",
        "sources": [{"id": "products"}],
        "properties": [property("products", "name", "Text")],
    });
    user.post("/v1/card-definitions", &definition).await.expect(201);
    (server, user)
}

/// As [`products`], and their cards cannot be built, so that they are never active.
async fn stuck(mut options: ServerOptions) -> (TestServer, User) {
    options.cards.retry = Duration::ZERO;
    let (server, user) = products(options).await;
    let cards = server.folder().join("indexes/local/cards");
    std::fs::create_dir_all(cards.parent().expect("a folder above")).expect("made");
    std::fs::write(&cards, "a file where a folder should be").expect("written");
    user.post(&format!("{CARD}/activate"), &json!({})).await.expect(202);
    (server, user)
}

async fn get(user: &User, path: &str) -> Value {
    user.get(path).await.expect(200).json()
}

/// Waits until so many requests wait.
async fn waits(server: &TestServer, count: u32) {
    until("waiting requests", async || {
        let waiting = server.metric("octant_waiting_requests").await;
        if waiting == Some(f64::from(count)) { Ok(()) } else { Err(format!("{waiting:?}")) }
    })
    .await;
}

#[tokio::test]
async fn one_request_is_answered_when_what_was_accepted_is_done() {
    let (server, user) = products(ServerOptions::default()).await;
    user.post(&format!("{CARD}/activate"), &json!({})).await.expect(202);
    let card = get(&user, &format!("{CARD}?wait=30s")).await;
    assert_eq!((&card["status"], &card["cards"]), (&json!("Active"), &json!(2)), "{card}");

    user.post("/v1/destinations", &json!({"identifier": "shop", "languages": ["en"]})).await.expect(201);
    let endpoints = json!({"endpoints": [{"identifier": "things", "card": "product"}]});
    user.put(&format!("{SHOP}/versions/v1"), &endpoints).await.expect(200);
    user.post(&format!("{SHOP}/versions/v1/publish"), &json!({})).await.expect(202);
    let version = get(&user, &format!("{SHOP}/versions/v1?wait=30000ms")).await;
    assert_eq!((&version["name"], &version["status"]), (&json!("v1"), &json!("Published")), "{version}");
    assert_eq!(get(&user, SHOP).await["versions"][0], version);
    assert_eq!(user.get(&format!("{SHOP}/versions/v2?wait=30s")).await.status, 404);

    for round in 0..20 {
        let payload = entities(2, &round.to_string());
        let import = user.post("/import/products", &payload).await.expect(202).json();
        let id = import["id"].as_str().expect("an id");
        let status = match round % 2 {
            0 => get(&user, &format!("/imports/{id}?wait=30")).await,
            _ => get(&user.with("prefer", "respond-async, wait=30"), &format!("/imports/{id}")).await,
        };
        assert_eq!(status["state"], "published", "{status}");
    }

    // A change of the cards: the version is final when it shows them.
    let renamed = json!({"properties": [property("products", "name", "LocalizedText")]});
    user.patch(CARD, &renamed).await.expect(200);
    user.post(&format!("{CARD}/activate"), &json!({})).await.expect(202);
    let shop = get(&user, &format!("{SHOP}?wait=30s")).await;
    assert_eq!(shop["versions"][0]["building"], Value::Null, "{shop}");
    assert_eq!(get(&user, CARD).await["status"], "Active");
    server.close().await;
}

#[tokio::test]
async fn what_is_being_deleted_is_waited_for_until_it_is_gone() {
    let (server, user) = products(ServerOptions::default()).await;
    user.delete("/v1/sources/products/properties/name").await.expect(202);
    assert_eq!(user.get("/v1/sources/products/properties/name?wait=30s").await.status, 404);
    user.delete(CARD).await.expect(204);
    user.delete("/v1/sources/products").await.expect(202);
    assert_eq!(user.get("/v1/sources/products?wait=30s").await.status, 404);
    server.close().await;
}

#[tokio::test]
async fn when_the_time_is_up_the_state_is_told_as_it_is() {
    let options = ServerOptions { max_wait: Duration::from_millis(400), ..ServerOptions::default() };
    let (server, user) = stuck(options).await;
    for (path, least) in [("?wait=200ms", 200), ("?wait=1h", 0), ("?wait=50s", 400), ("?wait=0", 0)] {
        let began = Instant::now();
        let answer = user.get(&format!("{CARD}{path}")).await;
        assert!(began.elapsed() >= Duration::from_millis(least), "{path}: {:?}", began.elapsed());
        if path.contains('h') {
            assert!(errors(&answer)["wait"].to_string().contains("30s"), "{answer:?}");
        } else {
            assert_eq!(answer.expect(200).json()["status"], "Updating");
        }
    }
    server.close().await;
}

#[tokio::test]
async fn so_many_wait_and_a_client_that_leaves_makes_room() {
    let options = ServerOptions { max_waiting: 1, ..ServerOptions::default() };
    let (server, user) = stuck(options).await;
    let (name, value) = server.admin_header();
    let mut waiting = Raw::connect(server.address).await;
    let head = format!("GET {CARD}?wait=60s HTTP/1.1\r\nhost: t\r\n{name}: {value}\r\n\r\n");
    waiting.send(head).await.expect("sent");
    waits(&server, 1).await;
    let refused = user.get(&format!("{CARD}?wait=1ms")).await;
    assert_eq!(code(&refused, 429), "busy");
    assert_eq!(refused.header("retry-after"), Some("2"));
    assert_eq!(get(&user, CARD).await["status"], "Updating", "who does not wait needs no place");
    waiting.close().await;
    waits(&server, 0).await;
    assert_eq!(get(&user, &format!("{CARD}?wait=1ms")).await["status"], "Updating");
    server.close().await;
}

#[tokio::test]
async fn a_stop_ends_the_wait_with_the_state_as_it_is() {
    let (mut server, user) = stuck(ServerOptions::default()).await;
    let waiting = tokio::spawn({
        let user = user.clone();
        async move { user.get(&format!("{CARD}?wait=60s")).await }
    });
    waits(&server, 1).await;
    let began = Instant::now();
    server.begin_stop();
    let answer = waiting.await.expect("no panic").expect(200).json();
    assert_eq!(answer["status"], "Updating");
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    server.close().await;
}
