//! The platform API `/v1`: sources, properties, entries, typed ingest, data providers, organization keys.

use serde_json::{Value, json};

use crate::support::calls::{code, errors, listed};
use crate::support::{TestServer, User};

impl User {
    async fn import(&self, entries: &Value) {
        self.import_into("products", entries).await;
    }
}

async fn products() -> (TestServer, User) {
    let server = TestServer::start().await;
    server.add_source("products");
    let user = server.admin().await;
    (server, user)
}

/// Asks until the answer has that status; the upkeep comes by itself.
async fn until(user: &User, path: &str, status: u16) {
    crate::support::until(&format!("{path} answers {status}"), async || {
        let answer = user.get(path).await;
        if answer.status == status { Ok(()) } else { Err(format!("{answer:?}")) }
    })
    .await;
}

#[tokio::test]
async fn a_source_is_made_changed_listed_and_deleted_with_its_entries() {
    let server = TestServer::start().await;
    let user = server.admin().await;
    let made =
        user.post("/v1/sources", &json!({"id": "a", "name": "A", "description": "d"})).await.expect(201);
    let made = made.json();
    assert_eq!(
        (&made["id"], &made["description"], &made["type"], &made["status"]),
        (&json!("a"), &json!("d"), &json!("Generic"), &json!("Active"))
    );
    assert_eq!(
        code(&user.post("/v1/sources", &json!({"id": "a", "name": "A"})).await, 409),
        "already_exists"
    );
    user.post("/v1/sources", &json!({"id": "b", "name": "Bilder", "type": "Media"})).await.expect(201);
    let changed = user.patch("/v1/sources/a", &json!({"name": "Other", "description": ""})).await.expect(200);
    assert_eq!(changed.json()["description"], Value::Null, "an empty description clears");
    assert_eq!(user.get("/v1/sources/a").await.expect(200).json()["name"], "Other");

    let ids =
        async |query: &str| listed(&user.get(&format!("/v1/sources?{query}")).await.expect(200).json(), "id");
    assert_eq!(ids("").await, ["a", "b"]);
    assert_eq!(ids("name=BILD").await, ["b"]);
    assert_eq!(ids("type=media").await, ["b"]);
    assert_eq!(ids("status=Purging").await, [""; 0]);
    assert_eq!(ids("createdFrom=2000-01-01&createdTo=2001-01-01").await, [""; 0]);
    let first = user.get("/v1/sources?limit=1&includeTotalCount=true").await.expect(200).json();
    assert_eq!((&first["totalCount"], listed(&first, "id")), (&json!(2), vec!["a".to_owned()]));
    assert_eq!(ids(&format!("after={}", first["after"].as_str().expect("more"))).await, ["b"]);

    user.post("/import/a", &crate::support::entities(3, "x")).await.expect(202);
    user.delete("/v1/sources/a").await.expect(202);
    until(&user, "/v1/sources/a", 404).await;
    user.post("/v1/sources", &json!({"id": "a", "name": "Again"})).await.expect(201);
    assert_eq!(user.get("/v1/sources/a/entries").await.expect(200).json()["items"], json!([]));
    server.close().await;
}

#[tokio::test]
async fn wrong_sources_are_named_by_path() {
    let server = TestServer::start().await;
    let user = server.admin().await;
    for (body, path) in [
        (json!({"id": "a b", "name": "A"}), "id"),
        (json!({"id": "", "name": "A"}), "id"),
        (json!({"id": "a", "name": " "}), "name"),
        (json!({"id": "a", "name": "A", "type": "Special"}), "type"),
        (json!({"name": "A"}), "body"),
        (json!([]), "body"),
    ] {
        let errors = errors(&user.post("/v1/sources", &body).await);
        assert!(errors[path][0].is_string(), "{body}: {errors}");
    }
    assert_eq!(code(&user.get("/v1/sources/none").await, 404), "not_found");
    assert_eq!(code(&user.patch("/v1/sources/none", &json!({"name": "x"})).await, 404), "not_found");
    assert_eq!(code(&user.delete("/v1/sources/none").await, 404), "not_found");
    server.close().await;
}

