//! The client against a server that speaks the protocol: credentials, retries, errors, the platform API.

use std::time::Duration;

use crate::support::{Fault, KEY, PROVIDER, SECRET, TestServer};
use axum::http::StatusCode;
use octant_sdk::{Client, Credentials, Entity, Error, ImportOptions, RetryPolicy, SourceGrant, SourceId};
use serde_json::json;

async fn push_one(client: &Client, key: &str) -> Result<octant_sdk::ImportReport, Error> {
    let mut import = client.import("products", ImportOptions::default())?;
    import.push(Entity::new(key).with("name", "x")).await?;
    import.finish().await
}

#[tokio::test]
async fn many_callers_share_one_token() {
    let server = TestServer::start().await;
    let client = server.client();
    let calls = (0..50).map(|number| {
        let client = client.clone();
        tokio::spawn(async move { push_one(&client, &format!("k{number}")).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.expect("no panic").expect("an import");
    }
    assert_eq!(server.seen(|seen| (seen.tokens, seen.applied.len())), (1, 50));
}

#[tokio::test]
async fn a_revoked_token_is_replaced_once_and_the_call_goes_on() {
    let server = TestServer::start().await;
    let client = server.client();
    push_one(&client, "a").await.expect("an import");
    server.world.revoked.lock().unwrap().push("token-1".to_owned());
    push_one(&client, "b").await.expect("an import with the new token");
    assert_eq!(server.seen(|seen| (seen.tokens, seen.applied.len())), (2, 2));
}

#[tokio::test]
async fn a_token_that_is_never_taken_ends_the_call_after_one_more() {
    let server = TestServer::start().await;
    *server.world.refuse_all_tokens.lock().unwrap() = true;
    let error = push_one(&server.client(), "a").await.expect_err("a refusal");
    assert!(error.is_denied(), "{error}");
    assert_eq!(server.seen(|seen| seen.tokens), 2);
}

#[tokio::test]
async fn wrong_credentials_are_refused_without_another_attempt() {
    let server = TestServer::start().await;
    let client = server.client_as(Credentials::provider(PROVIDER, "wrong"));
    let error = push_one(&client, "a").await.expect_err("a refusal");
    assert_eq!(
        error.to_string(),
        "POST /dataProviders/tokens was answered 401: Wrong id or secret (request r)"
    );
    assert_eq!(server.seen(|seen| seen.calls.clone()), ["POST /dataProviders/tokens"]);
}

#[tokio::test]
async fn an_organization_key_needs_no_token() {
    let server = TestServer::start().await;
    push_one(&server.client_as(Credentials::api_key(KEY)), "a").await.expect("an import");
    assert_eq!(server.seen(|seen| (seen.tokens, seen.applied.len())), (0, 1));
}

#[tokio::test]
async fn an_address_may_have_a_path() {
    let server = TestServer::start().await;
    for suffix in ["/below/this", "/below/this/"] {
        let address = format!("{}{suffix}", server.address);
        let client = Client::new(address, Credentials::provider(PROVIDER, SECRET)).expect("a client");
        push_one(&client, "a").await.expect("an import");
    }
    assert_eq!(server.seen(|seen| seen.applied.len()), 2);
}

#[tokio::test]
async fn what_passes_is_waited_for() {
    let server = TestServer::start().await;
    for status in [
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::BAD_GATEWAY,
        StatusCode::SERVICE_UNAVAILABLE,
        StatusCode::GATEWAY_TIMEOUT,
    ] {
        server.fail_with([
            Fault::Answer(status, Vec::new()),
            Fault::Answer(status, vec![("retry-after", "0")]),
        ]);
        push_one(&server.client(), "a").await.expect("an import after two refusals");
    }
    assert_eq!(server.seen(|seen| (seen.applied.len(), seen.queries.len())), (4, 12));
}

#[tokio::test]
async fn what_does_not_pass_is_not_tried_again() {
    let server = TestServer::start().await;
    for status in [400_u16, 403, 404, 409, 413, 415, 500] {
        let status = StatusCode::from_u16(status).expect("a status");
        server.fail_with([Fault::Answer(status, Vec::new())]);
        let error = push_one(&server.client(), "a").await.expect_err("a refusal");
        assert_eq!(error.status(), Some(status.as_u16()));
    }
    assert_eq!(server.seen(|seen| (seen.applied.len(), seen.queries.len())), (0, 7));
}

#[tokio::test]
async fn attempts_end_with_the_servers_last_word() {
    let server = TestServer::start().await;
    let refusal = Fault::Answer(StatusCode::SERVICE_UNAVAILABLE, Vec::new());
    server.fail_with(vec![refusal; 20]);
    let retry = RetryPolicy { attempts: 3, first_delay: Duration::from_millis(1), ..RetryPolicy::default() };
    let credentials = Credentials::provider(PROVIDER, SECRET);
    let client = Client::builder(&server.address, credentials).retry(retry).build().expect("a client");
    let error = push_one(&client, "a").await.expect_err("a refusal");
    assert_eq!(error.status(), Some(503));
    assert!(error.is_unreachable());
    assert_eq!(server.seen(|seen| seen.queries.len()), 3);
}

#[tokio::test]
async fn a_wait_beyond_patience_is_the_answer_itself() {
    let server = TestServer::start().await;
    server.fail_with([Fault::Answer(StatusCode::TOO_MANY_REQUESTS, vec![("retry-after", "86400")])]);
    let Err(Error::Refused(refusal)) = push_one(&server.client(), "a").await else {
        panic!("the refusal is the answer");
    };
    assert_eq!(refusal.retry_after, Some(Duration::from_secs(86_400)));
    assert_eq!(server.seen(|seen| seen.queries.len()), 1);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let retry = RetryPolicy { attempts: 2, first_delay: Duration::from_millis(1), ..RetryPolicy::default() };
    let client = Client::builder(&address, Credentials::api_key(KEY)).retry(retry).build().expect("a client");
    let error = push_one(&client, "a").await.expect_err("nobody listens");
    assert!(error.is_unreachable());
    let shown = error.to_string();
    assert!(shown.starts_with(&address) && shown.ends_with("(tried 2 times)"), "{shown}");
}

#[tokio::test]
async fn a_redirect_never_carries_the_credentials_away() {
    let server = TestServer::start().await;
    let elsewhere = TestServer::start().await;
    let target: &'static str = format!("{}/import/products", elsewhere.address).leak();
    server.fail_with([Fault::Answer(StatusCode::TEMPORARY_REDIRECT, vec![("location", target)])]);
    let error = push_one(&server.client_as(Credentials::api_key(KEY)), "a").await.expect_err("a redirect");
    assert!(error.to_string().contains(target), "{error}");
    assert_eq!(elsewhere.seen(|seen| seen.calls.len()), 0);
}

#[tokio::test]
async fn every_violation_that_the_server_names_comes_back() {
    let server = TestServer::start().await;
    let details = |message: &str| json!({"message": "Invalid request", "details": {"propertyName": "entities", "message": message}});
    let body = json!({"result": null, "errors": [details("one"), details("two")], "requestId": "abc"});
    server.fail_with([Fault::Say(StatusCode::BAD_REQUEST, body)]);
    let Err(Error::Refused(refusal)) = push_one(&server.client(), "a").await else {
        panic!("the server refused");
    };
    let messages: Vec<&str> = refusal.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages, ["one", "two"]);
    assert_eq!(refusal.request_id.as_deref(), Some("abc"));
}

#[tokio::test]
async fn an_answer_that_is_not_the_protocols_is_told_from_a_refusal() {
    let server = TestServer::start().await;
    server.fail_with([Fault::Say(StatusCode::OK, json!("hello"))]);
    let error = push_one(&server.client(), "a").await.expect_err("odd");
    assert!(matches!(error, Error::Protocol { .. }), "{error}");
}

#[tokio::test]
async fn sources_and_providers_are_found_and_made() {
    let server = TestServer::start().await;
    let client = server.client_as(Credentials::api_key(KEY));
    let (known, unknown) =
        (SourceId::new("products").expect("an id"), SourceId::new("brands").expect("an id"));
    assert_eq!(client.source(&known).await.expect("an answer").expect("a source").name, "Products");
    assert_eq!(client.source(&unknown).await.expect("an answer"), None);
    assert_eq!(client.create_source(&unknown, "Brands").await.expect("a source").id, unknown);
    let taken = client.create_source(&known, "Products").await.expect_err("taken");
    assert_eq!(taken.to_string(), "POST /v1/sources was answered 409: id: is taken");

    let providers = client.data_providers().await.expect("three pages");
    let names: Vec<&str> = providers.iter().map(|provider| provider.name.as_str()).collect();
    assert_eq!(names, ["p1", "p2", "p3"]);
    assert!(providers[0].sources.includes(&unknown) && !providers[1].sources.includes(&unknown));

    let grant = SourceGrant::Some(vec![unknown]);
    let made = client.create_data_provider("shop", &grant).await.expect("a provider");
    assert_eq!((made.provider.sources, made.secret.as_str()), (grant, "shown once"));
}

#[tokio::test]
async fn what_would_be_made_twice_is_not_asked_for_twice() {
    let server = TestServer::start().await;
    *server.world.lose_platform_answers.lock().unwrap() = true;
    let client = server.client_as(Credentials::api_key(KEY));
    let error = client.create_data_provider("shop", &SourceGrant::All).await.expect_err("no answer");
    assert!(matches!(error, Error::Unreachable { .. }), "{error}");
    assert_eq!(server.seen(|seen| seen.calls.clone()), ["POST /v1/data-providers"]);
}
