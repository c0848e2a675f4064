//! A session that is over while somebody types.

use octant_access::Role;

use super::page::Form;
use super::visitor::{PASSWORD, Visitor, hidden};
use crate::support::TestServer;
use crate::support::server::TENANT;

const EMAIL: &str = "editor-local@shop.example";

/// Forgets the session, as a browser does when its time is over.
fn expire(visitor: &mut Visitor) {
    visitor.cookies.remove("octant_session");
}

/// Signs in on the page that came back for a form.
async fn sign_in(visitor: &mut Visitor, page: &str, path: &str) -> String {
    let form = Form::of(page, path).set("sign-in-email", EMAIL).set("sign-in-password", PASSWORD);
    form.send(visitor).await.expect(200).text
}

#[tokio::test]
async fn who_signs_in_on_the_way_finds_the_form_as_it_was_typed() {
    let server = TestServer::start().await;
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    editor.post("/studio/sources", &[("id", "products"), ("name", "Products")]).await.expect(303);
    let path = "/studio/sources/products/settings";
    let page = editor.get(path).await.expect(200).text;
    let long = "A \"long\" <text>\r\nof two lines";
    let form = Form::of(&page, path).set("name", "Goods").set("description", long);
    expire(&mut editor);

    let asked = form.send(&mut editor).await.expect(401).text;
    assert!(asked.contains("what you typed is kept"), "{asked}");
    let wrong = Form::of(&asked, path).set("sign-in-email", EMAIL).set("sign-in-password", "wrong");
    let wrong = wrong.send(&mut editor).await.expect(401).text;
    assert!(wrong.contains("The email or the password is wrong.") && wrong.contains("Goods"), "{wrong}");

    let shown = sign_in(&mut editor, &wrong, path).await;
    assert!(editor.cookies.contains_key("octant_session"));
    let form = Form::of(&shown, path);
    assert_eq!((form.value("name"), form.value("description")), ("Goods", long));
    let unchanged = editor.get("/studio/sources/products").await.expect(200).text;
    assert!(!unchanged.contains("Goods"), "nothing is done before it is seen");
    assert_eq!(Form::leads(&form.send(&mut editor).await), format!("{path}?done=saved"));
    assert!(editor.get("/studio/sources/products").await.expect(200).text.contains("Goods"));
    server.close().await;
}

#[tokio::test]
async fn every_form_that_is_typed_into_comes_back_after_a_sign_in() {
    let (server, mut editor) = super::story::with_products().await;
    super::story::build_card(&mut editor).await;
    super::story::build_segment(&mut editor).await;
    super::story::build_destination(&mut editor).await;
    let provider = server.add_provider(&["products"]);
    let add_version = Form::of(
        &editor.get("/studio/destinations/shop").await.expect(200).text,
        "/studio/destinations/shop/versions",
    );
    Form::leads(&add_version.send(&mut editor).await);
    let endpoints = "/studio/destinations/shop/versions/v2/endpoints/products";
    let provider = format!("/studio/providers/{}", provider.id);
    for (page, path, field, action) in [
        ("/studio/new-source", "/studio/sources", "name", ""),
        ("/studio/sources/products/settings", "/studio/sources/products/settings", "name", ""),
        ("/studio/sources/products/properties/name", "/studio/sources/products/properties/name", "name", ""),
        ("/studio/sources/products/new-entry", "/studio/sources/products/new-entry", "key", "save"),
        ("/studio/providers/new", "/studio/providers", "name", ""),
        (&provider, &provider, "name", ""),
        ("/studio/new-card", "/studio/cards", "name", ""),
        ("/studio/cards/product/definition", "/studio/cards/product/definition", "name", "save"),
        ("/studio/segments/inStock/definition", "/studio/segments/inStock/definition", "name", "save"),
        ("/studio/new-destination", "/studio/destinations", "name", ""),
        ("/studio/destinations/shop/settings", "/studio/destinations/shop/settings", "name", ""),
        (endpoints, endpoints, "identifier", "save"),
    ] {
        let form = Form::of(&editor.get(page).await.expect(200).text, path).set(field, "typed-by-hand");
        let form = if action.is_empty() { form } else { form.tick("action", action) };
        expire(&mut editor);
        let asked = form.send(&mut editor).await.expect(401).text;
        let shown = sign_in(&mut editor, &asked, path).await;
        assert_eq!(Form::of(&shown, path).value(field), "typed-by-hand", "{path}");
        assert!(!shown.contains("class=\"problem\""), "{path}: nothing is wrong with it yet");
    }
    server.close().await;
}

#[tokio::test]
async fn what_cannot_be_shown_first_is_not_done() {
    let server = TestServer::start().await;
    server.add_source("products");
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let path = "/studio/sources/products/delete";
    let page = editor.get("/studio/sources/products/settings").await.expect(200).text;
    let form = Form::of(&page, path).set("confirmation", "products");
    expire(&mut editor);
    let asked = form.send(&mut editor).await.expect(401).text;
    let form = Form::of(&asked, path).set("sign-in-email", EMAIL).set("sign-in-password", PASSWORD);
    let signed = form.send(&mut editor).await;
    assert_eq!(Form::leads(&signed), "/studio?done=signed-in-again");
    editor.get("/studio/sources/products/settings").await.expect(200);
    let source = server.admin().await.get("/v1/sources/products").await.expect(200).json();
    assert_eq!(source["status"], "Active");
    server.close().await;
}

#[tokio::test]
async fn nothing_is_carried_for_other_sites_and_no_password_ever() {
    let server = TestServer::start().await;
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let csrf = editor.csrf().await;
    expire(&mut editor);
    let typed = [("csrf", csrf.as_str()), ("current", "old secret"), ("new", "new secret")];
    let asked = editor.post_as_it_is("/studio/account/password", &typed).await.expect(401).text;
    assert!(!asked.contains("old secret") && !asked.contains("new secret"), "{asked}");
    assert_eq!(hidden(&asked, "csrf"), None, "the token of a session that is over is worth nothing");

    let foreign = server.with_headers(vec![
        ("origin".to_owned(), "https://evil.example".to_owned()),
        ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
    ]);
    let answer = foreign.post_bytes("/studio/sources", "id=evil&name=Evil").await.expect(401);
    assert!(!answer.text.contains("Evil") && !answer.text.contains("sign-in-email"), "{}", answer.text);

    let file =
        "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na\r\n--x--\r\n";
    let kind = "multipart/form-data; boundary=x";
    let path = "/studio/sources/products/import";
    let asked = editor.send_as(http::Method::POST, path, kind, file.into()).await.expect(401).text;
    assert!(asked.contains("choose the file again"), "{asked}");
    server.close().await;
}
