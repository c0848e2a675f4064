//! A small server that speaks the protocol on a real port, keeps what it is sent, and misbehaves on request.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use octant_sdk::{Client, Credentials, RetryPolicy};
use serde_json::{Value, json};
use tokio::sync::Barrier;

pub(crate) const PROVIDER: &str = "0197f5c0-0000-7000-8000-000000000001";
pub(crate) const SECRET: &str = "the secret";
pub(crate) const KEY: &str = "the organization key";

/// What the server does with an import instead of answering as it should.
#[derive(Clone)]
pub(crate) enum Fault {
    /// Does as asked.
    None,
    /// Answers with this status and these headers, and does nothing.
    Answer(StatusCode, Vec<(&'static str, &'static str)>),
    /// Does as asked, and then breaks the connection.
    LoseAnswer,
    /// Answers this instead, and does nothing.
    Say(StatusCode, Value),
    /// Ignores that only a dry run was asked for.
    IgnoreDryRun,
}

#[derive(Default)]
pub(crate) struct Recorded {
    /// Token requests.
    pub(crate) tokens: usize,
    /// Whatever came to any path, as method and path.
    pub(crate) calls: Vec<String>,
    /// The imports that were applied, with their entities' keys.
    pub(crate) applied: Vec<Vec<String>>,
    /// The values that entries hold, as `key.property`.
    pub(crate) values: BTreeMap<String, Value>,
    /// Headers of the last import.
    pub(crate) headers: HeaderMap,
    /// Query texts of the imports.
    pub(crate) queries: Vec<String>,
    /// How long each question about an import asked the server to hold its answer.
    pub(crate) waits: Vec<Option<String>>,
    /// How many imports were being answered at a time, at most.
    pub(crate) most_at_once: usize,
    at_once: usize,
    by_idempotency_key: HashMap<String, String>,
    counts: HashMap<String, Value>,
}

/// The server's settings, to be changed at any time, and what it saw.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) recorded: Mutex<Recorded>,
    /// One is taken for each import.
    pub(crate) faults: Mutex<VecDeque<Fault>>,
    /// Tokens that are no longer taken.
    pub(crate) revoked: Mutex<Vec<String>>,
    /// Whether every token is refused.
    pub(crate) refuse_all_tokens: Mutex<bool>,
    /// Imports wait here until so many have come.
    pub(crate) barrier: Mutex<Option<Arc<Barrier>>>,
    /// How often an import's status says that it is not applied yet.
    pub(crate) pending: Mutex<usize>,
    /// From when on an import's status says that it is published.
    pub(crate) published_from: Mutex<Option<Instant>>,
    /// Whether the server holds its answer to `?wait=` until there is something to tell.
    pub(crate) holds: Mutex<bool>,
    /// Keys that the server rejects.
    pub(crate) bad_keys: Mutex<Vec<String>>,
    /// Breaks the connection of whatever makes something on the platform API.
    pub(crate) lose_platform_answers: Mutex<bool>,
}

pub(crate) struct TestServer {
    pub(crate) address: String,
    pub(crate) world: Arc<World>,
}

impl TestServer {
    pub(crate) async fn start() -> Self {
        let world = Arc::new(World::default());
        let application = Router::new()
            .route("/dataProviders/tokens", post(token))
            .route("/import/{source}", post(import))
            .route("/imports/{id}", get(status))
            .route("/v1/sources", post(create_source))
            .route("/v1/sources/{id}", get(source))
            .route("/v1/data-providers", get(providers).post(create_provider))
            .layer(middleware::from_fn_with_state(world.clone(), record));
        let application = Router::new()
            .nest("/below/this", application.clone())
            .merge(application)
            .with_state(world.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, application).await });
        Self { address, world }
    }

    /// A client of the provider, which retries often and soon.
    pub(crate) fn client(&self) -> Client {
        self.client_as(Credentials::provider(PROVIDER, SECRET))
    }

    pub(crate) fn client_as(&self, credentials: Credentials) -> Client {
        let retry = RetryPolicy { first_delay: Duration::from_millis(1), ..RetryPolicy::default() };
        Client::builder(&self.address, credentials).retry(retry).build().expect("a client")
    }

    pub(crate) fn fail_with(&self, faults: impl IntoIterator<Item = Fault>) {
        self.world.faults.lock().unwrap().extend(faults);
    }

    /// What was recorded, to be looked at.
    pub(crate) fn seen<T>(&self, look: impl FnOnce(&Recorded) -> T) -> T {
        look(&self.world.recorded.lock().unwrap())
    }
}

