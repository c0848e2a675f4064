//! `POST /oauth2/token`: RFC 6749 over a real port.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::shop::{card, publish};
use crate::support::{TestServer, User};

const PATH: &str = "/oauth2/token";
const THINGS: &str = "/local/shop/v1/things";

/// A protected destination's version with an application.
struct Protected {
    server: TestServer,
    version: String,
    id: String,
    secret: String,
}

impl Protected {
    async fn start() -> Self {
        let server = TestServer::start().await;
        server.add_source("things");
        let admin = server.admin().await;
        card(&admin, "thing", "things", &[("name", "Text")], &json!([])).await;
        let shop = json!({"identifier": "shop", "languages": ["en"], "protected": true});
        publish(&admin, &shop, &json!([{"identifier": "things", "card": "thing"}])).await;
        let shop = admin.get("/v1/destinations/shop").await.expect(200).json();
        let path = "/v1/destinations/shop/versions/v1/applications";
        let made = admin.post(path, &json!({"name": "Web"})).await.expect(201).json();
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        Self {
            version: text(&shop["versions"][0]["id"]),
            id: text(&made["clientId"]),
            secret: text(&made["clientSecret"]),
            server,
        }
    }

    /// The parameters of a right request.
    fn right(&self) -> Vec<(&str, &str)> {
        vec![
            ("grant_type", "client_credentials"),
            ("client_id", &self.id),
            ("client_secret", &self.secret),
            ("audience", &self.version),
        ]
    }

    /// The same with another value for one of them.
    fn with<'a>(&'a self, name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
        let change = |(own, before): (&'a str, &'a str)| (own, if own == name { value } else { before });
        self.right().into_iter().map(change).collect()
    }

    async fn ask(&self, parameters: &[(&str, &str)]) -> Answer {
        ask(&self.server.anybody(), parameters).await
    }
}

async fn ask(user: &User, parameters: &[(&str, &str)]) -> Answer {
    let pairs: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let user = user.with("content-type", "application/x-www-form-urlencoded");
    user.send(Method::POST, PATH, Some(pairs.join("&"))).await
}

/// The name of an error, of an answer that is one as the RFC has it.
fn error(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{answer:#?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let body = answer.json();
    let members: Vec<&String> = body.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["error", "error_description"]);
    assert!(!body["error_description"].as_str().expect("a description").contains(['"', '\\']));
    body["error"].as_str().expect("a name").to_owned()
}

#[tokio::test]
async fn an_applications_id_and_secret_get_a_token_for_its_version() {
    let world = Protected::start().await;
    let answer = world.ask(&world.right()).await.expect(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    let mut body = answer.json();
    let token = body["access_token"].take();
    assert_eq!(body, json!({"access_token": null, "token_type": "bearer", "expires_in": 3600, "scope": ""}));
    assert_eq!(world.server.anybody().get(THINGS).await.status, 401);
    world.server.with_token(token.as_str().expect("a token")).get(THINGS).await.expect(200);
    // More is not given than the audience says, whatever is asked for.
    let mut asking = world.right();
    asking.push(("scope", "read:sources"));
    assert_eq!(world.ask(&asking).await.expect(200).json()["scope"], "");
    world.server.close().await;
}

#[tokio::test]
async fn the_credentials_may_stand_in_a_basic_header() {
    let world = Protected::start().await;
    let user = |id: &str, secret: &str| {
        let credentials = STANDARD.encode(format!("{id}:{secret}"));
        world.server.anybody().with("authorization", &format!("Basic {credentials}"))
    };
    let asked = [("grant_type", "client_credentials"), ("audience", world.version.as_str())];
    ask(&user(&world.id, &world.secret), &asked).await.expect(200);
    let wrong = ask(&user(&world.id, "wrong"), &asked).await;
    assert_eq!(error(&wrong, 401), "invalid_client");
    assert_eq!(wrong.header("www-authenticate"), Some("Basic realm=\"oauth2\""));
    let twice = ask(&user(&world.id, &world.secret), &world.right()).await;
    assert_eq!(error(&twice, 400), "invalid_request");
    let unreadable = world.server.anybody().with("authorization", "Basic !");
    assert_eq!(error(&ask(&unreadable, &asked).await, 400), "invalid_request");
    world.server.close().await;
}

#[tokio::test]
async fn what_is_wrong_is_told_in_the_words_of_the_rfc() {
    let world = Protected::start().await;
    let unknown = "0190a2b4-0000-7000-8000-000000000000";
    let refused = error(&world.ask(&world.with("client_secret", "wrong")).await, 401);
    assert_eq!(refused, "invalid_client");
    let like = world.ask(&world.with("client_secret", "wrong")).await.text;
    for (name, value) in [("client_id", unknown), ("client_id", "nobody"), ("audience", unknown)] {
        let answer = world.ask(&world.with(name, value)).await;
        assert_eq!((error(&answer, 401).as_str(), &answer.text), ("invalid_client", &like), "{name}");
    }
    let answer = world.ask(&world.with("grant_type", "password")).await;
    assert_eq!(error(&answer, 400), "unsupported_grant_type");
    for name in ["grant_type", "client_id", "client_secret", "audience"] {
        for parameters in [
            world.right().into_iter().filter(|(own, _)| *own != name).collect(),
            world.with(name, ""),
            [world.right(), world.right().into_iter().filter(|(own, _)| *own == name).collect()].concat(),
        ] {
            let answer = world.ask(&parameters).await;
            assert_eq!(error(&answer, 400), "invalid_request", "{name}");
            assert!(answer.text.contains(name), "{}", answer.text);
        }
    }
    let json = world.server.anybody().post(PATH, &json!({"grant_type": "client_credentials"})).await;
    assert_eq!(error(&json, 415), "invalid_request");
    assert_eq!(error(&world.server.anybody().get(PATH).await, 405), "invalid_request");
    assert_eq!(error(&world.server.anybody().get("/oauth2/other").await, 404), "invalid_request");
    world.server.close().await;
}

#[tokio::test]
async fn a_reset_ends_the_tokens_that_were_given() {
    let world = Protected::start().await;
    let token = world.ask(&world.right()).await.expect(200).json()["access_token"].clone();
    let admin = world.server.admin().await;
    let path = format!("/v1/destinations/shop/versions/v1/applications/{}/reset-secret", world.id);
    admin.post(&path, &json!({})).await.expect(200);
    assert_eq!(error(&world.ask(&world.right()).await, 401), "invalid_client");
    let user = world.server.with_token(token.as_str().expect("a token"));
    assert_eq!(user.get(THINGS).await.status, 401);
    world.server.close().await;
}
