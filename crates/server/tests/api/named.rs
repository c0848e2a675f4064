//! What is wrong is told of the entity and the property that it is wrong with.

use serde_json::{Value, json};

use crate::support::calls::errors;
use crate::support::{TestServer, User};

const BROKEN: &str = r#"{"entities": [
    {"key": "fine", "properties": [{"id": "a", "value": "v"}]},
    {"key": "k1", "properties": [{"id": "a", "value": "v"}, {"id": "x", "value": ["v"]}]},
    {"key": "k2", "properties": [{"id": "x", "value": {"a": 1}}]},
    {"key": "k3", "properties": [{"id": "x", "value": "\ud83d"}]},
    {"properties": [{"id": "a b", "value": "v"}]},
    {"key": "k5", "properties": [{"id": "a", "value": "v", "language": "s v"}, {"value": "v"}, 7,
                                 {"id": "n", "value": "v", "language": "abcdefghijk"}]},
    {"key": "k6", "properties": [{"id": "P", "value": "v"}, {"id": "p", "value": "w"}]},
    {"key": "k7", "delete": "yes"}
]}"#;

async fn products() -> (TestServer, User) {
    let server = TestServer::start().await;
    server.add_source("products");
    let user = server.admin().await;
    (server, user)
}

#[tokio::test]
async fn an_import_names_the_entity_and_the_property() {
    let (server, user) = products().await;
    let answer = user.post_bytes("/import/products", BROKEN).await.expect(400).anonymous();
    let all = answer["errors"].as_array().expect("errors");
    let told: Vec<&str> = all.iter().map(|one| one["details"]["message"].as_str().expect("a text")).collect();
    let expected = [
        "Entities are objects with a key and a list of properties. The following are not: k5 (entities[5].properties[2])",
        "Entity keys are missing. The following entities have none: #4",
        "Delete is true or false. The following entities have something else: k7",
        "Property ids are missing. The following entities have properties without id: k5 (entities[5].properties[1])",
        "Property ids contain restricted characters. The following ids containing restricted characters: #4/a b (entities[4].properties[0])",
        "A property is given once per language within an entity. The following are repeated: k6/p (entities[6])",
        "Languages have 2 to 10 characters. The following languages are too short or too long: k5/n (entities[5].properties[3], \"abcdefghijk\")",
        "Languages contain restricted characters. The following languages containing restricted characters: k5/a (entities[5].properties[0], s v)",
        "Values are texts, numbers, booleans or null. The following hold something else: k1/x (entities[1].properties[1], a list), k2/x (entities[2].properties[0], an object), k3/x (entities[3].properties[0], half of a surrogate pair)",
    ];
    assert_eq!(told, expected);
    server.close().await;
}

#[tokio::test]
async fn what_is_rejected_names_the_property() {
    let (server, user) = products().await;
    let answer = user.post_bytes("/import/products?partial=true", BROKEN).await.expect(202).json();
    let rejected = answer["result"]["rejected"].as_array().expect("a list");
    let told = |one: &Value| (one["index"].clone(), one["key"].clone(), one["code"].clone());
    let message = |place: usize| rejected[place]["message"].as_str().expect("a text");
    assert_eq!(told(&rejected[0]), (json!(1), json!("k1"), json!("value_not_scalar")));
    assert!(message(0).ends_with(": k1/x (entities[1].properties[1], a list)"), "{rejected:?}");
    assert_eq!(told(&rejected[2]), (json!(3), json!("k3"), json!("value_not_scalar")));
    assert!(
        message(2).ends_with(": k3/x (entities[3].properties[0], half of a surrogate pair)"),
        "{rejected:?}"
    );
    assert_eq!(rejected.len(), 7, "{rejected:?}");
    server.close().await;
}

async fn typed(user: &User, body: &'static str) -> Value {
    errors(&user.post_bytes("/v1/sources/products", body).await)
}

