//! What a source takes with it: told before it is deleted, and refused while applications query it.

use http::Method;
use octant_access::Role;
use serde_json::json;

use super::page::Form;
use super::visitor::Visitor;
use crate::support::calls::code;
use crate::support::server::TENANT;
use crate::support::shop::{card, publish};
use crate::support::{TestServer, User};

/// A protected destination with an application, which shows a card of the source `things`.
async fn published() -> (TestServer, User) {
    let server = TestServer::start().await;
    server.add_source("things");
    server.add_provider(&["things"]);
    let admin = server.admin().await;
    card(&admin, "thing", "things", &[("name", "Text")], &json!([])).await;
    let criteria = json!({"dynamic": [{"must": {"name": ["x"]}}]});
    let segment = json!({"id": "some", "name": "Some things", "card": "thing", "criteria": criteria});
    admin.post("/v1/segments", &segment).await.expect(201);
    let shop = json!({"identifier": "shop", "name": "Web shop", "languages": ["en"], "protected": true});
    let endpoints = json!([{"identifier": "goods", "card": "thing", "properties": [{"id": "name"}]}]);
    publish(&admin, &shop, &endpoints).await;
    let applications = "/v1/destinations/shop/versions/v1/applications";
    admin.post(applications, &json!({"name": "Front end"})).await.expect(201);
    (server, admin)
}

#[tokio::test]
async fn a_source_that_applications_query_is_not_deleted() {
    let (server, admin) = published().await;
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let settings = "/studio/sources/things/settings";
    let page = editor.get(settings).await.expect(200).text;
    for told in [
        "The card thing is made of it.",
        "The segment Some things narrows the card thing.",
        "Web shop v1 answers queries of goods from it; 1 application may query it.",
        "/studio/destinations/shop/versions/v1",
        "Stop these versions first",
        "The data provider",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("action=\"/studio/sources/things/delete\""), "there is no button to do it");
    // Somebody who opened the page before the version was published still has the button.
    let typed = [("confirmation", "things")];
    let refused = editor.post("/studio/sources/things/delete", &typed).await.expect(409);
    assert!(refused.text.contains("shop v1"), "{}", refused.text);
    assert_eq!(code(&admin.delete("/v1/sources/things?force=true").await, 409), "in_use");
    assert_eq!(admin.get("/v1/sources/things").await.expect(200).json()["status"], "Active");

    admin.post("/v1/destinations/shop/versions/v1/stop", &json!({})).await.expect(202);
    let page = editor.get(settings).await.expect(200).text;
    let form = Form::of(&page, "/studio/sources/things/delete").set("confirmation", "things");
    assert_eq!(Form::leads(&form.send(&mut editor).await), "/studio/sources?done=deleting");
    server.close().await;
}

#[tokio::test]
async fn a_draft_that_shows_a_source_is_told_and_does_not_hold_it() {
    let server = TestServer::start().await;
    server.add_source("things");
    let admin = server.admin().await;
    card(&admin, "thing", "things", &[("name", "Text")], &json!([])).await;
    let shop = json!({"identifier": "shop", "name": "Web shop", "languages": ["en"]});
    admin.post("/v1/destinations", &shop).await.expect(201);
    let endpoints = json!([{"identifier": "goods", "card": "thing", "properties": [{"id": "name"}]}]);
    let version = "/v1/destinations/shop/versions/v1";
    admin
        .with("content-type", "application/json")
        .send(Method::PUT, version, Some(json!({ "endpoints": endpoints }).to_string()))
        .await
        .expect(200);
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let page = editor.get("/studio/sources/things/settings").await.expect(200).text;
    assert!(page.contains("The draft Web shop v1 shows it in goods."), "{page}");
    let form = Form::of(&page, "/studio/sources/things/delete").set("confirmation", "things");
    Form::leads(&form.send(&mut editor).await);
    server.close().await;
}
