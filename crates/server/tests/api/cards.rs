//! `/v1/card-definitions`: from a draft to cards that can be read.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::calls::{code, errors, listed};
use crate::support::{TestServer, User};

/// A server with products, of which two have a price that is no number.
pub async fn shop() -> (TestServer, User) {
    let server = TestServer::start().await;
    server.add_source("products");
    server.add_source("pictures");
    let user = server.admin().await;
    let products = json!({
        "a": {"name": "Lamp", "price": "10", "tags": "new|red", "picture": "m1"},
        "b": {"name": "Sofa", "price": "dear", "tags": "red"},
        "c": {"name": "Lampshade", "price": "cheap", "picture": "m9"},
        "d": {"name": "Table", "price": "99.5"},
    });
    user.import_into("products", &products).await;
    user.import_into("pictures", &json!({"m1": {"url": "https://example.com/1.jpg"}})).await;
    (server, user)
}

pub fn product() -> Value {
    let property =
        |id: &str, kind: &str| json!({"id": id, "type": kind, "source": "products", "sourceProperty": id});
    let tags = json!({"id": "tags", "type": "List", "source": "products", "sourceProperty": "tags", "delimiter": "|"});
    json!({
        "id": "product",
        "sources": [{"id": "products"}],
        "properties": [property("name", "Text"), property("price", "Decimal"), tags, property("picture", "Text")],
    })
}

/// Activates a definition and waits until that is done.
pub async fn activate(user: &User, id: &str) {
    user.post(&format!("/v1/card-definitions/{id}/activate"), &json!({})).await.expect(202);
    until(user, &format!("/v1/card-definitions/{id}"), |definition| definition["status"] == "Active").await;
}

