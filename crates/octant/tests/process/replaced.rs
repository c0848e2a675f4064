//! The data folder, or a file in it, is deleted or replaced under a running server: what is acknowledged is in the file
//! that the path names, or nothing is acknowledged.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::shop::{import_one, publish, query, readiness, until_readiness, until_shown};
use crate::support::{Server, octant};

fn shop() -> (TempDir, PathBuf, Server) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::on(&data);
    publish(&server, 5);
    (folder, data, server)
}

fn refuses(server: &Server) {
    let (status, answer) = import_one(server, "p1", "lost");
    assert_eq!(status, 503, "{answer}");
    let text = answer["errors"][0]["message"].as_str().unwrap();
    assert!(
        text.contains("deleted or replaced") && text.contains("nothing of the request was stored"),
        "{text}"
    );
    assert_eq!(server.post("/v1/sources", r#"{"id":"more","name":"More"}"#).0, 503);
    assert_eq!(readiness(server), (503, "storage_replaced".to_owned()));
    // On every connection of the store, including unused ones.
    std::thread::scope(|scope| {
        for _ in 0..40 {
            scope.spawn(|| {
                let (status, answer) = query(server, "?id=p1");
                assert_eq!(
                    answer["results"][0]["name"], "first",
                    "what is there is still read: {status} {answer}"
                );
                assert_eq!(server.get("/v1/sources/products/entries/p1")["id"], "p1");
            });
        }
    });
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for name in ["octant.db", "octant.db-wal"] {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

fn entry(data: &Path, key: &str) -> Value {
    let server = Server::on(data);
    server.get(&format!("/v1/sources/products/entries/{key}"))
}

#[test]
fn nothing_is_acknowledged_once_the_folder_is_deleted() {
    let (folder, data, server) = shop();
    std::fs::remove_dir_all(&data).unwrap();
    // Also before anybody writes.
    until_readiness(&server, 503, "storage_replaced");
    refuses(&server);
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert!(!data.exists(), "nothing is made in the place of a folder that somebody deleted");
    drop((server, folder));
}

#[test]
fn nothing_is_acknowledged_while_the_database_has_another_name_and_all_goes_on_when_it_is_back() {
    let (_folder, data, server) = shop();
    for name in ["octant.db", "octant.db-wal"] {
        std::fs::rename(data.join(name), data.join("away")).unwrap();
        refuses(&server);
        std::fs::rename(data.join("away"), data.join(name)).unwrap();
        until_readiness(&server, 200, "");
        let (status, answer) = import_one(&server, "p1", name);
        assert_eq!(status, 202, "{answer}");
        until_shown(&server, "p1", name);
        assert_eq!(import_one(&server, "p1", "first").0, 202);
        until_shown(&server, "p1", "first");
    }
}

#[test]
fn nothing_is_acknowledged_once_a_copy_is_in_its_place_and_the_copy_stays_whole() {
    let (folder, data, mut server) = shop();
    let (other, old) = (folder.path().join("copy"), folder.path().join("old"));
    copy(&data, &other);
    assert!(other.join("octant.db-wal").metadata().unwrap().len() > 0, "the copy has something in its log");
    std::fs::rename(&data, &old).unwrap();
    std::fs::rename(&other, &data).unwrap();
    refuses(&server);
    server.signal("TERM");
    server.wait();
    assert!(data.join("octant.db-wal").exists(), "the old server leaves the copy's log alone");
    assert_eq!(entry(&data, "p1")["id"], "p1");
    let doctor = octant().args(["doctor", "--data"]).arg(&data).output().unwrap();
    assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
}

#[test]
fn indexes_that_are_deleted_are_built_again_with_the_next_change() {
    let (_folder, data, server) = shop();
    std::fs::remove_dir_all(data.join("indexes")).unwrap();
    assert_eq!(import_one(&server, "p2", "second").0, 202);
    until_shown(&server, "p2", "second");
    assert!(data.join("indexes").is_dir());
    until_readiness(&server, 200, "");
}
