//! Every route of the product against every kind of credential.

use std::time::Duration;

use http::Method;
use octant_access::{AccessOptions, Grantor, NewApiKey, Scope};
use octant_server::Surface;
use octant_server::credential::Credential;
use octant_server::routes::{Route, table};
use octant_store::Actor;
use serde_json::{Value, json};

use crate::support::server::{TENANT, tenant_id};
use crate::support::{TestServer, User, entities};

/// A call of a route that the right credential may make: its path and body.
fn sample(route: &Route, world: &World) -> (String, Option<Value>) {
    if let Some(sample) = sample_of_cards(route) {
        return sample;
    }
    if let Some(sample) = sample_of_destinations(route, world) {
        return sample;
    }
    let provider = json!({"id": world.provider, "secret": world.secret});
    let name = |name: &str| Some(json!({ "name": name }));
    let (path, body) = match (route.method.as_str(), route.path) {
        ("POST", "/dataProviders/tokens") => (route.path.to_owned(), Some(provider)),
        ("POST", "/import/{source}") => ("/import/products".to_owned(), Some(entities(1, "m"))),
        ("POST", "/datasources/{source}/import") => {
            ("/datasources/products/import".to_owned(), Some(entities(1, "m")))
        }
        ("GET", "/imports" | "/v1/sources" | "/v1/data-providers" | "/v1/api-keys")
        | ("GET", "/healthz" | "/readyz" | "/metrics") => (route.path.to_owned(), None),
        ("GET", "/imports/{id}") => (format!("/imports/{}", world.import), None),
        ("POST", "/v1/sources") => (route.path.to_owned(), Some(json!({"id": "new", "name": "New"}))),
        ("GET" | "DELETE", "/v1/sources/{id}") => ("/v1/sources/products".to_owned(), None),
        ("PATCH", "/v1/sources/{id}") => ("/v1/sources/products".to_owned(), name("Other")),
        ("POST", "/v1/sources/{id}") => {
            let entry = json!({"id": "t", "properties": [{"id": "n", "value": 1}]});
            ("/v1/sources/products".to_owned(), Some(json!({"entries": [entry]})))
        }
        ("GET", "/v1/sources/{id}/properties") => ("/v1/sources/products/properties".to_owned(), None),
        ("GET" | "DELETE", "/v1/sources/{id}/properties/{propertyId}") => {
            ("/v1/sources/products/properties/name".to_owned(), None)
        }
        ("PUT", "/v1/sources/{id}/properties/{propertyId}") => {
            ("/v1/sources/products/properties/name".to_owned(), Some(json!({"displayName": "Name"})))
        }
        ("GET", "/v1/sources/{id}/entries") => ("/v1/sources/products/entries".to_owned(), None),
        ("GET", "/v1/sources/{id}/entries/{entryId}") => {
            ("/v1/sources/products/entries/key-0".to_owned(), None)
        }
        ("POST", "/v1/data-providers") => {
            (route.path.to_owned(), Some(json!({"name": "P", "sources": ["products"]})))
        }
        ("GET" | "DELETE", "/v1/data-providers/{id}") => {
            (format!("/v1/data-providers/{}", world.provider), None)
        }
        ("PATCH", "/v1/data-providers/{id}") => {
            (format!("/v1/data-providers/{}", world.provider), name("Other"))
        }
        ("POST", "/v1/data-providers/{id}/reset-secret") => {
            (format!("/v1/data-providers/{}/reset-secret", world.provider), None)
        }
        ("POST", "/v1/api-keys") => {
            (route.path.to_owned(), Some(json!({"name": "K", "scopes": ["read:sources"]})))
        }
        ("DELETE", "/v1/api-keys/{id}") => (format!("/v1/api-keys/{}", world.key), None),
        (method, path) => panic!("the matrix has no sample for {method} {path}: add one"),
    };
    (path, body)
}

