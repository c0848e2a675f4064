//! The page of a card's relations says what it counted.

use octant_access::Role;
use serde_json::{Value, json};

use super::story::until;
use super::visitor::Visitor;
use crate::support::TestServer;
use crate::support::server::TENANT;
use crate::support::shop::import_and_wait;

#[tokio::test]
async fn what_relations_find_is_counted_in_so_many_cards() {
    let server = TestServer::start().await;
    let owner = server.admin().await;
    let mut viewer = Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    for source in ["products", "media"] {
        server.add_source(source);
    }
    // Every second product has a picture of its own, every tenth one that is not there.
    let picture =
        |number: usize| if number.is_multiple_of(10) { "none".to_owned() } else { format!("m{number}") };
    let product = |number: usize| {
        let shows = json!([{"id": "picture", "value": picture(number)}]);
        json!({"key": format!("p{number:04}"), "properties": if number.is_multiple_of(2) { shows } else { json!([]) }})
    };
    let products: Vec<Value> = (0..1_200).map(product).collect();
    let media: Vec<Value> =
        (0..1_200).map(|number| json!({"key": format!("m{number}"), "properties": []})).collect();
    import_and_wait(&owner, "products", &products).await;
    import_and_wait(&owner, "media", &media).await;
    let media = json!({"id": "media", "sources": [{"id": "media"}]});
    let product = json!({"id": "product", "sources": [{"id": "products"}],
        "properties": [{"id": "picture", "type": "Text", "source": "products", "sourceProperty": "picture"}],
        "relations": [{"id": "pictures", "card": "media", "from": "picture", "to": "id"}]});
    owner.post("/v1/card-definitions", &media).await.expect(201);
    owner.post("/v1/card-definitions", &product).await.expect(201);
    let path = "/studio/cards/product/relations";
    let page = viewer.get(path).await.expect(200).text;
    assert!(page.contains("Nothing can be found: media has no cards, as it is not active."), "{page}");

    for card in ["media", "product"] {
        owner.post(&format!("/v1/card-definitions/{card}/activate"), &json!({})).await.expect(202);
        until(&mut viewer, &format!("/studio/cards/{card}"), "1,200").await;
    }
    let page = viewer.get(path).await.expect(200).text;
    assert!(page.contains("Counted in the first 1,000 of 1,200 cards"), "{page}");
    for (name, count) in
        [("Cards with a match", "400"), ("Values without a match", "100"), ("Cards without a value", "500")]
    {
        let figure = format!("<dt>{name}</dt><dd>{count}</dd>");
        assert!(page.contains(&figure), "{figure}: {page}");
    }
    let deleted: Vec<Value> =
        (900..1_200).map(|number| json!({"key": format!("p{number:04}"), "delete": true})).collect();
    import_and_wait(&owner, "products", &deleted).await;
    let page = until(&mut viewer, path, "Counted in all 900 cards").await;
    assert!(page.contains("<dt>Cards without a value</dt><dd>450</dd>"), "{page}");
    server.close().await;
}