#[tokio::test]
async fn properties_are_described_and_shape_what_entries_show() {
    let (server, user) = products().await;
    user.import(&json!({"1": {"Price": "12.50", "tags": "a| b |", "in_stock": "YES", "made": "2024-01-31"}}))
        .await;
    let path = "/v1/sources/products/properties";
    let price = user.get(&format!("{path}/PRICE")).await.expect(200).json();
    let expected = json!({
        "id": "price", "displayName": "Price", "description": null, "type": null, "delimiter": null, "state": "Active"
    });
    assert_eq!(price, expected);
    for (id, body) in [
        ("price", json!({"displayName": "Price", "type": "Decimal", "description": "in euros"})),
        ("tags", json!({"displayName": "Tags", "type": "List", "delimiter": "|"})),
        ("in_stock", json!({"displayName": "In stock?", "type": "Boolean"})),
        ("made", json!({"displayName": "Made", "type": "Timestamp"})),
    ] {
        user.put(&format!("{path}/{id}"), &body).await.expect(200);
    }
    let entry = user.get("/v1/sources/products/entries/1").await.expect(200).json();
    let value = |id: &str| {
        let found = entry["properties"].as_array().expect("a list").iter().find(|one| one["id"] == id);
        found.expect(id)["value"].clone()
    };
    assert_eq!(value("price").to_string(), "12.50");
    assert_eq!(value("tags"), json!(["a", "b"]));
    assert_eq!(value("in_stock"), json!(true));
    assert_eq!(value("made"), json!("2024-01-31T00:00:00.000Z"));

    user.put(&format!("{path}/tags"), &json!({"displayName": "Tags", "type": "Integer"})).await.expect(200);
    let answer = user.get("/v1/sources/products/entries/1").await;
    assert_eq!(code(&answer, 409), "unrepresentable");
    assert!(answer.text.contains("tags") && answer.text.contains("Integer"), "{answer:?}");
    server.close().await;
}

#[tokio::test]
async fn wrong_property_settings_are_named_by_path() {
    let (server, user) = products().await;
    let path = "/v1/sources/products/properties/p";
    for (body, wrong) in [
        (json!({"displayName": ""}), "displayName"),
        (json!({}), "displayName"),
        (json!({"displayName": "P", "type": "Number"}), "type"),
        (json!({"displayName": "P", "type": "List"}), "delimiter"),
        (json!({"displayName": "P", "type": "Text", "delimiter": ","}), "delimiter"),
    ] {
        let errors = errors(&user.put(path, &body).await);
        assert!(errors[wrong][0].is_string(), "{body}: {errors}");
    }
    let errors =
        errors(&user.put("/v1/sources/products/properties/a%20b", &json!({"displayName": "P"})).await);
    assert!(errors["propertyId"][0].is_string(), "{errors}");
    assert_eq!(code(&user.get(path).await, 404), "not_found", "nothing was made");
    assert_eq!(
        code(&user.put("/v1/sources/no/properties/p", &json!({"displayName": "P"})).await, 404),
        "not_found"
    );
    server.close().await;
}

#[tokio::test]
async fn a_deleted_property_goes_from_every_entry_and_the_log_tells() {
    let (server, user) = products().await;
    let mut entries = serde_json::Map::new();
    for number in 0..2_500 {
        entries.insert(format!("k{number}"), json!({"name": "n", "colour": number.to_string()}));
    }
    user.import(&Value::Object(entries)).await;
    user.delete("/v1/sources/products/properties/Colour").await.expect(202);
    until(&user, "/v1/sources/products/properties/colour", 404).await;
    let entry = user.get("/v1/sources/products/entries/k7").await.expect(200).json();
    assert_eq!(listed(&json!({"items": entry["properties"]}), "id"), ["name"]);
    let imports = user.get("/imports").await.expect(200).json();
    let updated: u64 =
        imports["items"].as_array().expect("a list").iter().filter_map(|one| one["updated"].as_u64()).sum();
    assert_eq!(updated, 2_500, "each entry changed once");
    assert_eq!(code(&user.delete("/v1/sources/products/properties/colour").await, 404), "not_found");
    user.import(&json!({"k1": {"colour": "back"}})).await;
    user.get("/v1/sources/products/properties/colour").await.expect(200);
    server.close().await;
}

