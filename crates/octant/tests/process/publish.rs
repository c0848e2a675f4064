//! `kill -9` while destinations are published and imports come in: what is published converges to what a build from
//! nothing gives, result by result.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{KEY, Server, request};

const ROUNDS: u64 = 6;
const PRODUCTS: u64 = 400;

/// Numbers that look like chance and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn entity(source: &str, numbers: &mut Numbers) -> Value {
    let number = numbers.below(PRODUCTS);
    if numbers.below(8) == 0 {
        return json!({"key": format!("{source}{number}"), "delete": true});
    }
    let properties = match source {
        "products" => json!([
            {"id": "name", "value": format!("name {}", numbers.below(50)), "language": "en"},
            {"id": "category", "value": numbers.below(5).to_string()},
        ]),
        _ => json!([
            {"id": "product", "value": format!("products{}", numbers.below(PRODUCTS))},
            {"id": "amount", "value": numbers.below(1_000).to_string()},
        ]),
    };
    json!({"key": format!("{source}{number}"), "properties": properties})
}

fn payload(source: &str, numbers: &mut Numbers) -> String {
    let mut entities: Vec<Value> = (0..100).map(|_| entity(source, numbers)).collect();
    entities.sort_by_key(|one| one["key"].to_string());
    entities.dedup_by_key(|one| one["key"].clone());
    json!({ "entities": entities }).to_string()
}

fn card(id: &str, source: &str, properties: &[(&str, &str)], relations: &Value) -> Value {
    let property =
        |(id, kind): &(&str, &str)| json!({"id": id, "type": kind, "source": source, "sourceProperty": id});
    let properties: Vec<Value> = properties.iter().map(property).collect();
    json!({"id": id, "sources": [{"id": source}], "properties": properties, "relations": relations})
}

/// Sources, cards and a destination, of which nothing is active or published when this returns.
fn set_up(server: &Server) {
    let made = |path: &str, body: &Value| {
        let (status, answer) = server.post(path, &body.to_string());
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
    };
    for source in ["products", "prices"] {
        made("/v1/sources", &json!({"id": source, "name": source}));
    }
    made(
        "/v1/card-definitions",
        &card("price", "prices", &[("product", "Text"), ("amount", "Integer")], &json!([])),
    );
    let relations = json!([{"id": "prices", "card": "price", "from": "id", "to": "product"}]);
    let properties = [("name", "LocalizedText"), ("category", "Text")];
    made("/v1/card-definitions", &card("product", "products", &properties, &relations));
    for id in ["price", "product"] {
        made(&format!("/v1/card-definitions/{id}/activate"), &json!({}));
        active(server, id);
    }
    made("/v1/destinations", &json!({"identifier": "shop", "languages": ["en"]}));
    let endpoint = json!({
        "identifier": "products",
        "card": "product",
        "properties": [{"id": "name", "searchable": true}, {"id": "category", "facet": {}}],
        "relations": [{"relation": "prices", "properties": ["amount"]}],
    });
    let put = json!({"endpoints": [endpoint]}).to_string();
    let (status, answer) =
        server.request("PUT", "/v1/destinations/shop/versions/v1", &[("x-api-key", KEY)], &put).unwrap();
    assert_eq!(status, 200, "{answer}");
}

fn active(server: &Server, card: &str) {
    server.until("the card is active", || {
        let definition = server.get(&format!("/v1/card-definitions/{card}"));
        if definition["status"] == "Active" { Ok(()) } else { Err(definition.to_string()) }
    });
}

