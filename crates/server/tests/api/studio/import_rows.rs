//! The list of imports: one row for each job, and no "published" for what nothing shows.

use octant_access::Role;
use serde_json::json;
use uuid::Uuid;

use super::visitor::Visitor;
use crate::support::server::TENANT;
use crate::support::shop::{card, publish};
use crate::support::{TestServer, entities};

#[tokio::test]
async fn the_parts_of_a_job_are_one_row_with_a_page_of_its_own() {
    let server = TestServer::start().await;
    server.add_source("products");
    let provider = server.add_provider(&["products"]);
    let system = server.as_provider(&provider);
    let job = Uuid::now_v7();
    for part in 0..120 {
        let path = format!("/import/products?correlationId={job}");
        let entity = json!({"key": format!("k{part}"), "properties": [{"id": "name", "value": "x"}]});
        system.post(&path, &json!({ "entities": [entity] })).await.expect(202);
        if part == 60 {
            // Somebody else sends in between.
            system.post("/import/products", &entities(1, "w")).await.expect(202);
        }
    }
    let mut viewer = Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    for list in ["/studio/imports", "/studio/sources/products/imports"] {
        let page = viewer.get(list).await.expect(200).text;
        assert_eq!(page.matches("<tr>").count(), 3, "the head, the job and the other: {page}");
        assert!(page.contains("120 parts") && page.contains("<td class=\"number\">120</td>"), "{page}");
        assert!(page.contains(&format!("/studio/jobs/{job}")) && !page.contains("rel=\"next\""), "{page}");
    }
    let page = viewer.get(&format!("/studio/jobs/{job}")).await.expect(200).text;
    assert!(page.contains("It came in 120 parts"), "{page}");
    assert_eq!(page.matches("/studio/imports/0").count(), 120, "each part has its page");
    viewer.get(&format!("/studio/jobs/{}", Uuid::now_v7())).await.expect(404);
    let overview = viewer.get("/studio").await.expect(200).text;
    assert!(overview.contains("120 parts"), "{overview}");
    server.close().await;
}

#[tokio::test]
async fn pages_of_the_list_go_on_behind_the_last_part() {
    let server = TestServer::start().await;
    server.add_source("products");
    let provider = server.add_provider(&["products"]);
    let system = server.as_provider(&provider);
    for job in 0..60 {
        let id = Uuid::now_v7();
        for part in 0..3 {
            let path = format!("/import/products?correlationId={id}");
            let entity = json!({"key": format!("k{job}-{part}"), "properties": []});
            system.post(&path, &json!({ "entities": [entity] })).await.expect(202);
        }
    }
    let mut viewer = Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    let first = viewer.get("/studio/imports").await.expect(200).text;
    assert_eq!(first.matches("3 parts").count(), 50);
    let start = first.find("rel=\"next\"").expect("it goes on");
    let next = first[..start].rsplit("href=\"").next().expect("a link").split('"').next().expect("a path");
    let second = viewer.get(&next.replace("&amp;", "&")).await.expect(200).text;
    assert_eq!((second.matches("3 parts").count(), second.contains("rel=\"next\"")), (10, false));
    server.close().await;
}

#[tokio::test]
async fn what_nothing_shows_is_not_called_published() {
    let server = TestServer::start().await;
    server.add_source("things");
    let admin = server.admin().await;
    let import = async || {
        let body = json!({"entities": [{"key": "a", "properties": [{"id": "name", "value": "x"}]}]});
        let made = admin.post("/import/things", &body).await.expect(202).json();
        let id = made["id"].as_str().expect("an id").to_owned();
        crate::support::shop::published(&admin, &id).await;
        format!("/studio/imports/{id}")
    };
    let mut viewer = Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    let page = import().await;
    for path in [page.as_str(), "/studio/imports"] {
        let page = viewer.get(path).await.expect(200).text;
        assert!(page.contains("No card shows this source."), "{path}: {page}");
        assert!(!page.contains(">published</span>"), "{path}: {page}");
    }
    card(&admin, "thing", "things", &[("name", "Text")], &json!([])).await;
    assert!(viewer.get(&page).await.expect(200).text.contains("No published version shows it."));
    let shop = json!({"identifier": "shop", "languages": ["en"]});
    publish(
        &admin,
        &shop,
        &json!([{"identifier": "goods", "card": "thing", "properties": [{"id": "name"}]}]),
    )
    .await;
    assert!(viewer.get(&import().await).await.expect(200).text.contains(">published</span>"));
    server.close().await;
}