#[tokio::test]
async fn entries_are_read_one_by_one_many_and_page_by_page() {
    let (server, user) = products().await;
    user.import(&json!({
        "a1": {"name": "Åsa", "colour": "red"}, "a2": {"name": "Bo", "colour": "blue"}, "b1": {"name": "Cy"}
    }))
    .await;
    assert_eq!(code(&user.get("/v1/sources/products/entries/zz").await, 404), "not_found");
    assert_eq!(code(&user.get("/v1/sources/none/entries/a1").await, 404), "not_found");
    let many = user.get("/v1/sources/products/entries?id=b1&id=zz&id=a1").await.expect(200).json();
    assert_eq!(listed(&many, "id"), ["b1", "a1"], "in the order asked, the missing left out");
    let too_many = (0..101).map(|number| format!("id={number}")).collect::<Vec<_>>().join("&");
    errors(&user.get(&format!("/v1/sources/products/entries?{too_many}")).await);

    let ids = async |query: &str| {
        listed(&user.get(&format!("/v1/sources/products/entries?{query}")).await.expect(200).json(), "id")
    };
    assert_eq!(ids("").await, ["a1", "a2", "b1"]);
    assert_eq!(ids("prefix=a").await, ["a1", "a2"]);
    assert_eq!(ids("search=%C3%A5SA").await, ["a1"], "text in any case");
    assert_eq!(ids("search=B1").await, ["b1"], "the key, too");
    assert_eq!(ids("filter=colour:red").await, ["a1"]);
    assert_eq!(ids("filter=Colour:*").await, ["a1", "a2"]);
    assert_eq!(ids("filter=colour:*&filter=name:Bo").await, ["a2"]);
    assert_eq!(ids("filter=colour:re").await, [""; 0]);
    errors(&user.get("/v1/sources/products/entries?filter=colour").await);
    let page =
        user.get("/v1/sources/products/entries?limit=2&includeTotalCount=true").await.expect(200).json();
    assert_eq!((&page["after"], &page["totalCount"]), (&json!("a2"), &json!(3)));
    assert_eq!(ids("limit=2&after=a2").await, ["b1"]);
    server.close().await;
}

#[tokio::test]
async fn a_long_search_answers_with_what_it_found_so_far() {
    let options = octant_server::ServerOptions { browse_scan: 10, ..octant_server::ServerOptions::default() };
    let server = TestServer::start_with(options, octant_store::sqlite::Options::default()).await;
    server.add_source("products");
    let user = server.admin().await;
    user.post("/import/products", &crate::support::entities(35, "x")).await.expect(202);
    let (mut found, mut pages, mut after) = (Vec::new(), 0, String::new());
    loop {
        let path = format!("/v1/sources/products/entries?search=x%207&after={after}");
        let page = user.get(&path).await.expect(200).json();
        found.extend(listed(&page, "id"));
        pages += 1;
        match page["after"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => break,
        }
    }
    assert_eq!((found, pages), (vec!["key-7".to_owned()], 4));
    server.close().await;
}

fn typed(entries: &Value) -> Value {
    json!({ "entries": entries })
}

