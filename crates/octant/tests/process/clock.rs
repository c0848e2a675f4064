//! A clock that is wrong: nothing is forgotten by it, and times never go back.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::failing_disk::library;
use crate::shop::{import_one, publish, query, until_shown};
use crate::support::{KEY, Server, octant};

const DAY: i64 = 24 * 60 * 60;
const YEAR: i64 = 365 * DAY;

/// A folder for a server whose clock is set by the test.
struct Clock {
    folder: TempDir,
    library: PathBuf,
}

impl Clock {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let library = library(folder.path(), "clock");
        let clock = Self { folder, library };
        clock.set(0);
        clock
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Puts the clock so many seconds ahead, or back where negative.
    fn set(&self, shift: i64) {
        let draft = self.folder.path().join("draft");
        std::fs::write(&draft, shift.to_string()).unwrap();
        std::fs::rename(draft, self.shift()).unwrap();
    }

    fn shift(&self) -> PathBuf {
        self.folder.path().join("shift")
    }

    fn serve(&self, arguments: &[&str]) -> Server {
        let mut command = octant();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(self.data()).args(arguments);
        command
            .env("OCTANT_ADMIN_KEY", KEY)
            .env("LD_PRELOAD", &self.library)
            .env("CLOCK_SHIFT", self.shift());
        Server::run(&mut command).unwrap_or_else(|said| panic!("the server does not start: {said}"))
    }
}

fn stop(mut server: Server) -> String {
    server.signal("TERM");
    assert!(server.wait().success());
    server.log()
}

fn imports(server: &Server) -> usize {
    server.get("/imports?limit=200")["items"].as_array().unwrap().len()
}

fn import_with_key(server: &Server, key: &str) -> (u16, String) {
    let body = json!({"entities": [{"key": key, "properties": [{"id": "name", "value": key}]}]}).to_string();
    let headers = [("x-api-key", KEY), ("idempotency-key", key)];
    server.request("POST", "/import/products", &headers, &body).unwrap()
}

/// Waits until a retention has run that had the chance to remove something.
fn until_retention(server: &Server) {
    server.until("retention has run", || {
        let metrics = server.request("GET", "/metrics", &[], "").unwrap().1;
        if metrics.contains("octant_retention_runs_total 0")
            || !metrics.contains("octant_retention_runs_total")
        {
            Err(metrics)
        } else {
            Ok(())
        }
    });
}

#[test]
fn a_clock_that_is_a_year_ahead_forgets_nothing() {
    let clock = Clock::new();
    let server = clock.serve(&[]);
    publish(&server, 5);
    let (status, first) = import_with_key(&server, "once");
    assert_eq!(status, 202, "{first}");
    let before = imports(&server);
    stop(server);
    clock.set(YEAR);
    // What is written by the wrong clock does not make it right, and neither does another start.
    for round in 0..2 {
        let server = clock.serve(&[]);
        until_retention(&server);
        assert!(imports(&server) >= before, "round {round}: {} of {before}", imports(&server));
        let again: Value = serde_json::from_str(&import_with_key(&server, "once").1).unwrap();
        let first: Value = serde_json::from_str(&first).unwrap();
        assert_eq!(again["id"], first["id"], "the key is remembered");
        assert_eq!(import_one(&server, "p1", &format!("ahead {round}")).0, 202);
        until_shown(&server, "p1", &format!("ahead {round}"));
        let metrics = server.request("GET", "/metrics", &[], "").unwrap().1;
        let behind = figure(&metrics, "octant_retention_behind_seconds");
        assert!(behind > 300.0 * 86_400.0, "{behind}");
        let log = stop(server);
        assert!(log.contains("clock") && log.contains("forgotten"), "{log}");
    }
    clock.set(0);
    let server = clock.serve(&[]);
    until_retention(&server);
    assert!(imports(&server) >= before + 2);
    stop(server);
}

