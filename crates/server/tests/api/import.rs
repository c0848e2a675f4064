//! `POST /import/{source}`: what goes in, and what stands there afterwards.

use octant_model::{EntryKey, SourceId};
use serde_json::{Value, json};

use crate::support::server::{TENANT, tenant_id};
use crate::support::{TestServer, entities};

/// The values of an entry as `property[:language]=value`, in the store's order.
fn values(server: &TestServer, source: &str, key: &str) -> Option<Vec<String>> {
    let source = SourceId::new(source).expect("a source");
    let keys = [EntryKey::new(key).expect("a key")];
    let found = server
        .store
        .entries(&tenant_id(TENANT), &source, &keys)
        .expect("a read")
        .pop()
        .expect("one answer")?;
    let entry = found.entry();
    let shown = entry.properties.iter().map(|property| match property.language {
        Some(language) => format!("{}:{language}={}", property.id, property.value),
        None => format!("{}={}", property.id, property.value),
    });
    Some(shown.collect())
}

fn guid_of(value: &Value) -> uuid::Uuid {
    value.as_str().expect("text").parse().expect("a GUID")
}

#[tokio::test]
async fn the_payload_of_the_dotnet_client_is_taken_and_answered_as_it_expects() {
    let server = TestServer::start().await;
    server.add_source("products");
    let provider = server.add_provider(&["products"]);
    let user = server.as_provider(&provider);
    let correlation = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    let payload = r#"{"Entities":[{"Key":"1","Delete":false,"Properties":[{"Id":"name","Value":"x","Language":null}]}]}"#;
    let path = format!("/import/products?correlationId={correlation}");
    let answer = user
        .with("content-type", "application/json; charset=utf-8")
        .post_bytes(&path, payload)
        .await
        .expect(202);
    let body = answer.anonymous();
    let id = guid_of(&body["id"]);
    assert_eq!(body, json!({"id": id, "result": {"id": id}, "errors": []}));
    assert_eq!(values(&server, "products", "1"), Some(vec!["name=x".to_owned()]));

    let mut ids = vec![id];
    for place in 0..50 {
        let payload =
            payload.replace("\"1\"", &format!("\"{place}\"")).replace("\"x\"", &format!("\"x{place}\""));
        ids.push(guid_of(&user.post_bytes(&path, payload).await.expect(202).json()["id"]));
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 51, "every import has an id of its own");
    let list = user.get(&format!("/imports?correlationId={correlation}&limit=200")).await.expect(200).json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(51));
    server.close().await;
}

#[tokio::test]
async fn both_paths_lead_to_the_same_entries() {
    let server = TestServer::start().await;
    server.add_source("products");
    let provider = server.add_provider(&["products"]);
    for user in [server.as_provider(&provider), server.admin().await] {
        for path in ["/import/products", "/datasources/products/import"] {
            user.post(path, &entities(3, path)).await.expect(202);
            assert_eq!(values(&server, "products", "key-2"), Some(vec![format!("name={path} 2")]));
        }
    }
    server.close().await;
}

#[tokio::test]
async fn what_is_sent_is_merged_and_what_is_not_sent_stays() {
    let server = TestServer::start().await;
    server.add_source("products");
    let user = server.admin().await;
    let import = async |properties: Value| {
        let payload = json!({"entities": [{"key": "A", "properties": properties}]});
        user.post("/import/products", &payload).await.expect(202);
    };
    import(json!([
        {"id": "Name", "value": "Shirt"},
        {"id": "name", "value": "Skjorta", "language": "sv"},
        {"id": "stock", "value": 7},
        {"id": "sold", "value": false},
        {"id": "price", "value": 12.50}
    ]))
    .await;
    let expected = ["name=Shirt", "name:sv=Skjorta", "price=12.50", "sold=false", "stock=7"];
    assert_eq!(values(&server, "products", "A").expect("an entry")[..2], expected[..2]);
    import(json!([{"id": "NAME", "value": "Blouse"}, {"id": "stock", "value": null}])).await;
    let after = values(&server, "products", "A").expect("an entry");
    assert!(
        after.contains(&"name=Blouse".to_owned()) && after.contains(&"name:sv=Skjorta".to_owned()),
        "{after:?}"
    );
    assert!(!after.iter().any(|value| value.starts_with("stock")), "{after:?}");

    assert_eq!(values(&server, "products", "a"), None, "keys are case-sensitive");
    let payload =
        json!({"entities": [{"key": "A", "delete": true, "properties": [{"id": "x", "value": "y"}]}]});
    user.post("/import/products", &payload).await.expect(202);
    assert_eq!(values(&server, "products", "A"), None);
    let answer = user.post("/import/products", &payload).await.expect(202).json();
    let status =
        user.get(&format!("/imports/{}", answer["id"].as_str().expect("an id"))).await.expect(200).json();
    assert_eq!(
        (&status["deleted"], &status["unchanged"]),
        (&json!(0), &json!(1)),
        "deleting nothing is no error"
    );
    server.close().await;
}

#[tokio::test]
async fn a_source_that_is_unknown_and_one_that_is_not_granted_look_alike() {
    let server = TestServer::start().await;
    server.add_source("products");
    server.add_source("secret");
    let provider = server.add_provider(&["products"]);
    let user = server.as_provider(&provider);
    let answers = [
        user.post("/import/secret", &entities(1, "x")).await.expect(403).anonymous(),
        user.post("/import/unknown", &entities(1, "x")).await.expect(403).anonymous(),
        user.post("/import/n%C3%A5", &entities(1, "x")).await.expect(403).anonymous(),
        user.post_bytes("/import/secret", "no json").await.expect(403).anonymous(),
        server.admin().await.post("/import/unknown", &entities(1, "x")).await.expect(403).anonymous(),
    ];
    let message = "The source does not exist, or it is not among those that this credential may write to";
    for answer in answers {
        assert_eq!(answer, json!({"result": null, "errors": [{"message": message}]}));
    }
    server.close().await;
}

#[tokio::test]
async fn resetting_or_deleting_a_provider_ends_its_tokens_at_once() {
    let server = TestServer::start().await;
    server.add_source("products");
    for revoke in [TestServer::reset_provider, TestServer::delete_provider] {
        let provider = server.add_provider(&["products"]);
        let user = server.as_provider(&provider);
        user.post("/import/products", &entities(1, "x")).await.expect(202);
        revoke(&server, &provider);
        let answer = user.post("/import/products", &entities(1, "x")).await.expect(401);
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        answer.anonymous();
    }
    server.close().await;
}