async fn record(State(world): State<Arc<World>>, request: Request, next: Next) -> Response {
    let call = format!("{} {}", request.method(), request.uri().path());
    world.recorded.lock().unwrap().calls.push(call);
    next.run(request).await
}

async fn token(State(world): State<Arc<World>>, Json(body): Json<Value>) -> Response {
    let mut recorded = world.recorded.lock().unwrap();
    recorded.tokens += 1;
    if body != json!({"id": PROVIDER, "secret": SECRET}) {
        return envelope_error(StatusCode::UNAUTHORIZED, "Wrong id or secret");
    }
    let token = format!("token-{}", recorded.tokens);
    let result =
        json!({"accessToken": token, "expiresIn": 3600, "tokenType": "Bearer", "refreshToken": null});
    Json(json!({"result": result, "errors": [], "requestId": "r"})).into_response()
}

fn may_call(world: &World, headers: &HeaderMap) -> bool {
    if headers.get("x-api-key").is_some_and(|key| key == KEY) {
        return true;
    }
    let sent = headers.get("authorization").and_then(|header| header.to_str().ok()).unwrap_or("");
    let Some(token) = sent.strip_prefix("Bearer ") else { return false };
    !*world.refuse_all_tokens.lock().unwrap() && !world.revoked.lock().unwrap().iter().any(|one| one == token)
}

fn envelope_error(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"result": null, "errors": [{"message": message}], "requestId": "r"})))
        .into_response()
}

/// An answer that ends before it is whole.
fn broken_answer() -> Response {
    let pieces = [Ok("{\"id\""), Err(std::io::Error::other("broken on purpose"))];
    let body = Body::from_stream(futures_util::stream::iter(pieces));
    (StatusCode::ACCEPTED, [("content-length", "1000")], body).into_response()
}

async fn import(
    State(world): State<Arc<World>>,
    Query(query): Query<HashMap<String, String>>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    {
        let mut recorded = world.recorded.lock().unwrap();
        recorded.at_once += 1;
        recorded.most_at_once = recorded.most_at_once.max(recorded.at_once);
        recorded.headers = headers.clone();
        recorded.queries.push(request.uri().query().unwrap_or("").to_owned());
    }
    let body = read(request.into_body()).await;
    let barrier = world.barrier.lock().unwrap().clone();
    if let Some(barrier) = barrier {
        barrier.wait().await;
    }
    let answer = answer_import(&world, &headers, &query, &body);
    world.recorded.lock().unwrap().at_once -= 1;
    answer
}

async fn read(body: Body) -> Value {
    use futures_util::StreamExt;
    let mut bytes = Vec::new();
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        bytes.extend_from_slice(&chunk.expect("a whole body"));
    }
    serde_json::from_slice(&bytes).expect("JSON")
}

fn answer_import(
    world: &World,
    headers: &HeaderMap,
    query: &HashMap<String, String>,
    body: &Value,
) -> Response {
    if !may_call(world, headers) {
        return envelope_error(StatusCode::UNAUTHORIZED, "No valid token");
    }
    let fault = world.faults.lock().unwrap().pop_front();
    match &fault {
        Some(Fault::Answer(status, headers)) => {
            let mut response = envelope_error(*status, "Not now");
            for (name, value) in headers {
                response.headers_mut().insert(*name, value.parse().expect("a header"));
            }
            return response;
        }
        Some(Fault::Say(status, body)) => return (*status, Json(body.clone())).into_response(),
        Some(Fault::LoseAnswer | Fault::IgnoreDryRun | Fault::None) | None => {}
    }
    let dry_run = query.contains_key("dryRun") && !matches!(fault, Some(Fault::IgnoreDryRun));
    let answer = apply(world, headers, dry_run, body);
    if matches!(fault, Some(Fault::LoseAnswer)) { broken_answer() } else { answer }
}

