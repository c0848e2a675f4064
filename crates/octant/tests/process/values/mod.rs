//! Values of every type go in by every way, come out by every way as they were given, and are found exactly once.
//!
//! `PROPTEST_CASES` says how many random sets of values are tried beside the fixed one.

mod browser;
mod given;
mod ways_in;
mod ways_out;

use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::support::{KEY, Server};
use browser::Browser;
use given::Given;

/// The ways by which values go in.
const WAYS: [&str; 6] = ["import", "typed", "file", "studio", "upload", "sdk"];

/// The properties, one of each type that has digits or a form of its own.
const PROPERTIES: [(&str, &str); 6] = [
    ("text", "Text"),
    ("whole", "Integer"),
    ("number", "Decimal"),
    ("flag", "Boolean"),
    ("time", "Timestamp"),
    ("list", "List"),
];

const PATH: &str = "/local/shop/v1/things";

#[test]
fn awkward_values_come_out_as_they_went_in_and_are_found_exactly_once() {
    check(&given::awkward());
}

#[test]
fn random_values_come_out_as_they_went_in_and_are_found_exactly_once() {
    let cases = std::env::var_os("PROPTEST_CASES");
    let cases = cases.and_then(|cases| cases.to_str()?.parse().ok()).unwrap_or(1);
    // Each case is a server of its own: a smaller case says little and costs as much.
    let config = Config { cases, max_shrink_iters: 0, failure_persistence: None, ..Config::default() };
    let checked = TestRunner::new(config).run(&given::random(), |given| {
        check(&given);
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
}

fn check(given: &Given) {
    let server = Server::start();
    set_up(&server, given);
    let mut browser = Browser::first_admin(&server);
    for way in WAYS {
        ways_in::send(&mut browser, way, given);
    }
    server.until("all imports are published", || {
        let imports = server.get("/imports?limit=200");
        let mut each = imports["items"].as_array().unwrap().iter();
        if each.all(|import| import["state"] == "published") { Ok(()) } else { Err(imports.to_string()) }
    });
    ways_out::entries_and_cards(&server, given);
    ways_out::results(&server, given);
    ways_out::facets(&server, given);
    ways_out::each_is_found_once(&server, given);
    ways_out::every_order_has_each_once(&server, given);
    ways_out::segments_and_files_keep_numbers(&server, given);
}

/// A source, a card, and a destination that answers.
fn set_up(server: &Server, given: &Given) {
    let made = |method: &str, path: &str, body: &Value| {
        let (status, answer) =
            server.request(method, path, &[("x-api-key", KEY)], &body.to_string()).unwrap();
        assert!((200..300).contains(&status), "{path}: {status} {answer} for {given:?}");
    };
    made("POST", "/v1/sources", &json!({"id": "things", "name": "Things"}));
    let mut properties =
        vec![json!({"id": "way", "type": "Text", "source": "things", "sourceProperty": "way"})];
    for (id, kind) in PROPERTIES {
        let delimiter = (kind == "List").then_some("|");
        let settings = json!({"displayName": id, "type": kind, "delimiter": delimiter});
        made("PUT", &format!("/v1/sources/things/properties/{id}"), &settings);
        properties.push(
            json!({"id": id, "type": kind, "source": "things", "sourceProperty": id, "delimiter": delimiter}),
        );
    }
    let card = json!({"id": "thing", "sources": [{"id": "things"}], "properties": properties});
    made("POST", "/v1/card-definitions", &card);
    made("POST", "/v1/card-definitions/thing/activate", &json!({}));
    server.until("the card is active", || {
        let definition = server.get("/v1/card-definitions/thing");
        if definition["status"] == "Active" { Ok(()) } else { Err(definition.to_string()) }
    });
    made("POST", "/v1/destinations", &json!({"identifier": "shop", "languages": ["en"]}));
    // 1000.0 is a whole number, as JSON has one kind of number.
    let size: Value = serde_json::from_str("1000.0").unwrap();
    let shown = |property: &Value| json!({"id": property["id"], "facet": {"size": size}});
    let shown: Vec<Value> = properties.iter().map(shown).collect();
    let endpoints = json!({"endpoints": [{"identifier": "things", "card": "thing", "properties": shown}]});
    made("PUT", "/v1/destinations/shop/versions/v1", &endpoints);
    made("POST", "/v1/destinations/shop/versions/v1/publish", &json!({}));
    server.until("the version answers", || match server.request("GET", PATH, &[], "").unwrap() {
        (200, _) => Ok(()),
        other => Err(format!("{other:?}")),
    });
}
