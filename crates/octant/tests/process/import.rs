//! `octant import` against a server: real processes, a real port, real files.

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::support::{KEY, Server, fixture, octant};

impl Server {
    /// `octant import` of a file with the organization key.
    fn import(&self, file: &Path, source: &str, options: &[&str]) -> Import {
        self.import_as(&[("OCTANT_API_KEY", KEY)], file, source, options)
    }

    fn import_as(&self, credentials: &[(&str, &str)], file: &Path, source: &str, options: &[&str]) -> Import {
        let mut command = octant();
        command.arg("import").arg(file).args(["--source", source, "--json"]).args(options);
        command.env("OCTANT_URL", &self.address).envs(credentials.iter().copied());
        Import::of(command.output().unwrap())
    }

    /// A value of an entry; null where it has none.
    fn value(&self, source: &str, key: &str, property: &str) -> Value {
        let entry = self.get(&format!("/v1/sources/{source}/entries/{key}"));
        let properties = entry["properties"].as_array().unwrap();
        properties.iter().find(|one| one["id"] == property).map_or(Value::Null, |one| one["value"].clone())
    }

    /// The place in the change log at which an import ended.
    fn sequence(&self, import: &Import) -> Value {
        let id = import.summary["imports"].as_array().unwrap().last().unwrap().as_str().unwrap();
        let sequence = self.get(&format!("/imports/{id}"))["sequence"].clone();
        assert!(!sequence.is_null());
        sequence
    }
}

/// How an import ended.
#[derive(Debug)]
struct Import {
    code: i32,
    summary: Value,
    errors: String,
}

impl Import {
    fn of(output: Output) -> Self {
        let errors = String::from_utf8(output.stderr).unwrap();
        let summary =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"));
        Self { code: output.status.code().unwrap(), summary, errors }
    }

    /// Exit code, created, updated, unchanged, rejected.
    fn counts(&self) -> (i32, [u64; 4]) {
        let count = |name: &str| self.summary[name].as_u64().unwrap();
        (self.code, ["created", "updated", "unchanged", "rejected"].map(count))
    }
}

#[test]
fn the_product_file_goes_in_once_changes_nothing_again_and_then_one_entry() {
    let server = Server::start();
    let file = fixture("garments.csv");
    let first = server.import(&file, "products", &["--key", "ID", "--create"]);
    assert_eq!(first.counts(), (0, [214, 0, 0, 0]), "{first:?}");
    assert_eq!(server.value("products", "17", "name"), "Quillfeather Hoodie");
    assert_eq!(server.value("products", "17", "id"), Value::Null, "the key is not repeated");
    let provider = &first.summary["provider"];
    let credentials = [
        ("OCTANT_PROVIDER_ID", provider["id"].as_str().unwrap()),
        ("OCTANT_PROVIDER_SECRET", provider["secret"].as_str().unwrap()),
    ];
    let again = server.import_as(&credentials, &file, "products", &["--key", "ID"]);
    assert_eq!(again.counts(), (0, [0, 0, 214, 0]), "{again:?}");
    // The display names were noted behind the first import's entries; from here on nothing moves the log.
    let head = server.sequence(&again);
    let once_more = server.import_as(&credentials, &file, "products", &["--key", "ID"]);
    assert_eq!(server.sequence(&once_more), head, "the change log has not moved");

    let text = std::fs::read_to_string(&file).unwrap();
    let edited = server.file("edited.csv", text.replacen("Quillfeather Hoodie;1;", "Feather Hoodie;1;", 1));
    let third = server.import(&edited, "products", &["--key", "ID", "--create"]);
    assert_eq!(third.counts(), (0, [0, 1, 213, 0]), "{third:?}");
    assert_eq!(third.summary["provider"], Value::Null, "there is a provider already");
    assert_eq!(server.value("products", "17", "name"), "Feather Hoodie");
}

