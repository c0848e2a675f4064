//! What every answer has, whatever was asked.

use http::Method;

use crate::support::TestServer;
use crate::support::answer::is_request_id;

#[tokio::test]
async fn every_answer_has_an_id_of_its_own() {
    let server = TestServer::start().await;
    let anybody = server.anybody().with("x-request-id", "mine");
    let mut seen = std::collections::BTreeSet::new();
    for path in ["/healthz", "/nowhere", "/imports", "/v1/nothing", "/metrics"] {
        let answer = anybody.get(path).await;
        let id = answer.header("x-request-id").expect("an id").to_owned();
        assert!(is_request_id(&id), "{path}: {id:?}");
        assert!(seen.insert(id), "{path} repeats an id");
    }
    server.close().await;
}

#[tokio::test]
async fn unknown_paths_are_refused_in_the_envelope_of_their_surface() {
    let server = TestServer::start().await;
    let anybody = server.anybody();
    for path in ["/import", "/import/a/b", "/dataProviders", "/media/nothing", "/imports/a/b"] {
        let body = anybody.get(path).await.expect(404).anonymous();
        let expected =
            serde_json::json!({"result": null, "errors": [{"message": "There is nothing at this path"}]});
        assert_eq!(body, expected, "{path}");
    }
    for path in ["/", "/v1/nothing", "/favicon.ico", "/import%2Fproducts"] {
        let answer = anybody.get(path).await.expect(404);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        let expected = serde_json::json!({
            "title": "Not Found", "detail": "There is nothing at this path", "status": 404, "code": "not_found"
        });
        assert_eq!(answer.anonymous(), expected, "{path}");
    }
    server.close().await;
}

#[tokio::test]
async fn other_methods_are_refused_with_those_that_are_allowed() {
    let server = TestServer::start().await;
    let anybody = server.anybody();
    for (path, allowed) in [
        ("/import/products", "POST"),
        ("/datasources/products/import", "POST"),
        ("/dataProviders/tokens", "POST"),
        ("/imports", "GET,HEAD"),
        ("/healthz", "GET,HEAD"),
    ] {
        let answer = anybody.send(Method::DELETE, path, None::<Vec<u8>>).await.expect(405);
        assert_eq!(answer.header("allow"), Some(allowed), "{path}");
        answer.anonymous();
    }
    server.close().await;
}

#[tokio::test]
async fn a_path_that_is_no_text_is_a_bad_request() {
    let server = TestServer::start().await;
    let answer = server.admin().await.post_bytes("/import/%ff", "{}").await.expect(400);
    let expected = serde_json::json!({"result": null, "errors": [{"message": "The request cannot be read"}]});
    assert_eq!(answer.anonymous(), expected);
    server.close().await;
}

#[tokio::test]
async fn answers_are_not_for_browsers_to_guess_or_keep() {
    let server = TestServer::start().await;
    for path in ["/healthz", "/nowhere", "/imports"] {
        let answer = server.anybody().get(path).await;
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
        assert_eq!(
            answer.header("content-security-policy"),
            Some("default-src 'none'; frame-ancestors 'none'"),
            "{path}"
        );
    }
    server.close().await;
}

#[tokio::test]
async fn a_server_that_runs_is_alive_and_ready() {
    let server = TestServer::start().await;
    let anybody = server.anybody();
    assert_eq!(anybody.get("/healthz").await.expect(200).text, r#"{"status":"alive"}"#);
    assert_eq!(anybody.get("/readyz").await.expect(200).text, r#"{"status":"ready"}"#);
    let head = anybody.send(Method::HEAD, "/healthz", None::<Vec<u8>>).await.expect(200);
    assert_eq!(head.text, "");
    server.close().await;
}

#[tokio::test]
async fn requests_are_counted_by_the_routes_template() {
    let server = TestServer::start().await;
    let anybody = server.anybody();
    for source in ["a", "b", "c"] {
        anybody.post_bytes(&format!("/import/{source}"), "{}").await.expect(401);
    }
    anybody.get("/nowhere/at/all").await.expect(404);
    let method = Method::from_bytes(b"PURGE").expect("a method");
    anybody.send(method, "/nowhere", None::<Vec<u8>>).await.expect(404);
    let text = anybody.get("/metrics").await.expect(200).text;
    for line in [
        r#"octant_http_requests_total{method="POST",route="/import/{source}",status="401"} 3"#,
        r#"octant_http_requests_total{method="GET",route="unmatched",status="404"} 1"#,
        r#"octant_http_requests_total{method="other",route="unmatched",status="404"} 1"#,
        r#"octant_http_request_duration_seconds_count{method="POST",route="/import/{source}"} 3"#,
        "octant_store_ready 1",
        "octant_store_check_findings 0",
        "octant_store_check_progress ",
        "octant_ingest_memory_limit_bytes 268435456",
        "octant_log_head ",
    ] {
        assert!(text.contains(line), "no {line} in\n{text}");
    }
    server.close().await;
}
