//! What is typed: kept where it is wrong, told next to its field, shown as text wherever it appears.

use octant_access::Role;
use serde_json::json;

use super::page::Form;
use super::story::{build_card, build_destination, build_segment, until, with_products};
use super::visitor::Visitor;
use crate::support::server::TENANT;
use crate::support::shop::{import_and_wait, publish};

/// Breaks out of an element, of an attribute, of a link.
const HOSTILE: &str = r#""'><script>alert(1)</script><img src=x onerror=alert(2)>"#;

#[tokio::test]
async fn a_wrong_card_is_told_at_its_fields_and_keeps_what_was_typed() {
    let (server, mut editor) = with_products().await;
    let new = [("id", "no id"), ("name", "Kept <name>"), ("description", "kept"), ("source", "products")];
    let page = editor.post("/studio/cards", &new).await.expect(422).text;
    let form = Form::of(&page, "/studio/cards");
    assert_eq!((form.value("id"), form.value("name")), ("no id", "Kept <name>"));
    assert_eq!(form.value("source"), "products", "the choice stays");
    assert!(page.contains("\"no id\"") || page.contains("&quot;no id&quot;"), "{page}");
    editor
        .post("/studio/cards", &[("id", "product"), ("name", ""), ("source", "products")])
        .await
        .expect(303);
    let taken = editor.post("/studio/cards", &[("id", "Product"), ("source", "products")]).await.expect(422);
    assert!(taken.text.contains("There is a card definition"), "{}", taken.text);

    let path = "/studio/cards/product/definition";
    let form = Form::of(&editor.get(path).await.expect(200).text, path);
    let form = form.again(&mut editor, "add-property").await.set("property-0-id", "9 lives");
    let form = form.set("property-0-type", "List").set("property-0-from", "elsewhere:name");
    let form = form.again(&mut editor, "add-relation").await.set("relation-0-id", "media");
    let form = form.set("relation-0-from", "nothing");
    let page = form.press(&mut editor, "save").await.expect(422).text;
    for told in ["is none of the card&#39;s sources", "a list needs a delimiter", "there is no property"] {
        let told = told.replace("&#39;", "'");
        assert!(page.to_lowercase().contains(&told), "{told}: {page}");
    }
    let form = Form::of(&page, path);
    assert_eq!(form.value("property-0-id"), "9 lives");
    assert_eq!(form.value("relation-0-from"), "nothing");
    let form = form.again(&mut editor, "remove-relation-0").await;
    assert!(!form.has("relation-0-id"));
    server.close().await;
}

#[tokio::test]
async fn the_preview_marks_what_does_not_convert() {
    let (server, mut editor) = with_products().await;
    editor.post("/studio/cards", &[("id", "product"), ("source", "products")]).await.expect(303);
    let path = "/studio/cards/product/definition";
    let form = Form::of(&editor.get(path).await.expect(200).text, path);
    let form = form.tick("pick", "products:name").again(&mut editor, "add-picks").await;
    let form = form.set("property-0-type", "Integer");
    let part = form.to("/studio/cards/product/preview").send(&mut editor).await.expect(200).text;
    assert!(
        part.contains("10 values of these 10 entries do not convert") && part.contains("not a whole number")
    );
    assert!(!part.contains("<html"), "it is a part of a page: {part}");

    // Kept, activated, and told in the quality report with entries to look at.
    Form::leads(&form.press(&mut editor, "plan").await);
    let plan = editor.get("/studio/cards/product/plan").await.expect(200).text;
    Form::leads(&Form::of(&plan, "/studio/cards/product/activate").send(&mut editor).await);
    until(&mut editor, "/studio/cards/product", "214 cards").await;
    let report = editor.get("/studio/cards/product/quality").await.expect(200).text;
    assert!(report.contains("214") && report.contains("Rowan Sunday Tee"), "{report}");
    assert!(report.contains("/studio/sources/products/entries/"), "{report}");
    server.close().await;
}

