//! The ways by which values go in.

use octant_sdk::{Client, Credentials, Entity, ImportOptions, Number, WaitFor};
use serde_json::{Map, Value, json};

use super::PROPERTIES;
use super::browser::Browser;
use super::given::Given;
use crate::support::{KEY, Server, octant};

/// The key of a row that goes in by a way.
pub(super) fn key(way: &str, row: usize) -> String {
    format!("{way}-{row:02}")
}

/// The properties of a row that it has a value of.
fn values(row: &[String; 6]) -> impl Iterator<Item = (&'static str, &'static str, &str)> {
    let all = PROPERTIES.into_iter().zip(row);
    all.filter(|(_, text)| !text.is_empty()).map(|((id, kind), text)| (id, kind, text.as_str()))
}

/// Sends all values by one way.
pub(super) fn send(browser: &mut Browser<'_>, way: &str, given: &Given) {
    let server = browser.server;
    match way {
        "import" => import(server, given),
        "typed" => typed(server, given),
        "file" => file(server, given),
        "studio" => studio(browser, given),
        "upload" => upload(browser, given),
        _ => sdk(server, given),
    }
}

/// A text, or, where the type is one of JSON, a value of JSON: both are taken. A byte order mark is no part of either.
fn import(server: &Server, given: &Given) {
    let entity = |(place, row): (usize, &[String; 6])| {
        let native = |kind: &str, text: &str| match kind {
            "Decimal" | "Integer" | "Boolean" if place.is_multiple_of(2) => {
                serde_json::from_str(text).unwrap()
            }
            _ => json!(text),
        };
        let mut properties: Vec<Value> =
            values(row).map(|(id, kind, text)| json!({"id": id, "value": native(kind, text)})).collect();
        properties.push(json!({"id": "way", "value": "import"}));
        json!({"key": key("import", place), "properties": properties})
    };
    let entities: Vec<Value> = given.rows.iter().enumerate().map(entity).collect();
    let body = format!("\u{feff}{}", json!({ "entities": entities }));
    let (status, answer) = server.post("/import/things", &body);
    assert_eq!(status, 202, "{answer}");
}

/// Values of JSON as their types want them.
fn typed(server: &Server, given: &Given) {
    let entry = |(place, row): (usize, &[String; 6])| {
        let native = |kind: &str, text: &str| match kind {
            "Decimal" | "Integer" | "Boolean" => serde_json::from_str(text).unwrap(),
            "List" => text.split('|').collect(),
            _ => json!(text),
        };
        let mut properties: Vec<Value> =
            values(row).map(|(id, kind, text)| json!({"id": id, "value": native(kind, text)})).collect();
        properties.push(json!({"id": "way", "value": "typed"}));
        json!({"id": key("typed", place), "properties": properties})
    };
    let entries: Vec<Value> = given.rows.iter().enumerate().map(entry).collect();
    let body = format!("\u{feff}{}", json!({ "entries": entries }));
    let (status, answer) = server.post("/v1/sources/things", &body);
    assert_eq!(status, 202, "{answer}");
}

/// A file of one JSON object a line, taken by `octant import`.
fn file(server: &Server, given: &Given) {
    let mut lines = String::new();
    for (place, row) in given.rows.iter().enumerate() {
        let mut object = Map::from_iter([
            ("key".to_owned(), json!(key("file", place))),
            ("way".to_owned(), json!("file")),
        ]);
        for (id, kind, text) in values(row) {
            let value = match kind {
                "Decimal" | "Integer" => serde_json::from_str(text).unwrap(),
                _ => json!(text),
            };
            object.insert(id.to_owned(), value);
        }
        lines.push_str(&format!("{}\n", Value::Object(object)));
    }
    let file = server.file("things.ndjson", lines);
    let mut command = octant();
    command.arg("import").arg(file).args(["--source", "things", "--key", "key", "--json"]);
    let output = command.env("OCTANT_URL", &server.address).env("OCTANT_API_KEY", KEY).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Entries that somebody types into the Studio.
fn studio(browser: &mut Browser<'_>, given: &Given) {
    let csrf = browser.csrf("/studio/account");
    for (place, row) in given.rows.iter().enumerate() {
        let key = key("studio", place);
        let mut fields: Vec<(String, &str)> = vec![("key".to_owned(), key.as_str())];
        for (line, (id, _, text)) in values(row).chain([("way", "Text", "studio")]).enumerate() {
            fields.extend([(format!("property-{line}"), id), (format!("value-{line}"), text)]);
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        browser.post("/studio/sources/things/new-entry", &csrf, &fields);
    }
}

/// A CSV file that somebody uploads to the Studio.
fn upload(browser: &mut Browser<'_>, given: &Given) {
    let ids = PROPERTIES.map(|(id, _)| id);
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(["key", "way"].iter().chain(&ids)).unwrap();
    for (place, row) in given.rows.iter().enumerate() {
        writer.write_record([key("upload", place), "upload".to_owned()].iter().chain(row)).unwrap();
    }
    let file = writer.into_inner().unwrap();
    let csrf = browser.csrf("/studio/account");
    let path = browser.upload("/studio/sources/things/import", &csrf, "things.csv", &file);
    let mut fields: Vec<(String, &str)> = [
        ("format", "csv"),
        ("delimiter", ","),
        ("quotes", "strict"),
        ("encoding", "UTF-8"),
        ("key", "0"),
        ("action", "check"),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec();
    for (column, id) in (1..).zip(std::iter::once("way").chain(ids)) {
        fields.extend([(format!("column-{column}-take"), "yes"), (format!("column-{column}-property"), id)]);
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    browser.post(&path, &csrf, &fields);
    browser.post(&format!("{path}/run"), &csrf, &[]);
    browser.server.until("the upload's end", || {
        let page = browser.page(&format!("{path}/run"));
        if page.contains("data-poll") { Err(page) } else { Ok(()) }
    });
}

/// Entities that a program sends through the client library.
fn sdk(server: &Server, given: &Given) {
    let client = Client::new(server.address.as_str(), Credentials::api_key(KEY)).unwrap();
    let send = async {
        let options = ImportOptions { wait_for: WaitFor::Applied, ..ImportOptions::default() };
        let mut import = client.import("things", options).unwrap();
        for (place, row) in given.rows.iter().enumerate() {
            let mut entity = Entity::new(key("sdk", place)).with("way", "sdk");
            for (id, kind, text) in values(row) {
                entity = match kind {
                    "Decimal" | "Integer" => entity.with(id, Number::new(text).unwrap()),
                    _ => entity.with(id, text),
                };
            }
            import.push(entity).await.unwrap();
        }
        import.finish().await.unwrap().counts
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    assert_eq!(runtime.block_on(send).created, given.rows.len() as u64);
}