/// The same for card definitions and segments, which all are there under the id `c` or `s`.
fn sample_of_cards(route: &Route) -> Option<(String, Option<Value>)> {
    let of_cards = route.path.starts_with("/v1/card-definitions") || route.path.starts_with("/v1/segments");
    if !of_cards {
        return None;
    }
    let id = if route.path.starts_with("/v1/segments") { "s" } else { "c" };
    let path = route.path.replace("{id}", id).replace("{cardId}", "key-0").replace("{propertyId}", "name");
    let criteria = json!({"dynamic": []});
    let body = match (route.method.as_str(), route.path) {
        ("POST", "/v1/card-definitions") => Some(json!({"id": "d", "sources": [{"id": "products"}]})),
        ("POST", "/v1/card-definitions/preview") => Some(json!({"sources": [{"id": "products"}]})),
        ("PUT", "/v1/card-definitions/{id}") => Some(json!({"sources": [{"id": "products"}]})),
        ("PATCH", _) | ("PUT", "/v1/segments/{id}") => Some(json!({"name": "Other"})),
        ("POST", "/v1/segments") => Some(json!({"id": "t", "card": "c", "criteria": criteria})),
        ("POST", "/v1/segments/preview") => Some(json!({"card": "c", "criteria": criteria})),
        _ => None,
    };
    Some((path, body))
}

/// The same for destinations, of which there is the protected `shop` with a draft.
fn sample_of_destinations(route: &Route, world: &World) -> Option<(String, Option<Value>)> {
    let of_destinations = route.path.starts_with("/v1/destinations");
    if !of_destinations && !matches!(route.surface(), Surface::Data | Surface::OAuth) {
        return None;
    }
    let names = [
        ("{id}", "shop"),
        ("{version}", "v1"),
        ("{applicationId}", world.application.as_str()),
        ("{tenant}", TENANT),
    ];
    let others = [
        ("{destination}", "shop"),
        ("{endpoint}", "things"),
        ("{destinationId}", world.destination.as_str()),
    ];
    let path = names
        .into_iter()
        .chain(others)
        .fold(route.path.to_owned(), |path, (name, value)| path.replace(name, value));
    let body = match (route.method.as_str(), route.path) {
        ("POST", "/v1/destinations") => Some(json!({"identifier": "other", "languages": ["en"]})),
        ("PATCH", _) => Some(json!({"name": "Other"})),
        ("PUT", _) => Some(json!({"endpoints": [{"identifier": "things", "card": "c"}]})),
        ("POST", path) if path.ends_with("/applications") => Some(json!({"name": "A"})),
        ("POST", "/oauth2/token") => Some(json!({
            "grant_type": "client_credentials",
            "client_id": world.application,
            "client_secret": world.application_secret,
            "audience": world.version,
        })),
        ("POST", path) if path.ends_with("/token") => {
            Some(json!({"clientId": world.application, "clientSecret": world.application_secret}))
        }
        _ => None,
    };
    Some((path, body))
}

/// What is there to be called.
struct World {
    server: TestServer,
    provider: String,
    secret: String,
    import: String,
    key: String,
    destination: String,
    version: String,
    application: String,
    application_secret: String,
}

/// What a caller shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    MalformedToken,
    ForgedToken,
    ExpiredToken,
    ResetProvidersToken,
    DeletedProvidersToken,
    OtherSourcesProvider,
    OtherTenantsProvider,
    RightProvider,
    WrongKey,
    ExpiredKey,
    DeletedKey,
    KeyWithoutScope,
    OtherTenantsKey,
    RightKey,
}

const ALL: [Shown; 15] = [
    Shown::Nothing,
    Shown::MalformedToken,
    Shown::ForgedToken,
    Shown::ExpiredToken,
    Shown::ResetProvidersToken,
    Shown::DeletedProvidersToken,
    Shown::OtherSourcesProvider,
    Shown::OtherTenantsProvider,
    Shown::WrongKey,
    Shown::ExpiredKey,
    Shown::DeletedKey,
    Shown::KeyWithoutScope,
    Shown::OtherTenantsKey,
    // The right ones last: they change things.
    Shown::RightProvider,
    Shown::RightKey,
];

/// What the answer must be.
#[derive(Debug, PartialEq, Eq)]
enum Expected {
    Unauthorized,
    Forbidden,
    /// The thing is not there for this caller, whatever its own tenant has.
    Hidden,
    /// Neither 401 nor 403 nor a fault.
    Through,
}