#[tokio::test]
async fn typed_ingest_infers_types_and_keeps_them() {
    let (server, user) = products().await;
    let body = typed(&json!([{"id": "1", "properties": [
        {"id": "Name", "value": "Stol", "language": "sv-se"},
        {"id": "tags", "value": ["a", "b"]},
        {"id": "stock", "value": 7},
        {"id": "price", "value": 12.5},
        {"id": "sold", "value": true},
        {"id": "made", "value": "2024-01-31T12:00:00Z"},
        {"id": "sku", "value": "2024-01-31"},
        {"id": "looks", "value": ["rund"], "language": "SV"}
    ]}]));
    let job = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    let answer =
        user.post(&format!("/v1/sources/products?correlationId={job}"), &body).await.expect(202).json();
    assert_eq!(
        (&answer["correlationId"], &answer["sourceId"], &answer["acceptedEntryCount"]),
        (&json!(job), &json!("products"), &json!(1))
    );
    let found = answer["newPropertiesFound"].as_array().expect("a list");
    let types: Vec<(&str, &str)> = found
        .iter()
        .map(|one| (one["id"].as_str().expect("id"), one["type"].as_str().expect("type")))
        .collect();
    let expected = [
        ("looks", "LocalizedList"),
        ("made", "Timestamp"),
        ("name", "LocalizedText"),
        ("price", "Decimal"),
        ("sku", "Text"),
        ("sold", "Boolean"),
        ("stock", "Integer"),
        ("tags", "List"),
    ];
    assert_eq!(types, expected);
    let entry = user.get("/v1/sources/products/entries/1").await.expect(200).json();
    let shown = entry["properties"].as_array().expect("a list");
    let value = |id: &str| shown.iter().find(|one| one["id"] == id).expect(id);
    assert_eq!((&value("name")["value"], &value("name")["language"]), (&json!("Stol"), &json!("sv-SE")));
    assert_eq!(value("tags")["value"], json!(["a", "b"]));
    assert_eq!((&value("stock")["value"], &value("price")["value"]), (&json!(7), &json!(12.5)));
    let named = user.get("/v1/sources/products/properties/name").await.expect(200).json();
    assert_eq!(named["displayName"], "Name");

    let again = user.post("/v1/sources/products", &body).await.expect(202).json();
    assert_eq!(again["newPropertiesFound"], json!([]));
    assert!(again["correlationId"].as_str().is_some_and(|id| id != job));
    let imports = user.get("/imports?limit=1").await.expect(200).json();
    assert_eq!(imports["items"][0]["unchanged"], 1, "the same again changes nothing");

    let clear = typed(&json!([{"id": "1", "properties": [{"id": "stock", "value": null}]}]));
    user.post("/v1/sources/products", &clear).await.expect(202);
    let entry = user.get("/v1/sources/products/entries/1").await.expect(200).json();
    assert!(!entry["properties"].as_array().expect("a list").iter().any(|one| one["id"] == "stock"));
    server.close().await;
}

