//! The offer of a sample catalogue, with loaders that show what becomes of each.

use std::sync::Arc;
use std::time::Duration;

use octant_access::Role;
use octant_model::PageRequest;
use octant_server::{SampleLoader, ServerOptions};
use octant_store::sqlite::Options;
use tokio::sync::Semaphore;

use super::visitor::Visitor;
use crate::support::server::{TENANT, tenant_id};
use crate::support::{TestServer, until};

const OFFER: &str = "action=\"/studio/sample\"";

async fn with_loader(loader: SampleLoader) -> TestServer {
    let options = ServerOptions { sample: Some(loader), ..ServerOptions::default() };
    TestServer::start_with(options, Options::default()).await
}

fn keys(server: &TestServer) -> usize {
    let keys = server.access.api_keys(&tenant_id(TENANT), &PageRequest::first(100));
    keys.expect("read").items.iter().filter(|key| key.name == "Sample catalogue").count()
}

async fn keys_become(server: &TestServer, count: usize) {
    let become_so = async {
        while keys(server) != count {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let became = tokio::time::timeout(Duration::from_secs(20), become_so).await;
    became.unwrap_or_else(|_| panic!("there are {} keys of the load, not {count}", keys(server)));
}

async fn overview(visitor: &mut Visitor) -> String {
    visitor.get("/studio").await.expect(200).text
}

/// Waits for the end of what was begun.
async fn ended(visitor: &mut Visitor) {
    until("the load's end", async || {
        let page = visitor.get("/studio/sample").await.expect(200).text;
        if page.contains("data-done") { Ok(()) } else { Err(page) }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_offered_without_a_loader_to_others_than_admins_or_beside_what_is_there() {
    let server = TestServer::start().await;
    let mut admin = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    assert!(!overview(&mut admin).await.contains(OFFER));
    admin.post("/studio/sample", &[]).await.expect(404);
    server.close().await;

    let server = with_loader(SampleLoader::new(async |_| panic!("nobody may get here"))).await;
    let mut editor = Visitor::signed_in(&server, TENANT, Role::Editor).await;
    let mut admin = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    assert!(!overview(&mut editor).await.contains(OFFER));
    assert!(overview(&mut admin).await.contains(OFFER));
    assert!(admin.get("/studio/welcome").await.expect(200).text.contains(OFFER));
    server.add_source("products");
    assert!(!overview(&mut admin).await.contains(OFFER));
    assert!(!admin.get("/studio/welcome").await.expect(200).text.contains(OFFER));
    let refusal = admin.post("/studio/sample", &[]).await.expect(409);
    assert!(refusal.text.contains("nothing was loaded"), "{refusal:#?}");
    assert_eq!(keys(&server), 0);
    server.close().await;
}

#[tokio::test]
async fn it_is_loaded_once_at_a_time_with_a_key_of_its_own_that_goes() {
    let (done, permits) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (called, wait) = (Arc::clone(&done), Arc::clone(&permits));
    let loader = SampleLoader::new(move |target| {
        let (called, wait) = (Arc::clone(&called), Arc::clone(&wait));
        async move {
            let sources = reqwest::Client::builder().no_proxy().build().expect("a client");
            let sources = sources.get(format!("{}/v1/sources", target.address));
            let answer =
                sources.header("x-api-key", &target.key).send().await.map_err(|one| one.to_string())?;
            assert_eq!(answer.status(), 200);
            assert!(target.public_address.starts_with("http://127.0.0.1:"), "{target:?}");
            called.add_permits(1);
            wait.acquire().await.expect("it is never closed").forget();
            Ok(())
        }
    });
    let server = with_loader(loader).await;
    let mut admin = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    let first = admin.post("/studio/sample", &[]).await.expect(303);
    assert_eq!(first.header("location"), Some("/studio"));
    done.acquire().await.expect("it is never closed").forget();
    assert_eq!(keys(&server), 1);
    let second = admin.post("/studio/sample", &[]).await.expect(303);
    assert_eq!(second.header("location"), Some("/studio?done=sample"));
    let page = overview(&mut admin).await;
    assert!(page.contains("is being loaded") && !page.contains(OFFER), "{page}");
    permits.add_permits(1);
    ended(&mut admin).await;
    assert_eq!((keys(&server), done.available_permits()), (0, 0), "one call, and its key is gone");
    let page = overview(&mut admin).await;
    assert!(!page.contains("is being loaded") && page.contains(OFFER), "the loader made nothing");
    server.close().await;
}

#[tokio::test]
async fn what_went_wrong_is_told_and_it_is_offered_again() {
    let loaders = [
        (
            SampleLoader::new(async |_| Err("the shop <b>burns</b>".to_owned())),
            "the shop &lt;b&gt;burns&lt;/b&gt;",
        ),
        (
            SampleLoader::new(async |_| panic!("a test panics on purpose")),
            "something went wrong in the server",
        ),
    ];
    for (loader, told) in loaders {
        let server = with_loader(loader).await;
        let mut admin = Visitor::signed_in(&server, TENANT, Role::Admin).await;
        admin.post("/studio/sample", &[]).await.expect(303);
        ended(&mut admin).await;
        let page = overview(&mut admin).await;
        assert!(page.contains("could not be loaded") && page.contains(told), "{page}");
        assert!(page.contains(OFFER) && keys(&server) == 0);
        server.close().await;
    }
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_ends_the_loading() {
    let mut server = with_loader(SampleLoader::new(async |_| std::future::pending().await)).await;
    let mut admin = Visitor::signed_in(&server, TENANT, Role::Admin).await;
    admin.post("/studio/sample", &[]).await.expect(303);
    keys_become(&server, 1).await;
    server.begin_stop();
    keys_become(&server, 0).await;
    server.close().await;
}