fn apply(world: &World, headers: &HeaderMap, dry_run: bool, body: &Value) -> Response {
    let mut recorded = world.recorded.lock().unwrap();
    let key = headers.get("idempotency-key").map(|key| key.to_str().expect("text").to_owned());
    if let Some(id) = key.as_ref().and_then(|key| recorded.by_idempotency_key.get(key)) {
        return accepted(&id.clone(), &[]);
    }
    let bad_keys = world.bad_keys.lock().unwrap().clone();
    let (mut keys, mut rejected) = (Vec::new(), Vec::new());
    let mut created = 0;
    for (index, entity) in body["entities"].as_array().expect("entities").iter().enumerate() {
        let key = entity["key"].as_str().expect("a key").to_owned();
        if bad_keys.contains(&key) {
            rejected.push(json!({"index": index, "key": key, "code": "bad", "message": "is bad"}));
            continue;
        }
        let properties = entity["properties"].as_array().cloned().unwrap_or_default();
        if !dry_run {
            for property in &properties {
                let place = format!("{key}.{}", property["id"].as_str().expect("an id"));
                recorded.values.insert(place, property["value"].clone());
            }
        }
        created += 1;
        keys.push(key);
    }
    let counts = json!({"received": keys.len() + rejected.len(), "created": created, "updated": 0, "unchanged": 0, "deleted": 0});
    if dry_run {
        return Json(json!({"result": counts, "errors": [], "requestId": "r"})).into_response();
    }
    recorded.applied.push(keys);
    let id = format!("0197f5c0-0000-7000-9000-{:012}", recorded.applied.len());
    recorded.counts.insert(id.clone(), counts);
    if let Some(key) = key {
        recorded.by_idempotency_key.insert(key, id.clone());
    }
    accepted(&id, &rejected)
}

fn accepted(id: &str, rejected: &[Value]) -> Response {
    let mut result = json!({"id": id});
    if !rejected.is_empty() {
        result["rejected"] = json!(rejected);
    }
    (StatusCode::ACCEPTED, Json(json!({"id": id, "result": result, "errors": [], "requestId": "r"})))
        .into_response()
}

async fn status(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let wait = query.get("wait").cloned();
    world.recorded.lock().unwrap().waits.push(wait.clone());
    let published_from = *world.published_from.lock().unwrap();
    if let Some(wait) = wait.filter(|_| *world.holds.lock().unwrap()) {
        let milliseconds: u64 = wait.strip_suffix("ms").and_then(|text| text.parse().ok()).expect("a time");
        let until = Instant::now() + Duration::from_millis(milliseconds);
        tokio::time::sleep_until(published_from.map_or(until, |from| from.min(until)).into()).await;
    }
    let mut pending = world.pending.lock().unwrap();
    let applied = *pending == 0;
    *pending = pending.saturating_sub(1);
    let mut answer = world.recorded.lock().unwrap().counts.get(&id).cloned().expect("a known import");
    let published = published_from.is_some_and(|from| from <= Instant::now());
    answer["id"] = json!(id);
    answer["source"] = json!("products");
    answer["state"] = json!(if published {
        "published"
    } else if applied {
        "applied"
    } else {
        "queued"
    });
    Json(answer).into_response()
}

async fn source(State(world): State<Arc<World>>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if !may_call(&world, &headers) {
        return envelope_error(StatusCode::UNAUTHORIZED, "No valid key");
    }
    if id != "products" {
        let problem = json!({"title": "Not found", "detail": "There is no such source.", "status": 404});
        return (StatusCode::NOT_FOUND, Json(problem)).into_response();
    }
    Json(json!({"id": id, "name": "Products", "description": null, "status": "Active"})).into_response()
}

async fn create_source(Json(body): Json<Value>) -> Response {
    if body["id"] == "products" {
        let problem = json!({"title": "Conflict", "status": 409, "code": "source_exists", "errors": {"id": ["is taken"]}});
        return (StatusCode::CONFLICT, Json(problem)).into_response();
    }
    let source = json!({"id": body["id"], "name": body["name"], "description": null, "status": "Active"});
    (StatusCode::CREATED, Json(source)).into_response()
}

fn provider_id(number: usize) -> String {
    format!("0197f5c0-0000-7000-8000-{number:012}")
}

async fn providers(Query(query): Query<HashMap<String, String>>) -> Response {
    let page = query.get("after").map_or(1, |after| after.parse::<usize>().expect("a number"));
    let sources = if page == 1 { json!("*") } else { json!(["products"]) };
    let item = json!({"id": provider_id(page), "name": format!("p{page}"), "sources": sources});
    let after = if page < 3 { json!((page + 1).to_string()) } else { Value::Null };
    Json(json!({"items": [item], "after": after, "totalCount": null})).into_response()
}

async fn create_provider(State(world): State<Arc<World>>, Json(body): Json<Value>) -> Response {
    if *world.lose_platform_answers.lock().unwrap() {
        return broken_answer();
    }
    let provider = json!({"id": provider_id(9), "name": body["name"], "sources": body["sources"], "secret": "shown once"});
    (StatusCode::CREATED, Json(provider)).into_response()
}