#[tokio::test]
async fn a_segment_is_picked_by_search_and_its_wrong_lines_are_told() {
    let (server, mut editor) = with_products().await;
    build_card(&mut editor).await;
    let page = editor.get("/studio/new-segment/build?card=product&kind=filter").await.expect(200).text;
    assert!(page.contains("of 214 cards"), "without a line every card is a member: {page}");
    let form = Form::of(&page, "/studio/segments").set("id", "few").set("name", "Few");
    let form = form.set("group-0-0-property", "stock").set("group-0-0-operator", "lt");
    let form = form.set("group-0-0-values", "many").again(&mut editor, "add-line-0").await;
    let form = form.again(&mut editor, "add-group").await;
    assert!(form.has("group-0-1-property") && form.has("group-1-0-property"));
    let page = form.press(&mut editor, "save").await.expect(422).text;
    assert!(page.contains("&quot;many&quot; is no whole number"), "{page}");
    let form = Form::of(&page, "/studio/segments");
    assert_eq!(form.value("group-0-0-values"), "many");
    Form::leads(&form.set("group-0-0-values", "10").press(&mut editor, "save").await);
    let members = editor.get("/studio/segments/few").await.expect(200).text;
    assert!(members.contains("/studio/cards/product/cards/"), "{members}");

    let page = editor.get("/studio/new-segment/build?card=product&kind=picks").await.expect(200).text;
    let form = Form::of(&page, "/studio/segments").set("id", "picked").set("name", "Picked");
    let form = form.set("pick-search", "Quillfeather").press(&mut editor, "find").await.expect(200).text;
    assert!(form.contains("Quillfeather Hoodie"), "{form}");
    let form = Form::of(&form, "/studio/segments").tick("found", "17");
    let form = form.again(&mut editor, "add-found").await;
    assert_eq!(form.value("pick"), "17");
    Form::leads(&form.press(&mut editor, "save").await);
    let members = editor.get("/studio/segments/picked?search=quillfeather").await.expect(200).text;
    assert!(members.contains("Quillfeather Hoodie"), "{members}");
    let by_id = editor.get("/studio/cards/product?search=17").await.expect(200).text;
    assert!(by_id.contains("Quillfeather Hoodie") && !by_id.contains("Marrow"), "{by_id}");
    let nobody = editor.get("/studio/segments/picked?search=marrow").await.expect(200).text;
    assert!(!nobody.contains("Marrow"), "{nobody}");
    let all = editor.get("/studio/segments").await.expect(200).text;
    assert!(all.contains("Picked") && all.contains("Few"), "{all}");
    server.close().await;
}

