//! Every route of the Studio against every kind of visitor.

use std::collections::BTreeMap;
use std::path::Path;

use octant_access::Role;
use octant_server::Surface;
use octant_server::credential::Credential;
use octant_server::routes::{Route, table};
use tempfile::TempDir;

use super::visitor::Visitor;
use crate::support::server::TENANT;
use crate::support::{TestServer, entities};

/// What is there to be seen.
struct World {
    server: TestServer,
    things: Things,
}

/// Its things, by their ids, and who is signed in there.
#[derive(Clone)]
struct Things {
    import: String,
    job: String,
    provider: String,
    user: String,
    key: String,
    cookies: Vec<(Role, BTreeMap<String, String>)>,
}

impl World {
    /// Somebody with that role, who is signed in.
    fn visitor(&self, role: Role) -> Visitor {
        let mut visitor = Visitor::of(&self.server);
        let own = self.things.cookies.iter().find(|(known, _)| *known == role);
        visitor.cookies.clone_from(&own.expect("every role is signed in").1);
        visitor
    }
}

/// A world that was made once, of which any number of copies can be had.
struct Kept {
    folder: TempDir,
    things: Things,
}

impl Kept {
    async fn make() -> Self {
        let World { server, things } = world().await;
        Self { folder: server.close_and_keep().await, things }
    }

    async fn copy(&self) -> World {
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy(self.folder.path(), folder.path());
        let server = TestServer::start_on(folder, options(), octant_store::sqlite::Options::default()).await;
        World { server, things: self.things.clone() }
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            std::fs::create_dir(&to).expect("a folder");
            copy(&from, &to);
        } else {
            std::fs::copy(from, to).expect("a file");
        }
    }
}

fn options() -> octant_server::ServerOptions {
    octant_server::ServerOptions {
        sample: Some(octant_server::SampleLoader::new(async |_| Ok(()))),
        ..octant_server::ServerOptions::default()
    }
}

async fn world() -> World {
    let server = TestServer::start_with(options(), octant_store::sqlite::Options::default()).await;
    server.add_source("products");
    server.add_tenant("elsewhere");
    let provider = server.add_provider(&["products"]);
    let job = uuid::Uuid::now_v7().to_string();
    let import = format!("/import/products?correlationId={job}");
    let answer = server.as_provider(&provider).post(&import, &entities(1, "w")).await.expect(202);
    let import = answer.json()["id"].as_str().expect("an id").to_owned();
    let tenant = crate::support::server::tenant_id(TENANT);
    let actor = octant_store::Actor::system();
    let new = octant_access::NewApiKey {
        name: "k".to_owned(),
        scopes: vec![octant_access::Scope::ReadEvents],
        expires_at: None,
    };
    let key = server.access.create_api_key(&tenant, new, &actor).expect("made").0.id;
    let new =
        octant_access::NewUser { email: "x@y.example".to_owned(), name: String::new(), role: Role::Viewer };
    let user = server.access.create_user(&tenant, &new, &actor).expect("made").0.id;
    let admin = server.admin().await;
    let card = serde_json::json!({"id": "c", "sources": [{"id": "products"}]});
    admin.post("/v1/card-definitions", &card).await.expect(201);
    let segment = serde_json::json!({"id": "s", "card": "c", "criteria": {"dynamic": []}});
    admin.post("/v1/segments", &segment).await.expect(201);
    let destination = serde_json::json!({"identifier": "d", "name": "D", "languages": ["en"]});
    admin.post("/v1/destinations", &destination).await.expect(201);
    // Two admins, so that none is the last one.
    let another = octant_access::NewUser {
        email: "second@y.example".to_owned(),
        name: String::new(),
        role: Role::Admin,
    };
    server.access.create_user(&tenant, &another, &actor).expect("made");
    let mut cookies = Vec::new();
    for role in Role::ALL {
        cookies.push((role, Visitor::signed_in(&server, TENANT, role).await.cookies));
    }
    World { server, things: Things { provider: provider.id, import, job, key, user, cookies } }
}

