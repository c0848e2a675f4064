//! Every file of the corpus on its way through the Studio's import: uploaded, mapped, checked, imported.

use http::Method;
use octant_access::Role;
use serde_json::Value;

use super::import_file::{BOUNDARY, choices, multipart};
use super::visitor::Visitor;
use crate::corpus::{Case, Choice, Outcome, all, entry};
use crate::support::server::TENANT;
use crate::support::{TestServer, User, until};

/// What an import said and left behind.
#[derive(Default)]
struct Seen {
    /// Whether it was refused, as a whole or for some of its rows.
    refused: bool,
    /// The text of the pages, without markup.
    told: String,
    entries: Vec<String>,
}

impl Seen {
    fn read(&mut self, page: &str) {
        let mut within = false;
        let text: String = page
            .chars()
            .filter(|letter| {
                let is_text = !within && *letter != '<';
                within = *letter == '<' || (within && *letter != '>');
                is_text
            })
            .collect();
        let text =
            text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        self.told.push_str(&text);
        self.told.push('\n');
    }
}

async fn import(editor: &mut Visitor, admin: &User, csrf: &str, source: &str, case: &Case) -> Seen {
    let mut seen = Seen::default();
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let body = multipart(csrf, case.file, &case.bytes);
    let answer = editor.send_as(Method::POST, &format!("/studio/sources/{source}/import"), &kind, body).await;
    seen.read(&answer.text);
    if answer.status == 303 {
        let path = answer.header("location").expect("a place").to_owned();
        go_on(editor, csrf, &path, case, &mut seen).await;
    } else {
        seen.refused = answer.status != 200;
    }
    let page = admin.get(&format!("/v1/sources/{source}/entries?limit=200")).await.expect(200).json();
    seen.entries = page["items"].as_array().expect("entries").iter().map(shown).collect();
    seen
}

fn shown(item: &Value) -> String {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let properties = item["properties"].as_array().expect("properties");
    let values: Vec<(String, String)> =
        properties.iter().map(|one| (text(&one["id"]), text(&one["value"]))).collect();
    entry(&text(&item["id"]), &values)
}

/// Takes the file from the mapping of its columns to its end.
async fn go_on(editor: &mut Visitor, csrf: &str, path: &str, case: &Case, seen: &mut Seen) {
    if !case.choices.is_empty() {
        let fields = fields(editor, path, &case.choices, "preview").await;
        let answer = post(editor, csrf, path, &fields).await;
        seen.read(&answer.text);
        if answer.status != 200 {
            seen.refused = true;
            return;
        }
    }
    let fields = fields(editor, path, &case.choices, "check").await;
    seen.read(&editor.get(path).await.expect(200).text);
    let answer = post(editor, csrf, path, &fields).await;
    seen.read(&answer.text);
    if answer.status != 303 {
        seen.refused = true;
        return;
    }
    let page = editor.get(&format!("{path}/check")).await.expect(200).text;
    seen.read(&page);
    seen.refused = page.contains(&format!("{path}/rejected"));
    if !page.contains(&format!("{path}/run")) {
        return;
    }
    post(editor, csrf, &format!("{path}/run"), &[]).await.expect(303);
    until("the import's end", async || {
        let page = editor.get(&format!("{path}/run")).await.expect(200).text;
        if page.contains("data-poll") { Err(page) } else { Ok(()) }
    })
    .await;
}

async fn post(
    editor: &mut Visitor,
    csrf: &str,
    path: &str,
    fields: &[(String, String)],
) -> crate::support::answer::Answer {
    let mut all: Vec<(&str, &str)> = vec![("csrf", csrf)];
    all.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    editor.post_as_it_is(path, &all).await
}

/// The form as it is proposed, with the first column as key and with what is chosen.
async fn fields(editor: &mut Visitor, path: &str, chosen: &[Choice], action: &str) -> Vec<(String, String)> {
    let page = editor.get(path).await.expect(200).text;
    let mut fields = choices(&page);
    fields.retain(|(name, _)| name != "column-0-take");
    let mut set = |name: &str, value: &str| {
        fields.retain(|(known, _)| known != name);
        fields.push((name.to_owned(), value.to_owned()));
    };
    set("key", "0");
    set("action", action);
    for choice in chosen {
        match choice {
            // Found by now under its own name.
            Choice::Encoding(_) if action == "check" => {}
            Choice::Encoding(name) => set("encoding", name),
            Choice::Delimiter(text) => set("delimiter", text),
            Choice::Format(name) => set("format", name),
            Choice::Quotes(name) => set("quotes", name),
            Choice::ReplaceInvalid => set("replace-invalid", "yes"),
            Choice::Partial => set("partial", "yes"),
        }
    }
    fields
}

fn problem(case: &Case, seen: &Seen) -> Option<String> {
    let outcome = case.in_studio.as_ref().unwrap_or(&case.outcome);
    let (wanted, refused, parts) = match outcome {
        Outcome::Entries(entries) => (entries.clone(), false, &case.notes),
        Outcome::Refused(parts) => (Vec::new(), true, parts),
        Outcome::Partial(entries, parts) => (entries.clone(), true, parts),
    };
    let sorted = |mut entries: Vec<String>| {
        entries.sort();
        entries
    };
    let (wanted, found) = (sorted(wanted), sorted(seen.entries.clone()));
    let missing: Vec<&&str> = parts.iter().filter(|part| !seen.told.contains(**part)).collect();
    if seen.refused == refused && found == wanted && missing.is_empty() {
        return None;
    }
    let short = |text: &str| text.chars().take(3_000).collect::<String>();
    let told = seen.told.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(format!(
        "{}: refused {}\n  wanted {}\n  found  {}\n  not told: {missing:?}\n  told: {}",
        case.name,
        seen.refused,
        short(&format!("{wanted:?}")),
        short(&format!("{found:?}")),
        short(&told)
    ))
}

#[tokio::test]
async fn every_file_of_the_corpus_goes_in_or_is_refused_as_it_should() {
    let server = TestServer::start().await;
    let admin = server.admin().await;
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let csrf = editor.csrf().await;
    let cases = all();
    let mut problems = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let source = format!("case-{number}");
        server.add_source(&source);
        let seen = import(&mut editor, &admin, &csrf, &source, case).await;
        problems.extend(problem(case, &seen));
    }
    println!("{} files imported through the Studio, {} of them wrong", cases.len(), problems.len());
    assert!(problems.is_empty(), "{} of {} wrong:\n{}", problems.len(), cases.len(), problems.join("\n"));
    server.close().await;
}
