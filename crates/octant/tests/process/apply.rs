//! `octant apply` and `octant export` against a server: real processes, a real port, real files.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::support::{KEY, Server, octant, request};

/// A file that sets up everything; it is the one of the user guide.
const EXAMPLE: &str = include_str!("../../../../docs/octant-example.yaml");

impl Server {
    /// `octant apply` with the organization key; the JSON that it printed.
    fn apply(&self, text: &str, options: &[&str]) -> (i32, Value) {
        let (code, summary, _) = self.apply_saying(text, options);
        (code, summary)
    }

    fn apply_saying(&self, text: &str, options: &[&str]) -> (i32, Value, String) {
        let file = self.file("octant.yaml", text);
        let output = self.run_apply(&file, &[&["--json"], options].concat());
        let errors = String::from_utf8(output.stderr).unwrap();
        let summary =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"));
        (output.status.code().unwrap(), summary, errors)
    }

    fn run_apply(&self, file: &Path, options: &[&str]) -> Output {
        let mut command = octant();
        command.args(["apply", "-f"]).arg(file).args(options);
        command.env("OCTANT_URL", &self.address).env("OCTANT_API_KEY", KEY).output().unwrap()
    }

    fn export(&self) -> String {
        let mut command = octant();
        command.arg("export").env("OCTANT_URL", &self.address).env("OCTANT_API_KEY", KEY);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Three products, one of which is not in stock, and their prices.
    fn fill(&self) {
        let property = |id: &str, value: &str| json!({"id": id, "value": value});
        let product = |key: &str, name: &str, stock: &str, category: &str| {
            let name = json!({"id": "name", "value": name, "language": "en"});
            json!({"key": key, "properties": [name, property("in_stock", stock), property("category", category)]})
        };
        let price = |key: &str, product: &str, amount: &str| json!({"key": key, "properties": [property("product", product), property("amount", amount)]});
        let products = [
            product("1", "Oak chair", "1", "Chairs"),
            product("2", "Oak table", "0", "Tables"),
            product("3", "Ash chair", "1", "Chairs"),
        ];
        let prices = [price("1-EUR", "1", "99.50"), price("3-EUR", "3", "120")];
        for (source, entities) in [("products", json!(products)), ("prices", json!(prices))] {
            let (status, answer) =
                self.post(&format!("/import/{source}"), &json!({"entities": entities}).to_string());
            assert_eq!(status, 202, "{answer}");
        }
        self.until("all imports are published", || {
            let imports = self.get("/imports");
            let mut each = imports["items"].as_array().unwrap().iter();
            let are_published = each.all(|import| import["state"] == "published");
            if are_published { Ok(()) } else { Err(imports.to_string()) }
        });
    }

    /// What an application gets from a destination.
    fn query(&self, path: &str, token: Option<&str>) -> (u16, Value) {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let headers: Vec<(&str, &str)> =
            bearer.iter().map(|bearer| ("authorization", bearer.as_str())).collect();
        let (status, body) = request(&self.address, "GET", path, &headers, "").unwrap();
        (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
    }

    /// What a public destination answers.
    fn answer(&self, path: &str) -> Value {
        let (status, answer) = self.query(path, None);
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

/// What became of each thing: kind, id and action.
fn items(summary: &Value) -> Vec<String> {
    let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
    let items = summary["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| format!("{} {} {}", text(item, "action"), text(item, "kind"), text(item, "id")))
        .collect()
}

#[test]
fn one_file_sets_up_everything_and_applications_get_answers() {
    let server = Server::start();
    let (code, planned) = server.apply(EXAMPLE, &["--plan"]);
    assert_eq!((code, &planned["outcome"]), (3, &json!("changes")), "{planned}");
    assert_eq!(
        items(&planned),
        [
            "create source products",
            "create source prices",
            "create provider Shop system",
            "create card price",
            "create card product",
            "create segment inStock",
            "create destination shop",
            "create destination partners",
        ]
    );
    assert_eq!(server.get("/v1/sources")["items"], json!([]), "a plan does nothing");

    let (code, applied, errors) = server.apply_saying(EXAMPLE, &[]);
    assert_eq!((code, &applied["outcome"]), (0, &json!("applied")), "{applied}\n{errors}");
    assert!(applied["items"].as_array().unwrap().iter().all(|item| item["state"] == "done"), "{applied}");
    server.fill();
    let answer = server.answer("/local/shop/v1/products?includeTotals=true&sortAsc=id");
    assert_eq!(answer["total"], 2);
    assert_eq!(answer["results"][0]["name"], "Oak chair");
    assert_eq!(answer["results"][0]["prices"].to_string(), r#"[{"id":"1-EUR","price":99.50}]"#);
    assert_eq!(answer["facets"][0]["header"], "Category");
    assert_eq!(answer["facets"][0]["values"], json!([{"key": "Chairs", "count": 2}]));
    let (_, swedish) = server.query("/local/shop/v1/products?language=sv", None);
    assert_eq!(swedish["facets"][0]["header"], "Kategori");

    assert_eq!(server.query("/local/partners/v1/products", None).0, 401);
    let secret =
        applied["secrets"].as_array().unwrap().iter().find(|one| one["kind"] == "application").unwrap();
    let partners = server.get("/v1/destinations/partners")["id"].as_str().unwrap().to_owned();
    let login = json!({"clientId": secret["clientId"], "clientSecret": secret["clientSecret"]});
    let (status, token) = server.post(&format!("/destinations/{partners}/token"), &login.to_string());
    assert_eq!(status, 200, "{token}");
    assert_eq!(server.query("/local/partners/v1/products", token["accessToken"].as_str()).0, 200);
}

#[test]
fn applying_again_changes_nothing_and_an_export_is_the_same_setup() {
    let server = Server::start();
    assert_eq!(server.apply(EXAMPLE, &[]).0, 0);
    let head = server.get("/v1/destinations/shop");
    let (code, again) = server.apply(EXAMPLE, &[]);
    assert_eq!((code, &again["outcome"], items(&again)), (0, &json!("nothing"), vec![]), "{again}");
    assert_eq!(server.apply(EXAMPLE, &["--plan"]).0, 0);
    assert_eq!(server.get("/v1/destinations/shop"), head, "not even the time of the last change has moved");

    let exported = server.export();
    let (code, same) = server.apply(&exported, &["--plan", "--prune"]);
    assert_eq!((code, items(&same)), (0, vec![]), "{same}\n{exported}");

    let other = Server::start();
    let (code, made, errors) = other.apply_saying(&exported, &[]);
    assert_eq!(code, 0, "{made}\n{errors}");
    assert_eq!(other.export(), exported);
}

#[test]
fn a_change_is_planned_member_by_member_with_what_it_touches() {
    let server = Server::start();
    server.apply(EXAMPLE, &[]);
    server.fill();
    let changed = EXAMPLE.replace("- 'yes'", "- 'no'").replace("size: 20", "size: 5");
    let (code, planned) = server.apply(&changed, &["--plan"]);
    assert_eq!(code, 3, "{planned}");
    let [segment, shop] = planned["items"].as_array().unwrap().as_slice() else { panic!("{planned}") };
    assert_eq!(segment["changes"][0]["path"], "criteria.dynamic");
    assert_eq!((&segment["cards"], &segment["clients"]), (&json!(2), &json!(1)), "{segment}");
    assert!(segment["effects"].to_string().contains("it will have 1 member"), "{segment}");
    let change = &shop["changes"][0];
    assert_eq!(change["path"], "endpoints.products.properties.category.facet.size");
    assert_eq!((&change["old"], &change["new"]), (&json!(20), &json!(5)));
    assert!(shop["effects"].to_string().contains("v1 keeps its shape and goes on; v2"), "{shop}");

    assert_eq!(server.apply(&changed, &[]).0, 0);
    assert_eq!(server.answer("/local/shop/v2/products?includeTotals=true")["total"], 1);
    // The version that goes on shows its segment as it is now, too: applying waits for that.
    assert_eq!(server.answer("/local/shop/v1/products?includeTotals=true")["total"], 1);
    let (code, again) = server.apply(&changed, &[]);
    assert_eq!((code, items(&again)), (0, vec![]), "{again}");
}

#[test]
fn cards_are_built_anew_and_their_old_ones_answer_meanwhile() {
    let server = Server::start();
    server.apply(EXAMPLE, &[]);
    server.fill();
    let changed = EXAMPLE.replace("type: Decimal", "type: Text");
    let (code, applied, errors) = server.apply_saying(&changed, &[]);
    assert_eq!(code, 0, "{applied}\n{errors}");
    assert_eq!(items(&applied), ["change card price"]);
    assert_eq!(applied["items"][0]["cards"], 2, "{applied}");
    assert_eq!(server.get("/v1/card-definitions/price")["status"], "Active");
    assert_eq!(server.get("/v1/card-definitions/price/cards/1-EUR")["properties"]["amount"], "99.50");
}

#[test]
fn what_fails_is_told_with_what_was_done_and_applying_again_goes_on() {
    let server = Server::start();
    // Only the server can know that a reserved word is no name for a property in results.
    let broken = EXAMPLE.replace("as: price", "as: top");
    let (code, failed, errors) = server.apply_saying(&broken, &[]);
    assert_eq!((code, &failed["outcome"]), (1, &json!("failed")), "{failed}");
    assert!(errors.contains("top"), "{errors}");
    let state = |id: &str| {
        let items = failed["items"].as_array().unwrap();
        items.iter().find(|item| item["id"] == id).unwrap()["state"].clone()
    };
    assert_eq!([state("product"), state("shop"), state("partners")], ["done", "failed", "open"]);
    let kinds: Vec<&str> =
        failed["secrets"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["provider"], "what was made is told, although the rest failed");

    let (code, applied, errors) = server.apply_saying(EXAMPLE, &[]);
    assert_eq!(code, 0, "{errors}");
    assert_eq!(items(&applied), ["change destination shop", "create destination partners"]);
    assert_eq!(server.query("/local/shop/v1/products", None).0, 200);
}

#[test]
fn nothing_goes_unless_that_is_asked_for_and_then_only_what_the_files_kinds_leave_out() {
    let server = Server::start();
    server.apply(EXAMPLE, &[]);
    let without = EXAMPLE.split("\n- identifier: partners").next().unwrap();
    assert_eq!(items(&server.apply(without, &[]).1), Vec::<String>::new());
    let (code, refused, errors) = server.apply_saying(without, &["--prune"]);
    assert_eq!((code, &refused["outcome"]), (2, &json!("usage")), "{refused}");
    assert!(errors.contains("--yes"), "{errors}");
    assert_eq!(server.query("/local/partners/v1/products", None).0, 401, "it is there still");

    let (code, pruned) = server.apply(without, &["--prune", "--yes"]);
    assert_eq!((code, items(&pruned)), (0, vec!["remove destination partners".to_owned()]), "{pruned}");
    assert_eq!(pruned["items"][0]["clients"], 1);
    let (_, nothing) = server.apply("sources: []\n", &["--plan", "--prune"]);
    assert_eq!(items(&nothing), ["remove source prices", "remove source products"], "other kinds stay");

    let empty = "sources: []\nproviders: []\ncards: []\nsegments: []\ndestinations: []\n";
    let (code, gone, errors) = server.apply_saying(empty, &["--prune", "--yes"]);
    assert_eq!(code, 0, "{gone}\n{errors}");
    assert_eq!(server.export(), empty);
}

#[test]
fn what_is_no_longer_active_published_or_in_use_ends_in_the_order_that_the_server_allows() {
    let server = Server::start();
    server.apply(EXAMPLE, &[]);
    let ended = EXAMPLE
        .replace("  name: Product\n", "  name: Product\n  active: false\n")
        .replace("  name: In stock\n", "  name: In stock\n  archived: true\n");
    // Everything below the destinations is kept but their endpoints, which lean on the card.
    let (head, _) = ended.split_once("destinations:").unwrap();
    let quiet = "destinations:\n\
        - {identifier: shop, name: Web shop, languages: [en, sv], published: false}\n\
        - {identifier: partners, name: Partners, languages: [en], protected: true, published: false}\n";
    let ended = format!("{head}{quiet}");
    let (code, refused, errors) = server.apply_saying(&ended, &[]);
    assert_eq!((code, &refused["outcome"]), (2, &json!("usage")), "{errors}");
    let (code, applied, errors) = server.apply_saying(&ended, &["--yes"]);
    assert_eq!(code, 0, "{applied}\n{errors}");
    assert_eq!(server.get("/v1/card-definitions/product")["status"], "Archived");
    assert_eq!(server.get("/v1/segments/inStock")["status"], "Archived");
    assert_eq!(server.query("/local/shop/v1/products", None).0, 404);
    assert_eq!(items(&server.apply(&ended, &[]).1), Vec::<String>::new());

    let (code, back, errors) = server.apply_saying(EXAMPLE, &[]);
    assert_eq!(code, 0, "{back}\n{errors}");
    assert_eq!(server.get("/v1/card-definitions/product")["status"], "Active");
    assert_eq!(items(&server.apply(EXAMPLE, &[]).1), Vec::<String>::new());
}

#[test]
fn other_languages_are_published_as_another_version_and_three_versions_make_room_for_a_fourth() {
    let server = Server::start();
    server.apply(EXAMPLE, &[]);
    server.fill();
    let mut text = EXAMPLE.to_owned();
    for (number, language) in [(2, "de"), (3, "fr")] {
        text = text.replacen("  - sv\n", &format!("  - sv\n  - {language}\n"), 1);
        let (code, applied, errors) = server.apply_saying(&text, &[]);
        assert_eq!((code, items(&applied)), (0, vec!["change destination shop".to_owned()]), "{errors}");
        let path = format!("/local/shop/v{number}/products?language={language}");
        assert_eq!(server.query(&path, None).0, 200);
    }
    assert_eq!(server.query("/local/shop/v1/products?language=de", None).0, 400, "v1 stays as it was");
    let fourth = text.replacen("  - sv\n", "  - sv\n  - nb\n", 1);
    let (code, _, errors) = server.apply_saying(&fourth, &[]);
    assert_eq!(code, 1);
    assert!(errors.contains("stop v1, or give --stop-oldest"), "{errors}");
    let (code, _, errors) = server.apply_saying(&fourth, &["--stop-oldest", "--yes"]);
    assert_eq!(code, 0, "{errors}");
    assert_eq!(server.query("/local/shop/v1/products", None).0, 404);
    assert_eq!(server.query("/local/shop/v4/products?language=nb", None).0, 200);
    // Somebody changes the languages elsewhere: the file's are published again.
    let change =
        server.request("PATCH", "/v1/destinations/shop", &[("x-api-key", KEY)], r#"{"languages":["en"]}"#);
    assert_eq!(change.unwrap().0, 200);
    let (code, applied, errors) = server.apply_saying(&fourth, &["--stop-oldest", "--yes"]);
    assert_eq!(code, 0, "{applied}\n{errors}");
    assert_eq!(items(&server.apply(&fourth, &[]).1), Vec::<String>::new());
}

#[test]
fn a_property_goes_together_with_the_filter_that_named_it() {
    let server = Server::start();
    server.apply(EXAMPLE, &[]);
    server.fill();
    let stocked =
        "  - {id: stocked, name: In stock, type: Boolean, source: products, sourceProperty: in_stock}\n";
    assert!(EXAMPLE.contains(stocked));
    let alone = EXAMPLE.replace(stocked, "");
    let (code, _, errors) = server.apply_saying(&alone, &["--plan"]);
    // The segment does not become otherwise, so only the server can tell, when it is asked to build the cards.
    assert_eq!(code, 3, "{errors}");
    let (code, failed, errors) = server.apply_saying(&alone, &[]);
    assert_eq!((code, &failed["items"][0]["state"]), (1, &json!("failed")), "{failed}");
    assert!(errors.contains("inStock"), "{errors}");
    let together = alone.replace("stocked:\n        - 'yes'", "category:\n        - Chairs");
    let (code, applied, errors) = server.apply_saying(&together, &[]);
    assert_eq!((code, items(&applied).len()), (0, 2), "{applied}\n{errors}");
    assert_eq!(server.get("/v1/segments/inStock/members?includeTotalCount=true")["totalCount"], 2);
}

#[test]
fn a_file_may_be_json_or_toml_and_come_from_a_pipe() {
    let server = Server::start();
    let json = server.file("a.json", r#"{"sources": [{"id": "people", "name": "People"}]}"#);
    let toml = server.file("b.toml", "[[sources]]\nid = \"people\"\nname = \"Persons\"\n");
    for (file, action) in [(json, "create"), (toml, "change")] {
        let output = server.run_apply(&file, &["--json"]);
        let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(items(&summary), [format!("{action} source people")]);
    }
    assert_eq!(server.get("/v1/sources/people")["name"], "Persons");
    let mut command = octant();
    command
        .args(["apply", "--plan", "-f", "-"])
        .env("OCTANT_URL", &server.address)
        .env("OCTANT_API_KEY", KEY);
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(b"sources:\n- {id: people, name: Persons}\n").unwrap();
    let output = process.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "Everything is as the file says.\n");

    let path = server.folder().join("exported.json");
    let mut command = octant();
    command.args(["export", "-o"]).arg(&path).env("OCTANT_URL", &server.address).env("OCTANT_API_KEY", KEY);
    assert!(command.output().unwrap().status.success());
    let exported: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(exported["sources"], json!([{"id": "people", "name": "Persons", "type": "Generic"}]));
}

#[test]
fn secrets_go_into_a_file_that_only_its_owner_reads() {
    let server = Server::start();
    let path = server.file("secrets.jsonl", "{}\n");
    let (code, applied) = server.apply(EXAMPLE, &["--secrets", path.to_str().unwrap()]);
    assert_eq!((code, &applied["secrets"]), (0, &json!([])));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let lines: Vec<Value> = std::fs::read_to_string(&path)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3, "what was there stays, and a provider and an application came: {lines:?}");
    assert_eq!((&lines[1]["kind"], &lines[2]["destination"]), (&json!("provider"), &json!("partners")));
    let token = json!({"id": lines[1]["id"], "secret": lines[1]["secret"]}).to_string();
    assert_eq!(server.post("/dataProviders/tokens", &token).0, 200);
}

#[test]
fn a_wrong_file_is_refused_before_the_server_is_asked_and_a_wrong_key_is_told_as_that() {
    let server = Server::start();
    let wrong = EXAMPLE.replace("corsOrigins:", "corsOrigin:");
    let (code, _, errors) = server.apply_saying(&wrong, &[]);
    assert_eq!(code, 1);
    assert!(errors.contains("there is no member \"corsOrigin\" here; did you mean corsOrigins?"), "{errors}");
    let file = server.file("octant.yaml", EXAMPLE);
    let run = |url: &str, key: &str| {
        let mut command = octant();
        command.args(["apply", "--plan", "-f"]).arg(&file).args(["--url", url, "--api-key", key]);
        command.output().unwrap().status.code().unwrap()
    };
    assert_eq!(run(&server.address, "none-of-this-servers-keys"), 5);
    assert_eq!(run("http://127.0.0.1:9", KEY), 4);
    assert_eq!(run("nowhere", KEY), 2);
}

#[test]
fn people_are_told_in_words() {
    let server = Server::start();
    let file = server.file("octant.yaml", EXAMPLE);
    let said = |options: &[&str]| {
        let output = server.run_apply(&file, options);
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let planned = said(&["--plan"]);
    assert!(planned.contains("+ card product\n    its cards are built\n"), "{planned}");
    assert!(planned.ends_with("8 to create, 0 to change, 0 to remove.\n"), "{planned}");
    let applied = said(&[]);
    assert!(applied.contains("All of it is done."), "{applied}");
    assert!(applied.contains("  application Partner portal of partners v1\n    clientId "), "{applied}");
    assert_eq!(said(&[]), "Everything is as the file says.\n");
}
