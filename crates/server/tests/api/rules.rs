//! Every rule of a payload, and the words in which it is told.

use serde_json::{Value, json};

use crate::support::TestServer;

/// The messages of a refused payload; each error has the form of the protocol.
async fn refused(server: &TestServer, payload: &Value) -> Vec<String> {
    let answer = server.admin().await.post("/import/products", payload).await.expect(400);
    messages(&answer.anonymous())
}

fn messages(body: &Value) -> Vec<String> {
    assert_eq!(body["result"], Value::Null);
    let errors = body["errors"].as_array().expect("errors");
    assert!(!errors.is_empty());
    let message = |error: &Value| {
        assert_eq!(error["message"], "Invalid request", "{error}");
        assert!(error["details"]["propertyName"].is_string(), "{error}");
        error["details"]["message"].as_str().expect("a message").to_owned()
    };
    errors.iter().map(message).collect()
}

fn with_key(key: &str) -> Value {
    json!({"entities": [{"key": key, "properties": []}]})
}

fn with_properties(properties: &Value) -> Value {
    json!({"entities": [{"key": "k", "properties": properties}]})
}

#[tokio::test]
async fn a_restricted_key_is_told_in_the_words_that_clients_know() {
    let server = TestServer::start().await;
    server.add_source("products");
    let answer = server.admin().await.post("/import/products", &with_key("@2")).await.expect(400);
    let expected = json!({"result": null, "errors": [{"message": "Invalid request", "details": {
        "propertyName": "entities",
        "message": "Entity keys contain restricted characters. The following ids containing restricted characters: @2"
    }}]});
    assert_eq!(answer.anonymous(), expected);
    server.close().await;
}

#[tokio::test]
async fn every_rule_refuses_the_payload() {
    let server = TestServer::start().await;
    server.add_source("products");
    let long = "k".repeat(257);
    for payload in [
        with_key(""),
        with_key(&long),
        with_key("a b"),
        with_key("å"),
        json!({"entities": [{"key": null, "properties": []}]}),
        json!({"entities": [{"key": 7, "properties": []}]}),
        json!({"entities": [{"properties": []}]}),
        json!({"entities": [{"key": "a"}, {"key": "a"}]}),
        json!({"entities": [null]}),
        json!({"entities": "none"}),
        json!({"entities": null}),
        json!({}),
        json!([]),
        json!("text"),
        with_properties(&json!([{"id": "", "value": "v"}])),
        with_properties(&json!([{"id": long, "value": "v"}])),
        with_properties(&json!([{"id": "a.b", "value": "v"}])),
        with_properties(&json!([{"value": "v"}])),
        with_properties(&json!([{"id": "p", "value": ["a"]}])),
        with_properties(&json!([{"id": "p", "value": {"a": 1}}])),
        with_properties(&json!([{"id": "p", "value": "v", "language": " "}])),
        with_properties(&json!([{"id": "p", "value": "v", "language": "s"}])),
        with_properties(&json!([{"id": "p", "value": "v", "language": "abcdefghijk"}])),
        with_properties(&json!([{"id": "p", "value": "v", "language": "s v"}])),
        with_properties(&json!([{"id": "p", "value": "v", "language": 7}])),
        with_properties(&json!([{"id": "p", "value": "v"}, {"id": "P", "value": "w"}])),
        with_properties(
            &json!([{"id": "p", "value": "v", "language": "sv"}, {"id": "p", "value": "w", "language": "sv"}]),
        ),
        with_properties(
            &json!([{"id": "p", "value": "v", "language": "sv_SE"}, {"id": "p", "value": "w", "language": "sv-se"}]),
        ),
        with_properties(&json!({"id": "p"})),
    ] {
        let messages = refused(&server, &payload).await;
        assert!(messages.iter().all(|message| message.len() > 10), "{payload}: {messages:?}");
    }
    let head = server.metric(r#"octant_log_head{tenant="local"}"#).await;
    assert_eq!(head, Some(2.0), "the key and the source are in the log, and nothing that was refused");
    server.close().await;
}

#[tokio::test]
async fn every_broken_rule_is_reported_not_only_the_first() {
    let server = TestServer::start().await;
    server.add_source("products");
    let payload = json!({"entities": [
        {"key": "@2"},
        {"key": "twice"},
        {"key": "twice"},
        {"key": "ok", "properties": [{"id": "a b", "value": "v"}, {"id": "c", "value": "v", "language": "x"}]},
    ]});
    let messages = refused(&server, &payload).await;
    for offender in ["@2", "twice", "a b", "x"] {
        assert!(
            messages.iter().any(|message| message.contains(offender)),
            "{offender} is not in {messages:?}"
        );
    }
    server.close().await;
}

#[tokio::test]
async fn a_payload_that_is_no_json_is_told_where_it_breaks() {
    let server = TestServer::start().await;
    server.add_source("products");
    let user = server.admin().await;
    for payload in ["", "{", "{\"entities\":[}", "nonsense", "{\"entities\":[]} x", "{\"entities\":[]}\n{}"] {
        let answer = user.post_bytes("/import/products", payload).await.expect(400);
        let messages = messages(&answer.anonymous());
        assert!(messages[0].contains("line") && messages[0].contains("column"), "{payload:?}: {messages:?}");
    }
    for payload in [&b"{\"entities\":[{\"key\":\"\xff\"}]}"[..], b"\xff\xfe{\x00}\x00", b"\x00"] {
        let answer = user.post_bytes("/import/products", payload).await.expect(400);
        messages(&answer.anonymous());
    }
    let deep = "[".repeat(100_000);
    user.post_bytes("/import/products", format!("{{\"entities\":{deep}")).await.expect(400);
    server.close().await;
}

#[tokio::test]
async fn a_thousand_broken_rules_make_a_short_answer() {
    let server = TestServer::start().await;
    server.add_source("products");
    let entities: Vec<Value> = (0..20_000).map(|place| json!({"key": format!("@{place}")})).collect();
    let answer =
        server.admin().await.post("/import/products", &json!({"entities": entities})).await.expect(400);
    assert!(answer.text.len() < 64 * 1024, "{} bytes", answer.text.len());
    assert!(answer.text.contains("more"), "how many more there are is said");
    server.close().await;
}