#[tokio::test]
async fn typed_ingest_tells_each_broken_rule_by_its_path_and_stores_nothing() {
    let (server, user) = products().await;
    for (id, kind, delimiter) in [
        ("t", "Text", ""),
        ("lt", "LocalizedText", ""),
        ("l", "List", "|"),
        ("b", "Boolean", ""),
        ("i", "Integer", ""),
        ("d", "Decimal", ""),
        ("m", "Timestamp", ""),
    ] {
        let body = json!({"displayName": id, "type": kind, "delimiter": delimiter});
        user.put(&format!("/v1/sources/products/properties/{id}"), &body).await.expect(200);
    }
    let wrong = [
        (json!({"id": "t", "value": 1}), "value"),
        (json!({"id": "t", "value": "x", "language": "en"}), "language"),
        (json!({"id": "lt", "value": "x"}), "language"),
        (json!({"id": "lt", "value": "x", "language": "english"}), "language"),
        (json!({"id": "l", "value": ["a|b"]}), "value"),
        (json!({"id": "l", "value": [1]}), "value"),
        (json!({"id": "l", "value": "a"}), "value"),
        (json!({"id": "b", "value": "true"}), "value"),
        (json!({"id": "i", "value": 1.5}), "value"),
        (json!({"id": "i", "value": 9_223_372_036_854_775_808_u64}), "value"),
        (json!({"id": "d", "value": "1"}), "value"),
        (json!({"id": "m", "value": "soon"}), "value"),
        (json!({"id": "new", "value": {"a": 1}}), "value"),
        (json!({"id": "a b", "value": "x"}), "id"),
    ];
    let entries: Vec<Value> = wrong
        .iter()
        .enumerate()
        .map(|(place, (property, _))| json!({"id": format!("e{place}"), "properties": [{"id": "d", "value": 1}, property]}))
        .collect();
    let told = errors(&user.post("/v1/sources/products", &typed(&json!(entries))).await);
    for (place, (property, member)) in wrong.iter().enumerate() {
        // "d" comes twice in the entry whose wrong value is that of "d".
        let path = format!("entries[{place}].properties[1].{member}");
        assert!(told[&path][0].is_string(), "{property} at {path}: {told:#}");
    }
    let twice = json!([
        {"id": "k", "properties": [{"id": "t", "value": "1"}, {"id": "T", "value": "2"}]},
        {"id": "k"}, {"id": "å"}
    ]);
    let told = errors(&user.post("/v1/sources/products", &typed(&twice)).await);
    for path in ["entries[0].properties[1].id", "entries[1].id", "entries[2].id"] {
        assert!(told[path][0].is_string(), "{path}: {told:#}");
    }
    for (body, path) in [
        (json!({}), "body"),
        (json!({"entries": [{"properties": []}]}), "entries[0]"),
        (json!({"entries": [{"id": 7}]}), "entries[0].id"),
        (json!(1), "body"),
    ] {
        let told = errors(&user.post("/v1/sources/products", &body).await);
        assert!(told[path][0].is_string(), "{path}: {told:#}");
    }
    assert_eq!(user.get("/v1/sources/products/entries").await.expect(200).json()["items"], json!([]));
    assert_eq!(code(&user.post("/v1/sources/none", &typed(&json!([]))).await, 404), "not_found");
    server.close().await;
}

#[tokio::test]
async fn many_problems_are_told_up_to_a_limit_that_says_how_many_more() {
    let (server, user) = products().await;
    let entries: Vec<Value> = (0..150).map(|_| json!({"id": "a b"})).collect();
    let told = errors(&user.post("/v1/sources/products", &typed(&json!(entries))).await);
    assert_eq!(told.as_object().expect("an object").len(), 101);
    assert_eq!(told["entries"][0], "… and 50 more problems");
    server.close().await;
}

#[tokio::test]
async fn what_is_being_deleted_takes_nothing_more() {
    let options = octant_server::ServerOptions {
        upkeep_interval: std::time::Duration::from_secs(3600),
        ..octant_server::ServerOptions::default()
    };
    let server = TestServer::start_with(options, octant_store::sqlite::Options::default()).await;
    // The first round of the upkeep comes with the start; what follows is not worked off.
    let user = server.admin().await;
    server.add_source("products");
    user.import(&json!({"1": {"name": "n"}})).await;
    user.delete("/v1/sources/products/properties/name").await.expect(202);
    let body = typed(&json!([{"id": "1", "properties": [{"id": "name", "value": "x"}]}]));
    assert_eq!(code(&user.post("/v1/sources/products", &body).await, 409), "purging");
    let put = user.put("/v1/sources/products/properties/name", &json!({"displayName": "N"})).await;
    assert_eq!(code(&put, 409), "purging");
    user.delete("/v1/sources/products").await.expect(202);
    assert_eq!(code(&user.post("/v1/sources/products", &typed(&json!([]))).await, 409), "purging");
    assert_eq!(code(&user.patch("/v1/sources/products", &json!({"name": "x"})).await, 409), "purging");
    user.post("/import/products", &json!({"entities": []})).await.expect(403);
    server.close().await;
}

