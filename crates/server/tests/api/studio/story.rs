//! The whole story by forms alone: a card, a segment, a destination, its publication, a query.

use std::time::{Duration, Instant};

use octant_access::Role;
use serde_json::{Value, json};

use super::page::Form;
use super::visitor::Visitor;
use crate::sample::products;
use crate::support::TestServer;
use crate::support::server::TENANT;
use crate::support::shop::import_and_wait;

/// A server with the sample catalogue in a source, and an editor in front of it.
pub async fn with_products() -> (TestServer, Visitor) {
    let server = TestServer::start().await;
    server.add_source("products");
    let columns = ["SKU", "Name", "Categories", "Stock", "In stock?"];
    let property = |row: &std::collections::HashMap<String, String>, column: &str| {
        let id = column.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
        json!({"id": id, "value": row[column]})
    };
    let entity = |row: &std::collections::HashMap<String, String>| json!({"key": row["ID"], "properties": columns.map(|column| property(row, column))});
    let entities: Vec<Value> = products().iter().map(entity).collect();
    import_and_wait(&server.admin().await, "products", &entities).await;
    let editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    (server, editor)
}

/// Loads a page until it shows what is waited for.
pub async fn until(visitor: &mut Visitor, path: &str, wanted: &str) -> String {
    let begun = Instant::now();
    loop {
        let page = visitor.get(path).await.expect(200).text;
        if page.contains(wanted) {
            return page;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{path} never shows {wanted:?}: {page}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Makes and activates the card `product` by its forms.
pub async fn build_card(editor: &mut Visitor) {
    let page = editor.get("/studio/new-card").await.expect(200).text;
    let form = Form::of(&page, "/studio/cards").set("id", "product").set("name", "Product");
    let made = form.tick("source", "products").send(editor).await;
    let path = "/studio/cards/product/definition";
    assert_eq!(Form::leads(&made), format!("{path}?done=created"));
    let page = editor.get(path).await.expect(200).text;
    assert!(page.contains("Rowan Sunday Tee"), "values that were seen are shown as examples");
    let mut form = Form::of(&page, path);
    for id in ["name", "sku", "categories", "stock", "in_stock_"] {
        form = form.tick("pick", &format!("products:{id}"));
    }
    let form = form.again(editor, "add-picks").await;
    let stock = form.row_of("stock");
    assert_eq!(form.value(&format!("{stock}-type")), "Integer", "the type that the values suggest");
    let flag = form.row_of("inStock");
    let form = form.set(&format!("{flag}-type"), "Boolean").again(editor, "preview").await;
    let flag = form.row_of("inStock");
    assert_eq!(form.value(&format!("{flag}-type")), "Boolean", "what was typed stays");
    let saved = form.press(editor, "plan").await;
    assert_eq!(Form::leads(&saved), "/studio/cards/product/plan?done=saved");
    let plan = editor.get("/studio/cards/product/plan").await.expect(200).text;
    let activated = Form::of(&plan, "/studio/cards/product/activate").send(editor).await;
    assert_eq!(Form::leads(&activated), "/studio/cards/product/plan?done=activated");
    until(editor, "/studio/cards/product", "214 cards").await;
}

/// Makes the segment `inStock` by its forms: what has more than 50 pieces in stock.
pub async fn build_segment(editor: &mut Visitor) {
    let page = editor.get("/studio/new-segment").await.expect(200).text;
    assert!(page.contains("value=\"product\""), "an active card can be chosen");
    let page = editor.get("/studio/new-segment/build?card=product&kind=filter").await.expect(200).text;
    let form = Form::of(&page, "/studio/segments").set("id", "inStock").set("name", "Much in stock");
    let form = form.set("group-0-0-property", "stock").set("group-0-0-operator", "gte");
    let form = form.set("group-0-0-values", "50").again(editor, "preview").await;
    assert_eq!(form.value("group-0-0-operator"), "gte");
    let made = form.press(editor, "save").await;
    assert_eq!(Form::leads(&made), "/studio/segments/inStock?done=created");
}

/// Makes the destination `shop` with the endpoint `products` by its forms, and publishes it.
pub async fn build_destination(editor: &mut Visitor) {
    let page = editor.get("/studio/new-destination").await.expect(200).text;
    let form = Form::of(&page, "/studio/destinations").set("identifier", "shop").set("name", "Web shop");
    let made = form.set("languages", "en\nsv").send(editor).await;
    assert_eq!(Form::leads(&made), "/studio/destinations/shop?done=created");
    let path = "/studio/destinations/shop/versions/v1/new-endpoint";
    let page = editor.get(path).await.expect(200).text;
    let mut form = Form::of(&page, path).set("identifier", "products").tick("segment", "inStock");
    let (name, category) = (form.row_of("name"), form.row_of("categories"));
    form = form.tick(&format!("{name}-searchable"), "yes").tick(&format!("{category}-facet"), "yes");
    form = form.set(&format!("{category}-as"), "category").set(&format!("{category}-size"), "1000");
    form = form.set(&format!("{category}-label-sv"), "Kategori");
    let page = form.clone().press(editor, "preview").await.expect(200).text;
    assert!(page.contains("&quot;category&quot;: &quot;Clothing"), "the result as it would be: {page}");
    assert_eq!(
        Form::leads(&form.press(editor, "save").await),
        "/studio/destinations/shop/versions/v1?done=saved"
    );
    let version = editor.get("/studio/destinations/shop/versions/v1").await.expect(200).text;
    let publish = "/studio/destinations/shop/versions/v1/publish";
    Form::leads(&Form::of(&version, publish).send(editor).await);
    until(editor, "/studio/destinations/shop/versions/v1/progress", "data-done").await;
}

#[tokio::test]
async fn a_catalogue_becomes_an_answer_by_forms_alone() {
    let (server, mut editor) = with_products().await;
    build_card(&mut editor).await;
    build_segment(&mut editor).await;
    build_destination(&mut editor).await;

    let rows = products();
    let stock = |row: &&std::collections::HashMap<String, String>| {
        row["Stock"].parse::<u64>().is_ok_and(|stock| stock >= 50)
    };
    let expected = rows.iter().filter(stock).count();
    let versions = editor.get("/studio/destinations/shop").await.expect(200).text;
    assert!(versions.contains("by editor-local@shop.example"), "who published it: {versions}");
    let owner = server.admin().await;
    let version = owner.get("/v1/destinations/shop").await.expect(200).json()["versions"][0].clone();
    assert!(version["publishedAt"].as_str().is_some_and(|at| at.ends_with('Z')), "{version}");
    assert!(version["publishedBy"].as_str().is_some_and(|by| by.starts_with("user:")), "{version}");

    let explorer = "/studio/destinations/shop/versions/v1/explore/products";
    let page = editor.get(explorer).await.expect(200).text;
    assert!(page.contains(&format!("{expected} results")), "{expected}: {page}");
    let answer = server.anybody().get("/local/shop/v1/products?includeTotals=true&top=0").await.expect(200);
    assert_eq!(answer.json()["total"], expected, "the page and the API say the same");

    // A facet value is ticked; the count beside it is what comes.
    let key = "Clothing>Men>Tops>Hoodies & Sweatshirts";
    let of_key = rows.iter().filter(stock).filter(|row| row["Categories"] == key).count();
    assert!(of_key > 0, "the sample has such products");
    let narrowed = format!("{explorer}?language=sv&f.category={}&sort=-stock", urlencoded(key));
    let page = editor.get(&narrowed).await.expect(200).text;
    assert!(page.contains(&format!("{of_key} result")) && page.contains("Kategori"), "{page}");
    let found = editor.get(&format!("{explorer}?q=hoodie&view=json")).await.expect(200).text;
    assert!(found.contains("&quot;total&quot;") && found.contains("Hoodie"), "{found}");

    // Values are searched for among all that there are; what is ticked stays listed.
    let searched = editor.get(&format!("{narrowed}&s.category=shorts")).await.expect(200).text;
    let ticks: Vec<&str> = searched.split("name=\"f.category\" value=\"").skip(1).collect();
    let contains = |tick: &&str, text: &str| tick.split('"').next().is_some_and(|value| value.contains(text));
    assert!(ticks.iter().any(|tick| contains(tick, "Shorts")), "{searched}");
    assert!(ticks.iter().all(|tick| contains(tick, "Shorts") || contains(tick, "Hoodies")), "{searched}");
    assert!(searched.contains("name=\"s.category\" value=\"shorts\""), "{searched}");
    assert!(searched.contains("facetSearch=category%3Ashorts"), "the query to take along has it: {searched}");

    // The address to take along answers what the page shows.
    let address = text_of(&page, "copy-url");
    let path = address.strip_prefix(&format!("http://{}", server.address)).expect("this server's address");
    assert_eq!(server.anybody().get(path).await.expect(200).json()["total"], of_key);
    assert!(text_of(&page, "copy-typescript").contains("DefaultService.products({"));

    // Page by page everything is seen once.
    let (mut path, mut seen) = (format!("{explorer}?sort=-stock"), 0);
    loop {
        let page = editor.get(&path).await.expect(200).text;
        seen += page.matches("<h3>").count() - page.matches("<h3>Address").count() - 2;
        let Some(link) = next(&page) else { break };
        path = link;
    }
    assert_eq!(seen, expected);
    let wrong = editor.get(&format!("{explorer}?f.colour=red&sort=nothing")).await.expect(200).text;
    assert!(wrong.contains("There is no property &quot;colour&quot;"), "{wrong}");
    server.close().await;
}

fn urlencoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The text of the element of that id.
fn text_of(page: &str, id: &str) -> String {
    let start = page.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}: {page}"));
    let text = page[start..].split_once('>').expect("text").1.split('<').next().expect("text");
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

/// Where a list goes on.
fn next(page: &str) -> Option<String> {
    let end = page.find("rel=\"next\"")?;
    let link = page[..end].rsplit("href=\"").next()?.split('"').next()?;
    Some(link.replace("&amp;", "&"))
}

#[tokio::test]
async fn what_is_shown_stays_until_who_shows_it_stops() {
    let (server, mut editor) = with_products().await;
    build_card(&mut editor).await;
    build_segment(&mut editor).await;
    build_destination(&mut editor).await;
    let where_used = editor.get("/studio/segments/inStock/delete").await.expect(200).text;
    assert!(where_used.contains("The destination shop is narrowed by it"), "{where_used}");
    assert!(where_used.contains("What has to be done first"), "{where_used}");
    assert!(!where_used.contains("Delete for good"), "nothing can be confirmed yet: {where_used}");
    editor.post("/studio/segments/inStock/delete", &[]).await.expect(409);
    editor.post("/studio/segments/inStock/archive", &[]).await.expect(409);
    editor.post("/studio/cards/product/archive", &[]).await.expect(409);
    let effects = editor.get("/studio/cards/product/archive").await.expect(200).text;
    assert!(effects.contains("214 cards are removed.") && effects.contains("Much in stock"), "{effects}");

    // A second version shows less, and the differences tell it.
    let made = editor.post("/studio/destinations/shop/versions", &[]).await;
    assert_eq!(Form::leads(&made), "/studio/destinations/shop/versions/v2?done=created");
    let path = "/studio/destinations/shop/versions/v2/endpoints/products";
    let form = Form::of(&editor.get(path).await.expect(200).text, path);
    let row = form.row_of("stock");
    Form::leads(&form.untick(&format!("{row}-show")).press(&mut editor, "save").await);
    let differences = editor.get("/studio/destinations/shop/differences").await.expect(200).text;
    assert!(
        differences.contains("products.stock") && differences.contains("property stock"),
        "{differences}"
    );
    let frozen = "/studio/destinations/shop/versions/v1/endpoints/products";
    let form = Form::of(&editor.get(frozen).await.expect(200).text, frozen);
    form.press(&mut editor, "save").await.expect(422);

    // Stopped, the address answers nothing, and the segment may go.
    let stop = "/studio/destinations/shop/versions/v1/stop";
    assert!(editor.get(stop).await.expect(200).text.contains("Queries of products"));
    editor.post(stop, &[]).await.expect(303);
    server.anybody().get("/local/shop/v1/products").await.expect(404);
    let delete = "/studio/destinations/shop/delete";
    let kept = editor.post(delete, &[("confirmation", "shopp")]).await.expect(422).text;
    assert!(kept.contains("This is not its identifier") && kept.contains("value=\"shopp\""));
    editor.post(delete, &[("confirmation", "shop")]).await.expect(303);
    editor.post("/studio/segments/inStock/delete", &[]).await.expect(303);
    editor.post("/studio/cards/product/archive", &[]).await.expect(303);
    editor.post("/studio/cards/product/restore", &[]).await.expect(303);
    editor.post("/studio/cards/product/delete", &[("confirmation", "product")]).await.expect(303);
    editor.get("/studio/cards/product").await.expect(404);
    server.close().await;
}
