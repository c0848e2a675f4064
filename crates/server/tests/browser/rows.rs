//! Adding and removing rows: nobody is sent back to the top of the page.

use serde_json::json;

use super::browser::Browser;
use super::story::{first_admin, source};
use crate::support::TestServer;

/// Opens a card with so many properties that the page is longer than the window.
async fn long_form(server: &TestServer, browser: &Browser) {
    first_admin(server, browser).await;
    source(browser, "products", "Products").await;
    let admin = server.admin().await;
    let property = |number: usize| json!({"id": format!("p{number}"), "type": "Text", "source": "products", "sourceProperty": format!("p{number}")});
    let properties: Vec<_> = (0..60).map(property).collect();
    let card = json!({"id": "product", "sources": [{"id": "products"}], "properties": properties});
    admin.post("/v1/card-definitions", &card).await.expect(201);
    browser.open("/studio/cards/product/definition").await;
}

/// The name and action of what has the focus, and whether it is in sight.
async fn focus(browser: &Browser) -> (String, bool) {
    let script = "const { name, value } = document.activeElement;
        const { top, bottom } = document.activeElement.getBoundingClientRect();
        return [`${name} ${name === 'action' ? value : ''}`.trim(), top >= 0 && bottom <= innerHeight];";
    browser.driver.execute(script, Vec::new()).await.expect("an answer").convert().expect("a name and a flag")
}

/// Waits until that control has the focus, and holds that it is in sight.
async fn goes_on_at(browser: &Browser, control: &str) {
    let begun = std::time::Instant::now();
    loop {
        let (focused, in_sight) = focus(browser).await;
        if focused == control {
            assert!(in_sight, "{control} is not in sight");
            return;
        }
        assert!(begun.elapsed().as_secs() < 30, "the focus is on {focused:?}, not on {control:?}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn rows_change_where_one_is_without_a_script() {
    let server = TestServer::start().await;
    let browser = Browser::start(server.address, false).await;
    long_form(&server, &browser).await;
    browser.press("remove-property-40").await;
    browser.gone("input[name='property-59-id']").await;
    goes_on_at(&browser, "action remove-property-40").await;
    browser.press("add-property").await;
    goes_on_at(&browser, "property-59-from").await;
    browser.close().await;
    server.close().await;
}

#[tokio::test]
async fn rows_change_without_loading_the_page_again() {
    let server = TestServer::start().await;
    let browser = Browser::start(server.address, true).await;
    long_form(&server, &browser).await;
    browser.driver.execute("window.same = true", Vec::new()).await.expect("done");
    browser.fill("input[name='property-3-name']", "Typed before").await;
    browser.press("remove-property-40").await;
    goes_on_at(&browser, "action remove-property-40").await;
    browser.press("add-property").await;
    goes_on_at(&browser, "property-59-from").await;
    let kept = browser.find("input[name='property-3-name']").await.prop("value").await.expect("a value");
    assert_eq!(kept.as_deref(), Some("Typed before"));
    let same = browser.driver.execute("return window.same === true", Vec::new()).await.expect("an answer");
    assert!(same.convert::<bool>().expect("a flag"), "the page was loaded again");
    // A session that is over meanwhile leads to the page to sign in on, by the plain way.
    browser.driver.delete_all_cookies().await.expect("cookies go");
    browser.press("add-property").await;
    browser.says("what you typed is kept").await;
    browser.close().await;
    server.close().await;
}
