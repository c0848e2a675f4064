//! Calls that follow a 202 before what it began is done: accepted, and done in their turn.

use serde_json::{Value, json};

use crate::support::calls::{code, errors};
use crate::support::shop::{ids, property};
use crate::support::{TestServer, User};

const SHOP: &str = "/v1/destinations/shop";

/// Products with prices, enough of them that building their cards takes a moment.
async fn products() -> (TestServer, User) {
    let server = TestServer::start().await;
    server.add_source("products");
    server.add_source("prices");
    let user = server.admin().await;
    let entity = |place: usize| {
        let properties = json!([{"id": "name", "value": format!("n{place}")}, {"id": "size", "value": "7"}]);
        json!({"key": format!("{place:04}"), "properties": properties})
    };
    let all: Vec<Value> = (0..2_000).map(entity).collect();
    user.post("/import/products", &json!({ "entities": all })).await.expect(202);
    user.import_into("prices", &json!({"p": {"product": "0001", "amount": "12"}})).await;
    (server, user)
}

async fn define(user: &User, id: &str, source: &str, properties: &[(&str, &str)], relations: &Value) {
    let properties: Vec<Value> = properties.iter().map(|(id, kind)| property(source, id, kind)).collect();
    let definition =
        json!({"id": id, "sources": [{"id": source}], "properties": properties, "relations": relations});
    user.post("/v1/card-definitions", &definition).await.expect(201);
}

async fn activate(user: &User, id: &str) {
    user.post(&format!("/v1/card-definitions/{id}/activate"), &json!({})).await.expect(202);
}

async fn publish(user: &User, version: &str) {
    user.post(&format!("{SHOP}/versions/{version}/publish"), &json!({})).await.expect(202);
}

/// A destination whose draft has that endpoint.
async fn draft(user: &User, endpoint: &Value) {
    user.post("/v1/destinations", &json!({"identifier": "shop", "languages": ["en"]})).await.expect(201);
    let endpoints = json!({"endpoints": [endpoint]});
    user.put(&format!("{SHOP}/versions/v1"), &endpoints).await.expect(200);
}

async fn published(user: &User, version: &str) {
    let shown = user.get(&format!("{SHOP}/versions/{version}?wait=60s")).await.expect(200).json();
    assert_eq!(shown["status"], "Published", "{shown}");
}

async fn query(server: &TestServer, version: &str) -> Value {
    server.anybody().get(&format!("/local/shop/{version}/things?top=2")).await.expect(200).json()
}

#[tokio::test]
async fn a_version_is_published_while_its_cards_are_still_being_activated() {
    let (server, user) = products().await;
    let prices = json!([{"id": "prices", "card": "price", "from": "id", "to": "product"}]);
    define(&user, "price", "prices", &[("product", "Text"), ("amount", "Decimal")], &json!([])).await;
    define(&user, "product", "products", &[("name", "Text")], &prices).await;
    let endpoint = json!({"identifier": "things", "card": "product", "properties": [{"id": "name"}],
        "relations": [{"relation": "prices", "properties": ["amount"]}]});
    draft(&user, &endpoint).await;
    let told = errors(&user.post(&format!("{SHOP}/versions/v1/publish"), &json!({})).await);
    assert!(told["endpoints[0].card"].to_string().contains("activate it first"), "{told}");
    // The order does not matter, and no call waits for another.
    activate(&user, "product").await;
    activate(&user, "product").await;
    activate(&user, "price").await;
    publish(&user, "v1").await;
    publish(&user, "v1").await;
    let answer = server.anybody().get("/local/shop/v1/things").await;
    if answer.status != 200 {
        assert_eq!(code(&answer, 503), "building");
        assert!(answer.header("retry-after").is_some(), "{answer:?}");
    }
    published(&user, "v1").await;
    let found = query(&server, "v1").await;
    assert_eq!(ids(&found), ["0000", "0001"]);
    let prices = &found["results"][1]["prices"];
    assert_eq!((&prices[0]["id"], prices[0]["amount"].as_f64()), (&json!("p"), Some(12.0)), "{prices}");
    server.close().await;
}

