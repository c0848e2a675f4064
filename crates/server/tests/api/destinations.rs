//! `/v1/destinations`, and what applications get to see of it.

use std::io::Read;

use http::Method;
use serde_json::{Value, json};

use crate::support::calls::{code, errors, listed};
use crate::support::shop::{card, ids, import_and_wait, publish, publish_version};
use crate::support::{TestServer, User, until};

const THINGS: &str = "/local/shop/v1/things";

fn endpoints() -> Value {
    json!([{"identifier": "things", "card": "thing", "properties": [{"id": "name", "facet": {}}]}])
}

/// A server with three things.
async fn things() -> (TestServer, User) {
    let server = TestServer::start().await;
    server.add_source("things");
    let user = server.admin().await;
    card(&user, "thing", "things", &[("name", "Text")], &json!([])).await;
    user.import_into("things", &json!({"a": {"name": "x"}, "b": {"name": "y"}, "c": {"name": "y"}})).await;
    (server, user)
}

async fn public(destination: &Value) -> (TestServer, User, String) {
    let (server, user) = things().await;
    let mut all = json!({"identifier": "shop", "languages": ["en", "sv"]});
    all.as_object_mut().expect("an object").extend(destination.as_object().expect("an object").clone());
    let id = publish(&user, &all, &endpoints()).await;
    import_and_wait(&user, "things", &[json!({"key": "a", "properties": [{"id": "name", "value": "x"}]})])
        .await;
    (server, user, id)
}

#[tokio::test]
async fn a_destination_goes_through_its_life() {
    let (server, user) = things().await;
    let made = user
        .post("/v1/destinations", &json!({"identifier": "shop", "name": "Shop", "languages": ["en"]}))
        .await;
    let made = made.expect(201).json();
    assert_eq!(
        (&made["versions"][0]["name"], &made["versions"][0]["status"]),
        (&json!("v1"), &json!("Draft"))
    );
    assert_eq!((&made["protected"], &made["corsOrigins"]), (&json!(false), &json!([])));
    assert_eq!(
        code(&user.post("/v1/destinations", &json!({"identifier": "SHOP", "languages": ["en"]})).await, 409),
        "already_exists"
    );
    let wrong = json!({"identifier": "1", "languages": [], "corsOrigins": ["shop.example.com/"]});
    let told = errors(&user.post("/v1/destinations", &wrong).await);
    for path in ["identifier", "languages", "corsOrigins[0]"] {
        assert!(told[path].is_array(), "{path} of {told}");
    }
    // A draft answers nothing.
    assert_eq!(server.anybody().get(THINGS).await.status, 404);
    let told = errors(&user.post("/v1/destinations/shop/versions/v1/publish", &json!({})).await);
    assert!(told["endpoints"].to_string().contains("at least one"), "{told}");
    user.put("/v1/destinations/shop/versions/v1", &json!({"endpoints": endpoints()})).await.expect(200);
    publish_version(&user, "shop", "v1").await;
    assert_eq!(ids(&server.anybody().get(THINGS).await.expect(200).json()), ["a", "b", "c"]);
    let put = user.put("/v1/destinations/shop/versions/v1", &json!({"endpoints": endpoints()})).await;
    assert_eq!(code(&put, 409), "wrong_state");
    assert_eq!(code(&user.delete("/v1/destinations/shop").await, 409), "in_use");
    let changed = user.patch("/v1/destinations/shop", &json!({"name": "Other"})).await.expect(200).json();
    assert_eq!((&changed["name"], &changed["id"]), (&json!("Other"), &made["id"]));
    let added = user.post("/v1/destinations/shop/versions", &json!({})).await.expect(201).json();
    assert_eq!(
        (&added["versions"][1]["name"], &added["versions"][1]["endpoints"][0]["identifier"]),
        (&json!("v2"), &json!("things"))
    );
    user.delete("/v1/destinations/shop/versions/v2").await.expect(204);
    user.post("/v1/destinations/shop/versions/v1/stop", &json!({})).await.expect(202);
    assert_eq!(server.anybody().get(THINGS).await.status, 404, "at once");
    assert_eq!(listed(&user.get("/v1/destinations").await.expect(200).json(), "identifier"), ["shop"]);
    user.delete("/v1/destinations/shop").await.expect(204);
    assert_eq!(user.get("/v1/destinations/shop").await.status, 404);
    server.close().await;
}

