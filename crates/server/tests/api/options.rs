//! What can be asked of an import beside its entities.

use serde_json::{Value, json};

use crate::support::{TestServer, entities};

#[tokio::test]
async fn a_dry_run_tells_what_would_happen_and_stores_nothing() {
    let server = TestServer::start().await;
    server.add_source("products");
    let user = server.admin().await;
    user.post("/import/products", &entities(3, "old")).await.expect(202);
    let head = server.metric(r#"octant_log_head{tenant="local"}"#).await;
    let payload = json!({"entities": [
        {"key": "key-0", "properties": [{"id": "name", "value": "new"}]},
        {"key": "key-1", "properties": [{"id": "name", "value": "old 1"}]},
        {"key": "key-2", "delete": true},
        {"key": "key-3"},
        {"key": "key-4", "delete": true},
    ]});
    for query in ["dryRun=true", "dry_run=TRUE", "dryRun=true&correlationId="] {
        let answer = user.post(&format!("/import/products?{query}"), &payload).await.expect(200);
        let expected = json!({
            "result": {"received": 5, "created": 1, "updated": 1, "unchanged": 2, "deleted": 1}, "errors": []
        });
        assert_eq!(answer.anonymous(), expected);
    }
    assert_eq!(server.metric(r#"octant_log_head{tenant="local"}"#).await, head);
    assert_eq!(user.get("/imports").await.expect(200).json()["items"].as_array().map(Vec::len), Some(1));
    server.close().await;
}

#[tokio::test]
async fn a_partial_import_takes_the_good_and_names_the_others() {
    let server = TestServer::start().await;
    server.add_source("products");
    let user = server.admin().await;
    let payload = json!({"entities": [{"key": "good"}, {"key": "@2"}, {"key": "also-good"}]});
    let preview =
        user.post("/import/products?partial=true&dryRun=true", &payload).await.expect(200).anonymous();
    assert_eq!((&preview["result"]["received"], &preview["result"]["created"]), (&json!(3), &json!(2)));
    let answer = user.post("/import/products?partial=true", &payload).await.expect(202).anonymous();
    let rejected = answer["result"]["rejected"].as_array().expect("a list");
    assert_eq!(rejected.len(), 1);
    assert_eq!(preview["result"]["rejected"], answer["result"]["rejected"]);
    assert_eq!((&rejected[0]["index"], &rejected[0]["key"]), (&json!(1), &json!("@2")));
    assert!(rejected[0]["code"].is_string() && rejected[0]["message"].is_string(), "{rejected:?}");
    let status =
        user.get(&format!("/imports/{}", answer["id"].as_str().expect("an id"))).await.expect(200).json();
    assert_eq!(
        (&status["received"], &status["rejected"], &status["created"]),
        (&json!(3), &json!(1), &json!(2))
    );
    assert_eq!(&status["problems"], &answer["result"]["rejected"]);

    let all_good =
        user.post("/import/products?partial=true", &entities(2, "x")).await.expect(202).anonymous();
    assert_eq!(all_good["result"]["rejected"], json!([]));
    server.close().await;
}

#[tokio::test]
async fn a_repeated_request_is_answered_as_the_first_and_applied_once() {
    let server = TestServer::start().await;
    server.add_source("products");
    let user = server.admin().await.with("idempotency-key", "nightly-7");
    let first = user.post("/import/products", &entities(5, "a")).await.expect(202).anonymous();
    let head = server.metric(r#"octant_log_head{tenant="local"}"#).await;
    server.admin().await.post("/import/products", &entities(5, "b")).await.expect(202);
    let again = user.post("/import/products", &entities(5, "a")).await.expect(202).anonymous();
    assert_eq!(first, again);
    let expected = head.map(|head| head + 5.0);
    assert_eq!(server.metric(r#"octant_log_head{tenant="local"}"#).await, expected, "only b came in between");

    let other = user.post("/import/products", &entities(5, "c")).await.expect(409).anonymous();
    assert!(
        other["errors"][0]["message"].as_str().is_some_and(|message| message.contains("Idempotency-Key")),
        "{other}"
    );
    server.close().await;
}

#[tokio::test]
async fn two_providers_may_use_the_same_idempotency_key() {
    let server = TestServer::start().await;
    server.add_source("products");
    let mut ids = Vec::new();
    for mark in ["a", "b"] {
        let provider = server.add_provider(&["products"]);
        let user = server.as_provider(&provider).with("idempotency-key", "k");
        ids.push(user.post("/import/products", &entities(1, mark)).await.expect(202).json()["id"].clone());
    }
    assert_ne!(ids[0], ids[1]);
    server.close().await;
}

#[tokio::test]
async fn what_an_option_cannot_be_is_refused_by_name() {
    let server = TestServer::start().await;
    server.add_source("products");
    let user = server.admin().await;
    for (query, name) in [
        ("correlationId=7", "correlationId"),
        ("correlationId=3f2504e0-4f89-41d3-9a0c-0305e82c330", "correlationId"),
        ("dryRun=1", "dryRun"),
        ("dryRun=yes", "dryRun"),
        ("partial=maybe", "partial"),
        ("dryRun=true&dryRun=false", "dryRun"),
    ] {
        let answer =
            user.post(&format!("/import/products?{query}"), &entities(1, "x")).await.expect(400).anonymous();
        assert_eq!(answer["errors"][0]["details"]["propertyName"], name, "{query}");
    }
    let user = user.with("idempotency-key", &"k".repeat(256));
    let answer = user.post("/import/products", &entities(1, "x")).await.expect(400).anonymous();
    assert_eq!(answer["errors"][0]["details"]["propertyName"], "Idempotency-Key");
    assert_eq!(user.get("/imports").await.expect(200).json()["items"], Value::Array(Vec::new()));
    server.close().await;
}

#[tokio::test]
async fn a_correlation_id_is_read_in_every_form_of_a_guid() {
    let server = TestServer::start().await;
    server.add_source("products");
    let user = server.admin().await;
    for form in [
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "3F2504E0-4F89-41D3-9A0C-0305E82C3301",
        "3f2504e04f8941d39a0c0305e82c3301",
        "%7B3f2504e0-4f89-41d3-9a0c-0305e82c3301%7D",
    ] {
        let path = format!("/import/products?correlationId={form}");
        let id = user.post(&path, &entities(1, form)).await.expect(202).json()["id"].clone();
        let status = user.get(&format!("/imports/{}", id.as_str().expect("an id"))).await.expect(200).json();
        assert_eq!(status["correlationId"], "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "{form}");
    }
    server.close().await;
}
