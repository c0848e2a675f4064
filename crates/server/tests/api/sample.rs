//! Whole catalogues, published: what the API counts and pages is what a test counts straight from the files.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use crate::support::shop::{card, fixture, ids, import_and_wait, publish, published};
use crate::support::{TestServer, User};

/// The products of the sample, by column.
pub fn products() -> Vec<HashMap<String, String>> {
    let text = std::fs::read_to_string(fixture("garments.csv")).expect("the sample");
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers: Vec<String> = reader.headers().expect("headers").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| headers.iter().cloned().zip(row.iter().map(str::to_owned)).collect()).collect()
}

pub async fn published_products() -> (TestServer, User, Vec<HashMap<String, String>>) {
    let server = TestServer::start().await;
    server.add_source("products");
    let user = server.admin().await;
    let rows = products();
    assert_eq!(rows.len(), 214);
    let columns =
        [("Name", "name"), ("Categories", "category"), ("Stock", "stock"), ("In stock?", "in_stock")];
    let entities: Vec<Value> = rows
        .iter()
        .map(|row| {
            let property = |(column, id): &(&str, &str)| json!({"id": id, "value": row[*column]});
            json!({"key": row["ID"], "properties": columns.iter().map(property).collect::<Vec<_>>()})
        })
        .collect();
    import_and_wait(&user, "products", &entities).await;
    let types = [("name", "Text"), ("category", "Text"), ("stock", "Integer"), ("in_stock", "Boolean")];
    card(&user, "product", "products", &types, &json!([])).await;
    let facet = json!({"size": 1000});
    let endpoints = json!([{"identifier": "products", "card": "product", "properties": [
        {"id": "name", "searchable": true},
        {"id": "category", "facet": facet},
        {"id": "stock", "facet": facet},
        {"id": "in_stock", "as": "inStock", "facet": facet},
    ]}]);
    publish(&user, &json!({"identifier": "shop", "languages": ["en"]}), &endpoints).await;
    (server, user, rows)
}

/// The counts of a column, as a facet lists them.
fn counted<'r>(rows: impl Iterator<Item = &'r HashMap<String, String>>, column: &str) -> Value {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows {
        let value = match (column, row[column].as_str()) {
            ("In stock?", "1") => "true",
            ("In stock?", "0") => "false",
            (_, value) => value,
        };
        *counts.entry(value.to_owned()).or_default() += 1;
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    // Equally frequent numbers come in their order, texts byte by byte.
    let place = |key: &String| (key.parse::<i64>().ok(), key.clone());
    counts.sort_by(|one, two| two.1.cmp(&one.1).then_with(|| place(&one.0).cmp(&place(&two.0))));
    counts.into_iter().map(|(key, count)| json!({"key": key, "count": count})).collect()
}

const FACETS: [(&str, &str); 3] = [("category", "Categories"), ("stock", "Stock"), ("inStock", "In stock?")];

#[tokio::test]
async fn facet_counts_are_those_of_the_file_for_all_under_filters_and_disjunctively() {
    let (server, _, rows) = published_products().await;
    let anybody = server.anybody();
    let ask = async |body: Value| anybody.post("/local/shop/v1/products", &body).await.expect(200).json();
    let all = ask(json!({"includeTotals": true, "top": 0})).await;
    assert_eq!(all["total"], 214);
    for (place, (name, column)) in FACETS.iter().enumerate() {
        let facet = &all["facets"][place];
        assert_eq!(facet["propertyId"], *name);
        assert_eq!(facet["values"], counted(rows.iter(), column), "{name}");
    }
    let categories = counted(rows.iter(), "Categories");
    for category in categories.as_array().expect("categories") {
        let key = category["key"].as_str().expect("a key");
        let body = json!({"filter": [{"must": {"category": [key]}}], "includeTotals": true, "top": 1000});
        let narrowed = ask(body.clone()).await;
        assert_eq!(narrowed["total"], category["count"], "the count is what a click then shows: {key}");
        let of_category = || rows.iter().filter(|row| row["Categories"] == key);
        let mut expected: Vec<String> = of_category().map(|row| row["ID"].clone()).collect();
        expected.sort();
        assert_eq!(ids(&narrowed), expected);
        for (place, (name, column)) in FACETS.iter().enumerate() {
            assert_eq!(
                narrowed["facets"][place]["values"],
                counted(of_category(), column),
                "{name} of {key}"
            );
        }
        let mut disjunctive = body;
        disjunctive["facetMode"] = json!("disjunctive");
        let disjunctive = ask(disjunctive).await;
        assert_eq!(disjunctive["facets"][0]["values"], categories, "its own values do not narrow it");
        assert_eq!(disjunctive["facets"][1]["values"], narrowed["facets"][1]["values"]);
        assert_eq!(disjunctive["results"], narrowed["results"]);
    }
    let in_stock = ask(
        json!({"filter": [{"must": {"stock": [{"gte": 50}], "inStock": [true]}}], "includeTotals": true}),
    );
    let expected = rows
        .iter()
        .filter(|row| row["In stock?"] == "1" && row["Stock"].parse::<i64>().is_ok_and(|stock| stock >= 50));
    assert_eq!(in_stock.await["total"], expected.count());
    server.close().await;
}

/// The stations, with the nested location flattened.
async fn published_stations() -> (TestServer, User, Vec<Value>) {
    let server = TestServer::start().await;
    server.add_source("stations");
    let user = server.admin().await;
    let text = std::fs::read_to_string(fixture("stations.json")).expect("the sample");
    let stations: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    assert_eq!(stations.len(), 1_274);
    let entity = |station: &Value| {
        let property = |id: &str, value: &Value| json!({"id": id, "value": value});
        let properties = json!([
            property("name", &station["name"]),
            property("city", &station["city"]),
            property("country", &station["country"]),
            property("code", &station["code"]),
            property("links_count", &station["links_count"]),
            property("lat", &station["_geoloc"]["lat"]),
            property("lng", &station["_geoloc"]["lng"]),
        ]);
        json!({"key": station["objectID"], "properties": properties})
    };
    let entities: Vec<Value> = stations.iter().map(entity).collect();
    let types = [
        ("name", "Text"),
        ("city", "Text"),
        ("country", "Text"),
        ("code", "Text"),
        ("links_count", "Integer"),
        ("lat", "Decimal"),
        ("lng", "Decimal"),
    ];
    card(&user, "station", "stations", &types, &json!([])).await;
    let properties: Vec<Value> = types.iter().map(|(id, _)| json!({ "id": id })).collect();
    let endpoints = json!([{"identifier": "stations", "card": "station", "properties": properties}]);
    publish(&user, &json!({"identifier": "travel", "languages": ["en"]}), &endpoints).await;
    import_and_wait(&user, "stations", &entities).await;
    (server, user, stations)
}

const STATIONS: &str = "/local/travel/v1/stations";

/// All ids in the pages of a sort order, by `after`.
async fn paged(user: &User, sort: &Value, top: usize) -> Vec<String> {
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let body = json!({"sort": sort, "top": top, "after": after});
        let answer = user.post(STATIONS, &body).await.expect(200).json();
        seen.extend(ids(&answer));
        after = answer["after"].clone();
        if after.is_null() {
            return seen;
        }
    }
}

