//! Cards and indexes that cannot be built: told where one looks, with what happens next.

use std::path::Path;
use std::time::Duration;

use octant_access::Role;
use octant_server::ServerOptions;
use octant_store::sqlite::Options;
use serde_json::{Value, json};

use super::story::until;
use super::visitor::Visitor;
use crate::support::server::TENANT;
use crate::support::shop::import_and_wait;
use crate::support::{TestServer, User};

/// A server that tries again at once.
async fn impatient() -> TestServer {
    let mut options = ServerOptions::default();
    (options.cards.retry, options.destinations.retry) = (Duration::ZERO, Duration::ZERO);
    TestServer::start_with(options, Options::default()).await
}

/// Puts a file where a folder is needed.
fn block(place: &Path) {
    std::fs::create_dir_all(place.parent().expect("a folder above")).expect("made");
    std::fs::write(place, "a file where the folder should be").expect("written");
}

async fn until_json(user: &User, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    crate::support::until(path, async || {
        let found = user.get(path).await.expect(200).json();
        if wanted(&found) { Ok(found) } else { Err(found.to_string()) }
    })
    .await
}

#[tokio::test]
async fn what_cannot_be_built_is_told_until_it_can() {
    let server = impatient().await;
    let (owner, mut viewer) = (server.admin().await, Visitor::signed_in(&server, TENANT, Role::Viewer).await);
    server.add_source("goods");
    import_and_wait(
        &owner,
        "goods",
        &[json!({"key": "1", "properties": [{"id": "name", "value": "Chair"}]})],
    )
    .await;
    let cards = server.folder().join("indexes/local/cards");
    block(&cards);
    let definition = json!({"id": "product", "sources": [{"id": "goods"}], "properties": [
        {"id": "name", "name": "Name", "type": "Text", "source": "goods", "sourceProperty": "name"}]});
    owner.post("/v1/card-definitions", &definition).await.expect(201);
    owner.post("/v1/card-definitions/product/activate", &json!({})).await.expect(202);
    let path = "/v1/card-definitions/product";
    let told = until_json(&owner, path, |card| card["buildProblem"].is_string()).await;
    assert_eq!(told["status"], "Updating");
    let failed = "The last try to build the cards failed: ";
    until(&mut viewer, "/studio/cards/product", failed).await;
    for page in ["/studio/cards/product/plan", "/studio/cards/product/progress"] {
        let page = viewer.get(page).await.expect(200).text;
        assert_eq!(page.matches(failed).count(), 1, "{page}");
        assert!(page.contains("It is tried again by itself"), "{page}");
    }
    until(&mut viewer, "/studio", "The card product cannot be built and will be tried again: ").await;
    std::fs::remove_file(&cards).expect("the cause is gone");
    let built = until_json(&owner, path, |card| card["status"] == "Active" && card["cards"] == 1).await;
    assert_eq!(built["buildProblem"], Value::Null);
    assert!(!viewer.get("/studio/cards/product").await.expect(200).text.contains(failed));

    let indexes = server.folder().join("indexes/local/destinations");
    block(&indexes);
    owner.post("/v1/destinations", &json!({"identifier": "shop", "languages": ["en"]})).await.expect(201);
    let endpoints =
        json!({"endpoints": [{"identifier": "goods", "card": "product", "properties": [{"id": "name"}]}]});
    owner.put("/v1/destinations/shop/versions/v1", &endpoints).await.expect(200);
    owner.post("/v1/destinations/shop/versions/v1/publish", &json!({})).await.expect(202);
    let path = "/v1/destinations/shop";
    let told =
        until_json(&owner, path, |shop| shop["versions"][0]["buildProblems"]["goods"].is_string()).await;
    assert_eq!(told["versions"][0]["publishing"], true);
    let failed = "The last try to build the index of goods failed: ";
    until(&mut viewer, "/studio/destinations/shop/versions/v1", failed).await;
    until(&mut viewer, "/studio/destinations/shop/versions/v1/progress", failed).await;
    until(&mut viewer, "/studio", "goods of shop v1 cannot be built and will be tried again: ").await;
    std::fs::remove_file(&indexes).expect("the cause is gone");
    let built = until_json(&owner, path, |shop| shop["versions"][0]["status"] == "Published").await;
    assert_eq!(built["versions"][0]["buildProblems"], json!({}));
    server.close().await;
}