#[tokio::test]
async fn a_filter_that_lines_cannot_say_is_kept_as_it_is() {
    let (server, mut editor) = with_products().await;
    build_card(&mut editor).await;
    let owner = server.admin().await;
    let filter = json!([{"must": {"stock": [{"gte": 0}]}, "mustNot": {"stock": [{"gt": 90, "lt": 95}], "sku": [" a "]}}]);
    let new = json!({"id": "odd", "name": "Odd", "card": "product", "criteria": {"dynamic": filter}});
    owner.post("/v1/segments", &new).await.expect(201);

    // Another name leaves the filter alone.
    let path = "/studio/segments/odd/definition";
    let form = Form::of(&editor.get(path).await.expect(200).text, path);
    Form::leads(&form.set("name", "Odd ones").press(&mut editor, "save").await);
    let kept = owner.get("/v1/segments/odd").await.expect(200).json();
    assert_eq!((&kept["name"], &kept["criteria"]["dynamic"]), (&json!("Odd ones"), &filter));

    // It does not become lines that say something else.
    let page = editor.get(path).await.expect(200).text;
    let page = Form::of(&page, path).press(&mut editor, "as-lines").await.expect(200).text;
    assert!(page.contains("Lines cannot say this filter"), "{page}");
    assert_eq!(Form::of(&page, path).value("kind"), "json");

    // What is wrong with it is told with its place, and what was typed stays.
    let form = Form::of(&page, path).set("filter", "[{\"must\": {\"stock\": [\"many\"]}}]");
    let page = form.press(&mut editor, "save").await.expect(422).text;
    assert!(page.contains("[0].must.stock[0]: &quot;many&quot; is no whole number."), "{page}");
    let page = Form::of(&page, path).set("filter", "[{").press(&mut editor, "save").await.expect(422).text;
    assert!(page.contains("This is no JSON: EOF"), "{page}");
    let form = Form::of(&page, path).set("filter", "[{\"must\": {\"stock\": [{\"gte\": \"50\"}]}}]");
    let form = form.again(&mut editor, "as-lines").await;
    assert_eq!((form.value("group-0-0-operator"), form.value("group-0-0-values")), ("gte", "50"));

    // Lines become the same as JSON, but not while one of them says nothing.
    let form = form.again(&mut editor, "add-line-0").await.set("group-0-1-property", "sku");
    let form = form.again(&mut editor, "as-json").await.set("group-0-1-values", "HOOD");
    let form = form.again(&mut editor, "as-json").await;
    let written: serde_json::Value = serde_json::from_str(form.value("filter")).expect("JSON");
    assert_eq!(written, json!([{"must": {"stock": [{"gte": "50"}], "sku": ["HOOD"]}, "mustNot": {}}]));
    server.close().await;
}

#[tokio::test]
async fn a_wrong_destination_is_told_at_its_fields() {
    let (server, mut editor) = with_products().await;
    let typed = [
        ("identifier", "9"),
        ("name", ""),
        ("languages", "en\nno language"),
        ("fallbacks", "sv = en"),
        ("origins", "shop.example"),
    ];
    let page = editor.post("/studio/destinations", &typed).await.expect(422).text;
    let form = Form::of(&page, "/studio/destinations");
    assert_eq!(form.value("languages"), "en\nno language");
    assert_eq!(form.value("fallbacks"), "sv = en");
    assert!(page.contains("is no rule; write it like sv-SE: sv, en"), "{page}");
    let typed = [("identifier", "9"), ("name", ""), ("languages", "en"), ("origins", "shop.example")];
    let page = editor.post("/studio/destinations", &typed).await.expect(422).text;
    assert!(page.contains("a letter first") && page.contains("is no origin"), "{page}");

    let shop = [("identifier", "shop"), ("name", "Shop"), ("languages", "en")];
    editor.post("/studio/destinations", &shop).await.expect(303);
    assert!(editor.post("/studio/destinations", &shop).await.expect(422).text.contains("already"));
    editor.post("/studio/cards", &[("id", "product"), ("source", "products")]).await.expect(303);
    let path = "/studio/destinations/shop/versions/v1/new-endpoint";
    let page = editor.get(path).await.expect(200).text;
    assert!(page.contains("is not active"), "a draft has no results to show: {page}");
    let page =
        Form::of(&page, path).set("identifier", "docs").press(&mut editor, "save").await.expect(422).text;
    assert!(page.contains("stand for the version"), "{page}");
    let form = Form::of(&page, path);
    assert_eq!(form.value("identifier"), "docs");
    Form::leads(&form.set("identifier", "products").press(&mut editor, "save").await);
    let version = "/studio/destinations/shop/versions/v1";
    let page = editor.get(version).await.expect(200).text;
    let refused = Form::of(&page, &format!("{version}/publish")).send(&mut editor).await.expect(422).text;
    assert!(refused.contains("is not active; activate it first"), "{refused}");
    server.close().await;
}