/// Asks until the answer passes: cards follow an import by themselves.
pub async fn until(user: &User, path: &str, passes: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let answer = user.get(path).await.expect(200).json();
        if passes(&answer) {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{path} stays {answer}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_definition_is_made_activated_read_and_deleted() {
    let (server, user) = shop().await;
    let made = user.post("/v1/card-definitions", &product()).await.expect(201).json();
    assert_eq!(
        (&made["id"], &made["name"], &made["status"], &made["pending"], &made["cards"]),
        (&json!("product"), &json!("product"), &json!("Draft"), &Value::Null, &Value::Null)
    );
    assert_eq!(code(&user.get("/v1/card-definitions/product/cards").await, 409), "wrong_state");
    activate(&user, "product").await;
    let shown = user.get("/v1/card-definitions/product").await.expect(200).json();
    assert_eq!((&shown["cards"], &shown["properties"]), (&json!(4), &made["properties"]));

    let page =
        user.get("/v1/card-definitions/product/cards?limit=3&includeTotalCount=true").await.expect(200);
    let page = page.json();
    assert_eq!(
        (listed(&page, "id"), &page["totalCount"]),
        (vec!["a".into(), "b".into(), "c".into()], &json!(4))
    );
    let first = &page["items"][0];
    let properties = json!({"name": "Lamp", "price": 10, "tags": ["new", "red"], "picture": "m1"});
    assert_eq!((&first["properties"], &first["problems"]), (&properties, &json!([])));
    let problem = json!([{"property": "price", "language": null, "text": "dear"}]);
    assert_eq!(page["items"][1]["problems"], problem);
    let after = page["after"].as_str().expect("more");
    let rest =
        user.get(&format!("/v1/card-definitions/product/cards?after={after}")).await.expect(200).json();
    assert_eq!((listed(&rest, "id"), &rest["after"]), (vec!["d".to_owned()], &Value::Null));

    let found = async |query: &str| {
        listed(
            &user.get(&format!("/v1/card-definitions/product/cards?{query}")).await.expect(200).json(),
            "id",
        )
    };
    assert_eq!(found("search=lamp").await, ["a", "c"]);
    let filter = |json: &Value| {
        url::form_urlencoded::Serializer::new(String::new()).append_pair("filter", &json.to_string()).finish()
    };
    assert_eq!(found(&filter(&json!([{"must": {"price": [{"gt": 10}]}}]))).await, ["d"]);
    assert_eq!(found(&filter(&json!([{"must": {"tags": ["red"]}, "mustNot": {"id": ["a"]}}]))).await, ["b"]);

    user.import_into("products", &json!({"e": {"name": "New"}})).await;
    until(&user, "/v1/card-definitions/product/cards", |page| listed(page, "id").len() == 5).await;
    user.delete("/v1/card-definitions/product").await.expect(204);
    assert_eq!(code(&user.get("/v1/card-definitions/product").await, 404), "not_found");
    server.close().await;
}

#[tokio::test]
async fn a_change_waits_and_its_plan_tells_what_it_does() {
    let (server, user) = shop().await;
    user.post("/v1/card-definitions", &product()).await.expect(201);
    activate(&user, "product").await;
    let name = json!({"name": "Product", "description": "What we sell"});
    let named = user.patch("/v1/card-definitions/product", &name).await.expect(200).json();
    assert_eq!((&named["name"], &named["status"]), (&json!("Product"), &json!("Active")));

    let mut next = user.get("/v1/card-definitions/product").await.expect(200).json();
    next["properties"][1]["type"] = "Text".into();
    next["properties"].as_array_mut().expect("a list").remove(3);
    let changed = user.put("/v1/card-definitions/product", &next).await.expect(200).json();
    assert_eq!((&changed["status"], &changed["name"]), (&json!("PendingChanges"), &json!("Product")));
    assert_eq!(changed["pending"]["properties"][1]["type"], "Text");
    assert_eq!(changed["properties"][1]["type"], "Decimal", "what is in use is still shown");
    let plan = user.get("/v1/card-definitions/product/plan").await.expect(200).json();
    assert_eq!(
        (&plan["removed"], &plan["changed"], &plan["cards"]),
        (&json!(["picture"]), &json!(["price"]), &json!(4))
    );
    assert_eq!((&plan["obstacles"], &plan["destinations"]), (&json!([]), &json!([])));
    activate(&user, "product").await;
    let card = user.get("/v1/card-definitions/product/cards/b").await.expect(200).json();
    assert_eq!((&card["properties"]["price"], &card["problems"]), (&json!("dear"), &json!([])));

    let archived = user.post("/v1/card-definitions/product/archive", &json!({})).await.expect(200).json();
    assert_eq!(archived["status"], "Archived");
    assert_eq!(
        code(&user.post("/v1/card-definitions/product/activate", &json!({})).await, 409),
        "wrong_state"
    );
    let restored = user.post("/v1/card-definitions/product/restore", &json!({})).await.expect(200).json();
    assert_eq!(restored["status"], "Draft");
    server.close().await;
}

#[tokio::test]
async fn a_definition_is_tried_before_it_is_saved() {
    let (server, user) = shop().await;
    let pictures = json!({"id": "pictures", "sources": [{"id": "pictures"}]});
    user.post("/v1/card-definitions", &pictures).await.expect(201);
    activate(&user, "pictures").await;
    let mut tried = product();
    tried.as_object_mut().expect("an object").remove("id");
    tried["relations"] = json!([{"id": "images", "card": "pictures", "from": "picture", "to": "id"}]);
    tried["limit"] = json!(3);
    let preview = user.post("/v1/card-definitions/preview", &tried).await.expect(200).json();
    assert_eq!(preview["cards"].as_array().expect("cards").len(), 3);
    let problems = json!([
        {"card": "b", "property": "price", "language": null, "text": "dear"},
        {"card": "c", "property": "price", "language": null, "text": "cheap"},
    ]);
    assert_eq!(preview["problems"], problems);
    let relations = json!([{
        "id": "images", "card": "pictures", "live": true,
        "matches": [{"card": "a", "related": ["m1"]}], "unmatched": [{"card": "c", "values": ["m9"]}],
    }]);
    assert_eq!(preview["relations"], relations);
    assert_eq!(code(&user.get("/v1/card-definitions/product").await, 404), "not_found");

    tried.as_object_mut().expect("an object").remove("limit");
    tried["id"] = "product".into();
    user.post("/v1/card-definitions", &tried).await.expect(201);
    activate(&user, "product").await;
    let card = user.get("/v1/card-definitions/product/cards/a").await.expect(200).json();
    assert_eq!(card["relations"], json!({"images": {"card": "pictures", "ids": ["m1"]}}));
    assert_eq!(code(&user.delete("/v1/card-definitions/pictures").await, 409), "wrong_state");
    server.close().await;
}

#[tokio::test]
async fn data_quality_counts_and_lists_what_does_not_convert() {
    let (server, user) = shop().await;
    user.post("/v1/card-definitions", &product()).await.expect(201);
    activate(&user, "product").await;
    let report = user.get("/v1/card-definitions/product/quality").await.expect(200).json();
    assert_eq!(report["cards"], 4);
    assert_eq!(report["properties"][1], json!({"id": "price", "filled": 2, "problems": 2}));
    let path = "/v1/card-definitions/product/quality/price?includeTotalCount=true&limit=1";
    let first = user.get(path).await.expect(200).json();
    let problem = json!({"property": "price", "language": null, "text": "dear"});
    assert_eq!(first["items"], json!([{"id": "b", "problems": [problem]}]));
    assert_eq!((&first["totalCount"], &first["after"]), (&json!(2), &json!("b")));
    assert_eq!(code(&user.get("/v1/card-definitions/product/quality/none").await, 404), "not_found");
    server.close().await;
}

#[tokio::test]
async fn wrong_definitions_are_named_by_path_with_what_there_is() {
    let (server, user) = shop().await;
    let with = |path: &str, value: Value| {
        let mut wrong = product();
        *wrong.pointer_mut(path).expect("a place") = value;
        wrong
    };
    for (body, path, alternative) in [
        (with("/sources", json!([{"id": "products"}, {"id": "none"}])), "sources[1].id", "products"),
        (with("/properties/0/type", json!("Txt")), "properties[0].type", "LocalizedText"),
        (with("/properties/0/source", json!("x")), "properties[0].source", "products"),
        (with("/properties/1/id", json!("name")), "properties[1].id", "twice"),
        (with("/properties/2/delimiter", json!("")), "properties[2].delimiter", "delimiter"),
        (with("/id", json!("no good")), "id", "a-z"),
        (with("/id", json!("preview")), "id", "reserved"),
        (json!({"id": "x", "source": []}), "source", "sources"),
        (json!([]), "body", ""),
    ] {
        let errors = errors(&user.post("/v1/card-definitions", &body).await);
        let told = errors[path][0].as_str().unwrap_or_else(|| panic!("{path} is not told: {errors}"));
        assert!(told.contains(alternative), "{told}");
    }
    user.post("/v1/card-definitions", &product()).await.expect(201);
    assert_eq!(code(&user.post("/v1/card-definitions", &product()).await, 409), "already_exists");
    let relation = json!({"relations": [{"id": "r", "card": "none", "from": "name", "to": "id"}]});
    user.patch("/v1/card-definitions/product", &relation).await.expect(200);
    let errors_of = errors(&user.post("/v1/card-definitions/product/activate", &json!({})).await);
    assert!(errors_of["relations[0].card"][0].as_str().expect("told").contains("product"), "{errors_of}");
    user.patch("/v1/card-definitions/product", &json!({"relations": []})).await.expect(200);
    activate(&user, "product").await;
    for filter in ["x", "[{\"must\":{\"colour\":[\"a\"]}}]", "[{\"must\":{\"price\":[\"a\"]}}]"] {
        let query =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("filter", filter).finish();
        let answer = user.get(&format!("/v1/card-definitions/product/cards?{query}")).await;
        assert!(errors(&answer).as_object().expect("paths").keys().all(|path| path.starts_with("filter")));
    }
    assert_eq!(code(&user.get("/v1/card-definitions/product/cards/none").await, 404), "not_found");
    server.close().await;
}
