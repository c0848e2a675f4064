//! Numbers and times on the surfaces beside the values of entries, and what stands before a body.

use serde_json::{Value, json};

use crate::support::calls::errors;
use crate::support::shop::{card, ids, import_and_wait, publish};
use crate::support::{TestServer, User, until};

const THINGS: &str = "/local/shop/v1/things";

/// A published endpoint of two things, one of which is valid for ever.
async fn world() -> (TestServer, User, String) {
    let server = TestServer::start().await;
    server.add_source("things");
    let user = server.admin().await;
    let types = [("until", "Timestamp"), ("stock", "Integer")];
    card(&user, "thing", "things", &types, &json!([])).await;
    // Facets and bodies that count something take a whole number however it is written.
    let facet: Value = serde_json::from_str(r#"{"size": 5.0}"#).expect("JSON");
    let properties = json!([{"id": "until"}, {"id": "stock", "facet": facet}]);
    let endpoints = json!([{"identifier": "things", "card": "thing", "properties": properties}]);
    let id = publish(&user, &json!({"identifier": "shop", "languages": ["en"]}), &endpoints).await;
    let entity = |key: &str, until: &str, stock: &str| {
        let properties = json!([{"id": "until", "value": until}, {"id": "stock", "value": stock}]);
        json!({"key": key, "properties": properties})
    };
    let entities = [entity("ever", "9999-12-31", "12"), entity("first", "0001-01-01", "11")];
    import_and_wait(&user, "things", &entities).await;
    (server, user, id)
}

fn marked(body: &Value) -> String {
    format!("\u{feff}{body}")
}

#[tokio::test]
async fn a_body_may_begin_with_a_byte_order_mark_on_every_surface() {
    let (server, user, destination) = world().await;
    let anybody = server.anybody();
    let taken = [
        (&user, "/import/things".to_owned(), json!({"entities": []}), 202),
        (&user, "/datasources/things/import".to_owned(), json!({"entities": []}), 202),
        (&user, "/v1/sources/things".to_owned(), json!({"entries": []}), 202),
        (&user, "/v1/sources".to_owned(), json!({"id": "other", "name": "Other"}), 201),
        (&anybody, THINGS.to_owned(), json!({"top": 1}), 200),
        // These are read, and then refused.
        (&anybody, "/dataProviders/tokens".to_owned(), json!({"id": "x", "secret": "y"}), 401),
        (
            &anybody,
            format!("/destinations/{destination}/token"),
            json!({"clientId": "x", "clientSecret": "y"}),
            401,
        ),
    ];
    for (caller, path, body, status) in taken {
        let answer = caller.post_bytes(&path, marked(&body)).await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
    // One mark, not two, and nowhere else.
    for body in ["\u{feff}\u{feff}{}", "{\u{feff}}"] {
        user.post_bytes("/v1/sources", body).await.expect(400);
        anybody.post_bytes(THINGS, body).await.expect(400);
    }
    server.close().await;
}

#[tokio::test]
async fn the_years_1_to_9999_are_times_wherever_one_is_taken() {
    let (server, user, _) = world().await;
    let last = "9999-12-31T23:59:59.9999999Z";
    let key = json!({"name": "ever", "scopes": ["read:sources"], "expiresAt": last});
    let made = user.post("/v1/api-keys", &key).await.expect(201).json();
    assert_eq!(made["expiresAt"], "9999-12-31T23:59:59.999Z");
    let own =
        server.with_headers(vec![("x-api-key".to_owned(), made["key"].as_str().expect("a key").to_owned())]);
    own.get("/v1/sources?createdFrom=0001-01-01&createdTo=9999-12-31").await.expect(200);

    let anybody = server.anybody();
    let found = async |body: Value| ids(&anybody.post(THINGS, &body).await.expect(200).json());
    let until = |test: Value| json!({"filter": [{"must": {"until": [test]}}]});
    assert_eq!(found(until(json!("9999-12-31"))).await, ["ever"]);
    assert_eq!(found(until(json!({"gte": "9999-12-31", "lte": last}))).await, ["ever"]);
    assert_eq!(found(until(json!({"lt": "0001-01-01T00:00:00.001Z"}))).await, ["first"]);
    assert_eq!(found(json!({"period": {"since": "0001-01-01", "before": last}})).await, ["ever", "first"]);
    assert_eq!(found(json!({"sort": ["-until"], "after": [last]})).await, ["ever", "first"]);
    for none in ["0000-12-31", "-0001-01-01", "10000-01-01", "2024-01-31T12:00:00.1234567891Z"] {
        for body in [
            until(json!(none)),
            json!({"period": {"since": none}}),
            json!({"sort": ["until"], "after": [none]}),
        ] {
            anybody.post(THINGS, &body).await.expect(400);
        }
        user.get(&format!("/v1/sources?createdFrom={none}")).await.expect(400);
        let key = json!({"name": "none", "scopes": ["read:sources"], "expiresAt": none});
        assert!(errors(&user.post("/v1/api-keys", &key).await)["expiresAt"].is_array(), "{none}");
    }
    server.close().await;
}

#[tokio::test]
async fn whole_numbers_are_taken_however_they_are_written() {
    let (server, user, _) = world().await;
    let anybody = server.anybody();
    let found = async |body: &str| ids(&anybody.post_bytes(THINGS, body.to_owned()).await.expect(200).json());
    assert_eq!(found(r#"{"top": 1.0, "skip": 1e0}"#).await, ["first"]);
    assert_eq!(found(r#"{"filter": [{"must": {"stock": [12.0]}}]}"#).await, ["ever"]);
    assert_eq!(found(r#"{"filter": [{"must": {"stock": [{"gte": 11.5}]}}]}"#).await, ["ever"]);
    assert_eq!(found(r#"{"filter": [{"must": {"stock": [{"lt": 11.5}]}}]}"#).await, ["first"]);
    assert_eq!(found(r#"{"filter": [{"must": {"stock": [{"lt": 1e30}]}}]}"#).await, ["ever", "first"]);
    assert_eq!(found(r#"{"filter": [{"must": {"stock": [11.5]}}]}"#).await, [""; 0]);
    assert_eq!(found(r#"{"filter": [{"mustNot": {"stock": [11.5]}}]}"#).await, ["ever", "first"]);
    let by_address = anybody.get(&format!("{THINGS}?top=1.0&skip=1.0&stock=11.0")).await.expect(200).json();
    assert_eq!(ids(&by_address), [""; 0]);
    for wrong in [r#"{"top": 1.5}"#, r#"{"top": -1}"#, r#"{"top": 1e30}"#, r#"{"skip": "x"}"#] {
        anybody.post_bytes(THINGS, wrong).await.expect(400);
    }
    let preview =
        r#"{"card": "thing", "criteria": {"dynamic": [{"must": {"stock": [12.0]}}]}, "limit": 5.0}"#;
    // Cards that no endpoint looks up may be behind what is published.
    until("the cards have caught up", async || {
        let counted = user.post_bytes("/v1/segments/preview", preview).await.expect(200).json();
        if counted["count"] == 1 { Ok(()) } else { Err(counted.to_string()) }
    })
    .await;
    assert_eq!(
        user.get("/v1/sources?limit=1.0").await.expect(200).json()["items"].as_array().map(Vec::len),
        Some(1)
    );
    server.close().await;
}
