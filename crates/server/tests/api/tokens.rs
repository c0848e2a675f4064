//! `POST /dataProviders/tokens`.

use serde_json::{Value, json};

use crate::support::TestServer;

const PATH: &str = "/dataProviders/tokens";

#[tokio::test]
async fn the_right_secret_gives_a_token_for_an_hour() {
    let server = TestServer::start().await;
    server.add_source("products");
    let provider = server.add_provider(&["products"]);
    let answer =
        server.anybody().post(PATH, &json!({"id": provider.id, "secret": provider.secret})).await.expect(200);
    let mut body = answer.anonymous();
    let token = body["result"]["accessToken"].take();
    let scope = body["result"]["scope"].take();
    assert!(token.as_str().is_some_and(|token| token.len() >= 32), "{token}");
    assert!(scope.is_string(), "{scope}");
    let expected = json!({
        "result": {"accessToken": null, "expiresIn": 3600, "tokenType": "Bearer", "refreshToken": null, "scope": null},
        "errors": []
    });
    assert_eq!(body, expected);
    let token = token.as_str().expect("checked above");
    server.with_token(token).post("/import/products", &json!({"entities": []})).await.expect(202);
    server.close().await;
}

#[tokio::test]
async fn member_names_are_matched_in_any_case() {
    let server = TestServer::start().await;
    let provider = server.add_provider(&[]);
    for (id, secret) in [("Id", "Secret"), ("ID", "SECRET"), ("iD", "secret")] {
        server.anybody().post(PATH, &json!({id: provider.id, secret: provider.secret})).await.expect(200);
    }
    server.close().await;
}

#[tokio::test]
async fn a_wrong_secret_and_an_unknown_id_look_alike() {
    let server = TestServer::start().await;
    let provider = server.add_provider(&[]);
    let anybody = server.anybody();
    let wrong = anybody.post(PATH, &json!({"id": provider.id, "secret": "wrong"})).await.expect(401);
    let expected =
        json!({"result": null, "errors": [{"message": "Unauthorized: the id or the secret is not valid"}]});
    assert_eq!(wrong.anonymous(), expected);
    for id in ["0190a2b4-0000-7000-8000-000000000000", "no-guid", "", "\u{0}", "é"] {
        let answer = anybody.post(PATH, &json!({"id": id, "secret": provider.secret})).await.expect(401);
        assert_eq!(answer.anonymous(), expected, "{id:?}");
        assert_eq!(answer.headers.get("www-authenticate"), wrong.headers.get("www-authenticate"), "{id:?}");
    }
    server.close().await;
}

#[tokio::test]
async fn what_is_missing_or_no_text_is_named() {
    let server = TestServer::start().await;
    for (body, member) in [
        (json!({"secret": "s"}), "id"),
        (json!({"id": "i"}), "secret"),
        (json!({"id": 7, "secret": "s"}), "id"),
        (json!({"id": "i", "secret": null}), "secret"),
        (json!({"id": "i", "ID": "j", "secret": "s"}), "id"),
        (json!({}), "id"),
        (json!([]), "body"),
        (Value::Null, "body"),
    ] {
        let answer = server.anybody().post(PATH, &body).await.expect(400).anonymous();
        assert_eq!(answer["errors"][0]["details"]["propertyName"], member, "{body}");
    }
    let answer = server.anybody().post_bytes(PATH, "{\"id\":").await.expect(400).anonymous();
    assert_eq!(answer["errors"][0]["details"]["propertyName"], "body");
    server.close().await;
}

#[tokio::test]
async fn who_fails_too_often_has_to_wait_and_others_do_not() {
    let server = TestServer::start().await;
    let provider = server.add_provider(&[]);
    let other = server.add_provider(&[]);
    let anybody = server.anybody();
    let mut refused = None;
    for _ in 0..200 {
        let answer = anybody.post(PATH, &json!({"id": provider.id, "secret": "wrong"})).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
        assert_eq!(answer.status, 401, "{answer:?}");
    }
    let refused = refused.expect("nobody may guess 200 secrets in a row");
    let wait: u64 = refused.header("retry-after").expect("a time to wait").parse().expect("seconds");
    assert!(wait >= 1);
    refused.anonymous();
    anybody.post(PATH, &json!({"id": other.id, "secret": other.secret})).await.expect(200);
    server.close().await;
}

#[tokio::test]
async fn a_large_body_is_refused() {
    let server = TestServer::start().await;
    let answer = server.anybody().post_bytes(PATH, vec![b' '; 2 << 20]).await.expect(413);
    answer.anonymous();
    server.close().await;
}
