//! Pictures of other sites: no browser asks for any before the operator or the person in front of it says so.

use octant_access::Role;
use octant_server::ServerOptions;
use octant_store::sqlite::Options;
use serde_json::json;

use super::visitor::Visitor;
use crate::support::TestServer;
use crate::support::server::TENANT;
use crate::support::shop::{card, import_and_wait};

const PICTURE: &str = "https://cdn.example/chair.jpg";

/// Pages with a picture of another site.
const PAGES: [&str; 3] =
    ["/studio/cards/product", "/studio/cards/product?view=gallery", "/studio/cards/product/cards/1"];

async fn world(options: ServerOptions) -> (TestServer, Visitor) {
    let server = TestServer::start_with(options, Options::default()).await;
    server.add_source("products");
    let owner = server.admin().await;
    let chair = json!({"key": "1", "properties": [{"id": "image", "value": PICTURE}]});
    import_and_wait(&owner, "products", &[chair]).await;
    card(&owner, "product", "products", &[("image", "Text")], &json!([])).await;
    let viewer = Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    (server, viewer)
}

/// Whether a page has the picture, whether it asks for leave, and from where its policy lets it load pictures.
async fn look(viewer: &mut Visitor, path: &str) -> (bool, bool, String) {
    let page = viewer.get(path).await.expect(200);
    let policy = page.header("content-security-policy").expect("a policy");
    let images = policy.split("; ").find(|part| part.starts_with("img-src")).expect("pictures").to_owned();
    let asks = page.text.contains("action=\"/studio/account/pictures\"");
    (page.text.contains(&format!("src=\"{PICTURE}\"")), asks, images)
}

#[tokio::test]
async fn pictures_of_other_sites_are_loaded_once_the_person_says_so() {
    let (server, mut viewer) = world(ServerOptions::default()).await;
    let own = format!("img-src 'self' data: http://{}", server.address);
    for path in PAGES {
        assert_eq!(look(&mut viewer, path).await, (false, true, own.clone()), "{path}");
    }
    let back = "/studio/cards/product?view=gallery";
    let answer =
        viewer.post("/studio/account/pictures", &[("show", "all"), ("next", back)]).await.expect(303);
    assert_eq!(answer.header("location"), Some(back));
    for path in PAGES {
        assert_eq!(look(&mut viewer, path).await, (true, false, format!("{own} https: http:")), "{path}");
    }
    assert!(viewer.get("/studio/account").await.expect(200).text.contains("Stop loading them"));
    let elsewhere = [("show", "none"), ("next", "https://evil.example/studio")];
    let answer = viewer.post("/studio/account/pictures", &elsewhere).await.expect(303);
    assert_eq!(answer.header("location"), Some("/studio"));
    assert_eq!(look(&mut viewer, PAGES[0]).await, (false, true, own));
    server.close().await;
}

#[tokio::test]
async fn the_operator_names_hosts_of_pictures() {
    for (hosts, wanted, policy) in [
        ("cdn.example", true, "cdn.example"),
        ("*.example", true, "*.example"),
        ("other.example", false, "other.example"),
        ("*", true, "https: http:"),
    ] {
        let image_hosts = vec![hosts.parse().expect("a host")];
        let (server, mut viewer) = world(ServerOptions { image_hosts, ..ServerOptions::default() }).await;
        let expected = format!("img-src 'self' data: http://{} {policy}", server.address);
        assert_eq!(look(&mut viewer, PAGES[0]).await, (wanted, !wanted, expected), "{hosts}");
        server.close().await;
    }
}