#[tokio::test]
async fn what_something_else_needs_is_not_deleted_silently() {
    let (server, admin, _) = public(&json!({})).await;
    for (path, user) in [("/v1/sources/things", "thing"), ("/v1/card-definitions/thing", "shop")] {
        let refused = admin.delete(path).await;
        assert_eq!(code(&refused, 409), "in_use", "{path}");
        assert!(refused.json()["detail"].to_string().contains(user), "{refused:?}");
    }
    // What a published version shows does not go by force, either.
    let refused = admin.delete("/v1/sources/things?force=true").await;
    assert_eq!(code(&refused, 409), "in_use");
    assert!(refused.json()["detail"].to_string().contains("shop v1"), "{refused:?}");
    admin.post("/v1/destinations/shop/versions/v1/stop", &json!({})).await.expect(202);
    assert_eq!(code(&admin.delete("/v1/sources/things").await, 409), "in_use", "the card is made of it");
    admin.delete("/v1/sources/things?force=true").await.expect(202);
    until("the cards go with their entries", async || {
        let left = admin.get("/v1/card-definitions/thing").await.expect(200).json()["cards"].clone();
        if left == 0 { Ok(()) } else { Err(left.to_string()) }
    })
    .await;
    server.close().await;
}

#[tokio::test]
async fn what_does_not_answer_is_not_found() {
    let (server, _, id) = public(&json!({})).await;
    let anybody = server.anybody();
    for path in [
        "/local/shop/v1/none",
        "/local/shop/v2/things",
        "/local/none/v1/things",
        "/other/shop/v1/things",
        "/local/shop/v2/openapi",
        "/UPPER/shop/v1/things",
        "/v1/shop/v1/things",
    ] {
        let answer = anybody.get(path).await;
        assert_eq!(code(&answer, 404), "not_found", "{path}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
    anybody.get(&format!("/local/{id}/v1/things")).await.expect(200);
    let told = errors(&anybody.get(&format!("{THINGS}?colour=red")).await);
    assert!(told["colour"].to_string().contains("the properties are id, name"), "{told}");
    let told = errors(&anybody.post(THINGS, &json!({"sortAsc": ["size"], "top": "many"})).await);
    assert!(told["sortAsc"].is_array() && told["top"].is_array(), "{told}");
    let answer = anybody.post_bytes(THINGS, "{").await;
    assert!(errors(&answer)["body"].is_array());
    server.close().await;
}

#[tokio::test]
async fn a_protected_destination_wants_a_token_of_its_own_application() {
    let (server, admin, id) = public(&json!({"protected": true})).await;
    let other = json!({"identifier": "other", "languages": ["en"], "protected": true});
    publish(&admin, &other, &endpoints()).await;
    let anybody = server.anybody();
    let paths = [THINGS, "/local/shop/v1/openapi"];
    for path in paths {
        let answer = anybody.get(path).await;
        assert_eq!(code(&answer, 401), "unauthorized");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        assert_eq!(server.with_token("not.a.token").get(path).await.status, 401);
        assert_eq!(admin.get(path).await.status, 401, "an organization key is no token");
    }
    let application = async |of: &str| {
        let path = format!("/v1/destinations/{of}/versions/v1/applications");
        let made = admin.post(&path, &json!({"name": "Web"})).await.expect(201).json();
        let destination = admin.get(&format!("/v1/destinations/{of}")).await.expect(200).json();
        (path, destination["id"].as_str().expect("an id").to_owned(), made)
    };
    let token = async |destination: &str, client: &Value, secret: &Value| {
        let body = json!({"clientId": client, "clientSecret": secret});
        anybody.post(&format!("/destinations/{destination}/token"), &body).await
    };
    let (path, own, made) = application("shop").await;
    assert_eq!(own, id);
    let (_, others, foreign) = application("other").await;
    let issued = token(&own, &made["clientId"], &made["clientSecret"]).await.expect(200).json();
    assert_eq!((&issued["expiresIn"], &issued["tokenType"]), (&json!(3600), &json!("Bearer")));
    let bearer = |issued: &Value| server.with_token(issued["accessToken"].as_str().expect("a token"));
    let user = bearer(&issued);
    for path in paths {
        user.get(path).await.expect(200);
    }
    user.post(THINGS, &json!({})).await.expect(200);
    let issued = token(&others, &foreign["clientId"], &foreign["clientSecret"]).await.expect(200).json();
    assert_eq!(code(&bearer(&issued).get(THINGS).await, 403), "forbidden");
    assert_eq!(token(&own, &foreign["clientId"], &foreign["clientSecret"]).await.status, 401);
    assert_eq!(token(&own, &made["clientId"], &json!("wrong")).await.status, 401);
    assert_eq!(token(&own, &json!("nobody"), &made["clientSecret"]).await.status, 401);
    let listed = admin.get(&path).await.expect(200).json();
    assert_eq!(
        (&listed["items"][0]["name"], &listed["items"][0]["clientSecret"]),
        (&json!("Web"), &Value::Null)
    );
    // A reset and a deletion end the tokens at once.
    let one = format!("{path}/{}", made["clientId"].as_str().expect("an id"));
    let reset = admin.post(&format!("{one}/reset-secret"), &json!({})).await.expect(200).json();
    assert_eq!(user.get(THINGS).await.status, 401);
    assert_eq!(token(&own, &made["clientId"], &made["clientSecret"]).await.status, 401);
    let issued = token(&own, &reset["clientId"], &reset["clientSecret"]).await.expect(200).json();
    bearer(&issued).get(THINGS).await.expect(200);
    admin.delete(&one).await.expect(204);
    assert_eq!(bearer(&issued).get(THINGS).await.status, 401);
    // Whoever opens it to all needs no token any more, at once.
    admin.patch("/v1/destinations/shop", &json!({"protected": false})).await.expect(200);
    anybody.get(THINGS).await.expect(200);
    server.close().await;
}

#[tokio::test]
async fn pages_of_other_origins_may_query() {
    let (server, admin, _) = public(&json!({})).await;
    let page = server.anybody().with("origin", "https://a.example.com");
    let preflight = page
        .with("access-control-request-method", "POST")
        .with("access-control-request-headers", "content-type,Access-Control-Allow-Origin,x-odd");
    let allowed = preflight.send(Method::OPTIONS, THINGS, None::<Vec<u8>>).await.expect(204);
    assert_eq!(allowed.header("access-control-allow-origin"), Some("*"));
    assert_eq!(
        allowed.header("access-control-allow-headers"),
        Some("content-type,Access-Control-Allow-Origin,x-odd")
    );
    assert!(allowed.header("access-control-allow-methods").is_some_and(|methods| methods.contains("POST")));
    for path in [THINGS, "/local/shop/v1/openapi"] {
        assert_eq!(page.get(path).await.expect(200).header("access-control-allow-origin"), Some("*"));
    }
    for path in ["/local/shop/v1/none", "/local/shop/v1/things?top=x"] {
        let refused = page.get(path).await;
        assert!(refused.status >= 400);
        assert_eq!(refused.header("access-control-allow-origin"), Some("*"), "errors can be read");
    }
    admin
        .patch("/v1/destinations/shop", &json!({"corsOrigins": ["https://a.example.com"]}))
        .await
        .expect(200);
    let answer = page.get(THINGS).await.expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://a.example.com"));
    let other = server.anybody().with("origin", "https://b.example.com").get(THINGS).await.expect(200);
    assert_eq!(other.header("access-control-allow-origin"), None);
    assert!(other.headers.get_all("vary").iter().any(|vary| vary == "origin"), "{other:?}");
    assert_eq!(
        admin
            .with("origin", "https://a.example.com")
            .get("/v1/destinations")
            .await
            .header("access-control-allow-origin"),
        None
    );
    server.close().await;
}

#[tokio::test]
async fn an_answer_that_the_client_has_is_not_sent_again() {
    let (server, admin, _) = public(&json!({})).await;
    let anybody = server.anybody();
    for path in [THINGS, "/local/shop/v1/openapi"] {
        let first = anybody.get(path).await.expect(200);
        assert_eq!(first.header("cache-control"), Some("public, no-cache"));
        let tag = first.header("etag").expect("a tag").to_owned();
        let again = anybody.with("if-none-match", &format!("\"other\", {tag}")).get(path).await.expect(304);
        assert_eq!((again.text.as_str(), again.header("etag")), ("", Some(tag.as_str())));
        anybody.with("if-none-match", "\"other\"").get(path).await.expect(200);
    }
    let tag = anybody.get(THINGS).await.header("etag").expect("a tag").to_owned();
    import_and_wait(&admin, "things", &[json!({"key": "d"})]).await;
    let changed = anybody.with("if-none-match", &tag).get(THINGS).await.expect(200);
    assert_eq!(ids(&changed.json()).len(), 4);
    server.close().await;
}

#[tokio::test]
async fn answers_are_packed_as_the_client_wants() {
    let (server, admin, _) = public(&json!({})).await;
    let entity =
        |number: usize| json!({"key": format!("k{number}"), "properties": [{"id": "name", "value": "n"}]});
    import_and_wait(&admin, "things", &(0..40).map(entity).collect::<Vec<_>>()).await;
    let plain = server.anybody().get(THINGS).await.expect(200);
    assert_eq!(plain.header("content-encoding"), None);
    for coding in ["gzip", "br", "zstd"] {
        let url = format!("http://{}{THINGS}", server.address);
        let answer =
            server.client.get(url).header("accept-encoding", coding).send().await.expect("an answer");
        // The client unpacks gzip by itself, and then hides the header.
        if coding != "gzip" {
            assert_eq!(answer.headers()["content-encoding"], coding);
        }
        let bytes = answer.bytes().await.expect("a body");
        let text = match coding {
            "zstd" => String::from_utf8(zstd::decode_all(&*bytes).expect("packed")).expect("text"),
            "br" => {
                assert!(bytes.len() < plain.text.len() / 2, "{} of {}", bytes.len(), plain.text.len());
                continue;
            }
            _ if bytes.starts_with(&[0x1f, 0x8b]) => {
                let mut text = String::new();
                flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text).expect("packed");
                text
            }
            _ => String::from_utf8(bytes.to_vec()).expect("text"),
        };
        assert_eq!(text, plain.text, "{coding}");
    }
    server.close().await;
}

#[tokio::test]
async fn the_page_to_try_it_brings_everything_along() {
    let (server, _, _) = public(&json!({})).await;
    let page = server.anybody().get("/local/shop/v1/docs").await.expect(200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    for elsewhere in ["http://", "https://", "src=", "onclick", "innerHTML"] {
        assert!(!page.text.contains(elsewhere), "{elsewhere}");
    }
    for (begin, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
        let inside = page.text.split(begin).nth(1).and_then(|rest| rest.split(end).next()).expect(begin);
        let digest = base64_of_sha256(inside);
        assert!(policy.contains(&format!("'sha256-{digest}'")), "{begin} may run");
    }
    server.close().await;
}

fn base64_of_sha256(text: &str) -> String {
    use base64::Engine as _;
    use sha2::Digest as _;
    base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(text))
}

#[tokio::test]
async fn the_description_names_where_the_version_is_reached() {
    let (server, _, _) = public(&json!({})).await;
    let described = server.anybody().get("/local/shop/v1/openapi").await.expect(200).json();
    let base = format!("http://{}/local/shop/v1", server.address);
    assert_eq!(described["servers"], json!([{"url": base}]));
    let from =
        format!("{base}{}", described["paths"].as_object().expect("paths").keys().next().expect("one"));
    let path = from.strip_prefix(&format!("http://{}", server.address)).expect("this server");
    assert_eq!(ids(&server.anybody().get(path).await.expect(200).json()), ["a", "b", "c"]);
    server.close().await;
}

#[tokio::test]
async fn lag_and_sizes_can_be_watched() {
    let (server, _, _) = public(&json!({})).await;
    let labels = "tenant=\"local\",destination=\"shop\",version=\"v1\",endpoint=\"things\"";
    assert_eq!(server.metric(&format!("octant_destination_documents{{{labels}}}")).await, Some(3.0));
    assert_eq!(server.metric(&format!("octant_destination_lag_records{{{labels}}}")).await, Some(0.0));
    assert_eq!(server.metric("octant_card_cards{tenant=\"local\",card=\"thing\"}").await, Some(3.0));
    server.close().await;
}

#[tokio::test]
async fn an_import_is_told_to_be_published_though_it_changed_nothing_or_shows_nowhere() {
    let (server, admin, _) = public(&json!({})).await;
    server.add_source("lonely");
    for source in ["things", "lonely", "things", "lonely"] {
        import_and_wait(&admin, source, &[json!({"key": "a", "properties": [{"id": "name", "value": "x"}]})])
            .await;
    }
    server.close().await;
}
