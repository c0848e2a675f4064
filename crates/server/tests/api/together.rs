//! Requests that come at the same time: what each rests on is still so when its change is made.

use serde_json::json;

use crate::support::answer::Answer;
use crate::support::{TestServer, User};

/// How often a race is run.
const ROUNDS: usize = 25;

/// A server with the source `things` and somebody who may do everything.
async fn world() -> (TestServer, User) {
    let server = TestServer::start().await;
    server.add_source("things");
    let user = server.admin().await;
    (server, user)
}

async fn draft_card(user: &User, id: &str) {
    user.post("/v1/card-definitions", &json!({"id": id, "sources": [{"id": "things"}]})).await.expect(201);
}

/// That one of two that exclude each other was refused, and only as one that came too late is.
fn one_is_refused(one: &Answer, other: &Answer, refusals: &[u16]) {
    let statuses = [one.status, other.status];
    let refused = statuses.iter().filter(|status| **status >= 300).count();
    assert!(refused == 1, "{one:#?}\n{other:#?}");
    assert!(statuses.iter().all(|status| *status < 300 || refusals.contains(status)), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_goes_or_narrows_a_destination() {
    let (server, user) = world().await;
    draft_card(&user, "thing").await;
    for round in 0..ROUNDS {
        let (segment, shop) = (format!("s{round}"), format!("shop{round}"));
        let new = json!({"id": segment, "card": "thing", "criteria": {"dynamic": []}});
        user.post("/v1/segments", &new).await.expect(201);
        user.post("/v1/destinations", &json!({"identifier": shop, "languages": ["en"]})).await.expect(201);
        let endpoint =
            json!({"identifier": "things", "card": "thing", "segments": [segment], "properties": []});
        let (version, endpoints) =
            (format!("/v1/destinations/{shop}/versions/v1"), json!({ "endpoints": [endpoint] }));
        let path = format!("/v1/segments/{segment}");
        let (narrowed, gone) = tokio::join!(user.put(&version, &endpoints), user.delete(&path));
        one_is_refused(&narrowed, &gone, &[400, 409]);
    }
    server.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_definition_goes_or_gets_a_segment() {
    let (server, user) = world().await;
    for round in 0..ROUNDS {
        let card = format!("card{round}");
        draft_card(&user, &card).await;
        let segment = json!({"id": format!("s{round}"), "card": card, "criteria": {"dynamic": []}});
        let path = format!("/v1/card-definitions/{card}");
        let (made, gone) = tokio::join!(user.post("/v1/segments", &segment), user.delete(&path));
        one_is_refused(&made, &gone, &[400, 409]);
    }
    server.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_definition_goes_or_is_shown_by_a_destination() {
    let (server, user) = world().await;
    for round in 0..ROUNDS {
        let (card, shop) = (format!("card{round}"), format!("shop{round}"));
        draft_card(&user, &card).await;
        user.post("/v1/destinations", &json!({"identifier": shop, "languages": ["en"]})).await.expect(201);
        let endpoint = json!({"identifier": "things", "card": card, "properties": []});
        let (version, endpoints) =
            (format!("/v1/destinations/{shop}/versions/v1"), json!({ "endpoints": [endpoint] }));
        let path = format!("/v1/card-definitions/{card}");
        let (shown, gone) = tokio::join!(user.put(&version, &endpoints), user.delete(&path));
        one_is_refused(&shown, &gone, &[400, 409]);
    }
    server.close().await;
}
