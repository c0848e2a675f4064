//! What forms do, the same as the API would.

use octant_access::Role;

use super::visitor::Visitor;
use crate::support::server::TENANT;
use crate::support::{TestServer, entities};

#[tokio::test]
async fn a_source_is_made_changed_and_deleted_with_its_name_typed() {
    let server = TestServer::start().await;
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let refused = editor.post("/studio/sources", &[("id", "a b"), ("name", "")]).await.expect(422);
    assert!(refused.text.contains("Give it a name.") && refused.text.contains("value=\"a b\""));
    let fields = [("id", "products"), ("name", "Products"), ("description", "All"), ("type", "Generic")];
    let made = editor.post("/studio/sources", &fields).await.expect(303);
    assert_eq!(made.header("location"), Some("/studio/sources/products?done=created"));
    let again = editor.post("/studio/sources", &fields).await.expect(422);
    assert!(again.text.contains("There is a source with this id already."));
    let settings = "/studio/sources/products/settings";
    editor.post(settings, &[("name", "Goods"), ("description", "")]).await.expect(303);
    assert!(editor.get("/studio/sources?name=goo").await.expect(200).text.contains("Goods"));
    let kept =
        editor.post("/studio/sources/products/delete", &[("confirmation", "product")]).await.expect(422);
    assert!(kept.text.contains("This is not the id of the source"));
    editor.post("/studio/sources/products/delete", &[("confirmation", "products")]).await.expect(303);
    server.close().await;
}

#[tokio::test]
async fn an_entry_by_hand_is_an_import_and_sends_only_what_was_changed() {
    let server = TestServer::start().await;
    server.add_source("products");
    let provider = server.add_provider(&["products"]);
    server.as_provider(&provider).post("/import/products", &entities(2, "w")).await.expect(202);
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let entry = "/studio/sources/products/entries/key-0";
    let form = editor.get(&format!("{entry}/edit")).await.expect(200);
    assert!(form.text.contains("w 0"));
    // Meanwhile a system changes the name.
    server.as_provider(&provider).post("/import/products", &entities(1, "newer")).await.expect(202);
    let typed = [
        ("action", "save"),
        ("property-0", "name"),
        ("language-0", ""),
        ("was-0", "w 0"),
        ("value-0", "w 0"),
        ("property-1", "Colour"),
        ("language-1", "sv"),
        ("value-1", "röd\r\noch blå"),
        ("property-2", ""),
        ("language-2", ""),
        ("value-2", ""),
    ];
    editor.post(&format!("{entry}/edit"), &typed).await.expect(303);
    let shown = editor.get(entry).await.expect(200).text;
    assert!(shown.contains("newer 0"), "what was not changed is left alone: {shown}");
    assert!(shown.contains("röd\noch blå") && shown.contains("created it"), "{shown}");
    let nothing = editor.post(&format!("{entry}/edit"), &typed[..5]).await.expect(303);
    assert_eq!(
        nothing.header("location"),
        Some("/studio/sources/products/entries/key-0?done=entry-unchanged")
    );
    let mut wrong = typed;
    wrong[5].1 = "no such id!";
    assert!(editor.post(&format!("{entry}/edit"), &wrong).await.expect(422).text.contains("no such id!"));

    wrong[5].1 = "Colour";
    wrong[6].1 = "sv_";
    let refused = editor.post(&format!("{entry}/edit"), &wrong).await.expect(422).text;
    assert!(refused.contains("&quot;sv_&quot; is no language code; write it like sv"), "{refused}");

    let new = "/studio/sources/products/new-entry";
    let taken = editor.post(new, &[("action", "save"), ("key", "key-1")]).await.expect(422);
    assert!(taken.text.contains("There is an entry with this key already."));
    editor.post(new, &[("action", "save"), ("key", "by-hand")]).await.expect(303);
    editor.get(&format!("{entry}/delete")).await.expect(200);
    editor.post(&format!("{entry}/delete"), &[]).await.expect(303);
    editor.get(entry).await.expect(404);
    let imports = editor.get("/studio/imports").await.expect(200).text;
    assert!(imports.contains("editor-local@shop.example"), "who did it by hand is named");
    server.close().await;
}

#[tokio::test]
async fn entries_are_searched_filtered_and_shown_in_chosen_columns() {
    let server = TestServer::start().await;
    server.add_source("products");
    let provider = server.add_provider(&["products"]);
    server.as_provider(&provider).post("/import/products", &entities(120, "w")).await.expect(202);
    let mut viewer = Visitor::signed_in(&server, TENANT, Role::Viewer).await;
    let mut path = "/studio/sources/products".to_owned();
    let mut seen = 0;
    loop {
        let page = viewer.get(&path).await.expect(200).text;
        seen += page.matches("/studio/sources/products/entries/").count();
        let Some(start) = page.find("rel=\"next\"") else { break };
        let link = page[..start].rsplit("href=\"").next().expect("a link");
        path = link.split('"').next().expect("a link").replace("&amp;", "&");
    }
    assert_eq!(seen, 120, "each entry is on one page");
    let count = |page: &str| page.matches("/studio/sources/products/entries/").count();
    let found = viewer.get("/studio/sources/products?search=w+11").await.expect(200).text;
    assert_eq!(count(&found), 11, "11 and 110 to 119");
    let found = viewer.get("/studio/sources/products?filter=name&value=w+7").await.expect(200).text;
    assert_eq!(count(&found), 1);
    server.close().await;
}