/// A call of a route that the right visitor may make: its path and the fields of its form.
fn sample(route: &Route, world: &World) -> (String, Vec<(&'static str, String)>) {
    let id = match route.path.split('/').nth(2).unwrap_or_default() {
        "sources" => "products",
        "imports" => &world.things.import,
        "jobs" => &world.things.job,
        "providers" => &world.things.provider,
        "cards" => "c",
        "segments" => "s",
        "shown-once" => "none",
        "destinations" => "d",
        "access" if route.path.contains("/keys/") => &world.things.key,
        "access" => &world.things.user,
        _ => "",
    };
    let path = route.path.replace("{id}", id).replace("{key}", "key-0").replace("{property}", "name");
    let path = path
        .replace("{cardId}", "key-0")
        .replace("{version}", "v1")
        .replace("{endpoint}", "e")
        .replace("{upload}", "none");
    let field = |name, value: &str| (name, value.to_owned());
    let fields = match (route.method.as_str(), route.path) {
        ("POST", "/studio/sources") => vec![field("id", "new"), field("name", "New")],
        ("POST", "/studio/sources/{id}/delete") => vec![field("confirmation", "products")],
        ("POST", "/studio/sources/{id}/new-entry") => vec![field("key", "new"), field("action", "save")],
        ("POST", "/studio/providers" | "/studio/providers/{id}") => {
            vec![field("name", "P"), field("source", "products")]
        }
        ("POST", "/studio/access/users") => vec![field("email", "n@y.example"), field("role", "viewer")],
        ("POST", "/studio/access/users/{id}/role") => vec![field("role", "editor")],
        ("POST", _) => vec![field("name", "Other")],
        _ => Vec::new(),
    };
    (path, fields)
}

/// The routes of the Studio that need a session, with the role and whether they take a form.
fn guarded() -> Vec<(Route, Role, bool)> {
    let mut found = Vec::new();
    for route in table().into_iter().filter(|route| route.surface() == Surface::Studio) {
        match route.credential {
            Credential::Session(role) => found.push((route, role, false)),
            Credential::SessionForm(role) => found.push((route, role, true)),
            _ => {}
        }
    }
    assert!(found.len() > 30, "the Studio has more routes than {}", found.len());
    found
}

#[test]
fn whatever_changes_something_needs_a_form_of_the_session() {
    let open = ["/studio/sign-in", "/studio/first-admin", "/studio/invitation"];
    for route in table().into_iter().filter(|route| route.surface() == Surface::Studio) {
        let is_form = matches!(route.credential, Credential::SessionForm(_));
        let changes = route.method != http::Method::GET;
        assert!(changes == is_form || open.contains(&route.path), "{} {}", route.method, route.path);
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_session_that_goes_on() {
    let world = world().await;
    let ended = Visitor::signed_in(&world.server, TENANT, Role::Admin).await;
    let session = world.server.access.session(&ended.cookies["octant_session"]).expect("it is valid");
    world.server.access.sign_out_everywhere(&session).expect("ended");
    let mut forged = Visitor::of(&world.server);
    forged.cookies.insert("octant_session".to_owned(), "a.1.99999999999999.b.c".to_owned());
    let mut visitors = [Visitor::of(&world.server), ended, forged];
    for (route, _, is_form) in guarded() {
        let (path, fields) = sample(&route, &world);
        for visitor in &mut visitors {
            let call = format!("{} {path}", route.method);
            if is_form {
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let answer = visitor.post_as_it_is(&path, &fields).await;
                assert_eq!(answer.status, 401, "{call}: {answer:#?}");
            } else {
                let answer = visitor.get(&path).await;
                assert_eq!(answer.status, 303, "{call}: {answer:#?}");
                let target = answer.header("location").expect("a place to go");
                assert!(target.starts_with("/studio/sign-in?next=%2Fstudio"), "{call}: {target}");
            }
        }
    }
    world.server.close().await;
}

#[tokio::test]
async fn a_role_may_do_what_it_may_and_no_more() {
    let kept = Kept::make().await;
    // What is refused, and what only shows, changes nothing: for these one world is enough.
    let shared = kept.copy().await;
    for (route, role, is_form) in guarded() {
        let roles = Role::ALL.into_iter();
        for has in roles.clone().filter(|has| *has < role || !is_form) {
            allowed(&shared, &route, (role, is_form), has).await;
        }
        if is_form {
            let own = kept.copy().await;
            for has in roles.filter(|has| *has >= role) {
                allowed(&own, &route, (role, is_form), has).await;
            }
            own.server.close().await;
        }
    }
    shared.server.close().await;
}

/// Makes the call of a route with a role, and holds the answer to what the route needs.
async fn allowed(world: &World, route: &Route, (role, is_form): (Role, bool), has: Role) {
    let (path, fields) = sample(route, world);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut visitor = world.visitor(has);
    let answer = if is_form { visitor.post(&path, &fields).await } else { visitor.get(&path).await };
    let call = format!("{} {path} as {}", route.method, has.name());
    if has < role {
        assert_eq!(answer.status, 403, "{call}: {answer:#?}");
    } else {
        // What the role before it did may have taken the thing away, and a sample's form may lack something.
        assert!(matches!(answer.status, 200..401 | 404 | 409 | 410 | 415 | 422), "{call}: {answer:#?}");
        let target = answer.header("location").unwrap_or_default();
        assert!(!target.starts_with("/studio/sign-in?next="), "{call}: {answer:#?}");
        // A draft has no cards, no members and no lively versions to show.
        let is_draft = [
            "/studio/cards/",
            "/studio/segments/",
            "/studio/destinations/",
            "/studio/new-segment/build",
            "/studio/shown-once/",
            "/studio/sources/products/import/",
        ];
        let shows = !is_form && !is_draft.iter().any(|draft| path.starts_with(draft));
        assert!(!shows || answer.status < 400, "{call}: {answer:#?}");
    }
    if !answer.text.is_empty() && answer.header("content-type").is_some_and(|kind| kind.contains("html")) {
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{call}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{call}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{call}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{call}");
    }
}

#[tokio::test]
async fn a_form_without_its_token_or_with_another_sessions_is_refused() {
    let world = world().await;
    let mut admin = Visitor::signed_in(&world.server, TENANT, Role::Admin).await;
    let mut other = Visitor::signed_in(&world.server, TENANT, Role::Admin).await;
    let foreign = other.csrf().await;
    for (route, _, is_form) in guarded() {
        // A file comes in a form of another kind, whose token is tried where files are.
        if !is_form || route.path == "/studio/sources/{id}/import" {
            continue;
        }
        let (path, fields) = sample(&route, &world);
        for csrf in [None, Some(""), Some(foreign.as_str())] {
            let mut fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            fields.extend(csrf.map(|csrf| ("csrf", csrf)));
            let answer = admin.post_as_it_is(&path, &fields).await;
            assert_eq!(answer.status, 403, "{path} with {csrf:?}: {answer:#?}");
        }
    }
    let answer = admin.get("/studio/sources").await.expect(200);
    assert!(answer.text.contains("products") && !answer.text.contains(">New<"), "nothing was changed");
    world.server.close().await;
}

#[tokio::test]
async fn another_tenants_admin_sees_and_changes_nothing() {
    let world = world().await;
    let mut stranger = Visitor::signed_in(&world.server, "elsewhere", Role::Admin).await;
    Visitor::signed_in(&world.server, "elsewhere", Role::Viewer).await;
    for (route, _, is_form) in guarded() {
        let (path, fields) = sample(&route, &world);
        // The stranger's session goes on only as long as the stranger does not end it.
        if path.contains("sign-out") || path.contains("password") {
            continue;
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = if is_form { stranger.post(&path, &fields).await } else { stranger.get(&path).await };
        let call = format!("{} {path}", route.method);
        if route.path.contains('{') && route.path != "/studio/sources/{id}/import" {
            let unseen = if path.contains("shown-once") { 410 } else { 404 };
            assert_eq!(answer.status, unseen, "{call}: {answer:#?}");
        }
        assert!(!answer.text.contains("w 0") && !answer.text.contains("x@y.example"), "{call}: {answer:#?}");
    }
    world.server.close().await;
}