#[tokio::test]
async fn an_applications_secret_is_shown_once_and_a_reset_ends_it() {
    let (server, mut editor) = with_products().await;
    build_card(&mut editor).await;
    build_segment(&mut editor).await;
    build_destination(&mut editor).await;
    let settings = "/studio/destinations/shop/settings";
    let form = Form::of(&editor.get(settings).await.expect(200).text, settings);
    Form::leads(&form.tick("protected", "yes").send(&mut editor).await);
    server.anybody().get("/local/shop/v1/products").await.expect(401);
    let path = "/studio/destinations/shop/versions/v1/applications";
    let page = editor.get(path).await.expect(200).text;
    let nameless = Form::of(&page, path).send(&mut editor).await.expect(422).text;
    assert!(nameless.contains("Give it a name."));
    let made = Form::of(&page, path).set("name", "Front end").send(&mut editor).await;
    let made = editor.follow(&made).await.text;
    let of = |page: &str, id: &str| {
        let start = page.find(&format!("id=\"{id}\"")).expect("it is shown");
        page[start..].split('>').nth(1).expect("text").split('<').next().expect("text").to_owned()
    };
    let (client, secret) = (of(&made, "client-id"), of(&made, "client-secret"));
    let version = made
        .split("/destinations/")
        .find_map(|part| part.strip_suffix("/token").or(part.split_once("/token").map(|(id, _)| id)));
    let token_path = format!("/destinations/{}/token", version.expect("the example names the version"));
    let body = json!({"clientId": client, "clientSecret": secret});
    let token = server.anybody().post(&token_path, &body).await.expect(200).json();
    let token = token["accessToken"].as_str().expect("a token").to_owned();
    server.with_token(&token).get("/local/shop/v1/products").await.expect(200);
    assert!(!editor.get(path).await.expect(200).text.contains(&secret), "it is shown once");
    let reset = format!("{path}/{client}/reset");
    assert!(editor.get(&reset).await.expect(200).text.contains("Reset the secret of Front end?"));
    let again = editor.post(&reset, &[]).await;
    let again = editor.follow(&again).await.text;
    assert_ne!(of(&again, "client-secret"), secret);
    server.with_token(&token).get("/local/shop/v1/products").await.expect(401);
    editor.post(&format!("{path}/{client}/delete"), &[]).await.expect(303);
    assert!(!editor.get(path).await.expect(200).text.contains(&client));
    // Who is signed in explores what is protected, too.
    editor.get("/studio/destinations/shop/versions/v1/explore/products").await.expect(200);
    server.close().await;
}