fn expected(route: &Route, shown: Shown) -> Expected {
    let is_import = route.path.ends_with("/import") || route.path.starts_with("/import/");
    let names_a_thing = route.path.contains('{');
    match (route.credential, shown) {
        // Anybody may read the figures; a key is sent for the names in them, and is checked.
        (Credential::Open, Shown::WrongKey | Shown::ExpiredKey | Shown::DeletedKey)
            if route.path == "/metrics" =>
        {
            Expected::Unauthorized
        }
        (Credential::Open, _) => Expected::Through,
        // Only the tokens of its own applications reach a destination; those of the protocol's other parts tell nothing.
        (Credential::Application, _) => Expected::Hidden,
        (Credential::Key(_), Shown::RightKey) => Expected::Through,
        (Credential::ProviderOrKey(_), Shown::RightKey | Shown::RightProvider) => Expected::Through,
        (Credential::Key(_) | Credential::ProviderOrKey(_), Shown::KeyWithoutScope) => Expected::Forbidden,
        (_, Shown::OtherTenantsKey) if is_import => Expected::Forbidden,
        (_, Shown::OtherTenantsKey) if names_a_thing => Expected::Hidden,
        (_, Shown::OtherTenantsKey) => Expected::Through,
        (Credential::ProviderOrKey(_), Shown::OtherSourcesProvider | Shown::OtherTenantsProvider) => {
            match (is_import, names_a_thing) {
                (true, _) => Expected::Forbidden,
                (false, true) => Expected::Hidden,
                (false, false) => Expected::Through,
            }
        }
        _ => Expected::Unauthorized,
    }
}

fn got(status: u16) -> Expected {
    match status {
        401 => Expected::Unauthorized,
        403 => Expected::Forbidden,
        404 => Expected::Hidden,
        _ => {
            assert!(status < 500, "{status}");
            Expected::Through
        }
    }
}

async fn world() -> World {
    let server = TestServer::start().await;
    server.add_source("products");
    server.add_source("others");
    server.add_tenant("elsewhere");
    let provider = server.add_provider(&["products"]);
    let answer = server.as_provider(&provider).post("/import/products", &entities(1, "w")).await.expect(202);
    let import = answer.json()["id"].as_str().expect("an id").to_owned();
    let key = key(&server, TENANT, vec![Scope::ReadEvents]).0;
    let admin = server.admin().await;
    admin
        .post("/v1/card-definitions", &json!({"id": "c", "sources": [{"id": "products"}]}))
        .await
        .expect(201);
    let segment = json!({"id": "s", "card": "c", "criteria": {"dynamic": []}});
    admin.post("/v1/segments", &segment).await.expect(201);
    let shop = json!({"identifier": "shop", "languages": ["en"], "protected": true});
    let shop = admin.post("/v1/destinations", &shop).await.expect(201).json();
    let application =
        admin.post("/v1/destinations/shop/versions/v1/applications", &json!({"name": "A"})).await;
    let application = application.expect(201).json();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let (destination, version) = (text(&shop["id"]), text(&shop["versions"][0]["id"]));
    let application_secret = text(&application["clientSecret"]);
    let application = text(&application["clientId"]);
    World {
        destination,
        version,
        application,
        application_secret,
        provider: provider.id,
        secret: provider.secret,
        import,
        key,
        server,
    }
}

fn key(server: &TestServer, tenant: &str, scopes: Vec<Scope>) -> (String, String) {
    let new = NewApiKey { name: "k".to_owned(), scopes, expires_at: None };
    let (made, key) =
        server.access.create_api_key(&tenant_id(tenant), new, &Actor::system()).expect("a key is made");
    (made.id, key.reveal().to_owned())
}

