//! `kill -9` at a sync or a rename, before or after it is made: what was acknowledged is there, nothing is there in part, and
//! what is published shows what is stored.
//!
//! `OCTANT_KILL_ROUNDS` sets at how many of these calls a server is killed; with twice as many as there are, at each of them,
//! both before and after. `OCTANT_KILL_SEED` repeats the choices of an earlier run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::chance::{Chance, setting};
use crate::damage::image::{self, Image};
use crate::support::{KEY, Server, octant};

const IMPORTS: usize = 6;

/// The names of products by key.
type Products = BTreeMap<String, String>;

#[test]
fn killed_at_a_sync_or_a_rename_it_keeps_what_it_acknowledged_and_nothing_half() {
    let rounds = setting("OCTANT_KILL_ROUNDS").unwrap_or(8);
    let seed = setting("OCTANT_KILL_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    println!("OCTANT_KILL_SEED={seed} OCTANT_KILL_ROUNDS={rounds}");
    let folder = tempfile::tempdir().unwrap();
    let killing = Killing::build(folder.path());
    let image = Image::stopped();
    let calls = killing.count(&image);
    assert!(calls > 20, "{calls} syncs and renames");
    let moments = 2 * calls;
    let mut chance = Chance(seed);
    // Each round has its share of the moments, and takes one of them.
    let share = |round: u64| round * moments / rounds.max(1);
    let mut imports = 0;
    for round in 0..rounds {
        let width = (share(round + 1) - share(round)).max(1);
        let moment = share(round) + chance.below(width);
        imports += killing.round(&image, moment % calls + 1, if moment < calls { "before" } else { "after" });
    }
    println!("{calls} syncs and renames, {imports} acknowledged imports in {rounds} rounds");
}

/// The library that ends the process.
struct Killing {
    library: PathBuf,
}

impl Killing {
    fn build(folder: &Path) -> Self {
        let library = folder.join("killing.so");
        let code = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/process/kill/killing.c");
        let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(code).status();
        assert!(built.expect("a C compiler, which SQLite needs as well").success());
        Self { library }
    }

    fn serve(&self, data: &Path) -> Command {
        let mut command = image::serve(data);
        command.env("LD_PRELOAD", &self.library);
        command
    }

    /// How many calls a server makes that is not killed, from its start to its end.
    fn count(&self, image: &Image) -> u64 {
        let folder = tempfile::tempdir().unwrap();
        let (data, count) = (folder.path().join("data"), folder.path().join("count"));
        image.copy_to(&data);
        let mut server = Server::run(self.serve(&data).env("KILL_COUNT", &count)).unwrap();
        assert_eq!(work(&server), IMPORTS);
        server.signal("TERM");
        assert!(server.wait().success());
        std::fs::read_to_string(count).unwrap().parse().unwrap()
    }

    /// Kills a server at that call, and looks at what it left. Gives the number of imports that were acknowledged.
    fn round(&self, image: &Image, call: u64, when: &str) -> usize {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        image.copy_to(&data);
        let mut command = self.serve(&data);
        command.env("KILL_AT", call.to_string()).env("KILL_WHEN", when);
        let acknowledged = match Server::run(&mut command) {
            Ok(mut server) => {
                let acknowledged = work(&server);
                server.signal("TERM");
                server.wait();
                acknowledged
            }
            Err(_) => 0,
        };
        let place = format!("killed {when} call {call}, {acknowledged} acknowledged imports");
        let mut server =
            Server::run(&mut image::serve(&data)).unwrap_or_else(|said| panic!("{place}: {said}"));
        let stored = stored(&server);
        let next = (acknowledged + 1).min(IMPORTS);
        let is_whole = (acknowledged..=next).any(|imports| stored == after(imports));
        assert!(is_whole, "{place}: {stored:?}");
        server.until("what is published shows what is stored", || {
            let published = published(&server)?;
            if published == stored { Ok(()) } else { Err(format!("{place}: {published:?}")) }
        });
        server.signal("TERM");
        assert!(server.wait().success(), "{place}");
        let doctor = octant().args(["doctor", "--data"]).arg(&data).output().unwrap();
        assert!(doctor.status.success(), "{place}: {}", String::from_utf8_lossy(&doctor.stdout));
        acknowledged
    }
}

/// Imports until the server is gone or all is done; gives how many imports were acknowledged.
fn work(server: &Server) -> usize {
    for number in 0..IMPORTS {
        let body = json!({ "entities": entities(number) }).to_string();
        // Published before the next one comes, so that each has syncs of its own in the indexes.
        match server.request("POST", "/import/products?wait=30s", &[("x-api-key", KEY)], &body) {
            Ok((202 | 200, _)) => {}
            Ok(other) => panic!("import {number}: {other:?}"),
            Err(_) => return number,
        }
    }
    IMPORTS
}

fn key(number: usize) -> String {
    format!("article-{number:04}")
}

/// Every import changes some products, deletes one and makes one.
fn entities(import: usize) -> Vec<Value> {
    let changed = (0..20).map(|number| {
        json!({"key": key(number * 3), "properties": [{"id": "name", "value": format!("import {import}")}]})
    });
    let mut entities: Vec<Value> = changed.collect();
    entities.push(json!({"key": key(100 + import), "delete": true}));
    entities.push(json!({"key": format!("new-{import}"), "properties": [{"id": "name", "value": "new"}]}));
    entities
}

/// The products after so many imports.
fn after(imports: usize) -> Products {
    let mut products: Products =
        (0..400).map(|number| (key(number), name(&image::product(number)))).collect();
    for entity in (0..imports).flat_map(entities) {
        let key = entity["key"].as_str().unwrap().to_owned();
        if entity["delete"] == true {
            products.remove(&key);
        } else {
            products.insert(key, name(&entity));
        }
    }
    products
}

fn name(entity: &Value) -> String {
    let properties = entity["properties"].as_array().unwrap();
    let name = properties.iter().find(|property| property["id"] == "name").unwrap();
    name["value"].as_str().unwrap().to_owned()
}

fn stored(server: &Server) -> Products {
    let mut products = Products::new();
    let mut after = String::new();
    loop {
        let page = server.get(&format!("/v1/sources/products/entries?limit=200{after}"));
        for entry in page["items"].as_array().unwrap() {
            products.insert(entry["id"].as_str().unwrap().to_owned(), name(entry));
        }
        match page["after"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return products,
        }
    }
}

fn published(server: &Server) -> Result<Products, String> {
    let asked = server.request("POST", "/local/shop/v1/products", &[], r#"{"top":1000}"#).unwrap();
    if asked.0 != 200 {
        return Err(format!("{asked:?}"));
    }
    let answer: Value = serde_json::from_str(&asked.1).unwrap();
    let results = answer["results"].as_array().unwrap().iter();
    let product = |one: &Value| {
        (one["id"].as_str().unwrap().to_owned(), one["name"].as_str().unwrap_or_default().to_owned())
    };
    Ok(results.map(product).collect())
}
