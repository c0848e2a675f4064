//! Languages and blank texts, on every surface.

use octant_access::Role;
use serde_json::{Value, json};

use crate::cards::until;
use crate::studio::visitor::Visitor;
use crate::support::calls::{errors, listed};
use crate::support::server::TENANT;
use crate::support::shop::{card, ids, import_and_wait, publish};
use crate::support::{TestServer, User};

const THINGS: &str = "/local/shop/v1/things";

/// A server with two things, in a destination with the languages `sv_SE` and `en`.
async fn shop() -> (TestServer, User) {
    let server = TestServer::start().await;
    server.add_source("things");
    let user = server.admin().await;
    card(&user, "thing", "things", &[("name", "LocalizedText"), ("color", "Text")], &json!([])).await;
    let properties = json!([
        {"id": "name", "searchable": true, "facet": {"label": {"SV-se": "Namn"}}},
        {"id": "color", "facet": {}},
    ]);
    let endpoints = json!([{"identifier": "things", "card": "thing", "properties": properties}]);
    publish(&user, &json!({"identifier": "shop", "languages": ["sv_SE", "en"]}), &endpoints).await;
    let value = |id: &str, language: &str, text: &str| json!({"id": id, "language": language, "value": text});
    let a = json!({"key": "a", "properties": [value("name", "sv-SE", "stol"), value("name", "en", "chair"),
        value("color", "", "Red")]});
    let b = json!({"key": "b", "properties": [value("name", "SV_se", "bord"), value("name", "en_US", "table"),
        value("color", "", "  ")]});
    import_and_wait(&user, "things", &[a, b]).await;
    (server, user)
}