impl World {
    async fn user(&self, shown: Shown, route: &Route) -> User {
        let server = &self.server;
        let with_key = |key: &str| server.with_headers(vec![("x-api-key".to_owned(), key.to_owned())]);
        match shown {
            Shown::Nothing => server.anybody(),
            Shown::MalformedToken => server.with_token("not.a-token"),
            Shown::ForgedToken => {
                let id = &self.provider;
                server.with_token(&format!("{id}.1.99999999999.{}", "A".repeat(43)))
            }
            Shown::ExpiredToken => self.expired_token(),
            Shown::ResetProvidersToken => {
                let provider = server.add_provider(&["products"]);
                let user = server.as_provider(&provider);
                server.reset_provider(&provider);
                user
            }
            Shown::DeletedProvidersToken => {
                let provider = server.add_provider(&["products"]);
                let user = server.as_provider(&provider);
                server.delete_provider(&provider);
                user
            }
            Shown::OtherSourcesProvider => server.as_provider(&server.add_provider(&["others"])),
            Shown::OtherTenantsProvider => {
                server.as_provider(&server.add_provider_of("elsewhere", &["products"]))
            }
            Shown::RightProvider => {
                if route.path == "/imports/{id}" {
                    return self.importing_provider();
                }
                server.as_provider(&server.add_provider(&["products"]))
            }
            Shown::WrongKey => with_key("octk_no-key-of-anybody"),
            Shown::ExpiredKey => {
                let soon = octant_model::Timestamp::now();
                let new =
                    NewApiKey { name: "k".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: Some(soon) };
                let made = server.access.create_api_key(&tenant_id(TENANT), new, &Actor::system());
                with_key(made.expect("a key is made").1.reveal())
            }
            Shown::DeletedKey => {
                let (id, key) = key(server, TENANT, Scope::ALL.to_vec());
                server.access.delete_api_key(&tenant_id(TENANT), &id, &Actor::system()).expect("deleted");
                with_key(&key)
            }
            Shown::KeyWithoutScope => {
                let needed = match route.credential {
                    Credential::Open
                    | Credential::Session(_)
                    | Credential::SessionForm(_)
                    | Credential::Application => None,
                    Credential::Key(scope) | Credential::ProviderOrKey(scope) => Some(scope),
                };
                let others = Scope::ALL.iter().copied().filter(|scope| Some(*scope) != needed).collect();
                with_key(&key(server, TENANT, others).1)
            }
            Shown::OtherTenantsKey => server.admin_of("elsewhere"),
            Shown::RightKey => server.admin().await,
        }
    }

    /// The provider whose import the world knows; its secret is not known any more, so it gets a new one.
    fn importing_provider(&self) -> User {
        let id = self.provider.parse().expect("a provider id");
        let actor = Actor::system();
        let grantor = Grantor { actor: &actor, is_admin: true };
        let secret = self.server.access.reset_secret(&tenant_id(TENANT), id, grantor).expect("reset");
        let secret = secret.reveal().to_owned();
        self.server.as_provider(&crate::support::credentials::Provider { id: self.provider.clone(), secret })
    }

    fn expired_token(&self) -> User {
        let options = AccessOptions { token_lifetime: Duration::ZERO, ..AccessOptions::default() };
        let brief =
            octant_access::Access::new(std::sync::Arc::clone(&self.server.store), options).expect("access");
        let provider = self.server.add_provider(&["products"]);
        let address = [127, 0, 0, 1].into();
        let issued = brief.issue_provider_token(&provider.id, &provider.secret, address).expect("a token");
        self.server.with_token(&issued.token)
    }
}

/// The body as the route takes it.
fn written(route: &Route, body: Option<&Value>) -> (&'static str, Option<String>) {
    if route.surface() != Surface::OAuth {
        return ("application/json", body.map(Value::to_string));
    }
    let fields = body.and_then(Value::as_object).expect("a form has fields").iter();
    let fields: Vec<String> =
        fields.map(|(name, value)| format!("{name}={}", value.as_str().expect("text"))).collect();
    ("application/x-www-form-urlencoded", Some(fields.join("&")))
}

#[tokio::test]
async fn every_route_lets_through_whom_it_should_and_nobody_else() {
    // The Studio has a matrix of its own: who gets in there shows a session.
    for route in table().into_iter().filter(|route| route.surface() != Surface::Studio) {
        let world = world().await;
        let (path, body) = sample(&route, &world);
        for shown in ALL {
            let (content_type, sent) = written(&route, body.as_ref());
            let user = world.user(shown, &route).await.with("content-type", content_type);
            let answer = user.send(route.method.clone(), &path, sent).await;
            let call = format!("{} {path} with {shown:?}", route.method);
            assert_eq!(got(answer.status), expected(&route, shown), "{call}: {answer:#?}");
            if answer.status == 401 || answer.status == 403 {
                assert!(!answer.text.contains("w 0"), "{call} tells what is stored: {answer:#?}");
            }
        }
        world.server.close().await;
    }
}

#[tokio::test]
async fn a_path_with_another_method_is_405_and_names_those_that_it_takes() {
    let server = TestServer::start().await;
    let answer = server.admin().await.send(Method::PUT, "/v1/sources", None::<Vec<u8>>).await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("allow"), Some("GET,HEAD,POST"));
    server.close().await;
}
