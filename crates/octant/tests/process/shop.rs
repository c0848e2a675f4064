//! A small shop that is published, for tests of what happens to a server that has one.

use serde_json::{Value, json};

use crate::support::{KEY, Server};

/// The path at which everybody may query the products.
pub(crate) const PRODUCTS: &str = "/local/shop/v1/products";

fn made(server: &Server, method: &str, path: &str, body: &Value) {
    let (status, answer) = server.request(method, path, &[("x-api-key", KEY)], &body.to_string()).unwrap();
    assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
}

/// Makes products `p0`, `p1` and so on, and publishes them.
pub(crate) fn publish(server: &Server, products: usize) {
    made(server, "POST", "/v1/sources", &json!({"id": "products", "name": "Products"}));
    let (status, answer) = import(server, (0..products).map(|number| (format!("p{number}"), "first")));
    assert_eq!(status, 202, "{answer}");
    let name = json!({"id": "name", "type": "Text", "source": "products", "sourceProperty": "name"});
    let card = json!({"id": "product", "sources": [{"id": "products"}], "properties": [name]});
    made(server, "POST", "/v1/card-definitions", &card);
    made(server, "POST", "/v1/card-definitions/product/activate?wait=30s", &json!({}));
    made(server, "POST", "/v1/destinations", &json!({"identifier": "shop", "languages": ["en"]}));
    let endpoint = json!({"identifier": "products", "card": "product", "properties": [{"id": "name", "searchable": true}]});
    made(server, "PUT", "/v1/destinations/shop/versions/v1", &json!({"endpoints": [endpoint]}));
    made(server, "POST", "/v1/destinations/shop/versions/v1/publish?wait=30s", &json!({}));
    // It answers a moment before that is noted.
    server.until("the version is published", || {
        let shop = server.get("/v1/destinations/shop");
        if shop["versions"][0]["status"] == "Published" { Ok(()) } else { Err(shop.to_string()) }
    });
    until_shown(server, "p0", "first");
}

/// Imports products, each with its key and its name.
pub(crate) fn import<'a>(
    server: &Server,
    products: impl IntoIterator<Item = (String, &'a str)>,
) -> (u16, Value) {
    let entity =
        |(key, name): (String, &str)| json!({"key": key, "properties": [{"id": "name", "value": name}]});
    let entities: Vec<Value> = products.into_iter().map(entity).collect();
    server.post("/import/products", &json!({ "entities": entities }).to_string())
}

/// Imports one product.
pub(crate) fn import_one(server: &Server, key: &str, name: &str) -> (u16, Value) {
    import(server, [(key.to_owned(), name)])
}

/// Waits until a product is published with that name.
pub(crate) fn until_shown(server: &Server, key: &str, name: &str) {
    server.until(&format!("{key} is published as {name}"), || match query(server, &format!("?id={key}")) {
        (200, answer) if answer["results"][0]["name"] == name => Ok(()),
        other => Err(format!("{other:?}")),
    });
}

/// Queries the products; the parameters begin with a question mark.
pub(crate) fn query(server: &Server, parameters: &str) -> (u16, Value) {
    let (status, answer) = server.request("GET", &format!("{PRODUCTS}{parameters}"), &[], "").unwrap();
    (status, serde_json::from_str(&answer).unwrap_or(Value::String(answer)))
}

/// What `/readyz` answers: the status and the problem's code, if any.
pub(crate) fn readiness(server: &Server) -> (u16, String) {
    let (status, answer) = server.request("GET", "/readyz", &[], "").unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    (status, answer["code"].as_str().unwrap_or_default().to_owned())
}

/// Waits until `/readyz` says that, such as 503 `storage_full`.
pub(crate) fn until_readiness(server: &Server, status: u16, code: &str) {
    server.until(&format!("/readyz says {status} {code}"), || match readiness(server) {
        found if (found.0, found.1.as_str()) == (status, code) => Ok(()),
        other => Err(format!("{other:?}")),
    });
}
