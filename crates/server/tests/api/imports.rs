//! `GET /imports` and `GET /imports/{id}`.

use serde_json::{Value, json};

use crate::support::{TestServer, User, entities, until};

async fn import(user: &User, path: &str, mark: &str) -> String {
    let answer = user.post(path, &entities(2, mark)).await.expect(202).json();
    answer["id"].as_str().expect("an id").to_owned()
}

async fn ids(user: &User, query: &str) -> Vec<String> {
    let list = user.get(&format!("/imports?{query}")).await.expect(200).json();
    let items = list["items"].as_array().expect("a list");
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

/// Waits until so many imports are published: no destination shows their sources, so that nothing else is waited for.
async fn until_published(user: &User, imports: usize) {
    until(&format!("{imports} published imports"), async || {
        let all = user.get("/imports").await.expect(200).json();
        let states = all["items"].as_array().expect("a list").iter().map(|import| &import["state"]);
        let published = states.filter(|state| *state == "published").count();
        if published >= imports { Ok(()) } else { Err(all.to_string()) }
    })
    .await;
}

#[tokio::test]
async fn the_status_of_an_import_adds_up() {
    let server = TestServer::start().await;
    server.add_source("products");
    let user = server.admin().await;
    let correlation = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    let id = import(&user, &format!("/import/products?correlationId={correlation}"), "a").await;
    until_published(&user, 1).await;
    let mut status = user.get(&format!("/imports/{id}")).await.expect(200).json();
    let sequence = status["sequence"].take();
    assert_eq!(sequence.as_str().map(str::len), Some(20), "{sequence}");
    let times = ["acceptedAt", "appliedAt", "publishedAt"].map(|time| status[time].take());
    assert!(times.is_sorted_by_key(|time| time.as_str().expect("a time").to_owned()), "{times:?}");
    let expected = json!({
        "id": id, "correlationId": correlation, "source": "products", "state": "published",
        "received": 2, "created": 2, "updated": 0, "unchanged": 0, "deleted": 0, "rejected": 0, "problems": [],
        "acceptedAt": null, "appliedAt": null, "publishedAt": null, "sequence": null
    });
    assert_eq!(status, expected);

    let again = import(&user, "/import/products", "a").await;
    let status = user.get(&format!("/imports/{again}")).await.expect(200).json();
    assert_eq!((&status["unchanged"], &status["created"]), (&json!(2), &json!(0)));
    assert_eq!(status["correlationId"], Value::Null);
    assert_eq!(status["sequence"], sequence, "nothing changed, so the log did not go on");
    server.close().await;
}

#[tokio::test]
async fn a_provider_sees_its_own_and_the_organization_all_of_its_own() {
    let server = TestServer::start().await;
    server.add_source("products");
    let (first, second) = (server.add_provider(&["products"]), server.add_provider(&["products"]));
    let (first, second) = (server.as_provider(&first), server.as_provider(&second));
    let admin = server.admin().await;
    let stranger = server.admin_of("elsewhere");
    let of_first = import(&first, "/import/products", "1").await;
    let of_second = import(&second, "/import/products", "2").await;
    let of_admin = import(&admin, "/import/products", "3").await;

    assert_eq!(ids(&first, "").await, [of_first.as_str()]);
    assert_eq!(ids(&second, "").await, [of_second.as_str()]);
    assert_eq!(ids(&admin, "").await, [of_admin.as_str(), &of_second, &of_first], "newest first");
    assert_eq!(ids(&stranger, "").await, [""; 0]);

    first.get(&format!("/imports/{of_first}")).await.expect(200);
    admin.get(&format!("/imports/{of_first}")).await.expect(200);
    let hidden = [
        first.get(&format!("/imports/{of_second}")).await.expect(404).anonymous(),
        first.get(&format!("/imports/{of_admin}")).await.expect(404).anonymous(),
        stranger.get(&format!("/imports/{of_first}")).await.expect(404).anonymous(),
    ];
    for (answer, id) in hidden.iter().zip([of_second, of_admin, of_first]) {
        let message = format!("Import {id:?} does not exist");
        assert_eq!(answer, &json!({"result": null, "errors": [{"message": message}]}));
    }
    for id in ["0190a2b4-0000-7000-8000-000000000000", "no-guid", "%00"] {
        admin.get(&format!("/imports/{id}")).await.expect(404).anonymous();
    }
    server.close().await;
}

#[tokio::test]
async fn the_list_is_narrowed_by_what_is_asked() {
    let server = TestServer::start().await;
    server.add_source("products");
    server.add_source("stores");
    let user = server.admin().await;
    let job = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    let product = import(&user, &format!("/import/products?correlationId={job}"), "a").await;
    let store = import(&user, "/import/stores", "b").await;
    assert_eq!(ids(&user, "source=stores").await, [store.as_str()]);
    assert_eq!(ids(&user, &format!("correlationId={job}")).await, [product.as_str()]);
    until_published(&user, 2).await;
    assert_eq!(ids(&user, "state=published").await, [store.as_str(), &product]);
    assert_eq!(ids(&user, "state=Published&source=products").await, [product.as_str()]);
    for query in [
        "source=unknown",
        "source=%40",
        "state=applied",
        "state=failed",
        &format!("source=stores&correlationId={job}"),
    ] {
        assert_eq!(ids(&user, query).await, [""; 0], "{query}");
    }
    for query in
        ["state=done", "correlationId=7", "limit=0", "limit=201", "after=nonsense", "includeTotalCount=2"]
    {
        let answer = user.get(&format!("/imports?{query}")).await.expect(400).anonymous();
        let name = query.split('=').next().expect("a name");
        assert_eq!(answer["errors"][0]["details"]["propertyName"], name, "{query}");
    }
    server.close().await;
}

#[tokio::test]
async fn pages_give_every_import_once() {
    let server = TestServer::start().await;
    server.add_source("products");
    let user = server.admin().await;
    let mut expected = Vec::new();
    for mark in 0..7 {
        expected.insert(0, import(&user, "/import/products", &mark.to_string()).await);
    }
    let mut seen = Vec::new();
    let mut query = "limit=3&includeTotalCount=true".to_owned();
    loop {
        let list = user.get(&format!("/imports?{query}")).await.expect(200).json();
        assert_eq!(list["totalCount"], 7);
        for item in list["items"].as_array().expect("a list") {
            seen.push(item["id"].as_str().expect("an id").to_owned());
        }
        let Some(after) = list["after"].as_str() else { break };
        query = format!("limit=3&includeTotalCount=true&after={after}");
    }
    assert_eq!(seen, expected);
    let list = user.get("/imports").await.expect(200).json();
    assert_eq!((&list["totalCount"], &list["after"]), (&Value::Null, &Value::Null));
    server.close().await;
}