#[tokio::test]
async fn data_providers_are_made_changed_reset_and_deleted() {
    let (server, user) = products().await;
    server.add_source("others");
    let body = json!({"name": "Shop", "sources": ["products"]});
    let made = user.post("/v1/data-providers", &body).await.expect(201).json();
    let (id, secret) = (made["id"].as_str().expect("id"), made["secret"].as_str().expect("secret"));
    let token = async |secret: &str| {
        let answer =
            server.anybody().post("/dataProviders/tokens", &json!({"id": id, "secret": secret})).await;
        let token = (answer.status == 200).then(|| answer.json()["result"]["accessToken"].clone());
        token.map(|token| server.with_token(token.as_str().expect("a token")))
    };
    let holder = token(secret).await.expect("the secret is right");
    let nothing = json!({"entities": []});
    holder.post("/import/products", &nothing).await.expect(202);
    holder.post("/import/others", &nothing).await.expect(403);
    let path = format!("/v1/data-providers/{id}");
    let changed =
        user.patch(&path, &json!({"name": "Other", "sources": ["others"]})).await.expect(200).json();
    assert_eq!((&changed["name"], &changed["sources"]), (&json!("Other"), &json!(["others"])));
    assert_eq!(changed.get("secret"), None);
    holder.post("/import/others", &nothing).await.expect(202);
    holder.post("/import/products", &nothing).await.expect(403);
    user.patch(&path, &json!({"sources": "*"})).await.expect(200);
    holder.post("/import/products", &nothing).await.expect(202);
    assert_eq!(user.get(&path).await.expect(200).json()["name"], "Other");

    let reset = user.post(&format!("{path}/reset-secret"), &json!({})).await.expect(200).json();
    holder.post("/import/products", &nothing).await.expect(401);
    assert!(token(secret).await.is_none(), "the old secret is worth nothing");
    let holder = token(reset["secret"].as_str().expect("secret")).await.expect("the new secret is right");
    user.delete(&path).await.expect(204);
    holder.post("/import/products", &nothing).await.expect(401);
    assert_eq!(code(&user.get(&path).await, 404), "not_found");
    for (body, wrong) in [
        (json!({"name": "", "sources": "*"}), "name"),
        (json!({"name": "P", "sources": "all"}), "sources"),
        (json!({"name": "P", "sources": ["a b"]}), "sources"),
        (json!({"name": "P", "sources": [7]}), "sources"),
    ] {
        assert!(errors(&user.post("/v1/data-providers", &body).await)[wrong][0].is_string(), "{body}");
    }
    server.close().await;
}

#[tokio::test]
async fn organization_keys_reach_as_far_as_their_scopes_and_the_last_one_stays() {
    let (server, user) = products().await;
    let body = json!({"name": "Reader", "scopes": ["read:sources"]});
    let made = user.post("/v1/api-keys", &body).await.expect(201).json();
    let reader =
        server.with_headers(vec![("x-api-key".to_owned(), made["key"].as_str().expect("a key").to_owned())]);
    reader.get("/v1/sources").await.expect(200);
    let refused = reader.post("/v1/sources", &json!({"id": "x", "name": "X"})).await;
    assert_eq!(code(&refused, 403), "forbidden");
    assert!(refused.text.contains("write:sources"), "the scope that is missing is named: {refused:?}");
    let list = user.get("/v1/api-keys").await.expect(200);
    assert!(!list.text.contains(made["key"].as_str().expect("a key")), "a key is shown once");
    assert_eq!(list.json()["items"].as_array().map(Vec::len), Some(2));
    let id = made["id"].as_str().expect("an id");
    user.delete(&format!("/v1/api-keys/{id}")).await.expect(204);
    reader.get("/v1/sources").await.expect(401);
    let last = listed(&user.get("/v1/api-keys").await.expect(200).json(), "id");
    assert_eq!(code(&user.delete(&format!("/v1/api-keys/{}", last[0])).await, 409), "last_key");
    for (body, wrong) in [
        (json!({"name": " ", "scopes": ["admin"]}), "name"),
        (json!({"name": "K", "scopes": []}), "scopes"),
        (json!({"name": "K", "scopes": ["admin", "all"]}), "scopes[1]"),
        (json!({"name": "K", "scopes": ["admin"], "expiresAt": "2020-01-01T00:00:00Z"}), "expiresAt"),
    ] {
        assert!(errors(&user.post("/v1/api-keys", &body).await)[wrong][0].is_string(), "{body}");
    }
    server.close().await;
}
