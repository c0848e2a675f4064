//! A disk without room: the server starts, answers whatever it can read, says at every kind of write what is wanting, and
//! goes on by itself when there is room.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::failing_disk::FailingDisk;
use crate::shop::{import, import_one, publish, query, readiness, until_readiness, until_shown};
use crate::support::{KEY, Server, exchange, octant};

/// Every kind of write over HTTP, each with what is sent.
fn writes() -> Vec<(&'static str, &'static str, Value)> {
    let name = json!({"id": "name", "type": "Text", "source": "products", "sourceProperty": "name"});
    vec![
        (
            "POST",
            "/import/products",
            json!({"entities": [{"key": "n", "properties": [{"id": "name", "value": "n"}]}]}),
        ),
        (
            "POST",
            "/v1/sources/products",
            json!({"entries": [{"id": "typed", "properties": [{"id": "name", "value": "n"}]}]}),
        ),
        ("POST", "/v1/sources", json!({"id": "more", "name": "More"})),
        ("PATCH", "/v1/sources/products", json!({"name": "Renamed"})),
        ("PUT", "/v1/sources/products/properties/name", json!({"displayName": "Title"})),
        ("POST", "/v1/data-providers", json!({"name": "erp", "sources": ["products"]})),
        ("POST", "/v1/api-keys", json!({"name": "reader", "scopes": ["read:sources"]})),
        (
            "POST",
            "/v1/card-definitions",
            json!({"id": "other", "sources": [{"id": "products"}], "properties": [name]}),
        ),
        ("PATCH", "/v1/card-definitions/product", json!({"description": "A product"})),
        ("POST", "/v1/segments", json!({"id": "all", "card": "product", "criteria": {"dynamic": []}})),
        ("POST", "/v1/destinations", json!({"identifier": "second", "languages": ["en"]})),
        ("POST", "/v1/destinations/shop/versions/v1/stop", json!({})),
        ("DELETE", "/v1/sources/spare", json!({})),
    ]
}

/// Each kind of write is refused for want of room, and in the same words.
fn every_write_is_refused(server: &Server) {
    let mut texts = std::collections::BTreeSet::new();
    for (method, path, body) in writes() {
        let headers = [("x-api-key", KEY), ("idempotency-key", "once")];
        let (status, head, answer) =
            exchange(&server.address, method, path, &headers, &body.to_string()).unwrap();
        assert_eq!(status, 503, "{method} {path}: {answer}");
        assert!(head.to_lowercase().contains("\nretry-after: "), "{method} {path}: {head}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let text = [&answer["detail"], &answer["errors"][0]["message"]].into_iter().find_map(Value::as_str);
        texts.insert(text.unwrap_or_else(|| panic!("{method} {path}: {answer}")).to_owned());
    }
    assert_eq!(texts.len(), 1, "one text for all: {texts:#?}");
    let text = texts.first().unwrap();
    assert!(text.contains("full") && text.contains("nothing of the request was stored"), "{text}");
}

/// Each kind of write is done, now that there is room.
fn every_write_is_done(server: &Server) {
    for (method, path, body) in writes() {
        let headers = [("x-api-key", KEY), ("idempotency-key", "once")];
        let (status, answer) = server.request(method, path, &headers, &body.to_string()).unwrap();
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
    }
}

fn keys(server: &Server) -> usize {
    server.get("/v1/sources/products/entries?includeTotals=true")["items"].as_array().unwrap().len()
}

fn reads(server: &Server) {
    assert_eq!(keys(server), 20);
    let (status, answer) = query(server, "?id=p7");
    assert_eq!((status, &answer["results"][0]["name"]), (200, &json!("first")), "{answer}");
    assert_eq!(server.request("GET", "/healthz", &[], "").unwrap().0, 200);
}

fn stop(mut server: Server) {
    server.signal("TERM");
    assert!(server.wait().success(), "{}", server.log());
}

fn sound(data: &Path) {
    let doctor = octant().args(["doctor", "--data"]).arg(data).output().unwrap();
    assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
}

#[test]
fn a_server_starts_without_room_and_refuses_every_kind_of_write_until_there_is_some() {
    let disk = FailingDisk::new();
    let server = disk.serve();
    publish(&server, 20);
    assert_eq!(server.post("/v1/sources", r#"{"id":"spare","name":"Spare"}"#).0, 201);
    stop(server);
    disk.fail("write", "full");
    let server = disk.serve();
    server.until("the version answers", || match query(&server, "").0 {
        200 => Ok(()),
        status => Err(status.to_string()),
    });
    reads(&server);
    until_readiness(&server, 503, "storage_full");
    every_write_is_refused(&server);
    assert_eq!(readiness(&server), (503, "storage_full".to_owned()));
    let metrics = server.request("GET", "/metrics", &[], "").unwrap().1;
    assert!(
        metrics.contains("\noctant_ready 0\n") && metrics.contains("octant_problem{code=\"storage_full\"} 1"),
        "{metrics}"
    );
    // A stop and another start change nothing.
    stop(server);
    let server = disk.serve();
    server.until("it reads", || if query(&server, "").0 == 200 { Ok(()) } else { Err("not yet".to_owned()) });
    reads(&server);
    disk.mend("write");
    until_readiness(&server, 200, "");
    every_write_is_done(&server);
    stop(server);
    sound(&disk.data());
}

#[test]
fn a_folder_cannot_be_made_without_room_and_the_refusal_says_so() {
    let disk = FailingDisk::new();
    disk.fail("write", "full");
    let said = Server::run(&mut disk.command()).err().expect("there is nothing to be served");
    assert!(said.contains("octant: the storage is full"), "{said}");
    disk.mend("write");
    publish(&disk.serve(), 1);
}

#[test]
fn a_server_is_not_ready_while_publishing_has_no_room() {
    let disk = FailingDisk::new();
    let server = disk.serve();
    publish(&server, 20);
    disk.fail("write", "full /indexes/");
    let (status, answer) = import_one(&server, "p3", "second");
    assert_eq!(status, 202, "{answer}");
    until_readiness(&server, 503, "storage_full");
    reads(&server);
    // A version that cannot be built for want of room is no better.
    assert_eq!(server.post("/v1/destinations/shop/versions", "").0, 201);
    let endpoint = json!({"identifier": "others", "card": "product", "properties": [{"id": "name"}]});
    let put = json!({"endpoints": [endpoint]}).to_string();
    let put = server.request("PUT", "/v1/destinations/shop/versions/v2", &[("x-api-key", KEY)], &put);
    assert_eq!(put.unwrap().0, 200);
    let (status, answer) = server.post("/v1/destinations/shop/versions/v2/publish", "{}");
    assert_eq!(status, 202, "{answer}");
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert_eq!(readiness(&server), (503, "storage_full".to_owned()));
    disk.mend("write");
    until_shown(&server, "p3", "second");
    until_readiness(&server, 200, "");
    stop(server);
    sound(&disk.data());
}

#[test]
fn a_migration_without_room_is_refused_and_leaves_the_store_as_it_was() {
    let disk = FailingDisk::new();
    let server = disk.serve();
    publish(&server, 20);
    stop(server);
    // The version of the step before the last, which may be taken twice (SQLite's user_version).
    let file = disk.data().join("octant.db");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[63] -= 1;
    std::fs::write(&file, bytes).unwrap();
    disk.fail("write", "full .unfinished");
    let said = Server::run(&mut disk.command()).err().expect("it cannot be migrated");
    assert!(said.contains("octant: the storage is full") && said.contains("migrates"), "{said}");
    let names = std::fs::read_dir(disk.data()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = names.filter(|name| name.to_string_lossy().contains("unfinished")).collect();
    assert_eq!(left, Vec::<std::ffi::OsString>::new(), "nothing takes up the room that is wanting");
    disk.mend("write");
    let server = disk.serve();
    server.until("it reads", || if query(&server, "").0 == 200 { Ok(()) } else { Err("not yet".to_owned()) });
    reads(&server);
    stop(server);
    sound(&disk.data());
}

/// A kilobyte in which nothing repeats.
fn incompressible(number: u64) -> String {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..64).map(|_| format!("{:016x}", next())).collect()
}

#[test]
fn a_limit_of_the_size_of_files_refuses_what_is_larger_and_ends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -f 8192; exec \"$0\" serve --listen 127.0.0.1:0 --data \"$1\""]);
    command.arg(env!("CARGO_BIN_EXE_octant")).arg(folder.path().join("data")).env("OCTANT_ADMIN_KEY", KEY);
    let server = Server::run(&mut command).unwrap();
    publish(&server, 20);
    let large: Vec<(String, String)> =
        (0..9_000).map(|number| (format!("n{number}"), incompressible(number))).collect();
    let large = large.iter().map(|(key, text)| (key.clone(), text.as_str()));
    let (status, answer) = import(&server, large);
    assert_eq!(status, 503, "{answer}");
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains("full"), "{answer}");
    reads(&server);
    until_readiness(&server, 200, "");
    assert_eq!(import_one(&server, "p1", "small").0, 202);
    until_shown(&server, "p1", "small");
}

