//! The ways by which values come out, and by which they are found.

use octant_model::{Decimal, Instant};
use serde_json::{Map, Value, json};

use super::given::Given;
use super::ways_in::key;
use super::{KEY, PATH, PROPERTIES, WAYS};
use crate::support::{Server, octant};

/// What a row shows: lists as lists, all other values in the types of JSON, each with its digits.
fn shown(row: &[String; 6]) -> Map<String, Value> {
    let value = |kind: &str, text: &str| match kind {
        "Integer" | "Decimal" | "Boolean" => serde_json::from_str(text).unwrap(),
        "List" => text.split('|').collect(),
        _ => json!(text),
    };
    let all = PROPERTIES.iter().zip(row).filter(|(_, text)| !text.is_empty());
    all.map(|((id, kind), text)| ((*id).to_owned(), value(kind, text))).collect()
}

/// Every row by every way.
fn all(given: &Given) -> impl Iterator<Item = (&'static str, usize, &[String; 6])> {
    WAYS.into_iter().flat_map(|way| given.rows.iter().enumerate().map(move |(place, row)| (way, place, row)))
}

pub(super) fn entries_and_cards(server: &Server, given: &Given) {
    for (way, place, row) in all(given) {
        let mut expected = shown(row);
        expected.insert("way".to_owned(), json!(way));
        let key = key(way, place);
        let entry = server.get(&format!("/v1/sources/things/entries/{key}"));
        let properties = entry["properties"].as_array().unwrap().iter();
        let stored: Map<String, Value> =
            properties.map(|one| (one["id"].as_str().unwrap().to_owned(), one["value"].clone())).collect();
        assert_eq!(stored, expected, "the entry {key}");
        let card = server.get(&format!("/v1/card-definitions/thing/cards/{key}"));
        assert_eq!(card["properties"].as_object().unwrap(), &expected, "the card {key}");
        assert_eq!(card["problems"], json!([]), "the card {key}");
    }
}

/// What a query answers.
fn query(server: &Server, body: &Value) -> Value {
    let (status, answer) = server.request("POST", PATH, &[], &body.to_string()).unwrap();
    assert_eq!(status, 200, "{body}: {answer}");
    serde_json::from_str(&answer).unwrap()
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["results"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

pub(super) fn results(server: &Server, given: &Given) {
    let top: Value = serde_json::from_str("1000.0").unwrap();
    let answer = query(server, &json!({ "top": top }));
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results.len(), all(given).count());
    for (way, place, row) in all(given) {
        let mut expected = shown(row);
        expected.extend([("id".to_owned(), json!(key(way, place))), ("way".to_owned(), json!(way))]);
        // A list is always there, empty if need be.
        expected.entry("list").or_insert_with(|| json!([]));
        let result = results.iter().find(|one| one["id"] == expected["id"]).unwrap();
        assert_eq!(result.as_object().unwrap(), &expected);
    }
}

/// Each value is counted once by each way, under a key that is the value, in the order of the values.
pub(super) fn facets(server: &Server, given: &Given) {
    let answer = query(server, &json!({"top": 0}));
    let of = |name: &str| {
        let facets = answer["facets"].as_array().unwrap();
        let facet = facets.iter().find(|facet| facet["propertyId"] == name).unwrap();
        facet["values"].as_array().unwrap()
    };
    let counted = |name: &str, values: &[String]| {
        for count in of(name) {
            assert_eq!(count["count"], WAYS.len(), "{name}: {count}");
        }
        let keys: Vec<&str> = of(name).iter().map(|count| count["key"].as_str().unwrap()).collect();
        assert_eq!(keys.len(), values.len(), "{name}: {keys:?}");
        keys.into_iter().map(str::to_owned).collect::<Vec<String>>()
    };
    let number = |text: &String| text.parse::<Decimal>().unwrap();
    let numbers: Vec<String> = given.by_number.iter().map(|row| given.rows[*row][2].clone()).collect();
    let keys: Vec<Decimal> = counted("number", &numbers).iter().map(number).collect();
    assert_eq!(keys, numbers.iter().map(number).collect::<Vec<_>>());
    let time = |text: &String| text.parse::<Instant>().unwrap();
    let times: Vec<String> = given.by_time.iter().map(|row| given.rows[*row][4].clone()).collect();
    let keys: Vec<Instant> = counted("time", &times).iter().map(time).collect();
    assert_eq!(keys, times.iter().map(time).collect::<Vec<_>>());
}

/// A filter by a value from a result finds the results that have it: one by each way, whether it is written as a value of
/// JSON, as a text, or as a range of that value alone.
pub(super) fn each_is_found_once(server: &Server, given: &Given) {
    for (place, row) in given.rows.iter().enumerate() {
        let mut expected: Vec<String> = WAYS.map(|way| key(way, place)).to_vec();
        expected.sort_unstable();
        for (name, text) in [("number", &row[2]), ("time", &row[4])] {
            if text.is_empty() {
                continue;
            }
            let native: Value =
                if name == "number" { serde_json::from_str(text).unwrap() } else { json!(text) };
            let range = json!({"gte": native, "lte": native});
            for test in [native.clone(), json!(text), range] {
                let answer = query(server, &json!({"filter": [{"must": {name: [test]}}]}));
                assert_eq!(ids(&answer), expected, "{name} {text} by {test}");
            }
            let without = query(
                server,
                &json!({"top": 0, "includeTotals": true, "filter": [{"mustNot": {name: [native]}}]}),
            );
            assert_eq!(without["total"], all(given).count() - WAYS.len(), "all but {name} {text}");
        }
    }
}

/// Pages of an order, one after the other: each result once, in the order of the values.
pub(super) fn every_order_has_each_once(server: &Server, given: &Given) {
    for (name, order) in [("number", &given.by_number), ("time", &given.by_time)] {
        for descending in [false, true] {
            let mut places = order.clone();
            if descending {
                places.reverse();
            }
            let mut ways = WAYS;
            ways.sort_unstable();
            let with: Vec<String> =
                places.iter().flat_map(|place| ways.map(|way| key(way, *place))).collect();
            let without = (0..given.rows.len()).filter(|place| !order.contains(place));
            let mut last: Vec<String> = without.flat_map(|place| ways.map(|way| key(way, place))).collect();
            last.sort_unstable();
            let expected = [with, last].concat();
            let sort = if descending { format!("-{name}") } else { name.to_owned() };
            assert_eq!(pages(server, &sort, expected.len()), expected, "by {sort}");
        }
    }
}

fn pages(server: &Server, sort: &str, most: usize) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    let mut body = json!({"top": 7, "sort": [sort]});
    loop {
        let answer = query(server, &body);
        seen.extend(ids(&answer).into_iter().map(str::to_owned));
        if answer["after"].is_null() {
            return seen;
        }
        assert!(seen.len() <= most, "by {sort} some come twice: {seen:?}");
        body["after"] = answer["after"].clone();
    }
}

