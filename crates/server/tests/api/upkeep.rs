//! What the server does by itself.

use std::time::Duration;

use octant_model::{EntryKey, SourceId};
use octant_server::ServerOptions;
use octant_store::Actor;
use octant_store::sqlite::Options;

use crate::support::server::{TENANT, tenant_id};
use crate::support::{TestServer, entities};

fn busy_upkeep() -> ServerOptions {
    ServerOptions { upkeep_interval: Duration::from_millis(5), ..ServerOptions::default() }
}

#[tokio::test]
async fn a_deleted_source_goes_with_its_entries() {
    let server = TestServer::start_with(busy_upkeep(), Options::default()).await;
    server.add_source("products");
    server.admin().await.post("/import/products", &entities(2_500, "x")).await.expect(202);
    let (tenant, source) = (tenant_id(TENANT), SourceId::new("products").expect("a source"));
    server.store.begin_source_purge(&tenant, &source, Vec::new(), &Actor::system()).expect("a source");
    while server.store.source(&tenant, &source).expect("a read").is_some() {
        tokio::task::yield_now().await;
    }
    server.add_source("products");
    let keys = [EntryKey::new("key-0").expect("a key")];
    assert_eq!(server.store.entries(&tenant, &source, &keys).expect("a read"), [None]);
    server.close().await;
}

#[tokio::test]
async fn a_source_that_is_going_takes_nothing() {
    let options = ServerOptions { upkeep_interval: Duration::from_secs(3_600), ..ServerOptions::default() };
    let server = TestServer::start_with(options, Options::default()).await;
    let user = server.admin().await;
    // The first round of the upkeep comes with the start; what is deleted after it waits an hour here.
    server.anybody().get("/readyz").await.expect(200);
    server.add_source("products");
    user.post("/import/products", &entities(1, "x")).await.expect(202);
    let (tenant, source) = (tenant_id(TENANT), SourceId::new("products").expect("a source"));
    server.store.begin_source_purge(&tenant, &source, Vec::new(), &Actor::system()).expect("a source");
    let answer = user.post("/import/products", &entities(1, "x")).await.expect(403).anonymous();
    let message = answer["errors"][0]["message"].as_str().expect("a message");
    assert!(message.contains("does not exist"), "{message}");
    server.close().await;
}
