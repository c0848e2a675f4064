//! `/v1/segments`.

use serde_json::{Value, json};

use crate::cards::{activate, product, shop, until};
use crate::support::calls::{code, errors, listed};
use crate::support::{TestServer, User};

async fn active_shop() -> (TestServer, User) {
    let (server, user) = shop().await;
    user.post("/v1/card-definitions", &product()).await.expect(201);
    activate(&user, "product").await;
    (server, user)
}

fn red() -> Value {
    json!({"dynamic": [{"must": {"tags": ["red"]}}]})
}

#[tokio::test]
async fn a_segment_is_tried_made_changed_archived_and_deleted() {
    let (server, user) = active_shop().await;
    let tried = json!({"card": "product", "criteria": red(), "limit": 1});
    let preview = user.post("/v1/segments/preview", &tried).await.expect(200).json();
    assert_eq!((&preview["count"], &preview["sample"][0]["id"]), (&json!(2), &json!("a")));
    assert_eq!(preview["sample"].as_array().expect("cards").len(), 1);

    let new = json!({"id": "red", "name": "Red things", "card": "product", "criteria": red()});
    let made = user.post("/v1/segments", &new).await.expect(201).json();
    assert_eq!((&made["status"], &made["criteria"]), (&json!("Active"), &red()));
    assert_eq!(code(&user.post("/v1/segments", &new).await, 409), "already_exists");
    let members =
        user.get("/v1/segments/red/members?limit=1&includeTotalCount=true").await.expect(200).json();
    assert_eq!((listed(&members, "id"), &members["totalCount"]), (vec!["a".to_owned()], &json!(2)));
    let rest = user.get("/v1/segments/red/members?after=a").await.expect(200).json();
    assert_eq!((listed(&rest, "id"), &rest["after"]), (vec!["b".to_owned()], &Value::Null));
    assert_eq!(
        user.get("/v1/card-definitions/product/cards/a").await.expect(200).json()["segments"],
        json!(["red"])
    );

    user.import_into("products", &json!({"d": {"tags": "red"}, "a": {"tags": "blue"}})).await;
    until(&user, "/v1/segments/red/members", |page| listed(page, "id") == ["b", "d"]).await;

    let mut changed = user.get("/v1/segments/red").await.expect(200).json();
    changed["criteria"] = json!({"fixed": ["c", "a", "none"]});
    user.put("/v1/segments/red", &changed).await.expect(200);
    assert_eq!(listed(&user.get("/v1/segments/red/members").await.expect(200).json(), "id"), ["a", "c"]);
    let named = user.patch("/v1/segments/red", &json!({"name": "Picked"})).await.expect(200).json();
    assert_eq!((&named["name"], &named["criteria"]), (&json!("Picked"), &changed["criteria"]));

    let archived = user.post("/v1/segments/red/archive", &json!({})).await.expect(200).json();
    assert_eq!(archived["status"], "Archived");
    assert_eq!(user.get("/v1/segments/red/members").await.expect(200).json()["items"], json!([]));
    user.post("/v1/segments/red/restore", &json!({})).await.expect(200);
    assert_eq!(listed(&user.get("/v1/segments").await.expect(200).json(), "id"), ["red"]);
    assert_eq!(code(&user.delete("/v1/card-definitions/product").await, 409), "wrong_state");
    user.delete("/v1/segments/red").await.expect(204);
    assert_eq!(code(&user.get("/v1/segments/red").await, 404), "not_found");
    server.close().await;
}

#[tokio::test]
async fn wrong_segments_are_named_by_path_with_what_there_is() {
    let (server, user) = active_shop().await;
    let segment =
        |id: &str, card: &str, criteria: Value| json!({"id": id, "card": card, "criteria": criteria});
    let unknown = json!({"dynamic": [{"must": {"colour": ["red"]}}]});
    let no_number = json!({"dynamic": [{"must": {"price": [{"gt": "much"}]}}]});
    for (body, path, alternative) in [
        (segment("s", "none", red()), "card", "none"),
        (segment("no good", "product", red()), "id", "a-z"),
        (segment("s", "product", unknown), "criteria.dynamic[0].must.colour", "tags"),
        (segment("s", "product", no_number), "criteria.dynamic[0].must.price[0]", "number"),
        (segment("s", "product", json!({"some": []})), "criteria", "dynamic"),
        (segment("s", "product", json!({"fixed": ["no good"]})), "criteria.fixed[0]", ""),
    ] {
        let errors = errors(&user.post("/v1/segments", &body).await);
        let told = errors[path][0].as_str().unwrap_or_else(|| panic!("{path} is not told: {errors}"));
        assert!(told.contains(alternative), "{told}");
    }
    user.post("/v1/segments", &segment("s", "product", red())).await.expect(201);
    assert!(errors(&user.patch("/v1/segments/s", &json!({"card": "other"})).await)["card"][0].is_string());
    assert_eq!(code(&user.patch("/v1/segments/none", &json!({"name": "x"})).await, 404), "not_found");
    server.close().await;
}

#[tokio::test]
async fn a_segment_or_a_card_that_a_destination_shows_does_not_go() {
    let (server, user) = active_shop().await;
    let segment = json!({"id": "red", "card": "product", "criteria": red()});
    user.post("/v1/segments", &segment).await.expect(201);
    let destination = json!({"identifier": "shop", "name": "Shop", "languages": ["en"]});
    user.post("/v1/destinations", &destination).await.expect(201);
    let endpoint = json!({"identifier": "products", "card": "product", "segments": ["red"], "properties": [{"id": "name"}]});
    user.put("/v1/destinations/shop/versions/v1", &json!({"endpoints": [endpoint]})).await.expect(200);
    for (method, path) in [
        ("DELETE", "/v1/segments/red"),
        ("POST", "/v1/segments/red/archive"),
        ("DELETE", "/v1/card-definitions/product"),
        ("POST", "/v1/card-definitions/product/archive"),
    ] {
        let answer = match method {
            "DELETE" => user.delete(path).await,
            _ => user.post(path, &json!({})).await,
        };
        assert_eq!(code(&answer, 409), "in_use", "{method} {path}");
        assert!(answer.text.contains("shop"), "{answer:?}");
    }
    let plan = user.get("/v1/card-definitions/product/plan").await.expect(200).json();
    assert_eq!(plan["destinations"], json!(["shop"]));
    server.close().await;
}