#[tokio::test]
async fn a_property_gets_a_type_and_keeps_what_was_typed() {
    let server = TestServer::start().await;
    server.add_source("products");
    let provider = server.add_provider(&["products"]);
    server.as_provider(&provider).post("/import/products", &entities(3, "w")).await.expect(202);
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let path = "/studio/sources/products/properties/name";
    assert!(editor.get(path).await.expect(200).text.contains("w 1"), "values as examples");
    let refused =
        editor.post(path, &[("name", "Names"), ("type", "List"), ("delimiter", "")]).await.expect(422);
    assert!(refused.text.contains("A list needs a delimiter.") && refused.text.contains("Names"));
    editor.post(path, &[("name", "Names"), ("type", "List"), ("delimiter", "|")]).await.expect(303);
    assert!(editor.get("/studio/sources/products/properties").await.expect(200).text.contains("Names"));
    server.close().await;
}

#[tokio::test]
async fn a_providers_secret_is_shown_once_and_works_until_it_is_reset() {
    let server = TestServer::start().await;
    server.add_source("products");
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let refused = editor.post("/studio/providers", &[("name", "")]).await.expect(422);
    assert!(refused.text.contains("Give it a name.") && refused.text.contains("Choose at least one source."));
    let made = editor.post("/studio/providers", &[("name", "ERP"), ("source", "products")]).await;
    let shown = editor.follow(&made).await.text;
    let of = |page: &str, id: &str| {
        let start = page.find(&format!("id=\"{id}\"")).expect("it is shown");
        page[start..].split('>').nth(1).expect("text").split('<').next().expect("text").to_owned()
    };
    let (id, secret) = (of(&shown, "provider-id"), of(&shown, "provider-secret"));
    let provider = crate::support::credentials::Provider { id: id.clone(), secret };
    let system = server.as_provider(&provider);
    system.post("/import/products", &entities(3, "w")).await.expect(202);
    system.post("/import/products", &entities(4, "w")).await.expect(202);
    system.post("/import/products", &serde_json::json!({"entities": [{"key": "no key"}]})).await.expect(400);
    let page = editor.get(&format!("/studio/providers/{id}")).await.expect(200).text;
    assert!(!page.contains(&provider.secret), "it is shown once");
    assert!(page.contains("4 created, 0 updated, 3 left alone, 0 deleted"), "{page}");
    assert!(page.contains("of which 1 failed"), "{page}");
    let list = editor.get("/studio/providers").await.expect(200).text;
    assert!(list.contains("<td class=\"number\">3</td><td class=\"number\">7</td>"), "{list}");
    editor.post(&format!("/studio/providers/{id}/reset-secret"), &[]).await.expect(303);
    system.post("/import/products", &entities(1, "v")).await.expect(401);
    server.close().await;
}

#[tokio::test]
async fn the_activity_tells_what_admins_and_editors_did() {
    let server = TestServer::start().await;
    let mut admin = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    admin.post("/studio/sources", &[("id", "products"), ("name", "Products")]).await.expect(303);
    admin.post("/studio/sources/products/settings", &[("name", "Goods")]).await.expect(303);
    let page = admin.get("/studio/access/activity?kind=source").await.expect(200).text;
    for words in ["admin-local@shop.example", "changed the", "Products", "Goods"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let all = admin.get("/studio/access/activity").await.expect(200).text;
    assert!(!all.contains("argon2") && !all.contains("signing_key"));
    server.close().await;
}

/// Breaks out of an element, of an attribute, of a link.
const HOSTILE: &str = r#""'><script>alert(1)</script><img src=x onerror=alert(2)>"#;

#[tokio::test]
async fn whatever_is_typed_comes_out_as_text() {
    let server = TestServer::start().await;
    let mut admin = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    let fields = [("id", "s"), ("name", HOSTILE), ("description", HOSTILE)];
    admin.post("/studio/sources", &fields).await.expect(303);
    let lines = [
        ("action", "save"),
        ("key", "k"),
        ("property-0", "name"),
        ("language-0", "sv"),
        ("value-0", HOSTILE),
    ];
    admin.post("/studio/sources/s/new-entry", &lines).await.expect(303);
    let property = [("name", HOSTILE), ("description", HOSTILE)];
    admin.post("/studio/sources/s/properties/name", &property).await.expect(303);
    admin.post("/studio/providers", &[("name", HOSTILE), ("source", "s")]).await.expect(303);
    admin.post("/studio/access/keys", &[("name", HOSTILE), ("scope", "admin")]).await.expect(303);
    let provider = server.add_provider(&["s"]);
    let bad =
        serde_json::json!({"entities": [{"key": HOSTILE, "properties": [{"id": HOSTILE, "value": "v"}]}]});
    server.as_provider(&provider).post("/import/s", &bad).await.expect(400);
    let pages = [
        "/studio",
        "/studio/sources",
        "/studio/sources/s",
        "/studio/sources/s/properties",
        "/studio/sources/s/properties/name",
        "/studio/sources/s/settings",
        "/studio/sources/s/entries/k",
        "/studio/sources/s/entries/k/edit",
        "/studio/providers",
        "/studio/access/keys",
        "/studio/access/activity",
        "/studio/imports",
    ];
    for path in pages {
        let page = admin.get(path).await.expect(200).text;
        assert!(!page.contains("<script>") && !page.contains("<img src=x"), "{path}");
    }
    for echo in [
        format!("/studio/sources?name={}", "%22%27%3E%3Cscript%3E"),
        format!("/studio/sources/s?search={0}&filter=name&value={0}", "%22%27%3E%3Cscript%3E"),
        format!("/studio/sign-in?next={}", "%22%27%3E%3Cscript%3E"),
    ] {
        let page = admin.get(&echo).await.expect(200).text;
        assert!(!page.contains("'><script>"), "{echo}");
    }
    server.close().await;
}
