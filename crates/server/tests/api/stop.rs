//! Told to stop, the server finishes what it accepted and takes nothing more.

use std::time::Duration;

use octant_server::{ServerError, ServerOptions};
use octant_store::sqlite::Options;
use tokio::net::TcpStream;

use crate::support::raw::Raw;
use crate::support::{TestServer, entities};

#[tokio::test]
async fn an_accepted_request_is_finished() {
    let mut server = TestServer::start().await;
    server.add_source("products");
    let (name, value) = server.admin_header();
    let payload = entities(10, "late").to_string();
    let (begin, rest) = payload.split_at(20);
    let mut raw = Raw::connect(server.address).await;
    let length = payload.len();
    raw.send(format!(
        "POST /import/products HTTP/1.1\r\nhost: t\r\n{name}: {value}\r\nexpect: 100-continue\r\ncontent-length: {length}\r\n\r\n"
    ))
    .await
    .expect("sent");
    assert_eq!(raw.read_head().await, "HTTP/1.1 100 Continue\r\n\r\n", "the body is waited for");
    raw.send(begin).await.expect("sent");
    server.begin_stop();
    while TcpStream::connect(server.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    raw.send(rest).await.expect("sent");
    let answer = raw.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
    server.close().await;
}

#[tokio::test]
async fn connections_without_a_request_hold_nothing_up() {
    let server = TestServer::start().await;
    let silent = Raw::connect(server.address).await;
    let mut idle = Raw::connect(server.address).await;
    idle.send("GET /healthz HTTP/1.1\r\nhost: t\r\n\r\n").await.expect("sent");
    assert!(idle.read_head().await.starts_with("HTTP/1.1 200 "));
    let mut half = Raw::connect(server.address).await;
    half.send("GET /healthz HT").await.expect("sent");
    server.close().await;
    drop((silent, idle, half));
}

#[tokio::test]
async fn a_body_that_drips_holds_nothing_up() {
    let options = ServerOptions { stop_grace: Duration::from_secs(5), ..ServerOptions::default() };
    let server = TestServer::start_with(options, Options::default()).await;
    server.add_source("products");
    let (name, value) = server.admin_header();
    let mut raw = Raw::connect(server.address).await;
    raw.send(format!(
        "POST /import/products HTTP/1.1\r\nhost: t\r\n{name}: {value}\r\nexpect: 100-continue\r\ncontent-length: 9999\r\n\r\n"
    ))
    .await
    .expect("sent");
    assert_eq!(raw.read_head().await, "HTTP/1.1 100 Continue\r\n\r\n");
    let dripping = tokio::spawn(async move {
        while raw.send(" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    server.close().await;
    dripping.await.expect("it is cut off");
}

#[tokio::test]
async fn what_does_not_end_in_time_is_said() {
    let options = ServerOptions { stop_grace: Duration::from_millis(50), ..ServerOptions::default() };
    let server = TestServer::start_with(options, Options::default()).await;
    server.add_source("products");
    let (name, value) = server.admin_header();
    let mut raw = Raw::connect(server.address).await;
    raw.send(format!(
        "POST /import/products HTTP/1.1\r\nhost: t\r\n{name}: {value}\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n"
    ))
    .await
    .expect("sent");
    assert_eq!(raw.read_head().await, "HTTP/1.1 100 Continue\r\n\r\n");
    match server.stop().await {
        Err(ServerError::Unfinished { connections: 1, imports: 0, .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn settings_that_contradict_each_other_are_refused() {
    let server = TestServer::start().await;
    for options in [
        ServerOptions { ingest_memory: 1 << 20, ..ServerOptions::default() },
        ServerOptions { anonymous_memory: 1 << 10, ..ServerOptions::default() },
        ServerOptions { document_memory: 1 << 10, ..ServerOptions::default() },
        ServerOptions { max_connections: 0, ..ServerOptions::default() },
        ServerOptions { body_timeout: Duration::ZERO, ..ServerOptions::default() },
    ] {
        let bound = octant_server::Server::bind(
            server.store.clone(),
            server.access.clone(),
            server.folder(),
            options,
        )
        .await;
        assert!(matches!(bound.map(drop), Err(ServerError::Options(_))));
    }
    let taken = ServerOptions { listen: server.address, ..ServerOptions::default() };
    let bound =
        octant_server::Server::bind(server.store.clone(), server.access.clone(), server.folder(), taken)
            .await;
    assert!(matches!(bound.map(drop), Err(ServerError::Listen { address, .. }) if address == server.address));
    server.close().await;
}
