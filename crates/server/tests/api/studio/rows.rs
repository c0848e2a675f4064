//! Forms with rows: after one is added or removed, the form goes on there.

use octant_access::Role;

use super::page::Form;
use super::story::{build_card, with_products};
use super::visitor::Visitor;
use crate::support::server::TENANT;
use crate::support::{TestServer, entities};

/// The control that has the focus when the page is loaded.
#[track_caller]
fn focused(page: &str) -> &str {
    let marked: Vec<&str> = page.split('<').filter(|tag| tag.contains(" autofocus")).collect();
    let [tag] = marked.as_slice() else { panic!("not one control but {marked:?}") };
    tag.split('>').next().expect("a tag ends")
}

#[tokio::test]
async fn a_form_goes_on_at_the_row_that_was_added_or_in_the_place_of_the_one_that_went() {
    let (server, mut editor) = with_products().await;
    build_card(&mut editor).await;
    let path = "/studio/cards/product/definition";
    let page = editor.get(path).await.expect(200).text;
    assert!(!page.contains("autofocus"), "nothing was pressed yet");
    let form = Form::of(&page, path);
    for (action, control) in [
        ("add-property", "name=\"property-5-from\""),
        ("remove-property-1", "value=\"remove-property-1\""),
        ("remove-property-4", "value=\"remove-property-3\""),
        ("add-relation", "name=\"relation-0-id\""),
        ("filter-picks", "name=\"pick-search\""),
        ("remove-source-0", "value=\"add-source\""),
    ] {
        let page = form.clone().press(&mut editor, action).await.expect(200).text;
        assert!(focused(&page).contains(control), "{action}: {}", focused(&page));
    }
    let new = "/studio/new-segment/build?card=product";
    let page = editor.get(new).await.expect(200).text;
    let form = Form::of(&page, "/studio/segments");
    for (action, control) in [
        ("add-group", "name=\"group-1-0-property\""),
        ("add-line-0", "name=\"group-0-1-property\""),
        ("as-json", "name=\"filter\""),
    ] {
        let page = form.clone().press(&mut editor, action).await.expect(200).text;
        assert!(focused(&page).contains(control), "{action}: {}", focused(&page));
    }
    let entry = "/studio/sources/products/new-entry";
    let form = Form::of(&editor.get(entry).await.expect(200).text, entry);
    let page = form.press(&mut editor, "more").await.expect(200).text;
    assert!(focused(&page).contains("name=\"property-3\""), "{}", focused(&page));
    server.close().await;
}

#[tokio::test]
async fn a_type_that_values_do_not_have_is_told_before_it_is_saved() {
    let server = TestServer::start().await;
    server.add_source("products");
    let provider = server.add_provider(&["products"]);
    server.as_provider(&provider).post("/import/products", &entities(3, "w")).await.expect(202);
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let path = "/studio/sources/products/properties/name";
    let form = Form::of(&editor.get(path).await.expect(200).text, path).set("type", "Integer");
    let told = form.send(&mut editor).await.expect(422).text;
    assert!(told.contains("3 of 3 entries have values that are not Integer, such as “w 0”"), "{told}");
    assert!(told.contains("answers 409"), "{told}");
    let admin = server.admin().await;
    let entry = "/v1/sources/products/entries/key-0";
    admin.get(entry).await.expect(200);
    // It can be meant: the values may be corrected next.
    let form = Form::of(&told, path).tick("anyway", "Integer");
    Form::leads(&form.send(&mut editor).await);
    admin.get(entry).await.expect(409);
    // Another name is no other type.
    let form = Form::of(&editor.get(path).await.expect(200).text, path).set("name", "Names");
    Form::leads(&form.send(&mut editor).await);
    // A type that fits is saved at once.
    let form = Form::of(&editor.get(path).await.expect(200).text, path).set("type", "Text");
    Form::leads(&form.send(&mut editor).await);
    server.close().await;
}