#[tokio::test]
async fn a_version_shows_what_its_cards_are_being_changed_to() {
    let (server, user) = products().await;
    define(&user, "product", "products", &[("name", "Text")], &json!([])).await;
    activate(&user, "product").await;
    user.get("/v1/card-definitions/product?wait=60s").await.expect(200);
    let wider = json!({"properties": [property("products", "size", "Integer")]});
    user.patch("/v1/card-definitions/product", &wider).await.expect(200);
    draft(&user, &json!({"identifier": "things", "card": "product", "properties": [{"id": "size"}]})).await;
    let told = errors(&user.post(&format!("{SHOP}/versions/v1/publish"), &json!({})).await);
    assert!(told["endpoints[0].properties[0].id"].to_string().contains("activate"), "{told}");
    activate(&user, "product").await;
    publish(&user, "v1").await;
    published(&user, "v1").await;
    assert_eq!(query(&server, "v1").await["results"][0], json!({"id": "0000", "size": 7}));
    server.close().await;
}

#[tokio::test]
async fn cards_are_changed_and_activated_again_while_they_are_being_built() {
    let (server, user) = products().await;
    const CARD: &str = "/v1/card-definitions/product";
    define(&user, "product", "products", &[("name", "Text")], &json!([])).await;
    activate(&user, "product").await;
    let wider = json!({"properties": [property("products", "size", "Integer")]});
    let changed = user.patch(CARD, &wider).await.expect(200).json();
    assert_eq!(changed["properties"][0]["id"], "name", "{changed}");
    assert_eq!(changed["pending"]["properties"][0]["id"], "size", "{changed}");
    assert_eq!(changed["activating"]["properties"][0]["id"], "name", "{changed}");
    activate(&user, "product").await;
    let shown = user.get(&format!("{CARD}?wait=60s")).await.expect(200).json();
    assert_eq!((&shown["status"], &shown["pending"]), (&json!("Active"), &Value::Null), "{shown}");
    assert_eq!((&shown["properties"][0]["id"], &shown["cards"]), (&json!("size"), &json!(2_000)), "{shown}");
    let card = user.get(&format!("{CARD}/cards/0000")).await.expect(200).json();
    assert_eq!(card["properties"], json!({"size": 7}));

    // Without a second activation the change waits for one, as it does for cards that are in use.
    user.patch(CARD, &json!({"properties": [property("products", "name", "Text")]})).await.expect(200);
    activate(&user, "product").await;
    user.patch(CARD, &wider).await.expect(200);
    let shown = user.get(&format!("{CARD}?wait=60s")).await.expect(200).json();
    let (now, next) = (&shown["properties"][0]["id"], &shown["pending"]["properties"][0]["id"]);
    assert_eq!((now, next), (&json!("name"), &json!("size")), "{shown}");
    assert_eq!(shown["status"], "PendingChanges", "{shown}");
    server.close().await;
}

#[tokio::test]
async fn a_version_is_stopped_and_published_again_while_it_is_being_published() {
    let (server, user) = products().await;
    define(&user, "product", "products", &[("name", "Text")], &json!([])).await;
    draft(&user, &json!({"identifier": "things", "card": "product"})).await;
    activate(&user, "product").await;
    publish(&user, "v1").await;
    user.post(&format!("{SHOP}/versions/v1/stop"), &json!({})).await.expect(202);
    assert_eq!(
        user.get(&format!("{SHOP}/versions/v1?wait=60s")).await.expect(200).json()["status"],
        "Stopped"
    );
    publish(&user, "v1").await;
    published(&user, "v1").await;
    assert_eq!(ids(&query(&server, "v1").await), ["0000", "0001"]);
    server.close().await;
}

#[tokio::test]
async fn a_source_is_made_again_as_soon_as_the_one_of_its_name_is_gone() {
    let (server, user) = products().await;
    user.delete("/v1/sources/products").await.expect(202);
    user.delete("/v1/sources/products").await.expect(202);
    let new = json!({"id": "products", "name": "Products"});
    let refused = user.post("/v1/sources", &new).await;
    if refused.status != 201 {
        assert_eq!(code(&refused, 409), "purging");
        assert!(refused.json()["detail"].to_string().contains("wait"), "{refused:?}");
        user.post("/v1/sources?wait=60s", &new).await.expect(201);
    }
    let entries = user.get("/v1/sources/products/entries").await.expect(200).json();
    assert_eq!(entries["items"], json!([]));
    let taken = user.post("/v1/sources?wait=60s", &new).await;
    assert_eq!(code(&taken, 409), "already_exists");
    server.close().await;
}
