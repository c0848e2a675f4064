//! Clients that mean no good: they announce and do not send, ask and do not read.

use octant_server::ServerOptions;
use octant_store::sqlite::Options;
use serde_json::{Value, json};

use crate::support::raw::Raw;
use crate::support::shop::{card, import_and_wait, publish};
use crate::support::{TestServer, User, entities};

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
