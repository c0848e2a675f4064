//! The same paths without a script: a sequence of links and forms.

use super::browser::Browser;
use super::story::{first_admin, import_products, source};
use crate::support::TestServer;

/// Loads a page again by the link that stands on it, as somebody would, until it shows what the selector finds.
async fn reload_until(browser: &Browser, selector: &str) {
    for _ in 0..600 {
        if browser.has(selector).await {
            return;
        }
        if browser.has(".live noscript a.button").await {
            browser.click(".live noscript a.button").await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    browser.find(selector).await;
}

/// Goes to a part of the Studio, and there to where its first button leads.
async fn new(browser: &Browser, part: &str) {
    browser.click(&format!(".sidebar a[href='/studio/{part}']")).await;
    browser.click("main .head a.primary, main .empty a.primary").await;
}

async fn import(browser: &Browser) {
    let check = import_products(browser, "products").await;
    assert!(check.contains("214"), "{check}");
    browser.click("main form[action$='/run'] button").await;
    reload_until(browser, "main .notice.success").await;
    browser.says("The import is done").await;
}

#[tokio::test]
async fn data_is_brought_in_found_and_edited_without_a_script() {
    let server = TestServer::start().await;
    let browser = Browser::start(server.address, false).await;
    first_admin(&server, &browser).await;
    source(&browser, "products", "Products").await;
    import(&browser).await;
    browser.click("main .actions a.primary").await;
    browser.fill("input[name=search]", "hoodie\u{e007}").await;
    browser.says("Quillfeather Hoodie").await;
    browser.open("/studio/sources/products/entries/17/edit").await;
    browser.fill("textarea[name=value-0]", "Edited by hand").await;
    browser.press("save").await;
    browser.says("The entry is saved.").await;
    browser.says("Edited by hand").await;
    new(&browser, "providers").await;
    browser.fill("#name", "ERP").await;
    browser.click("#all").await;
    browser.click("form.form button[type=submit]").await;
    browser.says("Copy the secret now").await;
    browser.click("form[action='/studio/sign-out'] button").await;
    browser.find("#password").await;
    browser.close().await;
    server.close().await;
}

#[tokio::test]
async fn a_catalogue_is_published_and_queried_without_a_script() {
    let server = TestServer::start().await;
    let browser = Browser::start(server.address, false).await;
    first_admin(&server, &browser).await;
    source(&browser, "products", "Products").await;
    import(&browser).await;
    card(&browser).await;
    filter(&browser).await;
    picks(&browser).await;
    destination(&browser).await;
    explore(&browser).await;
    browser.close().await;
    server.close().await;
}

async fn card(browser: &Browser) {
    new(browser, "cards").await;
    browser.fill("#name", "Product").await;
    browser.fill("#id", "product").await;
    browser.click("input[name=source]").await;
    browser.click("form.form button[type=submit]").await;
    browser.says("Created.").await;
    // The list is narrowed by a button; what is chosen meanwhile is kept.
    browser.click("input[value='products:name']").await;
    browser.fill("input[name=pick-search]", "stock").await;
    browser.press("filter-picks").await;
    browser.gone("#picks input[value='products:sku']").await;
    browser.click("input[value='products:stock']").await;
    browser.click("input[value='products:in_stock']").await;
    browser.press("add-picks").await;
    browser.find("input[value='products:stock'][name$='-from']").await;
    browser.fill("input[name=pick-search]", "").await;
    browser.press("filter-picks").await;
    for property in ["sku", "categories"] {
        browser.click(&format!("input[value='products:{property}']")).await;
    }
    // What is only ticked is kept, too, and taken in with the rest.
    browser.press("preview").await;
    browser.find("input[value='products:categories']:checked").await;
    browser.press("add-picks").await;
    browser.find("input[value='products:sku'][name$='-from']").await;
    // A property that nobody wanted is taken out again.
    browser
        .click("tr:has(input[value='products:sku'][name$='-from']) button[value^='remove-property-']")
        .await;
    browser.gone("input[value='products:sku'][name$='-from']").await;
    browser.click("tr:has(input[value='products:name'][name$='-from']) option[value=Integer]").await;
    browser.press("preview").await;
    browser.says("do not convert").await;
    browser.click("tr:has(input[value='products:name'][name$='-from']) option[value=Text]").await;
    browser.press("preview").await;
    browser.says("Every value of these 10 entries converts.").await;
    browser.press("plan").await;
    browser.says("What activating changes").await;
    browser.click("form[action$='/activate'] button").await;
    reload_until(browser, "main .head .badge.success").await;
    browser.click(".tabs a[href='/studio/cards/product']").await;
    browser.says("Rowan Sunday Tee").await;
    browser.fill("input[name=search]", "hoodie").await;
    browser.click("option[value=gallery]").await;
    browser.click("main form[role=search] button[type=submit]").await;
    browser.click(".gallery a").await;
    browser.says("Made from").await;
}

async fn filter(browser: &Browser) {
    new(browser, "segments").await;
    browser.click("input[name=kind][value=filter]").await;
    browser.click("form.form button[type=submit]").await;
    browser.fill("#name", "Much in stock").await;
    browser.fill("#id", "muchInStock").await;
    browser.click("select[name=group-0-0-property] option[value=stock]").await;
    browser.click("select[name=group-0-0-operator] option[value=gte]").await;
    browser.fill("textarea[name=group-0-0-values]", "many").await;
    browser.press("preview").await;
    browser.says("is no whole number").await;
    browser.fill("textarea[name=group-0-0-values]", "50").await;
    browser.press("add-line-0").await;
    browser.click("select[name=group-0-1-property] option[value=inStock]").await;
    browser.fill("textarea[name=group-0-1-values]", "1").await;
    browser.press("preview").await;
    browser.says("of 214 cards").await;
    browser.press("save").await;
    browser.says("Created.").await;
}

async fn picks(browser: &Browser) {
    new(browser, "segments").await;
    browser.click("input[name=kind][value=picks]").await;
    browser.click("form.form button[type=submit]").await;
    browser.fill("#name", "Home page").await;
    browser.fill("#id", "home").await;
    browser.fill("input[name=pick-search]", "hoodie").await;
    browser.press("find").await;
    browser.click("input[name=found]").await;
    browser.press("add-found").await;
    browser.find("input[name=pick]").await;
    // What is only ticked is picked by saving.
    browser.click("input[name=found]").await;
    browser.press("save").await;
    browser.says("Created.").await;
    browser.says("Members 2").await;
}

async fn destination(browser: &Browser) {
    new(browser, "destinations").await;
    browser.fill("#name", "Web shop").await;
    browser.fill("#identifier", "shop").await;
    browser.click("form.form button[type=submit]").await;
    browser.says("Created.").await;
    browser.click("main a[href='/studio/destinations/shop/versions/v1']").await;
    browser.click("main a[href$='/new-endpoint']").await;
    browser.fill("#identifier", "products").await;
    browser.click("input[name=segment][value=muchInStock]").await;
    browser.click("tr:has(input[value=name][name$='-id']) input[name$='-searchable']").await;
    browser.click("tr:has(input[value=categories][name$='-id']) input[name$='-facet']").await;
    browser.fill("tr:has(input[value=categories][name$='-id']) input[name$='-as']", "category").await;
    browser.press("preview").await;
    browser.says("\"category\": \"Clothing").await;
    browser.press("save").await;
    browser.says("Saved.").await;
    browser.click("form[action$='/publish'] button").await;
    reload_until(browser, "main .head .badge.success").await;
}

async fn explore(browser: &Browser) {
    browser.click("main td a[href$='/explore/products']").await;
    browser.says("results").await;
    let all = browser.text(".summary h2").await;
    browser.point(".facet input[type=checkbox]").await;
    browser.click(".query button[type=submit]").await;
    browser.find(".chips .chip").await;
    assert_ne!(browser.text(".summary h2").await, all);
    browser.asks("f.category=").await;
    browser.click(".chips .chip").await;
    browser.gone(".chips .chip").await;
    assert_eq!(browser.text(".summary h2").await, all);
    browser.fill("input[name=q]", "hoodie").await;
    browser.click("select[name=sort] option:last-child").await;
    browser.click("select[name=view] option[value=json]").await;
    browser.click(".query button[type=submit]").await;
    browser.says("\"total\"").await;
    browser.asks("q=hoodie").await;
    browser.asks("view=json").await;
    // The command to take along is there to be read and selected.
    browser.click("#use-it > summary").await;
    browser.says("curl").await;
}
