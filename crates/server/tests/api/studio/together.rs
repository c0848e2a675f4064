//! Two people, or two tabs: nobody's work is overwritten without a word.

use octant_access::Role;
use serde_json::json;

use super::page::Form;
use super::story::{build_card, build_destination, build_segment, with_products};
use super::visitor::Visitor;
use crate::support::answer::Answer;
use crate::support::server::TENANT;
use crate::support::{TestServer, entities};

/// Opens a form twice, saves other values in one and then in the other; the second answer is a conflict.
async fn collide(
    editor: &mut Visitor,
    (page, path): (&str, &str),
    action: &str,
    first: impl Fn(Form) -> Form,
    second: impl Fn(Form) -> Form,
) -> Answer {
    let opened = editor.get(page).await.expect(200).text;
    let (one, two) = (first(Form::of(&opened, path)), second(Form::of(&opened, path)));
    let press = |form: Form| if action.is_empty() { form } else { form.tick("action", action) };
    Form::leads(&press(one).send(editor).await);
    press(two).send(editor).await.expect(409)
}

#[tokio::test]
async fn the_second_of_two_who_save_a_source_is_shown_what_the_first_did() {
    let server = TestServer::start().await;
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    editor.post("/studio/sources", &[("id", "products"), ("name", "Products")]).await.expect(303);
    let path = "/studio/sources/products/settings";
    let refused = collide(
        &mut editor,
        (path, path),
        "",
        |form| form.set("name", "Goods").set("description", "Of the first"),
        |form| form.set("name", "Things"),
    )
    .await;
    for told in [
        "Changed after you opened it",
        "editor-local@shop.example",
        "Goods",
        "Of the first",
        "You did not change this",
    ] {
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
    }
    let form = Form::of(&refused.text, path);
    assert_eq!(form.value("name"), "Things", "what was typed is kept");
    let stored = server.admin().await.get("/v1/sources/products").await.expect(200).json();
    assert_eq!((&stored["name"], &stored["description"]), (&json!("Goods"), &json!("Of the first")));
    // Saving it again is done on purpose.
    assert_eq!(Form::leads(&form.send(&mut editor).await), format!("{path}?done=saved"));
    let stored = server.admin().await.get("/v1/sources/products").await.expect(200).json();
    assert_eq!(stored["name"], "Things");
    // A form that does not say what it was opened with overwrites nothing.
    let csrf = editor.csrf().await;
    editor.post_as_it_is(path, &[("csrf", &csrf), ("name", "Blind")]).await.expect(409);
    server.close().await;
}

#[tokio::test]
async fn every_form_that_changes_something_notices_that_it_was_changed() {
    let (server, mut editor) = with_products().await;
    build_card(&mut editor).await;
    build_segment(&mut editor).await;
    build_destination(&mut editor).await;
    let provider = server.add_provider(&["products"]);
    let versions = Form::of(
        &editor.get("/studio/destinations/shop").await.expect(200).text,
        "/studio/destinations/shop/versions",
    );
    Form::leads(&versions.send(&mut editor).await);
    let provider = format!("/studio/providers/{}", provider.id);
    for (path, field, action) in [
        ("/studio/sources/products/properties/name", "name", ""),
        (provider.as_str(), "name", ""),
        ("/studio/cards/product/definition", "name", "save"),
        ("/studio/segments/inStock/definition", "name", "save"),
        ("/studio/destinations/shop/settings", "name", ""),
    ] {
        let set = |value: &'static str| move |form: Form| form.set(field, value);
        let refused = collide(&mut editor, (path, path), action, set("First"), set("Second")).await;
        assert!(refused.text.contains("Changed after you opened it"), "{path}");
        assert!(refused.text.contains("First") && refused.text.contains("Second"), "{path}");
        let form = Form::of(&refused.text, path);
        assert_eq!(form.value(field), "Second", "{path}: what was typed is kept");
        let form = if action.is_empty() { form } else { form.tick("action", action) };
        Form::leads(&form.send(&mut editor).await);
        assert!(editor.get(path).await.expect(200).text.contains("Second"), "{path}: saved on purpose");
    }
    // An endpoint, which moves to its new name.
    let path = "/studio/destinations/shop/versions/v2/endpoints/products";
    let page = editor.get(path).await.expect(200).text;
    let form = Form::of(&page, path);
    let row = form.row_of("stock");
    let one = form.clone().untick(&format!("{row}-show")).tick("action", "save");
    Form::leads(&one.send(&mut editor).await);
    let refused = form.tick("action", "save").send(&mut editor).await.expect(409).text;
    assert!(refused.contains("Changed after you opened it") && refused.contains("Properties › stock"));
    server.close().await;
}

#[tokio::test]
async fn endpoints_of_a_version_that_are_saved_at_the_same_time_are_all_there() {
    let (server, mut editor) = with_products().await;
    build_card(&mut editor).await;
    let admin = server.admin().await;
    admin.post("/v1/destinations", &json!({"identifier": "shop", "languages": ["en"]})).await.expect(201);
    let new = "/studio/destinations/shop/versions/v1/new-endpoint";
    let page = editor.get(new).await.expect(200).text;
    let saves = (0..6).map(|number| {
        let mut tab = Visitor::of(&server);
        tab.cookies.clone_from(&editor.cookies);
        let form =
            Form::of(&page, new).set("identifier", &format!("endpoint{number}")).tick("action", "save");
        async move { Form::leads(&form.send(&mut tab).await) }
    });
    futures_util::future::join_all(saves).await;
    let stored = admin.get("/v1/destinations/shop/versions/v1").await.expect(200).json();
    assert_eq!(stored["endpoints"].as_array().map(Vec::len), Some(6), "{stored}");
    server.close().await;
}

#[tokio::test]
async fn a_value_of_an_entry_that_was_changed_meanwhile_is_not_overwritten() {
    let server = TestServer::start().await;
    server.add_source("products");
    let provider = server.add_provider(&["products"]);
    let system = server.as_provider(&provider);
    system.post("/import/products", &entities(1, "w")).await.expect(202);
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let path = "/studio/sources/products/entries/key-0/edit";
    let page = editor.get(path).await.expect(200).text;
    system.post("/import/products", &entities(1, "newer")).await.expect(202);
    let form = Form::of(&page, path).set("value-0", "by hand").tick("action", "save");
    let refused = form.send(&mut editor).await.expect(409).text;
    assert!(refused.contains("newer 0") && refused.contains("by hand"), "{refused}");
    let entry = "/studio/sources/products/entries/key-0";
    assert!(editor.get(entry).await.expect(200).text.contains("newer 0"));
    let form = Form::of(&refused, path).tick("action", "save");
    Form::leads(&form.send(&mut editor).await);
    assert!(editor.get(entry).await.expect(200).text.contains("by hand"), "on purpose");
    server.close().await;
}

#[tokio::test]
async fn a_role_that_another_admin_changed_is_not_overwritten() {
    let server = TestServer::start().await;
    let mut admin = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    let list = admin.get("/studio/access").await.expect(200).text;
    let start = list.find("viewer-local@shop.example").expect("the user is listed");
    let before = list[..start].rfind("/studio/access/users/").expect("a link");
    let page = list[before..].split('"').next().expect("a path").to_owned();
    let path = format!("{page}/role");
    let role = |form: Form, role: &str| form.untick("role").tick("role", role);
    let refused =
        collide(&mut admin, (&page, &path), "", |form| role(form, "editor"), |form| role(form, "admin"))
            .await;
    assert!(refused.text.contains("Changed after you opened it"), "{}", refused.text);
    server.close().await;
}
