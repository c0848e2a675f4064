//! What the server says of itself, and what it takes from what a request says of it.

use octant_access::Role;
use octant_server::ServerOptions;
use octant_store::sqlite::Options;
use serde_json::{Value, json};

use crate::studio::visitor::Visitor;
use crate::support::server::TENANT;
use crate::support::shop::{card, import_and_wait, publish};
use crate::support::{TestServer, User, until};

const THINGS: &str = "/local/shop/v1/things";

async fn shop(server: &TestServer) -> User {
    server.add_source("things");
    let user = server.admin().await;
    let lamp = json!({"key": "a", "properties": [{"id": "name", "value": "Lamp"}]});
    import_and_wait(&user, "things", &[lamp]).await;
    card(&user, "thing", "things", &[("name", "Text")], &json!([])).await;
    let endpoints = json!([{"identifier": "things", "card": "thing", "properties": [{"id": "name"}]}]);
    publish(&user, &json!({"identifier": "shop", "languages": ["en"]}), &endpoints).await;
    user
}

/// The server's address that a version's description names, asked for by that name.
async fn described(server: &TestServer, host: &str) -> String {
    let anybody = server.anybody().with("host", host);
    let described = anybody.get("/local/shop/v1/openapi").await.expect(200).json();
    described["servers"][0]["url"].as_str().expect("an address").to_owned()
}

#[tokio::test]
async fn descriptions_and_links_do_not_follow_a_host_that_is_not_allowed() {
    let server = TestServer::start().await;
    shop(&server).await;
    let own = format!("http://{}/local/shop/v1", server.address);
    for host in ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "a b"]
    {
        assert_eq!(described(&server, host).await, own, "{host}");
    }
    for host in ["localhost:9000", "LOCALHOST", "127.0.0.1:9000", "[::1]:9000", "10.0.0.7"] {
        let expected = format!("http://{host}/local/shop/v1");
        assert_eq!(described(&server, host).await.to_ascii_lowercase(), expected.to_ascii_lowercase());
    }
    let mut admin = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    admin.host = Some("evil.example".to_owned());
    let fields = [("email", "new@shop.example"), ("name", "New"), ("role", "viewer")];
    let page = admin.post("/studio/access/users", &fields).await;
    let page = match page.header("location").map(str::to_owned) {
        Some(place) => admin.get(&place).await.text,
        None => page.text,
    };
    let link = format!("http://{}/studio/invitation?token=", server.address);
    assert!(page.contains(&link) && !page.contains("evil.example"), "{page}");
    server.close().await;
}

#[tokio::test]
async fn metrics_tell_strangers_totals_and_no_names() {
    let server = TestServer::start().await;
    let user = shop(&server).await;
    let other = server.admin_of("other");
    let named = ["\"shop\"", "\"things\"", "\"thing\"", "\"local\""];
    let keyed = user.get("/metrics").await.expect(200).text;
    let text = server.anybody().get("/metrics").await.expect(200).text;
    for name in named {
        assert!(!text.contains(name), "{name} is told to strangers:\n{text}");
        assert!(keyed.contains(name), "{name} is not told to a key:\n{keyed}");
    }
    for line in ["octant_destination_documents 1", "octant_card_cards 1", "octant_destination_lag_records 0"]
    {
        assert!(text.contains(line), "no {line} in\n{text}");
    }
    let text = other.get("/metrics").await.expect(200).text;
    assert!(!text.contains("\"shop\"") && text.contains("tenant=\"other\""), "{text}");
    with_scopes(&server, &["read:sources"]).await.get("/metrics").await.expect(403);
    server.anybody().with("x-api-key", "octk_wrong-wrong-wrong").get("/metrics").await.expect(401);
    server.close().await;
}

#[tokio::test]
async fn ready_is_what_answers_its_queries() {
    let server = TestServer::start().await;
    shop(&server).await;
    server.anybody().get("/readyz").await.expect(200);
    let folder = server.close_and_keep().await;
    let indexes = folder.path().join("indexes/local/destinations");
    let aside = folder.path().join("aside");
    std::fs::rename(&indexes, &aside).expect("moved");
    std::fs::write(&indexes, "a file where the folder should be").expect("written");
    let mut options = ServerOptions::default();
    options.destinations.retry = std::time::Duration::ZERO;
    let server = TestServer::start_on(folder, options, Options::default()).await;
    let anybody = server.anybody();
    anybody.get(THINGS).await.expect(503);
    let answer = anybody.get("/readyz").await.expect(503);
    assert_eq!(answer.json()["code"], "building", "{answer:?}");
    assert!(!answer.text.contains("shop"), "{answer:?}");
    anybody.get("/healthz").await.expect(200);
    std::fs::remove_file(&indexes).expect("the cause is gone");
    until("the server is ready", async || match anybody.get("/readyz").await.status {
        200 => Ok(()),
        status => Err(status.to_string()),
    })
    .await;
    anybody.get(THINGS).await.expect(200);
    server.close().await;
}

