//! An endpoint's form keeps what it does not show.

use octant_access::Role;
use serde_json::json;

use super::page::Form;
use super::visitor::Visitor;
use crate::support::TestServer;
use crate::support::server::TENANT;
use crate::support::shop::{card, import_and_wait};

#[tokio::test]
async fn saving_an_endpoint_as_it_is_changes_nothing() {
    let server = TestServer::start().await;
    server.add_source("things");
    let owner = server.admin().await;
    card(&owner, "part", "things", &[("name", "Text"), ("price", "Decimal")], &json!([])).await;
    let relations = json!([{"id": "parts", "card": "part", "from": "name", "to": "id"}]);
    card(&owner, "thing", "things", &[("name", "Text"), ("price", "Decimal")], &relations).await;
    import_and_wait(&owner, "things", &[json!({"key": "a", "properties": []})]).await;
    let endpoint = json!({
        "identifier": "things", "card": "thing", "segments": [],
        "properties": [
            {"id": "name", "searchable": true},
            {"id": "name", "as": "title", "facet": {"size": 5, "label": {"en": "Title", "de": "Titel"}, "hierarchy": ">"}},
            {"id": "price", "as": "cost"},
            {"id": "price", "as": "fee"},
        ],
        "relations": [
            {"relation": "parts", "properties": ["name", {"id": "price", "as": "cost"}, {"id": "price", "as": "fee"}]},
            {"relation": "parts", "as": "others", "properties": ["name"]},
        ],
    });
    owner.post("/v1/destinations", &json!({"identifier": "shop", "languages": ["en"]})).await.expect(201);
    let version = "/v1/destinations/shop/versions/v1";
    owner.put(version, &json!({"endpoints": [endpoint]})).await.expect(200);
    let stored = owner.get(version).await.expect(200).json()["endpoints"].clone();

    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let path = "/studio/destinations/shop/versions/v1/endpoints/things";
    let page = editor.get(path).await.expect(200).text;
    Form::of(&page, path).press(&mut editor, "save").await.expect(303);
    assert_eq!(owner.get(version).await.expect(200).json()["endpoints"], stored);

    // One of two rows of a property is changed, and the other one goes.
    let page = editor.get(path).await.expect(200).text;
    let form = Form::of(&page, path);
    let row = |name: &str| {
        let rows =
            (0..).map(|row| format!("property-{row}")).take_while(|row| form.has(&format!("{row}-id")));
        rows.into_iter().find(|row| form.value(&format!("{row}-as")) == name).expect("a row")
    };
    let (cost, fee) = (row("cost"), row("fee"));
    let form = form.set(&format!("{fee}-as"), "toll").untick(&format!("{cost}-show"));
    form.press(&mut editor, "save").await.expect(303);
    let now = owner.get(version).await.expect(200).json()["endpoints"][0]["properties"].clone();
    let names: Vec<&str> =
        now.as_array().expect("a list").iter().map(|one| one["as"].as_str().unwrap_or("-")).collect();
    assert_eq!(names, ["-", "title", "toll"], "{now}");
    server.close().await;
}
