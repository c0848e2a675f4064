//! A disk that fails under a running server: whatever was acknowledged stays, and nothing else is said to be stored.

use std::path::Path;

use serde_json::{Value, json};

use crate::failing_disk::FailingDisk;
use crate::support::{KEY, Server, octant};

fn import(server: &Server, key: &str) -> Option<(u16, Value)> {
    let body =
        json!({"entities": [{"key": key, "properties": [{"id": "name", "value": "x".repeat(2_000)}]}]});
    let headers = [("x-api-key", KEY)];
    let (status, text) = server.request("POST", "/import/products", &headers, &body.to_string()).ok()?;
    Some((status, serde_json::from_str(&text).unwrap()))
}

fn add_source(server: &Server) {
    assert_eq!(server.post("/v1/sources", r#"{"id":"products","name":"Products"}"#).0, 201);
}

fn keys(server: &Server) -> Vec<String> {
    let list = server.get("/v1/sources/products/entries");
    let items = list["items"].as_array().unwrap().iter();
    items.map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
}

fn sound(data: &Path) {
    let doctor = octant().args(["doctor", "--data"]).arg(data).output().unwrap();
    assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
}

#[test]
fn after_a_sync_that_failed_the_process_ends_and_recovers_what_it_acknowledged() {
    let disk = FailingDisk::new();
    let mut server = disk.serve();
    add_source(&server);
    assert_eq!(import(&server, "a").unwrap().0, 202);
    disk.fail("sync", "");
    assert_eq!(import(&server, "b"), None, "nothing is said about what may be lost");
    assert!(!server.wait().success());
    let log = server.log();
    assert!(log.contains("the disk could not make data durable; stopping"), "{log}");

    disk.mend("sync");
    let server = disk.serve();
    let found = keys(&server);
    assert!(found == ["a"] || found == ["a", "b"], "{found:?}");
    assert_eq!(import(&server, "b").unwrap().0, 202);
    assert_eq!(keys(&server), ["a", "b"]);
    drop(server);
    sound(&disk.data());
}

#[test]
fn a_start_on_a_disk_that_does_not_sync_serves_nothing() {
    let disk = FailingDisk::new();
    std::fs::create_dir(disk.data()).unwrap();
    disk.fail("sync", "");
    let said = Server::run(&mut disk.command()).err().expect("it does not start");
    assert!(said.contains("the disk could not make data durable; stopping"), "{said}");
}

/// Writes fail, the server says so and goes on reading; they work again, and it goes on by itself.
fn writes_fail(how: &str, code: &str) {
    let disk = FailingDisk::new();
    let server = disk.serve();
    add_source(&server);
    assert_eq!(import(&server, "a").unwrap().0, 202);
    disk.fail("write", how);
    for key in ["b", "c"] {
        let (status, answer) = import(&server, key).unwrap();
        assert_eq!(status, 503, "{answer}");
    }
    let (status, problem) = server.request("GET", "/readyz", &[], "").unwrap();
    assert!(status == 503 && problem.contains(code), "{status} {problem}");
    assert_eq!(server.request("GET", "/healthz", &[], "").unwrap().0, 200);
    assert_eq!(keys(&server), ["a"], "reading goes on");

    disk.mend("write");
    server.until("it comes back", || match server.request("GET", "/readyz", &[], "").unwrap() {
        (200, _) => Ok(()),
        other => Err(format!("{other:?}")),
    });
    assert_eq!(import(&server, "d").unwrap().0, 202);
    assert_eq!(keys(&server), ["a", "d"]);
    drop(server);
    sound(&disk.data());
}

#[test]
fn a_full_disk_is_named_until_there_is_room() {
    writes_fail("full", "storage_full");
}

#[test]
fn a_disk_that_takes_no_writes_is_named_until_it_does() {
    writes_fail("broken", "storage_failed");
}
