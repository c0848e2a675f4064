//! Addresses as clients write them: lists in brackets, slashes at the end, paths that lead nowhere.

use http::Method;
use octant_server::routes::table;
use serde_json::{Value, json};

use crate::support::calls::{errors, listed};
use crate::support::shop::{card, import_and_wait, publish};
use crate::support::{TestServer, User};

const THINGS: &str = "/local/shop/v1/things";

/// A destination with four things of three names.
async fn shop() -> (TestServer, User) {
    let server = TestServer::start().await;
    server.add_source("things");
    let user = server.admin().await;
    card(&user, "thing", "things", &[("name", "Text"), ("size", "Integer")], &json!([])).await;
    let endpoints = json!([{"identifier": "things", "card": "thing",
        "properties": [{"id": "name", "searchable": true}, {"id": "size"}]}]);
    publish(&user, &json!({"identifier": "shop", "languages": ["en"]}), &endpoints).await;
    let thing = |(key, name, size): (&str, &str, u32)| {
        let properties = [json!({"id": "name", "value": name}), json!({"id": "size", "value": size})];
        json!({"key": key, "properties": properties})
    };
    let things = [("a", "x", 3), ("b", "y", 1), ("c", "z", 2), ("d", "y", 4)].map(thing);
    import_and_wait(&user, "things", &things).await;
    (server, user)
}

#[tokio::test]
async fn a_list_in_a_query_may_be_written_with_brackets() {
    let (server, _) = shop().await;
    let anybody = server.anybody();
    let ask = async |query: &str| anybody.get(&format!("{THINGS}?{query}")).await.expect(200).json();
    for (plain, written) in [
        ("name=x&name=z", ["name[]=x&name[]=z", "name%5B%5D=x&name%5b%5d=z", "name[1]=z&name[0]=x"]),
        ("name=y", ["filter[name][]=y", "filter[name][0]=y", "filter%5Bname%5D%5B0%5D=y"]),
        (
            "sortAsc=name,size",
            ["sortAsc[]=name&sortAsc[]=size", "sortAsc[1]=size&sortAsc[0]=name", "sortAsc%5B%5D=name,size"],
        ),
        ("sort=-size", ["sort[]=-size", "sort[0]=-size", "SORT%5B0%5D=-size"]),
        (
            "search=y&searchOn=name",
            ["search[]=y&searchOn[]=name", "search[0]=y&searchOn[0]=name", "search[]=y&searchOn=name"],
        ),
        (
            "sortAsc=size&after=1&after=b",
            [
                "sortAsc[]=size&after[]=1&after[]=b",
                "sortAsc=size&after[0]=1&after[1]=b",
                "sortAsc=size&after[1]=b&after[0]=1",
            ],
        ),
        (
            "sortAsc=size",
            ["sortAsc[]=size&after[]=", "sortAsc=size&after[0]=&search[]=", "sortAsc[0]=size&name[]="],
        ),
        (
            "top=2&listIds=true",
            ["top[]=2&listIds[]=true", "top[0]=2&listIds=true", "top=2&listIds%5B%5D=true"],
        ),
    ] {
        let expected = ask(plain).await;
        assert_ne!(expected["results"], json!([]), "{plain}");
        for written in written {
            assert_eq!(ask(written).await, expected, "{written} is {plain}");
        }
    }
    let told = errors(&anybody.get(&format!("{THINGS}?colour[]=red")).await);
    assert!(told["colour"].to_string().contains("there is no property \\\"colour\\\""), "{told}");
    server.close().await;
}

#[tokio::test]
async fn a_list_of_the_platform_may_be_written_with_brackets() {
    let (server, user) = shop().await;
    let entries = "/v1/sources/things/entries";
    for query in
        ["id=c&id=a", "id[]=c&id[]=a", "id%5B%5D=c&id%5B%5D=a", "id[1]=a&id[0]=c", "ID[10]=a&id[9]=c"]
    {
        let found = user.get(&format!("{entries}?{query}")).await.expect(200).json();
        assert_eq!(listed(&found, "id"), ["c", "a"], "{query}");
    }
    for query in ["filter[]=name:y&filter[]=size:4", "filter[0]=name:y&filter[1]=size:4"] {
        let found = user.get(&format!("{entries}?{query}")).await.expect(200).json();
        assert_eq!(listed(&found, "id"), ["d"], "{query}");
    }
    let found = user.get("/imports?state[]=published&limit[]=1").await.expect(200).json();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
    let twice = errors(&user.get("/v1/sources?name[]=a&name[]=b").await);
    assert!(twice["name"].to_string().contains("more than once"), "{twice}");
    server.close().await;
}

