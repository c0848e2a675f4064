//! Whatever is sent to whatever path, it is the client's fault: no answer is a 5xx, and the server goes on.

use http::Method;
use octant_server::routes;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use crate::support::{TestServer, User};

/// One request to a route of the table.
#[derive(Debug, Clone)]
struct Noise {
    route: usize,
    segments: Vec<String>,
    query: String,
    encoding: &'static str,
    body: Vec<u8>,
}

fn noise(routes: usize) -> impl Strategy<Value = Noise> {
    let segment = prop_oneof![
        3 => Just("products".to_owned()),
        1 => "[a-zA-Z0-9_-]{1,300}",
        1 => vec(any::<u8>(), 1..20).prop_map(|bytes| bytes.iter().map(|byte| format!("%{byte:02x}")).collect()),
    ];
    let pair = (
        prop_oneof![
            "(after|limit|includeTotalCount|search|filter|id|name|type|status|state|source|correlationId|dryRun|partial)",
            "[a-zA-Z_-]{0,12}",
        ],
        prop_oneof!["[a-zA-Z0-9%+.-]{0,40}", "(true|false|1|-1|0|999999999999999999999|2024-01-31)"],
    );
    let query = vec(pair, 0..4).prop_map(|pairs| {
        pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    });
    let encoding = prop_oneof![8 => Just("identity"), 1 => Just("gzip"), 1 => Just("zstd")];
    let body = prop_oneof![vec(any::<u8>(), 0..200), json().prop_map(String::into_bytes)];
    (0..routes, vec(segment, 3), query, encoding, body)
        .prop_map(|(route, segments, query, encoding, body)| Noise { route, segments, query, encoding, body })
}

/// JSON that is nearly what the routes take.
fn json() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        9 => "(entities|Entities|entries|key|Key|delete|properties|id|value|language|name|description|type|sources|secret|displayName|delimiter)",
        1 => any::<String>(),
    ];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "[a-zA-Z0-9@_-]{0,12}".prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    let value = leaf.prop_recursive(6, 48, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(serde_json::Value::Array),
            vec((name.clone(), inner), 0..6)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    });
    value.prop_map(|value| value.to_string())
}

fn path_of(template: &str, noise: &Noise) -> String {
    let mut segments = noise.segments.iter();
    let filled = template.split('/').map(|segment| {
        let parameter = segment.starts_with('{');
        if parameter { segments.next().map_or("x", String::as_str) } else { segment }
    });
    let path = filled.collect::<Vec<_>>().join("/");
    if noise.query.is_empty() { path } else { format!("{path}?{}", noise.query) }
}

async fn make(user: &User, method: Method, path: &str, noise: &Noise) -> Result<(), TestCaseError> {
    let user = user.with("content-encoding", noise.encoding);
    let body = (method != Method::GET).then(|| noise.body.clone());
    let answer = user.send(method, path, body).await;
    prop_assert!(answer.status < 500, "{answer:#?}");
    if answer.status >= 400 {
        let is_readable = if path.starts_with("/studio") {
            answer.text.starts_with("<!DOCTYPE html>")
        } else {
            serde_json::from_str::<serde_json::Value>(&answer.text).is_ok()
        };
        prop_assert!(is_readable, "{answer:#?}");
    }
    prop_assert!(answer.headers.contains_key("x-request-id"), "{answer:#?}");
    Ok(())
}

#[test]
fn no_noise_is_the_servers_fault() {
    let runtime = Runtime::new().expect("a runtime");
    let server = runtime.block_on(TestServer::start());
    server.add_source("products");
    let provider = server.add_provider(&["products"]);
    let users = [runtime.block_on(server.admin()), server.as_provider(&provider), server.anybody()];
    let table = routes::table();
    let cases = u32::try_from(table.len() * 60).expect("a short table");
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&noise(table.len()), |noise| {
        let route = &table[noise.route];
        let path = path_of(route.path, &noise);
        runtime.block_on(async {
            for user in &users {
                make(user, route.method.clone(), &path, &noise).await?;
            }
            Ok(())
        })
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    runtime.block_on(async {
        server.anybody().get("/readyz").await.expect(200);
        assert_eq!(server.metric("octant_ingest_memory_bytes").await, Some(0.0));
        server.close().await;
    });
}