/// A segment with numbers in its filter has the right members, comes out of `octant export` with every digit, and
/// `octant apply` of that finds nothing to change.
pub(super) fn segments_and_files_keep_numbers(server: &Server, given: &Given) {
    let picked: Vec<usize> = given.by_number.iter().copied().skip(1).step_by(2).collect();
    let numbers: Vec<Value> =
        picked.iter().map(|place| serde_json::from_str(&given.rows[*place][2]).unwrap()).collect();
    let criteria = json!({"dynamic": [{"must": {"number": numbers}}]});
    let segment = json!({"id": "picked", "card": "thing", "criteria": criteria});
    let (status, answer) = server.post("/v1/segments", &segment.to_string());
    assert_eq!(status, 201, "{answer}");
    let stored = || server.get("/v1/segments/picked")["criteria"].to_string();
    assert_eq!(stored(), criteria.to_string());
    let mut expected: Vec<String> =
        picked.iter().flat_map(|place| WAYS.map(|way| key(way, *place))).collect();
    expected.sort_unstable();
    server.until("the segment has its members", || {
        let members = server.get("/v1/segments/picked/members?limit=200.0");
        let ids: Vec<&str> =
            members["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        if ids == expected { Ok(()) } else { Err(format!("{ids:?}")) }
    });
    let run = |arguments: &[&str]| {
        let mut command = octant();
        command.args(arguments).env("OCTANT_URL", &server.address).env("OCTANT_API_KEY", KEY);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    for name in ["octant.yaml", "octant.json"] {
        let file = server.folder().join(name);
        let file = file.to_str().unwrap();
        run(&["export", "-o", file]);
        let marked = format!("\u{feff}{}", std::fs::read_to_string(file).unwrap());
        std::fs::write(file, marked).unwrap();
        let planned: Value = serde_json::from_str(&run(&["apply", "-f", file, "--plan", "--json"])).unwrap();
        assert_eq!(planned["outcome"], "nothing", "{name}: {planned}");
        run(&["apply", "-f", file, "--yes", "--json"]);
        assert_eq!(stored(), criteria.to_string(), "{name}");
    }
}
