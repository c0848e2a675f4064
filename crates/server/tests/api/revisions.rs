//! `ETag` and `If-Match`: a change names what it was made from.

use http::Method;
use serde_json::{Value, json};

use crate::support::calls::code;
use crate::support::shop::card;
use crate::support::{TestServer, User};

async fn tag(user: &User, path: &str) -> String {
    user.get(path).await.expect(200).header("etag").unwrap_or_else(|| panic!("{path} has no tag")).to_owned()
}

async fn change(user: &User, method: &Method, path: &str, tag: &str, body: &Value) -> u16 {
    let user = user.with("if-match", tag).with("content-type", "application/json");
    let answer = user.send(method.clone(), path, Some(body.to_string())).await;
    if answer.status == 412 {
        assert_eq!(code(&answer, 412), "precondition_failed");
    }
    answer.status
}

#[tokio::test]
async fn a_change_of_what_was_changed_meanwhile_is_refused() {
    let server = TestServer::start().await;
    server.add_source("things");
    let provider = server.add_provider(&["things"]);
    let user = server.admin().await;
    card(&user, "thing", "things", &[("name", "Text")], &json!([])).await;
    let criteria = json!({"dynamic": [{"must": {"name": ["x"]}}]});
    user.post("/v1/segments", &json!({"id": "some", "card": "thing", "criteria": criteria}))
        .await
        .expect(201);
    user.post("/v1/destinations", &json!({"identifier": "shop", "languages": ["en"]})).await.expect(201);
    user.put("/v1/sources/things/properties/name", &json!({"displayName": "Name"})).await.expect(200);
    let endpoints = |id: &str| json!({"endpoints": [{"identifier": id, "card": "thing", "properties": [{"id": "name"}]}]});
    let name = |name: &str| json!({ "name": name });
    let property = |name: &str| json!({ "displayName": name });
    let (patch, put) = (Method::PATCH, Method::PUT);
    for (method, path, first, second) in [
        (&patch, "/v1/sources/things".to_owned(), name("One"), name("Two")),
        (&put, "/v1/sources/things/properties/name".to_owned(), property("One"), property("Two")),
        (&patch, format!("/v1/data-providers/{}", provider.id), name("One"), name("Two")),
        (&patch, "/v1/card-definitions/thing".to_owned(), name("One"), name("Two")),
        (&patch, "/v1/segments/some".to_owned(), name("One"), name("Two")),
        (&patch, "/v1/destinations/shop".to_owned(), name("One"), name("Two")),
        (&put, "/v1/destinations/shop/versions/v1".to_owned(), endpoints("one"), endpoints("two")),
    ] {
        let opened = tag(&user, &path).await;
        assert_eq!(tag(&user, &path).await, opened, "{path}: it is the same as long as nothing changes");
        assert_eq!(change(&user, method, &path, &opened, &first).await, 200, "{path}");
        let now = tag(&user, &path).await;
        assert_ne!(now, opened, "{path}");
        assert_eq!(change(&user, method, &path, &opened, &second).await, 412, "{path}");
        assert_eq!(tag(&user, &path).await, now, "{path}: nothing was changed");
        assert_eq!(change(&user, method, &path, &format!("W/{now}"), &second).await, 412, "{path}: weak");
        assert_eq!(change(&user, method, &path, "*", &second).await, 200, "{path}: any");
    }
    let listed = change(&user, &patch, "/v1/sources/things", "\"a\", \"b\"", &name("Three")).await;
    assert_eq!(listed, 400, "Octant gives one tag, and takes one");
    server.close().await;
}

#[tokio::test]
async fn of_changes_from_the_same_state_at_the_same_time_one_is_made() {
    let server = TestServer::start().await;
    server.add_source("things");
    let user = server.admin().await;
    user.post("/v1/destinations", &json!({"identifier": "shop", "languages": ["en"]})).await.expect(201);
    for path in ["/v1/sources/things", "/v1/destinations/shop"] {
        let opened = tag(&user, path).await;
        let changes = (0..8).map(|number| {
            let (user, opened) = (user.clone(), opened.clone());
            async move {
                change(&user, &Method::PATCH, path, &opened, &json!({"name": format!("Name {number}")})).await
            }
        });
        let mut statuses = futures_util::future::join_all(changes).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412], "{path}");
    }
    server.close().await;
}