#[test]
fn a_clock_that_stays_ahead_is_believed_in_the_end() {
    let clock = Clock::new();
    let server = clock.serve(&[]);
    publish(&server, 5);
    stop(server);
    clock.set(YEAR);
    let server = clock.serve(&["--clock-patience", "2s", "--expire-interval", "300ms"]);
    server.until("old imports go", || match imports(&server) {
        0 => Ok(()),
        left => Err(format!("{left} imports")),
    });
    stop(server);
}

fn figure(metrics: &str, name: &str) -> f64 {
    let line = metrics.lines().find_map(|line| line.strip_prefix(name).filter(|rest| rest.starts_with(' ')));
    line.unwrap_or_else(|| panic!("no {name} in {metrics}")).trim().parse().unwrap()
}

/// When the newest import was accepted.
fn last_change(server: &Server) -> String {
    server.get("/imports?limit=1")["items"][0]["acceptedAt"].as_str().unwrap().to_owned()
}

/// What changed since a time, by the application's own account of it.
fn changed_since(server: &Server, since: &str) -> Vec<String> {
    let (status, answer) = query(server, &format!("?periodSince={since}&top=100"));
    assert_eq!(status, 200, "{answer}");
    answer["results"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_clock_that_is_put_back_makes_no_older_times() {
    for restarts in [false, true] {
        let clock = Clock::new();
        let mut server = clock.serve(&[]);
        publish(&server, 5);
        assert_eq!(import_one(&server, "p1", "second").0, 202);
        until_shown(&server, "p1", "second");
        let seen = last_change(&server);
        clock.set(-DAY);
        if restarts {
            stop(server);
            server = clock.serve(&[]);
        }
        for (key, name) in [("p2", "third"), ("p3", "fourth")] {
            assert_eq!(import_one(&server, key, name).0, 202);
            until_shown(&server, key, name);
        }
        let changed = changed_since(&server, &seen);
        for key in ["p2", "p3"] {
            assert!(changed.iter().any(|one| one == key), "restarts {restarts}, since {seen}: {changed:?}");
        }
        assert!(last_change(&server) >= seen, "{} is before {seen}", last_change(&server));
        // Also where the index is built from nothing.
        stop(server);
        std::fs::remove_dir_all(clock.data().join("indexes")).unwrap();
        let server = clock.serve(&[]);
        until_shown(&server, "p3", "fourth");
        let changed = changed_since(&server, &seen);
        assert!(changed.contains(&"p2".to_owned()) && changed.contains(&"p3".to_owned()), "{changed:?}");
        assert!(doctor_agrees(&clock.data(), server));
    }
}

fn doctor_agrees(data: &Path, server: Server) -> bool {
    stop(server);
    octant().args(["doctor", "--data"]).arg(data).status().unwrap().success()
}

#[test]
fn a_token_that_was_issued_by_a_clock_ahead_ends_when_the_clock_is_right() {
    let clock = Clock::new();
    clock.set(YEAR);
    let server = clock.serve(&[]);
    let (status, provider) =
        server.post("/v1/data-providers", &json!({"name": "erp", "sources": ["products"]}).to_string());
    assert_eq!(status, 201, "{provider}");
    assert_eq!(server.post("/v1/sources", r#"{"id":"products","name":"P"}"#).0, 201);
    let body = json!({"id": provider["id"], "secret": provider["secret"]}).to_string();
    let (status, token) = server.request("POST", "/dataProviders/tokens", &[], &body).unwrap();
    assert_eq!(status, 200, "{token}");
    let token: Value = serde_json::from_str(&token).unwrap();
    let bearer = format!("Bearer {}", token["result"]["accessToken"].as_str().unwrap());
    let import = || {
        let headers = [("authorization", bearer.as_str())];
        server.request("POST", "/import/products", &headers, r#"{"entities":[{"key":"a"}]}"#).unwrap().0
    };
    assert_eq!(import(), 202);
    clock.set(0);
    assert_eq!(import(), 401, "it would be good for a year");
}
