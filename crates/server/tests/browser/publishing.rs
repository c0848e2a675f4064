//! Cards, segments, destinations and the explorer: built in the browser, and each page looked at.

use serde_json::{Value, json};

use super::browser::Browser;
use super::look::look;
use super::pages::{EMAIL, PASSWORD, products};
use super::story::{first_admin, import_products, source};
use crate::cards::activate;
use crate::support::server::{TENANT, tenant_id};
use crate::support::shop::{import_and_wait, publish};
use crate::support::{TestServer, User};

#[tokio::test]
async fn a_catalogue_is_published_and_explored_with_everything_shown_live() {
    let server = TestServer::start().await;
    let browser = Browser::start(server.address, true).await;
    browser.view(1280, false).await;
    first_admin(&server, &browser).await;
    source(&browser, "products", "Products").await;
    import_products(&browser, "products").await;
    browser.click("main form[action$='/run'] button").await;
    browser.says("The import is done").await;

    card(&browser).await;
    segment(&browser).await;
    destination(&browser).await;
    explore(&browser).await;
    browser.close().await;
    server.close().await;
}

async fn card(browser: &Browser) {
    browser.open("/studio/new-card").await;
    browser.fill("#name", "Product").await;
    browser.fill("#id", "product").await;
    browser.click("input[name=source]").await;
    browser.click("form.form button[type=submit]").await;
    browser.says("Created.").await;
    // Typing narrows the list without asking the server.
    browser.fill("input[name=pick-search]", "stock").await;
    let shown =
        "return [...document.querySelectorAll('#picks tbody tr')].filter((row) => !row.hidden).length";
    let rows = browser.driver.execute(shown, Vec::new()).await.expect("a number");
    assert_eq!(rows.convert::<u64>().expect("a number"), 2, "In stock? and Stock");
    browser.fill("input[name=pick-search]", " ").await;
    for property in ["name", "sku", "categories", "stock", "in_stock"] {
        browser.click(&format!("input[value='products:{property}']")).await;
    }
    browser.press("add-picks").await;
    browser.says("Rowan Sunday Tee").await;
    // The preview follows what is typed, without a button.
    browser.click("select[name=property-0-type] option[value=Integer]").await;
    browser.says("do not convert").await;
    browser.click("select[name=property-0-type] option[value=Text]").await;
    browser.says("Every value of these 10 entries converts.").await;
    browser.press("plan").await;
    browser.says("What activating changes").await;
    browser.click("form[action$='/activate'] button").await;
    // The page goes on by itself when the cards are built.
    browser.find(".badge.success").await;
    browser.open("/studio/cards/product?view=gallery").await;
    browser.says("Rowan Sunday Tee").await;
}

async fn segment(browser: &Browser) {
    browser.open("/studio/new-segment/build?card=product&kind=filter").await;
    browser.says("of 214 cards").await;
    browser.fill("#name", "Much in stock").await;
    browser.fill("#id", "muchInStock").await;
    browser.click("select[name=group-0-0-property] option[value=stock]").await;
    browser.click("select[name=group-0-0-operator] option[value=gte]").await;
    browser.fill("textarea[name=group-0-0-values]", "many").await;
    browser.says("is no whole number").await;
    browser.fill("textarea[name=group-0-0-values]", "100000").await;
    browser.says("No card is in it.").await;
    browser.fill("textarea[name=group-0-0-values]", "50").await;
    browser.press("save").await;
    browser.says("Created.").await;
}

async fn destination(browser: &Browser) {
    browser.open("/studio/new-destination").await;
    browser.fill("#name", "Web shop").await;
    browser.fill("#identifier", "shop").await;
    browser.click("form.form button[type=submit]").await;
    browser.says("Created.").await;
    browser.open("/studio/destinations/shop/versions/v1/new-endpoint").await;
    browser.fill("#identifier", "products").await;
    // Properties stand in the order in which they were picked from the list.
    let named = |id: &str, part: &str| {
        format!(
            "const id = document.querySelector(\"input[value='{id}'][name$='-id']\").name; return id.replace(/-id$/, '-{part}');"
        )
    };
    for (id, part) in [("categories", "facet"), ("name", "searchable")] {
        let name = browser.driver.execute(&named(id, part), Vec::new()).await.expect("a name");
        let name: String = name.convert().expect("a text");
        browser.click(&format!("input[name='{name}']")).await;
    }
    let name = browser.driver.execute(&named("categories", "as"), Vec::new()).await.expect("a name");
    let name: String = name.convert().expect("a text");
    browser.fill(&format!("input[name='{name}']"), "category").await;
    browser.says("\"category\": \"Clothing").await;
    browser.press("save").await;
    browser.says("Saved.").await;
    browser.click("form[action$='/publish'] button").await;
    browser.find(".badge.success").await;
}