#[tokio::test]
async fn hostile_words_come_out_as_text_on_every_page() {
    let (server, mut editor) = with_products().await;
    server.add_source("evil");
    let values = json!([
        {"id": "name", "value": HOSTILE},
        {"id": "image", "value": format!("https://x.example/{HOSTILE}.png")},
        {"id": "kind", "value": HOSTILE},
    ]);
    let admin = server.admin().await;
    import_and_wait(&admin, "evil", &[json!({"key": "k", "properties": values})]).await;
    let property = |id: &str, kind: &str| json!({"id": id, "name": HOSTILE, "type": kind, "source": "evil", "sourceProperty": id});
    let card = json!({
        "id": "evil", "name": HOSTILE, "description": HOSTILE, "sources": [{"id": "evil"}],
        "properties": [property("name", "Text"), property("image", "Text"), property("kind", "Text"),
            {"id": "number", "name": HOSTILE, "type": "Integer", "source": "evil", "sourceProperty": "name"}],
        "relations": [{"id": "self", "name": HOSTILE, "card": "evil", "from": "kind", "to": "kind"}],
    });
    admin.post("/v1/card-definitions", &card).await.expect(201);
    crate::cards::activate(&admin, "evil").await;
    let segment = json!({"id": "evil", "name": HOSTILE, "card": "evil", "criteria": {"dynamic": [{"must": {"kind": [HOSTILE]}}]}});
    admin.post("/v1/segments", &segment).await.expect(201);
    let endpoints = json!([{"identifier": "evil", "card": "evil", "segments": ["evil"],
        "properties": [{"id": "name", "searchable": true}, {"id": "image"},
            {"id": "kind", "facet": {"size": 5, "label": {"en": HOSTILE}}}],
        "relations": [{"relation": "self", "properties": ["name"]}]}]);
    publish(&admin, &json!({"identifier": "evil", "name": HOSTILE, "languages": ["en"]}), &endpoints).await;
    let version = "/studio/destinations/evil/versions/v1";
    editor.post(&format!("{version}/applications"), &[("name", HOSTILE)]).await.expect(303);
    let encoded: String = url::form_urlencoded::byte_serialize(HOSTILE.as_bytes()).collect();
    let pages = [
        "/studio/cards".to_owned(),
        format!("/studio/cards/evil?search={encoded}"),
        "/studio/cards/evil?view=gallery".to_owned(),
        "/studio/cards/evil/cards/k".to_owned(),
        "/studio/cards/evil/definition".to_owned(),
        "/studio/cards/evil/relations".to_owned(),
        "/studio/cards/evil/quality".to_owned(),
        "/studio/cards/evil/plan".to_owned(),
        "/studio/cards/evil/archive".to_owned(),
        "/studio/cards/evil/delete".to_owned(),
        "/studio/segments".to_owned(),
        format!("/studio/segments/evil?search={encoded}"),
        "/studio/segments/evil/definition".to_owned(),
        "/studio/segments/evil/delete".to_owned(),
        "/studio/new-segment".to_owned(),
        "/studio/destinations".to_owned(),
        "/studio/destinations/evil".to_owned(),
        "/studio/destinations/evil/settings".to_owned(),
        "/studio/destinations/evil/differences".to_owned(),
        "/studio/destinations/evil/delete".to_owned(),
        version.to_owned(),
        format!("{version}/endpoints/evil"),
        format!("{version}/applications"),
        format!("{version}/explore/evil"),
        format!("{version}/explore/evil?view=json&f.kind={encoded}"),
        format!(
            "{version}/explore/evil?q={encoded}&language={encoded}&sort={encoded}&after={encoded}&f.{encoded}={encoded}"
        ),
    ];
    for path in pages {
        let page = editor.get(&path).await.expect(200).text;
        assert!(!page.contains("<script>") && !page.contains("<img src=x"), "{path}: {page}");
        assert!(
            page.contains("&lt;script&gt;") || !path.contains("evil"),
            "{path} shows what was typed: {page}"
        );
    }
    server.close().await;
}

#[tokio::test]
async fn a_viewer_sees_everything_and_changes_nothing() {
    let (server, mut editor) = with_products().await;
    build_card(&mut editor).await;
    build_segment(&mut editor).await;
    build_destination(&mut editor).await;
    let mut viewer = Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    for path in [
        "/studio/cards",
        "/studio/cards/product",
        "/studio/cards/product/cards/17",
        "/studio/cards/product/definition",
        "/studio/cards/product/plan",
        "/studio/segments/inStock",
        "/studio/segments/inStock/definition",
        "/studio/destinations/shop",
        "/studio/destinations/shop/settings",
        "/studio/destinations/shop/versions/v1",
        "/studio/destinations/shop/versions/v1/endpoints/products",
        "/studio/destinations/shop/versions/v1/applications",
        "/studio/destinations/shop/versions/v1/explore/products",
    ] {
        viewer.get(path).await.expect(200);
    }
    for path in [
        "/studio/cards",
        "/studio/cards/product/definition",
        "/studio/cards/product/archive",
        "/studio/segments/inStock/archive",
        "/studio/destinations/shop/versions/v1/stop",
        "/studio/destinations/shop/versions/v1/applications",
    ] {
        viewer.post(path, &[("name", "x")]).await.expect(403);
    }
    server.anybody().get("/local/shop/v1/products").await.expect(200);
    server.close().await;
}