#[tokio::test]
async fn numbers_are_sorted_and_ranged_as_numbers() {
    let (server, _, stations) = published_stations().await;
    let user = server.anybody();
    let mut expected: Vec<(i64, String)> = stations
        .iter()
        .map(|one| {
            (
                -one["links_count"].as_i64().expect("a number"),
                one["objectID"].as_str().expect("an id").to_owned(),
            )
        })
        .collect();
    expected.sort();
    let first: Vec<String> = expected.iter().take(1_000).map(|(_, id)| id.clone()).collect();
    let answer =
        user.post(STATIONS, &json!({"sortDesc": ["links_count"], "top": 1000})).await.expect(200).json();
    assert_eq!(ids(&answer), first);
    assert_eq!(answer["results"][0]["links_count"], 1900);
    assert_eq!(answer["results"][0]["lat"], 33.636_719);
    let north = |one: &&Value| one["_geoloc"]["lat"].as_f64().is_some_and(|lat| lat > 60.5);
    let range = json!({"filter": [{"must": {"lat": [{"gt": 60.5}]}}], "includeTotals": true, "top": 0});
    let found = user.post(STATIONS, &range).await.expect(200).json();
    assert_eq!(found["total"], stations.iter().filter(north).count());
    server.close().await;
}

#[tokio::test]
async fn pages_by_after_give_each_exactly_once_in_any_order_also_while_other_cards_change() {
    let (server, admin, stations) = published_stations().await;
    let user = server.anybody();
    let mut all: Vec<String> =
        stations.iter().map(|one| one["objectID"].as_str().expect("an id").to_owned()).collect();
    all.sort();
    for sort in
        [json!([]), json!(["-links_count"]), json!(["country", "-name"]), json!(["lat"]), json!(["-id"])]
    {
        let mut seen = paged(&user, &sort, 500).await;
        seen.sort();
        assert_eq!(seen, all, "by {sort}");
    }
    // Other cards come, change and go all the while.
    let busy = tokio::spawn(async move {
        let mut imports = Vec::new();
        for round in 0..30 {
            let entity = |number: usize| {
                let properties = json!([{"id": "name", "value": format!("busy {round}")}, {"id": "links_count", "value": round}]);
                json!({"key": format!("busy-{number}"), "delete": (round + number).is_multiple_of(3), "properties": properties})
            };
            let entities: Vec<Value> = (0..50).map(entity).collect();
            let answer = admin.post("/import/stations", &json!({ "entities": entities })).await.expect(202);
            imports.push(answer.json()["id"].as_str().expect("an id").to_owned());
        }
        (admin, imports)
    });
    for sort in [json!([]), json!(["-links_count", "name"]), json!(["city"])] {
        let mut seen = paged(&user, &sort, 200).await;
        seen.retain(|id| !id.starts_with("busy"));
        seen.sort();
        assert_eq!(seen, all, "by {sort}");
    }
    let (admin, imports) = busy.await.expect("the imports go in");
    for import in &imports {
        published(&admin, import).await;
    }
    // The habit of a client that pages by address.
    let mut seen = Vec::new();
    let mut query = "?top=1000&sortAsc=id&periodSince=2024-01-01T00:00:00".to_owned();
    loop {
        let page = ids(&user.get(&format!("{STATIONS}{query}")).await.expect(200).json());
        let Some(last) = page.last() else { break };
        query = format!("?top=1000&sortAsc=id&periodSince=2024-01-01T00:00:00&after={last}");
        seen.extend(page);
    }
    seen.retain(|id| !id.starts_with("busy"));
    assert_eq!(seen, all);
    server.close().await;
}