async fn explore(browser: &Browser) {
    browser.open("/studio/destinations/shop/versions/v1/explore/products").await;
    browser.says("214 results").await;
    // On a narrow screen the filters are folded away. A tick is enough, and the address says it.
    browser.view(390, false).await;
    browser.click("#filters > summary").await;
    browser.click(".facet input[type=checkbox]").await;
    browser.find(".chips .chip").await;
    browser.view(1280, false).await;
    browser.asks("f.category=").await;
    browser.click(".chips .chip").await;
    browser.says("214 results").await;
    // The search is reached by its key.
    browser.find("body").await.send_keys("/").await.expect("a key");
    let active = "return document.activeElement.name";
    let name = browser.driver.execute(active, Vec::new()).await.expect("a name");
    assert_eq!(name.convert::<String>().expect("a text"), "q");
    browser.fill("input[name=q]", "hoodie\u{e007}").await;
    browser.asks("q=hoodie").await;
    browser.find(".results h3").await;
}

/// A property under its own name.
fn property(source: &str, id: &str, name: &str, kind: &str) -> Value {
    json!({"id": id, "name": name, "type": kind, "source": source, "sourceProperty": id})
}

/// A picture that this server has.
async fn picture(server: &TestServer) -> String {
    let page = server.anybody().get("/studio/sign-in").await.expect(200).text;
    let start = page.find("/studio/assets/icon").expect("the page has an icon");
    page[start..].split('"').next().expect("a link").to_owned()
}

/// A shop that is published, with pictures, relations, values that do not convert, and a draft.
async fn shop(admin: &User, picture: &str) {
    for (id, name) in [("products", "Products"), ("media", "Media"), ("price", "Prices")] {
        admin.post("/v1/sources", &json!({"id": id, "name": name})).await.expect(201);
    }
    let mut entities = products();
    let mut media = Vec::new();
    let mut prices = Vec::new();
    for (place, entity) in entities.iter_mut().enumerate() {
        let key = entity["key"].as_str().expect("a key").to_owned();
        let properties = entity["properties"].as_array_mut().expect("properties");
        properties.push(json!({"id": "image", "value": if place % 7 == 0 { format!("gone-{place}") } else { format!("m{place}") }}));
        properties.push(json!({"id": "title", "language": "sv", "value": format!("Vara {place}")}));
        let url = json!([{"id": "url", "value": picture}, {"id": "alt", "value": "A picture"}]);
        media.push(json!({"key": format!("m{place}"), "properties": url}));
        let amount = if place % 40 == 0 { "on request".to_owned() } else { format!("{}.90", 10 + place) };
        prices.push(json!({"key": key, "properties": [{"id": "amount", "value": amount}]}));
    }
    import_and_wait(admin, "media", &media).await;
    import_and_wait(admin, "price", &prices).await;
    import_and_wait(admin, "products", &entities).await;
    let media = json!({"id": "media", "name": "Media", "sources": [{"id": "media"}],
        "properties": [property("media", "url", "Link", "Text"), property("media", "alt", "Text", "Text")]});
    let product = json!({"id": "product", "name": "Product", "description": "What the shop sells",
        "sources": [{"id": "products", "required": true}, {"id": "price"}],
        "properties": [
            property("products", "name", "Name", "Text"), property("products", "sku", "SKU", "Text"),
            property("products", "categories", "Categories", "Text"), property("products", "stock", "Stock", "Integer"),
            property("products", "in_stock", "In stock", "Boolean"), property("price", "amount", "Price", "Decimal"),
            property("products", "image", "Image", "Text"), property("products", "title", "Title", "LocalizedText")],
        "relations": [{"id": "media", "name": "Pictures", "card": "media", "from": "image", "to": "id"}]});
    for (id, card) in [("media", media), ("product", product)] {
        admin.post("/v1/card-definitions", &card).await.expect(201);
        activate(admin, id).await;
    }
    let draft = json!({"id": "price", "name": "Price", "sources": [{"id": "price"}]});
    admin.post("/v1/card-definitions", &draft).await.expect(201);
    let filter = json!({"dynamic": [{"must": {"stock": [{"gte": 40, "lte": 90}], "in_stock": [true]}}, {"must": {"amount": [{"lt": 20}]}}]});
    for (id, name, criteria) in
        [("inStock", "In stock", filter), ("home", "Home page", json!({"fixed": ["17", "33", "49"]}))]
    {
        admin
            .post("/v1/segments", &json!({"id": id, "name": name, "card": "product", "criteria": criteria}))
            .await
            .expect(201);
    }
    let endpoints = json!([
        {"identifier": "products", "card": "product", "segments": ["inStock"], "properties": [
            {"id": "name", "searchable": true}, {"id": "title"}, {"id": "sku"}, {"id": "amount", "as": "price"},
            {"id": "categories", "as": "category", "facet": {"size": 30, "hierarchy": ">", "label": {"en": "Category", "sv": "Kategori"}}},
            {"id": "stock", "facet": {"size": 8, "label": {"en": "Stock"}}},
            {"id": "in_stock", "as": "inStock", "facet": {"size": 2, "label": {"en": "In stock"}}}],
         "relations": [{"relation": "media", "properties": ["url", "alt"]}]},
        {"identifier": "media", "card": "media", "properties": [{"id": "url"}]},
    ]);
    let shop = json!({"identifier": "shop", "name": "Web shop", "languages": ["en", "sv"], "corsOrigins": ["https://shop.example"]});
    publish(admin, &shop, &endpoints).await;
    admin.post("/v1/destinations/shop/versions", &json!({})).await.expect(201);
    let mut fewer = endpoints.clone();
    fewer[0]["properties"].as_array_mut().expect("properties").remove(2);
    fewer[0]["properties"][3]["facet"]["size"] = json!(50);
    admin.put("/v1/destinations/shop/versions/v2", &json!({ "endpoints": fewer })).await.expect(200);
    let closed =
        json!({"identifier": "partners", "name": "Partners", "protected": true, "languages": ["en"]});
    publish(
        admin,
        &closed,
        &json!([{"identifier": "media", "card": "media", "properties": [{"id": "url"}]}]),
    )
    .await;
    let path = "/v1/destinations/partners/versions/v1/applications";
    admin.post(path, &json!({"name": "Partner portal"})).await.expect(201);
}

