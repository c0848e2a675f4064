//! Secrets are shown once: on a page of their own, so that loading it again makes nothing.

use octant_access::Role;
use serde_json::Value;

use super::page::Form;
use super::visitor::Visitor;
use crate::support::TestServer;
use crate::support::calls::listed;
use crate::support::server::TENANT;

#[tokio::test]
async fn loading_the_page_of_a_new_secret_again_makes_no_second_provider() {
    let server = TestServer::start().await;
    server.add_source("products");
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let page = editor.get("/studio/providers/new").await.expect(200).text;
    let form = Form::of(&page, "/studio/providers").set("name", "ERP").tick("source", "products");
    let path = Form::leads(&form.send(&mut editor).await);
    assert!(!path.contains("octp_"), "no address holds a secret: {path}");

    // Another user does not get it, and does not use it up.
    let mut other = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    assert!(!other.get(&path).await.expect(410).text.contains("octp_"));
    let shown = editor.get(&path).await.expect(200);
    assert!(shown.text.contains("octp_"), "{}", shown.text);
    assert_eq!(shown.header("cache-control"), Some("no-store"));

    let again = editor.get(&path).await.expect(410).text;
    assert!(!again.contains("octp_") && again.contains("This was shown once"), "{again}");
    let providers = server.admin().await.get("/v1/data-providers").await.expect(200).json();
    let id = providers["items"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(listed(&providers, "name"), ["ERP"], "one, not two");
    assert!(again.contains(&format!("/studio/providers/{id}")), "it leads on: {again}");
    server.close().await;
}

#[tokio::test]
async fn whatever_makes_a_secret_leads_to_its_page() {
    let server = TestServer::start().await;
    server.add_source("products");
    let provider = server.add_provider(&["products"]);
    let owner = server.admin().await;
    let shop = serde_json::json!({"identifier": "shop", "languages": ["en"], "protected": true});
    owner.post("/v1/destinations", &shop).await.expect(201);
    let mut admin = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    let applications = "/studio/destinations/shop/versions/v1/applications";
    let reset = format!("/studio/providers/{}/reset-secret", provider.id);
    let invited = [("email", "new@shop.example"), ("role", "viewer")];
    for (path, fields, shown) in [
        (reset.as_str(), &[][..], "octp_"),
        (applications, &[("name", "Front end")][..], "octd_"),
        ("/studio/access/keys", &[("name", "Script"), ("scope", "read:sources")][..], "octk_"),
        ("/studio/access/users", &invited[..], "/studio/invitation?token="),
    ] {
        let made = admin.post(path, fields).await;
        let page = Form::leads(&made);
        assert!(admin.get(&page).await.expect(200).text.contains(shown), "{path}");
        assert!(!admin.get(&page).await.expect(410).text.contains(shown), "{path}");
    }
    let client = owner.get("/v1/destinations/shop/versions/v1/applications").await.expect(200).json();
    let client = client["items"][0]["clientId"].as_str().map(str::to_owned).expect("an application");
    let users =
        server.access.users(&crate::support::server::tenant_id(TENANT), &octant_model::PageRequest::first(9));
    let user = users.expect("users").items.into_iter().find(|user| user.email == "new@shop.example");
    let user = user.expect("the user").id;
    for path in [format!("{applications}/{client}/reset"), format!("/studio/access/users/{user}/link")] {
        let made = admin.post(&path, &[]).await;
        admin.follow(&made).await;
    }
    let keys: Value = owner.get("/v1/api-keys").await.expect(200).json();
    assert_eq!(listed(&keys, "name").iter().filter(|name| *name == "Script").count(), 1);
    server.close().await;
}
