//! Every page: looked at in light and dark, wide and narrow; usable for everybody; deaf to what was planted in it.

use octant_access::Role;
use octant_store::Actor;
use serde_json::json;

use super::browser::Browser;
use super::look::look;
use super::story::shop_file;
use crate::support::TestServer;
use crate::support::server::{TENANT, tenant_id};
use crate::support::shop::fixture;

/// A name that would run a script wherever it came out as markup.
const HOSTILE: &str = r#""'><img src=x onerror="window.hit=1"><script>window.hit=1</script>"#;

pub const EMAIL: &str = "ada@shop.example";
pub const PASSWORD: &str = "a quiet harbour";

/// The pages that need nothing of a definition, each with the name of its picture.
const PAGES: [(&str, &str); 25] = [
    ("overview", "/studio"),
    ("sources", "/studio/sources"),
    ("source-new", "/studio/new-source"),
    ("entries", "/studio/sources/products"),
    ("entries-search", "/studio/sources/products?search=nothing-like-this"),
    ("entry", "/studio/sources/products/entries/17"),
    ("entry-edit", "/studio/sources/products/entries/17/edit"),
    ("entry-delete", "/studio/sources/products/entries/17/delete"),
    ("entry-new", "/studio/sources/products/new-entry"),
    ("properties", "/studio/sources/products/properties"),
    ("property", "/studio/sources/products/properties/name"),
    ("source-imports", "/studio/sources/products/imports"),
    ("source-settings", "/studio/sources/products/settings"),
    ("import-file", "/studio/sources/products/import"),
    ("imports", "/studio/imports"),
    ("providers", "/studio/providers"),
    ("provider-new", "/studio/providers/new"),
    ("account", "/studio/account"),
    ("users", "/studio/access"),
    ("keys", "/studio/access/keys"),
    ("activity", "/studio/access/activity"),
    ("cards", "/studio/cards"),
    ("segments", "/studio/segments"),
    ("not-found", "/studio/sources/none"),
    ("hostile", "/studio/sources/hostile"),
];

/// A shop with everything in it, some of it hostile.
async fn shop(server: &TestServer) -> (String, String) {
    let tenant = tenant_id(TENANT);
    server.access.create_admin(&tenant, EMAIL, "Ada", PASSWORD).expect("made");
    let viewer = octant_access::NewUser {
        email: "vera@shop.example".to_owned(),
        name: String::new(),
        role: Role::Viewer,
    };
    server.access.create_user(&tenant, &viewer, &Actor::system()).expect("made");
    let admin = server.admin().await;
    let source = |id: &str, name: &str| json!({"id": id, "name": name, "description": "What the shop sells"});
    admin.post("/v1/sources", &source("products", "Products")).await.expect(201);
    admin.post("/v1/sources", &source("hostile", HOSTILE)).await.expect(201);
    let provider = server.add_provider(&["products", "hostile"]);
    let system = server.as_provider(&provider);
    let entities = products();
    for part in entities.chunks(100) {
        system.post("/import/products", &json!({ "entities": part })).await.expect(202);
    }
    let value = json!({"id": "name", "value": HOSTILE});
    system
        .post("/import/hostile", &json!({"entities": [{"key": "k", "properties": [value]}]}))
        .await
        .expect(202);
    let bad = json!({"entities": [{"key": HOSTILE, "properties": [{"id": "a b", "value": "v"}]}]});
    let refused = system.post("/import/products", &bad).await.expect(400);
    drop(refused);
    let failed = admin.get("/imports?state=failed").await.expect(200).json();
    let failed = failed["items"][0]["id"].as_str().expect("an id").to_owned();
    (provider.id, failed)
}

/// The catalogue as entities.
pub fn products() -> Vec<serde_json::Value> {
    let input = octant_table::Opening {
        path: fixture("garments.csv"),
        name: "garments.csv".to_owned(),
        ..octant_table::Opening::default()
    };
    let input = octant_table::Input::open(&input).expect("it opens");
    let plan =
        octant_table::Plan { keys: vec![octant_table::Selector::Number(1)], ..octant_table::Plan::default() };
    let checked = octant_table::check(&input, &plan.into(), &std::sync::Arc::default()).expect("a table");
    let mut found = Vec::new();
    let mut take = |entity: octant_table::Entity, _| {
        found.push(serde_json::to_value(&entity).expect("JSON"));
        Ok(())
    };
    checked.entities(&input, &std::sync::Arc::default(), &mut take).expect("it reads");
    found
}

#[tokio::test]
async fn every_page_is_usable_at_every_width_and_runs_nothing_that_was_planted() {
    let server = TestServer::start().await;
    let browser = Browser::start(server.address, true).await;
    browser.view(1280, false).await;
    let (provider, failed) = shop(&server).await;
    let mut wrong = Vec::new();

    browser.open("/studio/sign-in").await;
    look(&browser, "sign-in", &mut wrong).await;
    browser.fill("#email", EMAIL).await;
    browser.fill("#password", PASSWORD).await;
    browser.click("form.form button[type=submit]").await;
    browser.says("The flow of data").await;

    let mut pages: Vec<(String, String)> =
        PAGES.iter().map(|(name, path)| ((*name).to_owned(), (*path).to_owned())).collect();
    pages.push(("provider".to_owned(), format!("/studio/providers/{provider}")));
    pages.push(("import-failed".to_owned(), format!("/studio/imports/{failed}")));
    for (name, path) in pages {
        browser.open(&path).await;
        look(&browser, &name, &mut wrong).await;
    }
    mapping(&browser, &mut wrong).await;
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
    browser.close().await;
    server.close().await;
}

/// The steps of an import that only come with a file.
async fn mapping(browser: &Browser, wrong: &mut Vec<String>) {
    browser.open("/studio/sources/products/import").await;
    let file = browser.find("#file").await;
    file.send_keys(shop_file()).await.expect("a file is chosen");
    browser.click("main form button[type=submit]").await;
    browser.says("The first rows as entries").await;
    look(browser, "import-mapping", wrong).await;
}
