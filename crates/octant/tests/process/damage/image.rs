//! Folders that servers left behind, with what these servers answered.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::questions::{self, Answer};
use crate::support::{KEY, Server, octant};

const PRODUCTS: usize = 400;

/// What one server left behind.
pub(crate) struct Image {
    folder: TempDir,
    answers: Vec<Answer>,
}

impl Image {
    /// Of a server that was stopped: everything lies in the database.
    pub(crate) fn stopped() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = shop(&folder.path().join("data"));
        let answers = questions::ask_all(&server);
        server.signal("TERM");
        assert!(server.wait().success());
        Self { folder, answers }
    }

    /// Of a server that was killed: the last changes lie in the log, and the very last ones are not asked for, because a
    /// changed bit in them cannot be told from a write that was cut short.
    pub(super) fn killed() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = shop(&folder.path().join("data"));
        for number in 0..20 {
            import(&server, "notes", &[note(number)]);
        }
        let answers = questions::ask_all(&server);
        for number in 0..3 {
            import(&server, "last", &[note(number)]);
        }
        server.kill();
        Self { folder, answers }
    }

    pub(super) fn answers(&self) -> &[Answer] {
        &self.answers
    }

    pub(crate) fn copy_to(&self, data: &Path) {
        copy(&self.folder.path().join("data"), data);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// A server on that folder that checks all the time.
pub(crate) fn serve(data: &Path) -> Command {
    let mut command = octant();
    command.args(["serve", "--listen", "127.0.0.1:0", "--check-interval", "50ms", "--log-level", "warn"]);
    command.arg("--data").arg(data);
    command.env("OCTANT_ADMIN_KEY", KEY);
    command
}

/// Waits until everything in the store was checked from its beginning to its end.
pub(super) fn wait_for_check(server: &Server) {
    let rounds = || {
        let metrics = server.request("GET", "/metrics", &[], "").unwrap().1;
        let line = metrics.lines().find_map(|line| line.strip_prefix("octant_store_checks_total "));
        line.and_then(|number| number.parse::<u64>().ok())
    };
    let Some(before) = rounds() else { return };
    server.until("everything is checked", || match rounds() {
        // The first of them may have passed the place before.
        Some(now) if now < before + 2 => Err(format!("{now} rounds after {before}")),
        _ => Ok(()),
    });
}

/// A server with a published destination, to which nothing happens any more.
fn shop(data: &Path) -> Server {
    let server = Server::run(&mut serve(data)).unwrap_or_else(|said| panic!("it does not start: {said}"));
    let made = |method: &str, path: &str, body: Value| {
        let sent = server.request(method, path, &[("x-api-key", KEY)], &body.to_string()).unwrap();
        assert!((200..300).contains(&sent.0), "{path}: {sent:?}");
    };
    for source in ["products", "notes", "last"] {
        made("POST", "/v1/sources", json!({"id": source, "name": source}));
    }
    let products: Vec<Value> = (0..PRODUCTS).map(product).collect();
    for part in products.chunks(150) {
        import(&server, "products", part);
    }
    let property =
        |id: &str, kind: &str| json!({"id": id, "type": kind, "source": "products", "sourceProperty": id});
    let properties = [property("name", "Text"), property("category", "Text"), property("amount", "Integer")];
    let card = json!({"id": "product", "sources": [{"id": "products"}], "properties": properties});
    made("POST", "/v1/card-definitions", card);
    made("POST", "/v1/card-definitions/product/activate", json!({}));
    made("POST", "/v1/destinations", json!({"identifier": "shop", "languages": ["en"]}));
    let shown =
        json!([{"id": "name", "searchable": true}, {"id": "category", "facet": {}}, {"id": "amount"}]);
    let endpoint = json!({"identifier": "products", "card": "product", "properties": shown});
    made("PUT", "/v1/destinations/shop/versions/v1", json!({"endpoints": [endpoint]}));
    made("POST", "/v1/destinations/shop/versions/v1/publish", json!({}));
    server.until("the version is complete", || {
        let destination = server.get("/v1/destinations/shop");
        let metrics = server.request("GET", "/metrics", &[("x-api-key", KEY)], "").unwrap().1;
        let is_still = metrics.contains("octant_building{tenant=\"local\"} 0");
        if destination["versions"][0]["status"] == "Published" && is_still {
            Ok(())
        } else {
            Err(destination.to_string())
        }
    });
    server
}

pub(crate) fn product(number: usize) -> Value {
    // Texts that look like chance, so that they are not packed into nothing.
    let text: String = (0..6).map(|word| format!("w{:x} ", (number * 7 + word).pow(3) % 9_973)).collect();
    json!({"key": format!("article-{number:04}"), "properties": [
        {"id": "name", "value": format!("{text}name{}", number % 20)},
        {"id": "category", "value": (number % 7).to_string()},
        {"id": "amount", "value": (number * 37 % 1_000).to_string()},
    ]})
}

fn note(number: usize) -> Value {
    json!({"key": format!("note-{number}"), "properties": [{"id": "text", "value": format!("text {number}")}]})
}

fn import(server: &Server, source: &str, entities: &[Value]) {
    let (status, answer) =
        server.post(&format!("/import/{source}?wait=30s"), &json!({ "entities": entities }).to_string());
    assert!((200..300).contains(&status), "{status} {answer}");
}
