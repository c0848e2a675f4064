//! Someone who has nothing yet clicks once and sees a shop.

use crate::browser::Browser;
use crate::look::look;
use crate::support::Server;

/// Comes in by the link that the first start prints.
async fn first_admin(server: &Server, browser: &Browser) {
    let link = server.said.lines().find_map(|line| line.trim().strip_prefix(server.address.as_str()));
    browser.open(link.expect("the first start prints a link")).await;
    browser.fill("#email", "ada@shop.example").await;
    browser.fill("#password", "a quiet harbour").await;
    browser.click("form.form button[type=submit]").await;
    browser.says("Welcome to Octant").await;
}

/// Waits until the pictures that are in sight are there, and says how many these are.
async fn pictures(browser: &Browser) -> u64 {
    let script = r"
        const done = arguments[arguments.length - 1];
        const all = [...document.querySelectorAll('main img')].filter((one) => one.getBoundingClientRect().top < innerHeight);
        Promise.all(all.map((one) => one.decode())).then(() => done(all.filter((one) => one.naturalWidth > 0).length), () => done(0));
    ";
    let found = browser.driver.execute_async(script, Vec::new()).await.unwrap();
    found.convert().unwrap()
}

#[tokio::test]
async fn one_click_fills_an_empty_studio_with_a_shop_to_look_at() {
    let server = Server::start();
    let address = server.address.strip_prefix("http://").unwrap().parse().unwrap();
    let browser = Browser::start(address, true).await;
    browser.view(1280, false).await;
    first_admin(&server, &browser).await;
    let mut wrong = Vec::new();
    look(&browser, "sample-welcome", &mut wrong).await;

    // The empty overview says what the flow will be, and offers the catalogue.
    browser.click("main a[href='/studio']").await;
    browser.says("Get the first data in").await;
    assert!(browser.text(".flow").await.contains("None yet"));
    look(&browser, "sample-empty", &mut wrong).await;
    browser.click("form[action='/studio/sample'] button").await;
    browser.says("The sample catalogue is being loaded").await;
    look(&browser, "sample-loading", &mut wrong).await;

    // The page goes on by itself, to the flow of what was made.
    browser.gone("#sample").await;
    browser.says("259 cards").await;
    let flow = browser.text(".flow").await;
    for part in ["Products", "Prices", "Media", "259 entries", "Product", "In stock", "Web shop", "v1"] {
        assert!(flow.contains(part), "{part} is not in {flow}");
    }
    assert!(!browser.has("form[action='/studio/sample']").await, "it is offered once");
    look(&browser, "sample-overview", &mut wrong).await;

    browser.click(".flow a[href='/studio/cards/product']").await;
    browser.click("#view option[value=gallery]").await;
    browser.find(".gallery img").await;
    assert!(pictures(&browser).await >= 4, "the products have pictures");
    look(&browser, "sample-cards", &mut wrong).await;
    browser.click(".gallery a").await;
    browser.says("Made from").await;
    look(&browser, "sample-card", &mut wrong).await;

    explore(&browser).await;
    look(&browser, "sample-explorer", &mut wrong).await;
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
    browser.close().await;
}

async fn explore(browser: &Browser) {
    browser.click(".sidebar a[href='/studio/destinations']").await;
    browser.click("main th a[href='/studio/destinations/shop']").await;
    browser.click("main th a[href$='/versions/v1']").await;
    browser.click("main td a[href$='/explore/products']").await;
    browser.says("259 results").await;
    assert!(pictures(browser).await >= 3, "the results have pictures");
    browser.point(".facet input[type=checkbox]").await;
    browser.find(".chips .chip").await;
    browser.find(".results h3").await;
    browser.click(".chips .chip").await;
    browser.says("259 results").await;
    browser.click("#query select[name=language] option[value=sv]").await;
    browser.find("#query select[name=language] option[value=sv]:checked").await;
    browser.find(".results h3").await;
    browser.asks("language=sv").await;
}