#[tokio::test]
async fn a_destination_shows_its_own_spelling_and_takes_any() {
    let (server, user) = shop().await;
    let anybody = server.anybody();
    for query in ["", "?language=", "?language=%20", "?language=SV-SE", "?language=sv_se"] {
        let answer = anybody.get(&format!("{THINGS}{query}")).await.expect(200).json();
        let names: Vec<&Value> =
            answer["results"].as_array().expect("results").iter().map(|one| &one["name"]).collect();
        assert_eq!((&answer["language"], names), (&json!("sv_SE"), vec![&json!("stol"), &json!("bord")]));
        assert_eq!(answer["facets"][0]["header"], "Namn");
    }
    let described = anybody.get("/local/shop/v1/openapi").await.expect(200).text;
    assert!(described.contains(r#"["sv_SE","en"]"#), "{described}");
    let shown = user.get("/v1/destinations/shop").await.expect(200).json();
    assert_eq!(shown["languages"], json!(["sv_SE", "en"]));
    let label = &shown["versions"][0]["endpoints"][0]["properties"][0]["facet"]["label"];
    assert_eq!(label, &json!({"SV-se": "Namn"}), "what its owner wrote");
    let entry = user.get("/v1/sources/things/entries/b").await.expect(200).json();
    let languages: Vec<&Value> =
        entry["properties"].as_array().expect("properties").iter().map(|one| &one["language"]).collect();
    assert_eq!(languages, [&Value::Null, &json!("en-US"), &json!("sv-SE")]);

    let twice = json!({"fallbacks": {"sv_SE": ["en"], "sv-se": []}});
    let told = errors(&user.patch("/v1/destinations/shop", &twice).await);
    assert!(told.to_string().contains("sv_SE is there twice"), "{told}");
    let told = errors(&user.patch("/v1/destinations/shop", &json!({"languages": ["en", "EN"]})).await);
    assert!(told["languages[1]"].to_string().contains("EN is there twice"), "{told}");
    server.close().await;
}

#[tokio::test]
async fn what_is_no_language_code_is_refused_where_no_protocol_asks_for_it() {
    let (server, user) = shop().await;
    for wrong in ["--", "sv_", "-a", "12"] {
        let code = format!("{wrong:?} is no language code; write it like sv, sv-SE or zh-Hans-CN");
        let made = json!({"identifier": "other", "languages": ["en", wrong]});
        let told = errors(&user.post("/v1/destinations", &made).await);
        assert_eq!(told["languages[1]"][0], code, "{told}");
        let fallbacks = json!({"fallbacks": {"en": ["sv-SE", wrong]}});
        let told = errors(&user.patch("/v1/destinations/shop", &fallbacks).await);
        assert_eq!(told["fallbacks.en[1]"][0], code, "{told}");
        let name = json!({"id": "name", "facet": {"label": {wrong: "Name"}}});
        let endpoints =
            json!({"endpoints": [{"identifier": "things", "card": "thing", "properties": [name]}]});
        user.post("/v1/destinations/shop/versions", &json!({})).await;
        let told = errors(&user.put("/v1/destinations/shop/versions/v2", &endpoints).await);
        assert_eq!(told[format!("endpoints[0].properties[0].facet.label.{wrong}")][0], code, "{told}");
        let value = json!({"id": "name", "value": "x", "language": wrong});
        let typed = json!({"entries": [{"id": "c", "properties": [value]}]});
        let told = user.post("/v1/sources/things", &typed).await.expect(400).text;
        assert!(told.contains("is no language"), "{told}");
        // Clients of the protocol may send it.
        import_and_wait(&user, "things", &[json!({"key": "c", "properties": [value]})]).await;
    }
    let mut admin = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    let typed = [("identifier", "other"), ("name", "Other"), ("languages", "en sv_")];
    let page = admin.post("/studio/destinations", &typed).await.expect(422).text;
    assert!(page.contains("&quot;sv_&quot; is no language code"), "{page}");
    server.close().await;
}

#[tokio::test]
async fn languages_that_no_destination_shows_are_told() {
    let (server, user) = shop().await;
    let expected = json!([
        {"language": "en", "cards": 1, "destinations": ["shop"]},
        {"language": "en-US", "cards": 1, "destinations": []},
        {"language": "sv-SE", "cards": 2, "destinations": ["shop"]},
    ]);
    // Cards follow what is published a moment later.
    until(&user, "/v1/card-definitions/thing/quality", |report| report["languages"] == expected).await;
    let mut viewer = Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    let page = viewer.get("/studio/cards/thing/quality").await.expect(200).text;
    assert_eq!(page.matches("No destination</strong>").count(), 1, "{page}");
    let overview = viewer.get("/studio").await.expect(200).text;
    assert!(overview.contains("No destination shows the values of the card thing in en-US"), "{overview}");
    server.close().await;
}

#[tokio::test]
async fn blank_values_and_searches_are_not_given_anywhere() {
    let (server, user) = shop().await;
    let anybody = server.anybody();
    for query in [
        "?color=",
        "?color=%20",
        "?search=%20",
        "?search=%20&searchOn=id",
        "?facetSearch=color:%20",
        "?periodSince=%20",
    ] {
        let answer = anybody.get(&format!("{THINGS}{query}")).await.expect(200).json();
        assert_eq!(ids(&answer), ["a", "b"], "{query}");
        assert_eq!(answer["facets"][1]["values"], json!([{"key": "Red", "count": 1}]), "{query}");
    }
    for body in
        [json!({"filter": [{"must": {"color": [""]}}]}), json!({"search": [" "]}), json!({"search": " "})]
    {
        assert_eq!(ids(&anybody.post(THINGS, &body).await.expect(200).json()), ["a", "b"], "{body}");
    }
    let cards = "/v1/card-definitions/thing/cards";
    until(&user, cards, |page| listed(page, "id").len() == 2).await;
    for path in [
        format!("{cards}?search=%20"),
        format!("{cards}?filter=%5B%7B%22must%22%3A%7B%22color%22%3A%5B%22%22%5D%7D%7D%5D"),
        "/v1/sources/things/entries?search=%20%20".to_owned(),
    ] {
        assert_eq!(listed(&user.get(&path).await.expect(200).json(), "id"), ["a", "b"], "{path}");
    }
    let criteria = json!({"dynamic": [{"must": {"color": [""]}}]});
    let segment = json!({"id": "blank", "card": "thing", "criteria": criteria});
    for path in ["/v1/segments", "/v1/segments/preview"] {
        let mut body = segment.clone();
        if path.ends_with("preview") {
            body.as_object_mut().expect("an object").remove("id");
        }
        let told = errors(&user.post(path, &body).await);
        assert!(told["criteria.dynamic[0].must.color[0]"].to_string().contains("exists"), "{told}");
    }
    let mut viewer = Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    let explorer = "/studio/destinations/shop/versions/v1/explore/things";
    let all = viewer.get(explorer).await.expect(200).text;
    assert!(all.contains("stol") && all.contains("bord"), "{all}");
    for query in ["?f.color=%20", "?q=%20", "?language=SV-se&f.color="] {
        let page = viewer.get(&format!("{explorer}{query}")).await.expect(200).text;
        assert!(page.contains("stol") && page.contains("bord"), "{query}: {page}");
    }
    server.close().await;
}

#[tokio::test]
async fn a_blank_text_does_not_stand_in_the_way_of_an_entry() {
    let (server, user) = shop().await;
    let size = json!({"displayName": "Size", "type": "Integer"});
    user.put("/v1/sources/things/properties/size", &size).await.expect(200);
    import_and_wait(&user, "things", &[json!({"key": "a", "properties": [{"id": "size", "value": ""}]})])
        .await;
    let entry = user.get("/v1/sources/things/entries/a").await.expect(200).json();
    let found = entry["properties"].as_array().expect("properties").iter().find(|one| one["id"] == "size");
    assert_eq!(found.expect("it is kept")["value"], Value::Null);
    server.close().await;
}