#[tokio::test]
async fn a_slash_at_the_end_changes_nothing() {
    let (server, user) = shop().await;
    let made = user.post("/v1/sources/", &json!({"id": "other", "name": "Other"})).await.expect(201).json();
    assert_eq!(user.get("/v1/sources/other/").await.expect(200).json(), made);
    assert_eq!(user.get("/v1/sources/?limit=1").await.json(), user.get("/v1/sources?limit=1").await.json());
    user.patch("/v1/sources/other/", &json!({"name": "New"})).await.expect(200);
    user.put("/v1/sources/other/properties/p/", &json!({"displayName": "P"})).await.expect(200);
    user.post("/import/other/?dryRun=true", &json!({"entities": []})).await.expect(200);
    user.post("/v1/sources/other/", &json!({"entries": [{"id": "e"}]})).await.expect(202);
    user.delete("/v1/sources/other/properties/p/").await.expect(202);
    let anybody = server.anybody();
    let plain = anybody.get(THINGS).await.expect(200).json();
    assert_eq!(anybody.get(&format!("{THINGS}/")).await.expect(200).json(), plain);
    assert_eq!(anybody.post(&format!("{THINGS}/"), &json!({})).await.expect(200).json(), plain);
    anybody.get("/local/shop/v1/openapi/").await.expect(200);
    anybody.get("/local/shop/v1/docs/").await.expect(200);
    anybody.get("/healthz/").await.expect(200);
    let pages = ["/studio", "/studio/sign-in", "/studio/sources"];
    for page in pages {
        let (plain, slash) = (anybody.get(page).await, anybody.get(&format!("{page}/")).await);
        assert_eq!(
            (plain.status, plain.header("location")),
            (slash.status, slash.header("location")),
            "{page}"
        );
    }
    server.close().await;
}

#[tokio::test]
async fn every_path_with_a_slash_at_its_end_takes_the_same_methods() {
    let server = TestServer::start().await;
    let anybody = server.anybody();
    let mut paths: Vec<String> = table().iter().map(|route| sample(route.path)).collect();
    paths.dedup();
    for path in paths {
        let plain = anybody.send(Method::TRACE, &path, None::<Vec<u8>>).await.expect(405);
        let slash = anybody.send(Method::TRACE, &format!("{path}/"), None::<Vec<u8>>).await.expect(405);
        assert!(plain.header("allow").is_some(), "{path}");
        assert_eq!(plain.header("allow"), slash.header("allow"), "{path}");
        anybody.send(Method::TRACE, &format!("{path}//"), None::<Vec<u8>>).await.expect(404);
    }
    server.close().await;
}

/// A path of that template.
fn sample(template: &str) -> String {
    let part = |part: &str| match part.strip_prefix('{') {
        Some("tenant}") => "local".to_owned(),
        Some(_) => "x".to_owned(),
        None => part.to_owned(),
    };
    template.split('/').map(part).collect::<Vec<String>>().join("/")
}

#[tokio::test]
async fn a_path_that_leads_nowhere_is_not_found_in_the_form_of_its_surface() {
    let (server, user) = shop().await;
    let ingest = json!({"result": null, "errors": [{"message": "There is nothing at this path"}]});
    let problem = json!({
        "title": "Not Found", "detail": "There is nothing at this path", "status": 404, "code": "not_found"
    });
    let methods = [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS];
    for (path, expected) in [
        ("/v1/nope/x/y", &problem),
        ("/v1/sources/x/nope", &problem),
        ("/v1/sources/x/openapi", &problem),
        ("/v1/card-definitions/x/docs", &problem),
        ("/v1/sources//entries", &problem),
        ("//v1/sources", &problem),
        ("/v1//sources", &problem),
        ("/v1/sources//", &problem),
        ("/destinations/a/b/c", &problem),
        ("/mcp/a/b/c", &problem),
        ("/healthz/a/b/c", &problem),
        ("/docs/a/b/docs", &problem),
        ("/.well-known/a/b/c", &problem),
        ("/local//v1/things", &problem),
        ("/local/shop/v1//things", &problem),
        ("/import/a/b/c", &ingest),
        ("/import/a/b/c/d", &ingest),
        ("/import//", &ingest),
        ("/media/uploads/files/x", &ingest),
        ("/dataProviders/a/b/c", &ingest),
        ("/datasources/a/b/import", &ingest),
    ] {
        for method in &methods {
            let answer = user.send(method.clone(), path, None::<Vec<u8>>).await.expect(404);
            assert_eq!(answer.anonymous(), *expected, "{method} {path}");
            let is_data = path.starts_with("/destinations") || path.starts_with("/local");
            let allows = answer.header("access-control-allow-methods").is_some();
            assert!(is_data || !allows, "{method} {path}: {answer:?}");
        }
    }
    for path in ["/oauth2/a/b/c", "/oauth2/none", "/oauth2/token/"] {
        let answer = user.get(path).await;
        let (status, description) = if path.ends_with('/') {
            (405, "This path takes the methods in Allow only")
        } else {
            (404, "There is nothing at this path")
        };
        let expected: Value = json!({"error": "invalid_request", "error_description": description});
        assert_eq!((answer.status, answer.json()), (status, expected), "{path}");
    }
    for path in ["/studio/none", "/studio/a/b/c", "/studio//sources"] {
        let answer = user.get(path).await.expect(404);
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert!(!answer.text.contains("enant"), "{path}: {}", answer.text);
    }
    for (method, path, allow) in [
        (Method::DELETE, "/v1/sources/x/properties", "GET,HEAD"),
        (Method::DELETE, "/v1/sources/x/entries/", "GET,HEAD"),
        (Method::PUT, "/v1/destinations/x/versions", "POST"),
        (Method::GET, "/datasources/x/import", "POST"),
    ] {
        let answer = user.send(method, path, None::<Vec<u8>>).await.expect(405);
        assert_eq!(answer.header("allow"), Some(allow), "{path}");
    }
    server.close().await;
}
