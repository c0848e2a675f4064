//! The ways by which values go in.

use octant_sdk::{Client, Credentials, Entity, ImportOptions, Number, WaitFor};
use serde_json::{Map, Value, json};

use super::PROPERTIES;
use super::given::Given;
use crate::support::{KEY, Server, exchange, octant};

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
pub(super) fn send(server: &Server, way: &str, given: &Given) {
    match way {
        "import" => import(server, given),
        "typed" => typed(server, given),
        "file" => file(server, given),
        "studio" => studio(server, given),
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
fn studio(server: &Server, given: &Given) {
    let line = server.said.lines().find_map(|line| line.trim().strip_prefix(server.address.as_str()));
    let link = line.expect("the first start prints a link").to_owned();
    let token = link.split("token=").nth(1).expect("a token");
    let mut browser = Browser { server, cookies: Vec::new() };
    let csrf = browser.csrf(&link);
    let admin =
        [("token", token), ("email", "ada@shop.example"), ("name", "Ada"), ("password", "a quiet harbour")];
    browser.post("/studio/first-admin", &csrf, &admin);
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

/// A browser as far as forms need one.
struct Browser<'s> {
    server: &'s Server,
    cookies: Vec<(String, String)>,
}

impl Browser<'_> {
    /// The token that forms bring along, from a page with a form.
    fn csrf(&mut self, path: &str) -> String {
        let page = self.exchange("GET", path, "");
        let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("{path}: {page}"));
        rest.split('"').next().unwrap().to_owned()
    }

    /// Posts a form, after which the Studio goes on to another page.
    fn post(&mut self, path: &str, csrf: &str, fields: &[(&str, &str)]) {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", csrf).extend_pairs(fields);
        self.exchange("POST", path, &form.finish());
    }

    fn exchange(&mut self, method: &str, path: &str, form: &str) -> String {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let headers = [("cookie", cookies.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        let (status, head, body) = exchange(&self.server.address, method, path, &headers, form).unwrap();
        let expected = if method == "GET" { 200 } else { 303 };
        assert_eq!(status, expected, "{method} {path}: {body}");
        for line in head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")) {
            let (name, value) = line.split(';').next().and_then(|pair| pair.split_once('=')).unwrap();
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        body
    }
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