/// The pages, each with the name of its picture.
const PAGES: [(&str, &str); 38] = [
    ("publishing-overview", "/studio"),
    ("card-list", "/studio/cards"),
    ("card-new", "/studio/new-card"),
    ("card-browse", "/studio/cards/product"),
    ("card-gallery", "/studio/cards/product?view=gallery"),
    ("card-media-gallery", "/studio/cards/media?view=gallery"),
    ("card-search", "/studio/cards/product?search=hoodie"),
    ("card-nothing", "/studio/cards/product?search=nothing-like-this"),
    ("card-draft", "/studio/cards/price"),
    ("card-one", "/studio/cards/product/cards/17"),
    ("card-builder", "/studio/cards/product/definition"),
    ("card-builder-draft", "/studio/cards/price/definition"),
    ("card-relations", "/studio/cards/product/relations"),
    ("card-quality", "/studio/cards/product/quality"),
    ("card-plan", "/studio/cards/product/plan"),
    ("card-plan-draft", "/studio/cards/price/plan"),
    ("card-archive", "/studio/cards/product/archive"),
    ("card-delete", "/studio/cards/product/delete"),
    ("segment-list", "/studio/segments"),
    ("segment-new", "/studio/new-segment"),
    ("segment-members", "/studio/segments/inStock"),
    ("segment-filter", "/studio/segments/inStock/definition"),
    ("segment-picks", "/studio/segments/home/definition"),
    ("segment-delete", "/studio/segments/inStock/delete"),
    ("destination-list", "/studio/destinations"),
    ("destination-new", "/studio/new-destination"),
    ("destination", "/studio/destinations/shop"),
    ("destination-settings", "/studio/destinations/shop/settings"),
    ("destination-differences", "/studio/destinations/shop/differences"),
    ("destination-delete", "/studio/destinations/shop/delete"),
    ("version", "/studio/destinations/shop/versions/v1"),
    ("version-draft", "/studio/destinations/shop/versions/v2"),
    ("version-stop", "/studio/destinations/shop/versions/v1/stop"),
    ("endpoint", "/studio/destinations/shop/versions/v2/endpoints/products"),
    ("endpoint-frozen", "/studio/destinations/shop/versions/v1/endpoints/products"),
    ("applications", "/studio/destinations/partners/versions/v1/applications"),
    ("explorer", "/studio/destinations/shop/versions/v1/explore/products"),
    (
        "explorer-filtered",
        "/studio/destinations/shop/versions/v1/explore/products?language=sv&sort=-price&f.inStock=true&f.stock=50",
    ),
];

#[tokio::test]
async fn every_page_of_what_is_published_is_usable_at_every_width() {
    let server = TestServer::start().await;
    server.access.create_admin(&tenant_id(TENANT), EMAIL, "Ada", PASSWORD).expect("made");
    shop(&server.admin().await, &picture(&server).await).await;
    let browser = Browser::start(server.address, true).await;
    browser.view(1280, false).await;
    browser.open("/studio/sign-in").await;
    browser.fill("#email", EMAIL).await;
    browser.fill("#password", PASSWORD).await;
    browser.click("form.form button[type=submit]").await;
    browser.says("The flow of data").await;
    let mut wrong = Vec::new();
    for (name, path) in PAGES {
        browser.open(path).await;
        look(&browser, name, &mut wrong).await;
    }
    browser.open("/studio/destinations/shop/versions/v1/explore/products?q=hoodie&view=json").await;
    look(&browser, "explorer-json", &mut wrong).await;
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
    browser.close().await;
    server.close().await;
}
