//! What a new user does on the first day.

use std::process::Command;

use super::browser::Browser;
use super::screenshots::take;
use crate::support::TestServer;
use crate::support::server::{TENANT, tenant_id};
use crate::support::shop::fixture;

const PASSWORD: &str = "a quiet harbour";

/// Comes in by the link of the first start.
pub async fn first_admin(server: &TestServer, browser: &Browser) {
    let link = server.access.welcome(&tenant_id(TENANT)).expect("a link").expect("nobody is there");
    browser.open(&format!("/studio/welcome?token={}", link.reveal())).await;
    browser.fill("#email", "ada@shop.example").await;
    browser.fill("#password", PASSWORD).await;
    browser.click("form.form button[type=submit]").await;
    browser.says("Welcome to Octant").await;
}

/// Makes a source.
pub async fn source(browser: &Browser, id: &str, name: &str) {
    browser.open("/studio/new-source").await;
    browser.fill("#name", name).await;
    browser.fill("#id", id).await;
    browser.click("form.form button[type=submit]").await;
    browser.says("Created.").await;
}

/// The path of a catalogue of products, as browsers expect it.
pub fn shop_file() -> String {
    fixture("garments.csv").canonicalize().expect("a path").display().to_string()
}

/// Imports the catalogue and returns the figures of the check.
pub async fn import_products(browser: &Browser, source: &str) -> String {
    browser.open(&format!("/studio/sources/{source}/import")).await;
    let file = browser.find("#file").await;
    file.send_keys(shop_file()).await.expect("a file is chosen");
    browser.click("main form button[type=submit]").await;
    browser.says("The first rows as entries").await;
    browser.click("button[value=check]").await;
    browser.says("Will be created").await;
    browser.text(".figures").await
}

#[tokio::test]
async fn a_new_user_brings_data_in_and_finds_it() {
    let server = TestServer::start().await;
    let browser = Browser::start(server.address, true).await;
    first_admin(&server, &browser).await;
    take(&browser, "welcome").await;
    source(&browser, "products", "Products").await;
    take(&browser, "entries-empty").await;

    // A data provider, and the command that its page shows, as it stands there.
    browser.open("/studio/providers/new").await;
    browser.fill("#name", "ERP").await;
    browser.click("input[name=source][value=products]").await;
    browser.click("form.form button[type=submit]").await;
    browser.says("Copy the secret now").await;
    take(&browser, "provider-secret").await;
    let id = browser.text("#provider-id").await;
    let secret = browser.text("#provider-secret").await;
    let command = browser.text("#try").await;
    let run = tokio::task::spawn_blocking(move || Command::new("sh").args(["-c", &command]).output());
    let pushed = run.await.expect("no panic").expect("curl is installed");
    let answer = String::from_utf8_lossy(&pushed.stdout).into_owned();
    assert!(answer.contains("\"errors\":[]"), "{answer}{}", String::from_utf8_lossy(&pushed.stderr));
    browser.open("/studio/sources/products").await;
    browser.says("My first entry").await;

    // A file: mapped, checked, imported; again, and nothing is new.
    let check = import_products(&browser, "products").await;
    assert!(check.contains("214"), "214 are created: {check}");
    take(&browser, "import-check").await;
    browser.click("main form[action$='/run'] button").await;
    browser.says("The import is done").await;
    take(&browser, "import-done").await;
    browser.click("main .actions a.primary").await;
    browser.says("Quillfeather Hoodie").await;
    let again = import_products(&browser, "products").await;
    let told: Vec<&str> =
        again.split_whitespace().filter(|word| word.chars().all(char::is_numeric)).collect();
    assert_eq!(told, ["0", "0", "214", "0"], "created, updated, left alone, rejected: {again}");

    // The secret is reset, and the old one is worth nothing.
    let provider = crate::support::credentials::Provider { id: id.clone(), secret };
    let system = server.as_provider(&provider);
    browser.open(&format!("/studio/providers/{id}")).await;
    browser.click("form[action$='/reset-secret'] button, a[href$='/reset-secret']").await;
    if browser.path().await.ends_with("/reset-secret") && browser.text("h1").await.contains('?') {
        browser.click("main form button[type=submit]").await;
    }
    browser.says("Copy the secret now").await;
    system.post("/import/products", &crate::support::entities(1, "late")).await.expect(401);
    browser.close().await;
    server.close().await;
}

#[tokio::test]
async fn the_skip_link_leads_to_the_content_and_loads_nothing_again() {
    let server = TestServer::start().await;
    let browser = Browser::start(server.address, true).await;
    first_admin(&server, &browser).await;
    browser.open("/studio/sources").await;
    let run = async |script: &str| browser.driver.execute(script, Vec::new()).await.expect("an answer");
    run("window.sameDocument = true; document.querySelector('a.skip').click()").await;
    // A page that loads again has forgotten it by then.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let state = run("return [window.sameDocument === true, location.hash]").await;
    assert_eq!(state.json(), &serde_json::json!([true, "#main"]));
    browser.close().await;
    server.close().await;
}