#[test]
fn headers_become_display_names_and_stay_where_somebody_chose_others() {
    let server = Server::start();
    server.import(&fixture("garments.csv"), "products", &["--key", "ID", "--create"]);
    let names: Vec<(String, String)> = server.get("/v1/sources/products/properties?limit=200")["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["id"].as_str().unwrap().to_owned(), one["displayName"].as_str().unwrap().to_owned()))
        .collect();
    for (id, name) in [("in_stock", "In stock?"), ("short_description", "Short description"), ("sku", "SKU")]
    {
        assert!(names.contains(&(id.to_owned(), name.to_owned())), "{names:?}");
    }
    let other = server.file("other.csv", "ID;In-Stock\n17;0\n");
    let options = ["--key", "ID", "--map", "In-Stock=in_stock"];
    assert_eq!(server.import(&other, "products", &options).counts(), (0, [0, 1, 0, 0]));
    assert_eq!(server.get("/v1/sources/products/properties/in_stock")["displayName"], "In stock?");
}

#[test]
fn a_dry_run_tells_what_would_change_and_changes_nothing() {
    let server = Server::start();
    let file = fixture("garments.csv");
    let before = server.import(&file, "products", &["--key", "ID", "--create", "--dry-run"]);
    assert_eq!(before.counts(), (0, [214, 0, 0, 0]), "{before:?}");
    assert_eq!(server.get("/v1/sources")["items"], Value::Array(Vec::new()), "not even the source was made");
    server.import(&file, "products", &["--key", "ID", "--create"]);
    let edited = server
        .file("edited.csv", std::fs::read_to_string(&file).unwrap().replacen("Quillfeather", "Quill", 1));
    let after = server.import(&edited, "products", &["--key", "ID", "--dry-run"]);
    assert_eq!(after.counts(), (0, [0, 1, 213, 0]), "{after:?}");
    assert_eq!(server.value("products", "17", "name"), "Quillfeather Hoodie");
}

#[test]
fn shop_files_are_refused_with_every_row_or_combined_without_loss() {
    let server = Server::start();
    for (name, source) in [
        ("variants-lamps.csv", "lamps"),
        ("variants-pottery.csv", "pottery"),
        ("variants-jewellery.csv", "jewellery"),
    ] {
        let file = fixture(name);
        let rows: Vec<csv::StringRecord> =
            csv::Reader::from_path(&file).unwrap().into_records().map(Result::unwrap).collect();
        let shares = |row: &&csv::StringRecord| rows.iter().filter(|other| other[0] == row[0]).count() > 1;
        let expected: Vec<u64> =
            (2..).zip(&rows).filter(|(_, row)| shares(row)).map(|(number, _)| number).collect();

        let refused = server.import(&file, source, &["--key", "Handle", "--create"]);
        let named: Vec<u64> = refused.summary["rejectedRows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["row"].as_u64().unwrap())
            .collect();
        assert_eq!((refused.code, named), (1, expected), "{name}");

        let combined =
            server.import(&file, source, &["--key", "Handle", "--create", "--on-duplicate", "combine"]);
        assert_eq!(combined.counts(), (0, [20, 0, 0, 0]), "{name}: {combined:?}");
    }
    assert_eq!(server.value("jewellery", "leather-compass", "variant_price"), "69.99|55");
    assert_eq!(server.value("lamps", "reading-lamp", "option1_value"), "Small|Medium|Large");
}

#[test]
fn stations_come_in_several_payloads_of_nested_json() {
    let server = Server::start();
    let import = server.import(&fixture("stations.json"), "stations", &["--key", "objectID", "--create"]);
    assert_eq!(import.counts(), (0, [1274, 0, 0, 0]), "{import:?}");
    assert_eq!(import.summary["imports"].as_array().unwrap().len(), 2);
    assert_eq!(server.value("stations", "3682", "geoloc_lat"), "33.636719");
}

#[test]
fn good_rows_go_in_and_the_others_come_back_in_a_file_to_be_mended() {
    let server = Server::start();
    let file = server.file("a.csv", "Key;Name\nMH 01;Åsa\nok;y\nMH 01;z\n");
    let rejects = server.folder().join("rejects.csv");
    let rejects = rejects.to_str().unwrap();
    let first = server.import(&file, "people", &["--key", "Key", "--create", "--rejects", rejects]);
    assert_eq!(first.counts(), (3, [1, 0, 0, 2]), "{first:?}");
    let options = ["--key", "Key", "--skip", "reject_reason", "--clean-keys", "--on-duplicate", "combine"];
    let second = server.import(Path::new(rejects), "people", &options);
    assert_eq!(second.counts(), (0, [1, 0, 0, 0]), "{second:?}");
    assert_eq!(server.value("people", "MH_01", "name"), "Åsa|z");
}

#[test]
fn text_in_another_encoding_and_from_a_pipe_is_the_same_text() {
    let server = Server::start();
    let text = "Nr;Namn;Taggar\n1;Räksmörgås på bröd;a,b\n";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let file = server.file("latin.csv", &latin);
    let options = ["--key", "Nr", "--create", "--list", "Taggar=,"];
    assert_eq!(server.import(&file, "varor", &options).counts(), (0, [1, 0, 0, 0]));
    assert_eq!(server.value("varor", "1", "namn"), "Räksmörgås på bröd");
    assert_eq!(server.value("varor", "1", "taggar"), serde_json::json!(["a", "b"]), "the column is a list");

    let mut piped = octant();
    piped.args(["import", "-", "--source", "varor", "--key", "Nr", "--json"]);
    piped.env("OCTANT_URL", &server.address).env("OCTANT_API_KEY", KEY);
    let mut process =
        piped.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert_eq!(Import::of(process.wait_with_output().unwrap()).counts(), (0, [0, 0, 1, 0]));
}

#[test]
fn a_guessed_encoding_is_told_with_lines_to_compare() {
    let server = Server::start();
    let file = server.file("signs.csv", b"Nr,Size\n1,5 \xb5m\n2,10\n3,\xd8 12\n4,3 m\xb3\n5,4 m\xb3\n");
    let import = server.import(&file, "parts", &["--key", "Nr", "--create"]);
    assert_eq!(import.counts(), (0, [5, 0, 0, 0]), "{import:?}");
    let encoding = &import.summary["encoding"];
    assert_eq!(
        (encoding["name"].as_str(), encoding["guess"].as_str()),
        (Some("windows-1252"), Some("unsure"))
    );
    let lines: Vec<(u64, &str)> = encoding["samples"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sample| (sample["line"].as_u64().unwrap(), sample["text"].as_str().unwrap()))
        .collect();
    assert_eq!(lines, [(2, "1,5 µm"), (4, "3,Ø 12"), (5, "4,3 m³")]);
    let otherwise = serde_json::json!([
        {"encoding": "macintosh", "text": "3,ÿ 12"},
        {"encoding": "CP850", "text": "3,Ï 12"},
        {"encoding": "ISO-8859-2", "text": "3,Ř 12"},
    ]);
    assert_eq!(encoding["samples"][1]["otherwise"], otherwise);

    let mut command = octant();
    command.arg("import").arg(&file).args(["--source", "parts", "--key", "Nr"]);
    let output = command.env("OCTANT_URL", &server.address).env("OCTANT_API_KEY", KEY).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let told = "its encoding is a guess: windows-1252 (unsure, as it has few special letters); see line 2 \"1,5 µm\" \
                (CP850: \"1,5 Ám\", ISO-8859-2: \"1,5 ľm\"), line 4 \"3,Ø 12\" (macintosh: \"3,ÿ 12\", CP850: \"3,Ï 12\", \
                ISO-8859-2: \"3,Ř 12\"), line 5";
    assert!(
        said.contains("If a letter there is wrong, import it again with the right --encoding."),
        "{said}"
    );
    assert!(said.contains(told), "{said}");

    let sure = server.file("utf-8.csv", "Nr,Size\n1,5 µm\n");
    let import = server.import(&sure, "parts", &["--key", "Nr"]);
    assert_eq!(
        import.summary["encoding"],
        serde_json::json!({"name": "UTF-8", "guess": null, "samples": []})
    );
}

#[test]
fn a_damaged_file_is_refused_before_a_row_of_it_is_sent() {
    let server = Server::start();
    let mut text = b"Nr,Name\n".to_vec();
    for number in 1..=5_000 {
        text.extend(format!("{number},Räksmörgås\n").bytes());
    }
    text.extend(b"5001,Bl\xe5b\xe4r\n");
    let file = server.file("a.csv", &text);
    let refused = server.import(&file, "food", &["--key", "Nr", "--create", "--partial"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    let told = "line 5002, column 8: the byte E5 is not UTF-8; also at line 5002, column 10; 15000 other special \
                characters are UTF-8, and any other --encoding would garble what is right: correct the file, or give \
                --replace-invalid to store such bytes as \u{fffd}";
    assert!(refused.errors.contains(told), "{}", refused.errors);
    assert_eq!(server.get("/v1/sources")["items"], Value::Array(Vec::new()), "not even the source was made");
    let options = ["--key", "Nr", "--create", "--replace-invalid"];
    let taken = server.import(&file, "food", &options);
    assert_eq!(taken.counts(), (0, [5_001, 0, 0, 0]), "{taken:?}");
    assert_eq!(server.value("food", "5000", "name"), "Räksmörgås");
    assert_eq!(server.value("food", "5001", "name"), "Bl\u{fffd}b\u{fffd}r");
}

#[test]
fn lists_keep_the_delimiter_that_their_property_has() {
    let server = Server::start();
    let first = server.file("a.csv", "Key;Tags\n1;a,b\n");
    server.import(&first, "people", &["--key", "Key", "--create", "--list", "Tags=,"]);
    let second = server.file("b.csv", "Key;Tags\n1;c|d\n");
    let refused = server.import(&second, "people", &["--key", "Key", "--list", "Tags=|"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.errors.contains(r#"column "Tags" have "|""#), "{}", refused.errors);
    assert_eq!(server.value("people", "1", "tags"), serde_json::json!(["a", "b"]));
    let plain = server.import(&first, "people", &["--key", "Key"]);
    assert_eq!(
        plain.counts(),
        (0, [0, 0, 1, 0]),
        "a column that is not called a list is what it is: {plain:?}"
    );
}

#[test]
fn empty_cells_change_nothing_or_clear_as_asked() {
    let server = Server::start();
    let full = server.file("a.csv", "Key;Namn;Name\n1;Räka;Shrimp\n");
    let options = ["--key", "Key", "--create", "--map", "Namn=name:sv", "--map", "Name=name:en"];
    server.import(&full, "food", &options);
    let names = || {
        let entry = server.get("/v1/sources/food/entries/1");
        let name = |one: &Value| (one["language"].as_str().unwrap().to_owned(), one["value"].clone());
        entry["properties"].as_array().unwrap().iter().map(name).collect::<Vec<_>>()
    };
    let (en, sv) = (("en".to_owned(), "Shrimp".into()), ("sv".to_owned(), "Räka".into()));
    assert_eq!(names(), [en.clone(), sv.clone()]);
    let empty = server.file("b.csv", "Key;Namn;Name\n1;;Shrimp\n");
    assert_eq!(server.import(&empty, "food", &options).counts(), (0, [0, 0, 1, 0]));
    assert_eq!(names(), [en.clone(), sv]);
    let clearing = [&options[..], &["--empty", "clear"]].concat();
    assert_eq!(server.import(&empty, "food", &clearing).counts(), (0, [0, 1, 0, 0]));
    assert_eq!(names(), [en]);
}

#[test]
fn exit_codes_tell_scripts_what_happened() {
    let server = Server::start();
    let file = server.file("a.csv", "Key;Name\na;x\n");
    server.import(&file, "people", &["--key", "Key", "--create"]);
    let code = |import: Import| (import.code, import.summary["outcome"].as_str().unwrap().to_owned());
    let told = |number: i32, outcome: &str| (number, outcome.to_owned());
    assert_eq!(code(server.import(&file, "people", &["--key", "Key"])), told(0, "done"));
    assert_eq!(code(server.import(Path::new("missing.csv"), "people", &["--key", "Key"])), told(1, "failed"));
    assert_eq!(code(server.import(&file, "nobody", &["--key", "Key"])), told(1, "failed"));
    assert_eq!(code(server.import(&file, "people", &["--key", "Nobody"])), told(2, "usage"));
    assert_eq!(code(server.import(&file, "a b", &["--key", "Key"])), told(2, "usage"));
    assert_eq!(code(server.import_as(&[], &file, "people", &["--key", "Key"])), told(2, "usage"));
    let wrong = [("OCTANT_API_KEY", "another-key-than-the-right-one")];
    assert_eq!(code(server.import_as(&wrong, &file, "people", &["--key", "Key"])), told(5, "denied"));
    let unknown = "0197f5c0-0000-7000-8000-000000000001";
    let wrong = [("OCTANT_PROVIDER_ID", unknown), ("OCTANT_PROVIDER_SECRET", "wrong")];
    assert_eq!(code(server.import_as(&wrong, &file, "people", &["--key", "Key"])), told(5, "denied"));
    let nowhere = ["--key", "Key", "--url", "http://127.0.0.1:9"];
    assert_eq!(code(server.import(&file, "people", &nowhere)), told(4, "unreachable"));
    let refused = server.import(&file, "nobody", &["--key", "Key"]);
    assert!(refused.errors.contains("there is no source nobody; --create makes it"), "{}", refused.errors);
}

#[test]
fn the_summary_for_people_says_it_in_words() {
    let server = Server::start();
    let file = server.file("a.csv", "Key;Name\na;x\nb;y\n");
    let mut command = octant();
    command.arg("import").arg(&file).args(["--source", "people", "--key", "Key", "--create"]);
    let output = command.env("OCTANT_URL", &server.address).env("OCTANT_API_KEY", KEY).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("Made the source people."), "{said}");
    assert!(said.contains("OCTANT_PROVIDER_SECRET="), "{said}");
    assert!(said.ends_with("2 created, 0 updated, 0 unchanged, 0 deleted, 0 rejected\n"), "{said}");

    let mut command = octant();
    let header = server.file("b.csv", "Key;Name\n");
    command.arg("import").arg(&header).args(["--source", "people", "--key", "Key"]);
    let output = command.env("OCTANT_URL", &server.address).env("OCTANT_API_KEY", KEY).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.contains("0 rows, 0 entities to people"), "{said}");
}
