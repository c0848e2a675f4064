//! The same paths without a script: a sequence of forms.

use super::browser::Browser;
use super::story::{first_admin, import_products, source};
use crate::support::TestServer;

#[tokio::test]
async fn the_essential_paths_need_no_script() {
    let server = TestServer::start().await;
    let browser = Browser::start(server.address, false).await;
    first_admin(&server, &browser).await;
    source(&browser, "products", "Products").await;
    let check = import_products(&browser, "products").await;
    assert!(check.contains("191"), "{check}");
    browser.click("main form[action$='/run'] button").await;
    // Without a script the page is loaded again by hand.
    for _ in 0..100 {
        if browser.text("body").await.contains("The import is done") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let path = browser.path().await;
        browser.open(&path).await;
    }
    browser.says("The import is done").await;
    browser.open("/studio/sources/products?search=hoodie").await;
    browser.says("Chaz Kangeroo Hoodie").await;
    browser.open("/studio/sources/products/entries/17/edit").await;
    browser.fill("textarea[name=value-0]", "Edited by hand").await;
    browser.click("button[value=save]:not(.visually-hidden)").await;
    browser.says("The entry is saved.").await;
    browser.says("Edited by hand").await;
    browser.open("/studio/providers/new").await;
    browser.fill("#name", "ERP").await;
    browser.click("#all").await;
    browser.click("form.form button[type=submit]").await;
    browser.says("Copy the secret now").await;
    browser.click("form[action='/studio/sign-out'] button").await;
    browser.find("#password").await;
    browser.close().await;
    server.close().await;
}
