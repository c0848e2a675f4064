//! A file on its way into a source, step by step, as a browser without a script sends it.

use http::Method;
use octant_access::Role;
use serde_json::json;

use super::visitor::Visitor;
use crate::support::answer::Answer;
use crate::support::server::TENANT;
use crate::support::{TestServer, until};

pub(super) const BOUNDARY: &str = "----boundary";

/// A form with a file in it, the token first.
pub(super) fn multipart(csrf: &str, name: &str, content: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--{BOUNDARY}\r\n\
         content-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

async fn upload(visitor: &mut Visitor, name: &str, content: &[u8]) -> Answer {
    let csrf = visitor.csrf().await;
    send(visitor, &csrf, name, content).await
}

async fn send(visitor: &mut Visitor, csrf: &str, name: &str, content: &[u8]) -> Answer {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let body = multipart(csrf, name, content);
    visitor.send_as(Method::POST, "/studio/sources/products/import", &kind, body).await
}

async fn world() -> (TestServer, Visitor) {
    let server = TestServer::start().await;
    server.add_source("products");
    let editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    (server, editor)
}

/// Uploads a file and answers with the address of its import.
async fn uploaded(editor: &mut Visitor, name: &str, content: &[u8]) -> String {
    let answer = upload(editor, name, content).await.expect(303);
    answer.header("location").expect("a place").to_owned()
}

/// The choices as the form of the mapping shows them.
pub(super) fn choices(page: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for input in page.split("<input ").skip(1) {
        let input = input.split('>').next().unwrap_or_default();
        let attribute = |name: &str| {
            let start = input.find(&format!("{name}=\""))? + name.len() + 2;
            input[start..].split('"').next().map(|text| text.replace("&quot;", "\"").replace("&amp;", "&"))
        };
        let (Some(name), value) = (attribute("name"), attribute("value")) else { continue };
        let is_box = attribute("type").as_deref() == Some("checkbox");
        if name != "csrf" && (!is_box || input.contains(" checked")) {
            fields.push((name, value.unwrap_or_default()));
        }
    }
    for select in page.split("<select ").skip(1) {
        let name = select.split("name=\"").nth(1).and_then(|rest| rest.split('"').next());
        let chosen = select.split("</select>").next().unwrap_or_default().split("<option ");
        let chosen =
            chosen.skip(1).find(|option| option.split('>').next().unwrap_or_default().contains(" selected"));
        let value = chosen.and_then(|option| option.split("value=\"").nth(1)?.split('"').next());
        if let (Some(name), Some(value)) = (name, value) {
            fields.push((name.to_owned(), value.to_owned()));
        }
    }
    fields
}

/// Takes the mapping as it is proposed, but for what is said.
async fn check(editor: &mut Visitor, path: &str, other: &[(&str, &str)]) -> Answer {
    let page = editor.get(path).await.expect(200).text;
    let mut fields = choices(&page);
    for (name, value) in other {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields.push(("action".to_owned(), "check".to_owned()));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    editor.post(path, &fields).await
}

async fn run(editor: &mut Visitor, path: &str) -> String {
    editor.post(&format!("{path}/run"), &[]).await.expect(303);
    until("the import's end", async || {
        let page = editor.get(&format!("{path}/run")).await.expect(200).text;
        if page.contains("data-poll") { Err(page) } else { Ok(page) }
    })
    .await
}

#[tokio::test]
async fn a_file_is_mapped_checked_and_imported_and_its_columns_name_properties() {
    let (server, mut editor) = world().await;
    let file = "Id;Namn på svenska;In stock?\n1;Stol;yes\n2;Bord;no\n".as_bytes();
    let path = uploaded(&mut editor, "shop.csv", file).await;
    let other = [("column-1-property", "name"), ("column-1-language", "sv")];
    let checked = check(&mut editor, &path, &other).await.expect(303);
    assert_eq!(checked.header("location"), Some(format!("{path}/check").as_str()));
    let told = editor.get(&format!("{path}/check")).await.expect(200).text;
    assert!(told.contains("Will be created") && told.contains("<dd>2</dd>"), "{told}");
    let none = editor.get("/studio/sources/products").await.expect(200).text;
    assert!(none.contains("No entry yet"), "nothing was stored by looking");
    let done = run(&mut editor, &path).await;
    assert!(done.contains("The import is done"), "{done}");
    let entry = editor.get("/studio/sources/products/entries/1").await.expect(200).text;
    assert!(
        entry.contains("Stol") && entry.contains("lang=\"sv\"") && entry.contains("In stock?"),
        "{entry}"
    );

    let path = uploaded(&mut editor, "again.csv", file.to_vec().as_slice()).await;
    check(&mut editor, &path, &other).await.expect(303);
    let told = editor.get(&format!("{path}/check")).await.expect(200).text;
    assert!(told.contains("<dd>2</dd>") && told.matches("<dd>0</dd>").count() == 3, "all stay: {told}");
    server.close().await;
}

#[tokio::test]
async fn wrong_rows_are_named_stop_the_rest_unless_told_and_can_be_downloaded() {
    let (server, mut editor) = world().await;
    let file = b"Id,Name\n1,A\n2 2,B\n3,C\n3,D\n";
    let path = uploaded(&mut editor, "rows.csv", file).await;
    check(&mut editor, &path, &[("key", "0")]).await.expect(303);
    let told = editor.get(&format!("{path}/check")).await.expect(200).text;
    assert!(told.contains("nothing would be taken") && !told.contains("--clean-keys"), "{told}");
    let rejected = editor.get(&format!("{path}/rejected")).await.expect(200);
    assert_eq!(rejected.header("content-disposition"), Some("attachment; filename=\"rejected.csv\""));
    assert!(rejected.text.starts_with("Id,Name,reject_reason\n2 2,B,"), "{}", rejected.text);
    assert_eq!(rejected.text.lines().count(), 4);
    check(&mut editor, &path, &[("key", "0"), ("partial", "yes")]).await.expect(303);
    let done = run(&mut editor, &path).await;
    assert!(
        done.contains("The import is done") && done.contains("<dd>1</dd>") && done.contains("<dd>3</dd>")
    );
    server.close().await;
}

#[tokio::test]
async fn formulas_in_files_to_download_are_neutralized() {
    let (server, mut editor) = world().await;
    let file = b"Id,Name\n=1+1,-5\n@x,=cmd\n";
    let path = uploaded(&mut editor, "rows.csv", file).await;
    check(&mut editor, &path, &[("key", "0")]).await.expect(303);
    let rejected = editor.get(&format!("{path}/rejected")).await.expect(200).text;
    let rows: Vec<&str> = rejected.lines().map(|line| line.split(",\"").next().unwrap_or_default()).collect();
    assert_eq!(rows, ["Id,Name,reject_reason", "'=1+1,-5", "'@x,'=cmd"], "{rejected}");
    let refused = json!({"entities": [{"key": "=1+1"}, {"key": "-5"}, {"key": "ok"}]});
    let user = server.admin().await;
    user.post("/import/products?partial=true", &refused).await.expect(202);
    let id = user.get("/imports").await.expect(200).json()["items"][0]["id"].clone();
    let id = id.as_str().expect("an id");
    let problems = editor.get(&format!("/studio/imports/{id}/problems")).await.expect(200).text;
    assert!(problems.contains("\n0,'=1+1,") && !problems.contains(",=1"), "{problems}");
    server.close().await;
}

#[tokio::test]
async fn choices_that_cannot_be_are_told_where_they_were_made() {
    let (server, mut editor) = world().await;
    let path = uploaded(&mut editor, "shop.csv", b"Id,Name,Other\n1,A,x\n2,B,y\n").await;
    let twice = check(&mut editor, &path, &[("column-2-property", "name")]).await.expect(422);
    assert!(twice.text.contains("Another column becomes this property."));
    let odd = [("column-1-property", "no id!"), ("column-1-language", "s"), ("key", "")];
    let odd = check(&mut editor, &path, &odd).await.expect(422).text;
    assert!(
        odd.contains("value=\"no id!\"") && odd.contains("Choose the column that names an entry."),
        "{odd}"
    );
    // Read in another way the file has other columns.
    let fields = [("format", "csv"), ("delimiter", ";"), ("encoding", "UTF-8"), ("action", "preview")];
    let page = editor.post(&path, &fields).await.expect(200).text;
    assert!(page.contains("Id,Name,Other"), "one column: {page}");
    server.close().await;
}

#[tokio::test]
async fn what_is_no_table_or_nobodys_is_refused() {
    let (server, mut editor) = world().await;
    let empty = upload(&mut editor, "empty.csv", b"").await.expect(422);
    assert!(empty.text.contains("empty.csv is empty; its first row should name the columns."));
    let none = upload(&mut editor, "", b"").await.expect(422);
    assert!(none.text.contains("Choose a file."));
    upload(&mut editor, "broken.json", b"[{\"a\":1},").await.expect(422);
    send(&mut editor, "", "a.csv", b"Id\n1\n").await.expect(403);
    send(&mut editor, "wrong", "a.csv", b"Id\n1\n").await.expect(403);
    let hostile = "\\\"><script>alert(1)</script>.csv";
    let path = uploaded(&mut editor, hostile, b"<script>,b\n1,2\n").await;
    let page = editor.get(&path).await.expect(200).text;
    assert!(!page.contains("<script>alert") && !page.contains("<script>,"), "{page}");
    let mut other = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    other.get(&path).await.expect(404);
    server.close().await;
}

#[tokio::test]
async fn a_file_that_is_gone_is_said_to_be_so() {
    let options = octant_server::ServerOptions {
        keep_uploads: std::time::Duration::ZERO,
        ..octant_server::ServerOptions::default()
    };
    let server = TestServer::start_with(options, octant_store::sqlite::Options::default()).await;
    server.add_source("products");
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let path = uploaded(&mut editor, "p.csv", b"id,name\n1,Chair\n").await;
    let page = editor.get(&path).await.expect(404).text;
    assert!(
        page.contains("The file is not here any more") && page.contains("choose the file again"),
        "{page}"
    );
    server.close().await;

    let (server, mut editor) = world().await;
    let page = editor.get("/studio/sources/products/import").await.expect(200).text;
    assert!(page.contains("for 2 hours at the most and not over a restart of the server"), "{page}");
    server.close().await;
}

#[tokio::test]
async fn lines_in_an_unsure_encoding_are_shown_beside_their_other_readings() {
    let (server, mut editor) = world().await;
    let path = uploaded(&mut editor, "thin.csv", b"id,name\n1,\xd8 12\n2,m\xe5\n").await;
    let page = editor.get(&path).await.expect(200).text;
    assert!(page.contains("The same lines in other encodings"), "{page}");
    for (encoding, texts) in [
        ("windows-1252", ["1,Ø 12", "2,må"]),
        ("macintosh", ["1,ÿ 12", "2,mÂ"]),
        ("CP850", ["1,Ï 12", "2,mÕ"]),
    ] {
        for text in texts {
            let cell = format!("<td data-label=\"{encoding}\"><code>{text}</code></td>");
            assert!(page.contains(&cell), "{cell}: {page}");
        }
    }
    let path = uploaded(&mut editor, "sure.csv", "id,name\n1,Ø 12\n".as_bytes()).await;
    let page = editor.get(&path).await.expect(200).text;
    assert!(!page.contains("The same lines in other encodings"), "{page}");
    server.close().await;
}
