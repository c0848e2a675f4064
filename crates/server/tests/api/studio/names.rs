//! Any id that the API takes has its page in the Studio.

use octant_access::Role;
use serde_json::json;

use super::visitor::Visitor;
use crate::support::TestServer;
use crate::support::server::TENANT;

#[tokio::test]
async fn ids_that_are_words_of_addresses_have_their_pages() {
    let server = TestServer::start().await;
    let owner = server.admin().await;
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    for id in ["new", "build", "import"] {
        let called = |what: &str| format!("The {what} called {id}");
        owner.post("/v1/sources", &json!({"id": id, "name": called("source")})).await.expect(201);
        let card = json!({"id": id, "name": called("card"), "sources": [{"id": id}]});
        owner.post("/v1/card-definitions", &card).await.expect(201);
        let segment = json!({"id": id, "name": called("segment"), "card": id, "criteria": {"dynamic": []}});
        owner.post("/v1/segments", &segment).await.expect(201);
        let shop = json!({"identifier": id, "name": called("destination"), "languages": ["en"]});
        owner.post("/v1/destinations", &shop).await.expect(201);
        let endpoints = json!({"endpoints": [{"identifier": id, "card": id}]});
        owner.put(&format!("/v1/destinations/{id}/versions/v1"), &endpoints).await.expect(200);
        for (path, what) in [("sources", "source"), ("cards", "card"), ("segments", "segment")] {
            let page = editor.get(&format!("/studio/{path}/{id}")).await.expect(200).text;
            assert!(page.contains(&format!("<h1>{}", called(what))), "{what}: {page}");
        }
        let page = editor.get(&format!("/studio/destinations/{id}")).await.expect(200).text;
        assert!(page.contains(&format!("<h1>{}", called("destination"))), "{page}");
        let endpoint = format!("/studio/destinations/{id}/versions/v1/endpoints/{id}");
        let page = editor.get(&endpoint).await.expect(200).text;
        assert!(
            page.contains(&format!(" action=\"{endpoint}\"")),
            "its own form, not that of a new one: {page}"
        );
    }
    server.close().await;
}