#[tokio::test]
async fn typed_ingest_names_the_place_whatever_is_wrong_with_it() {
    let (server, user) = products().await;
    let entries = json!({"entries": [{"id": "a", "properties": [{"id": "name", "value": "v"}]}]});
    user.post("/v1/sources/products", &entries).await.expect(202);
    for (body, path, message) in [
        (
            r#"{"entries": [{"id": "b"}, {"id": "a", "properties": [{"id": "name", "value": "\ud83d"}]}]}"#,
            "entries[1].properties[0].value",
            "half of a surrogate pair",
        ),
        (
            r#"{"entries": [{"id": "a", "properties": [{"id": "name", "value": ["v"]}]}]}"#,
            "entries[0].properties[0].value",
            "a/name: Text takes a text, not an array",
        ),
        (
            r#"{"entries": [{"id": "a", "properties": [{"id": "size", "value": {"a": 1}}]}]}"#,
            "entries[0].properties[0].value",
            "a/size: ",
        ),
        (
            r#"{"entries": [{"id": "a", "properties": [{"id": 7, "value": "v"}]}]}"#,
            "entries[0].properties[0].id",
            "expected a string",
        ),
        (r#"{"entries": [{"id": "a"}, {"id": "\ude00"}]}"#, "entries[1].id", "surrogate"),
        (r#"{"entries": [{"id": "a", "properties": 7}]}"#, "entries[0].properties", "expected a sequence"),
        (r#"{"entries": [{"properties": []}]}"#, "entries[0]", "missing field `id`"),
        (r#"{"entries": 7}"#, "entries", "expected a sequence"),
        (r#"{"entries": [}"#, "body", "line 1"),
        ("[]", "body", "entries"),
    ] {
        let told = typed(&user, body).await;
        assert!(told[path].to_string().contains(message), "{body}: {told}");
    }
    let entry = user.get("/v1/sources/products/entries/a").await.expect(200).json();
    assert_eq!(entry["properties"][0]["value"], "v", "nothing was cleared");
    server.close().await;
}

#[tokio::test]
async fn half_of_a_character_is_told_by_its_place_in_every_body() {
    let (server, user) = products().await;
    for (path, body, place) in [
        ("/v1/sources", r#"{"id": "s", "name": "\ud83d"}"#, "name"),
        ("/v1/data-providers", r#"{"name": "p", "sources": ["products", "\ude00"]}"#, "sources"),
        (
            "/v1/card-definitions",
            r#"{"id": "c", "sources": [{"id": "products"}], "properties": [
                {"id": "a", "type": "Text", "source": "products", "sourceProperty": "\ud83d x"}]}"#,
            "properties[0].sourceProperty",
        ),
    ] {
        let told = errors(&user.post_bytes(path, body).await);
        assert!(told.to_string().contains("surrogate") || told.to_string().contains("hex escape"), "{told}");
        let named = told.as_object().expect("an object").keys().any(|key| key.starts_with(place));
        assert!(named, "{path}: {told}");
    }
    let told = errors(&user.post_bytes("/v1/sources", r#"{"id": "s", "name": "x"#).await);
    assert!(told["body"][0].to_string().contains("line 1"), "{told}");
    server.close().await;
}

#[tokio::test]
async fn typed_ingest_says_which_ids_it_takes() {
    let (server, user) = products().await;
    for (id, path, message) in [
        (
            "sku.123",
            "entries[0].id",
            r#""sku.123" has ".": an id is 1 to 256 of a-z A-Z 0-9 _ -, such as "sku-123""#,
        ),
        (
            "a/b c",
            "entries[0].id",
            r#""a/b c" has "/": an id is 1 to 256 of a-z A-Z 0-9 _ -, such as "a-b-c""#,
        ),
        ("", "entries[0].id", "it is empty: an id is 1 to 256 of a-z A-Z 0-9 _ -"),
        (&"k".repeat(257), "entries[0].id", "it has 257 characters: an id is 1 to 256 of a-z A-Z 0-9 _ -"),
    ] {
        let told = errors(&user.post("/v1/sources/products", &json!({"entries": [{"id": id}]})).await);
        assert_eq!(told[path], json!([message]), "{told}");
        let property = json!({"entries": [{"id": "a", "properties": [{"id": id, "value": "v"}]}]});
        let told = errors(&user.post("/v1/sources/products", &property).await);
        assert_eq!(told["entries[0].properties[0].id"], json!([message]), "{told}");
    }
    let longest = json!({"entries": [{"id": "k".repeat(256)}]});
    user.post("/v1/sources/products", &longest).await.expect(202);
    server.close().await;
}

#[tokio::test]
async fn null_for_an_unknown_property_is_nothing_to_do() {
    let (server, user) = products().await;
    let nulls = json!([{"id": "nope", "value": null}, {"id": "Other", "value": null, "language": "sv"}, {"id": "bare"}]);
    let entries = json!({"entries": [{"id": "a", "properties": nulls}]});
    let accepted = user.post("/v1/sources/products", &entries).await.expect(202).json();
    assert_eq!((&accepted["acceptedEntryCount"], &accepted["newPropertiesFound"]), (&json!(1), &json!([])));
    user.post("/import/products", &json!({"entities": [{"key": "b", "properties": nulls}]}))
        .await
        .expect(202);
    let known = user.get("/v1/sources/products/properties").await.expect(200).json();
    assert_eq!(known["items"], json!([]));
    let entry = user.get("/v1/sources/products/entries/a").await.expect(200).json();
    assert_eq!(entry["properties"], json!([]));
    // What another entry tells of the property still counts.
    let properties = json!([{"id": "a", "properties": [{"id": "nope", "value": null}]},
        {"id": "b", "properties": [{"id": "nope", "value": 7}]}]);
    let accepted =
        user.post("/v1/sources/products", &json!({"entries": properties})).await.expect(202).json();
    assert_eq!(accepted["newPropertiesFound"][0]["type"], "Integer");
    server.close().await;
}