#[tokio::test]
async fn settings_open_the_figures_and_allow_hosts() {
    let allowed_hosts = vec!["shop.example".parse().expect("a host")];
    let options = ServerOptions { open_metrics: true, allowed_hosts, ..ServerOptions::default() };
    let server = TestServer::start_with(options, Options::default()).await;
    shop(&server).await;
    let text = server.anybody().get("/metrics").await.expect(200).text;
    assert!(text.contains("destination=\"shop\""), "{text}");
    assert_eq!(described(&server, "shop.example:8443").await, "http://shop.example:8443/local/shop/v1");
    server.close().await;
}

/// A user with a key of these scopes.
async fn with_scopes(server: &TestServer, scopes: &[&str]) -> User {
    let admin = server.admin().await;
    let made =
        admin.post("/v1/api-keys", &json!({"name": "part", "scopes": scopes})).await.expect(201).json();
    server.with_headers(vec![("x-api-key".to_owned(), made["key"].as_str().expect("a key").to_owned())])
}

#[tokio::test]
async fn only_admin_makes_a_provider_for_all_sources() {
    let server = TestServer::start().await;
    let (admin, part) = (server.admin().await, with_scopes(&server, &["write:applications"]).await);
    let all = json!({"name": "everything", "sources": "*"});
    let refused = part.post("/v1/data-providers", &all).await.expect(403).json();
    assert!(refused["detail"].as_str().is_some_and(|text| text.contains("admin")), "{refused}");
    let own = json!({"name": "some", "sources": ["a"]});
    let made = part.post("/v1/data-providers", &own).await.expect(201).json();
    let path = format!("/v1/data-providers/{}", made["id"].as_str().expect("an id"));
    part.patch(&path, &json!({"sources": "*"})).await.expect(403);
    part.patch(&path, &json!({"sources": ["a", "b"]})).await.expect(200);
    admin.patch(&path, &json!({"sources": "*"})).await.expect(200);
    // Who knows its secret may write everywhere, so that it cannot be had either.
    part.post(&format!("{path}/reset-secret"), &json!({})).await.expect(403);
    part.patch(&path, &json!({"sources": ["a"]})).await.expect(403);
    part.patch(&path, &json!({"name": "renamed"})).await.expect(200);
    part.delete(&path).await.expect(204);
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let before = admin.get("/v1/data-providers").await.expect(200).json();
    editor.post("/studio/providers", &[("name", "all"), ("all", "yes")]).await.expect(403);
    let form = editor.get("/studio/providers/new").await.expect(200).text;
    assert!(!form.contains("id=\"all\""), "{form}");
    assert_eq!(admin.get("/v1/data-providers").await.expect(200).json(), before);
    let made = admin.post("/v1/data-providers", &all).await.expect(201).json();
    let path = format!("/studio/providers/{}", made["id"].as_str().expect("an id"));
    editor.post(&path, &[("name", "renamed"), ("all", "yes")]).await.expect(303);
    editor.post(&format!("{path}/reset-secret"), &[]).await.expect(403);
    server.close().await;
}

#[tokio::test]
async fn bodies_nested_without_end_are_refused_at_once() {
    let server = TestServer::start().await;
    let user = shop(&server).await;
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(50_000), close.repeat(50_000));
    for body in [deep("[", "]"), deep("{\"a\":", "}"), format!("{{\"filter\":{}}}", deep("[", "]"))] {
        for path in
            ["/v1/sources", "/v1/card-definitions", "/v1/segments/preview", THINGS, "/dataProviders/tokens"]
        {
            let answer = user.post_bytes(path, body.clone()).await;
            assert_eq!(answer.status, 400, "{path} {answer:?}");
        }
        let answer = user.post_bytes("/import/things", body.clone()).await;
        assert_eq!(answer.status, 400, "{answer:?}");
    }
    let answer: Value = user.post(THINGS, &json!({})).await.expect(200).json();
    assert_eq!(answer["results"][0]["id"], "a");
    server.close().await;
}