/// A file system of its own that can be filled, for those who may mount one.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=48m", "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then_some(Self(folder))
    }

    fn ballast(&self) -> PathBuf {
        self.0.path().join("ballast")
    }

    /// Fills it, but for so many bytes.
    fn fill(&self, left: u64) {
        let mut file = OpenOptions::new().append(true).create(true).open(self.ballast()).unwrap();
        while file.write_all(&[0; 4_096]).is_ok() {}
        let length = std::fs::metadata(self.ballast()).unwrap().len();
        File::options()
            .write(true)
            .open(self.ballast())
            .unwrap()
            .set_len(length.saturating_sub(left))
            .unwrap();
    }

    fn empty(&self) {
        std::fs::remove_file(self.ballast()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn a_server_starts_on_a_real_file_system_with_next_to_no_room() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!(
            "SKIPPED: no file system can be mounted here; the tests on a failing disk assert the same without one"
        );
        return;
    };
    let data = disk.0.path().join("data");
    let server = Server::on(&data);
    publish(&server, 20);
    stop(server);
    let mut killed = false;
    for left in [0, 4_096, 20_480, 32_768, 45_056, 71_680] {
        disk.fill(left);
        let mut server = Server::on(&data);
        server
            .until("it answers", || if query(&server, "").0 == 200 { Ok(()) } else { Err("503".to_owned()) });
        reads(&server);
        let large = "x".repeat(1_000);
        let (status, answer) =
            import(&server, (0..2_000).map(|number| (format!("n{number}"), large.as_str())));
        assert_eq!(status, 503, "{left} bytes left: {answer}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains("full"), "{answer}");
        for _ in 0..20 {
            assert_eq!(readiness(&server), (503, "storage_full".to_owned()), "{left} bytes left");
            std::thread::sleep(std::time::Duration::from_millis(30));
        }
        reads(&server);
        disk.empty();
        until_readiness(&server, 200, "");
        let (status, answer) = import_one(&server, "p1", &format!("with {left}"));
        assert_eq!(status, 202, "{answer}");
        until_shown(&server, "p1", &format!("with {left}"));
        if killed {
            stop(server);
        } else {
            server.kill();
        }
        killed = !killed;
    }
    sound(&data);
}