/// Imports from two threads until the process is killed, at a moment of chance, in the middle of other things.
fn load_until_killed(server: &mut Server, round: u64, numbers: &mut Numbers) -> u64 {
    let (address, stop) = (server.address.clone(), AtomicBool::new(false));
    let (address, stop) = (&address, &stop);
    let imports = &AtomicU64::new(0);
    let seeds = [numbers.below(u64::MAX >> 33), numbers.below(u64::MAX >> 33)];
    let life = Duration::from_millis(50 + numbers.below(700));
    std::thread::scope(|scope| {
        for (source, seed) in ["products", "prices"].into_iter().zip(seeds) {
            scope.spawn(move || {
                let mut numbers = Numbers(seed);
                while !stop.load(Ordering::Relaxed) {
                    let body = payload(source, &mut numbers);
                    let sent =
                        request(address, "POST", &format!("/import/{source}"), &[("x-api-key", KEY)], &body);
                    // The server may be gone by now.
                    let Ok((status, answer)) = sent else { continue };
                    assert_eq!(status, 202, "{answer}");
                    imports.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        // The first rounds are killed while the version is published, the others while its cards are made anew.
        let (path, body) = match round {
            0..2 => ("/v1/destinations/shop/versions/v1/publish", json!({})),
            _ => ("/v1/card-definitions/product/activate", json!({})),
        };
        if round >= 2 {
            let kind = if round.is_multiple_of(2) { "Integer" } else { "Text" };
            let relations = json!([{"id": "prices", "card": "price", "from": "id", "to": "product"}]);
            let changed =
                card("product", "products", &[("name", "LocalizedText"), ("category", kind)], &relations);
            let changed = json!({"properties": changed["properties"]}).to_string();
            let sent =
                server.request("PATCH", "/v1/card-definitions/product", &[("x-api-key", KEY)], &changed);
            assert_eq!(sent.unwrap().0, 200);
        }
        let (status, answer) = server.post(path, &body.to_string());
        assert_eq!(status, 202, "{answer}");
        std::thread::sleep(life);
        server.kill();
        stop.store(true, Ordering::Relaxed);
    });
    imports.load(Ordering::Relaxed)
}

/// Everything that the version answers, once it has taken in all imports and answers in the end.
fn everything(server: &Server) -> Vec<Value> {
    let path = "/local/shop/v1/products";
    let last = server.post("/import/prices", r#"{"entities":[{"key":"last"}]}"#).1;
    let last = format!("/imports/{}", last["id"].as_str().unwrap());
    server.until("the version is published", || {
        let destination = server.get("/v1/destinations/shop");
        if destination["versions"][0]["status"] == "Published" {
            Ok(())
        } else {
            Err(destination.to_string())
        }
    });
    active(server, "product");
    server.until("the version answers", || match server.request("GET", path, &[], "").unwrap() {
        (200, _) => Ok(()),
        other => Err(format!("{other:?}")),
    });
    server.until("the last import is published", || {
        let import = server.get(&last);
        if import["state"] == "published" { Ok(()) } else { Err(import.to_string()) }
    });
    server.until("nothing is being built", || {
        // Between the cards and what shows them there is a moment in which nothing is being built.
        (0..3).try_for_each(|_| {
            std::thread::sleep(Duration::from_millis(50));
            let metrics = server.request("GET", "/metrics", &[("x-api-key", KEY)], "").unwrap().1;
            if metrics.contains("octant_building{tenant=\"local\"} 0") { Ok(()) } else { Err(metrics) }
        })
    });
    [
        "{}",
        r#"{"search":["name"]}"#,
        r#"{"sort":["-prices.amount"],"filter":[{"must":{"category":["1","2"]}}]}"#,
    ]
    .into_iter()
    .map(|body| {
        let mut body: Value = serde_json::from_str(body).unwrap();
        (body["top"], body["includeTotals"]) = (json!(1_000), json!(true));
        let (status, answer) = server.request("POST", path, &[], &body.to_string()).unwrap();
        assert_eq!(status, 200, "{answer}");
        serde_json::from_str(&answer).unwrap()
    })
    .collect()
}

#[test]
fn killed_while_it_publishes_and_imports_it_converges_to_what_a_build_from_nothing_gives() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut numbers = Numbers(7);
    let mut server = Server::on(&data);
    set_up(&server);
    let mut imports = 0;
    for round in 0..ROUNDS {
        imports += load_until_killed(&mut server, round, &mut numbers);
        server = Server::on(&data);
        let after = everything(&server);
        server.kill();
        std::fs::remove_dir_all(data.join("indexes")).unwrap();
        server = Server::on(&data);
        let anew = everything(&server);
        assert_eq!(after, anew, "round {round}");
        assert_ne!(anew[0]["total"], 0, "round {round}");
    }
    assert!(imports > ROUNDS, "the rounds had load: {imports} imports");
}
