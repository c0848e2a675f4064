//! A process that may open few files: what cannot be opened for want of them is not damaged.

use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::shop::{import_one, publish, query, readiness, until_readiness, until_shown};
use crate::support::{KEY, Server};

fn start(data: &Path, files: u64) -> Result<Server, String> {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n \"$2\"; exec \"$0\" serve --listen 127.0.0.1:0 --data \"$1\""]);
    command.arg(env!("CARGO_BIN_EXE_octant")).arg(data).arg(files.to_string());
    Server::run(command.env("OCTANT_ADMIN_KEY", KEY))
}

/// Connections that are open and ask for nothing; further ones wait in the system's queue.
fn idle(server: &Server, count: usize) -> Vec<TcpStream> {
    let address = server.address.strip_prefix("http://").unwrap().parse().unwrap();
    (0..count).filter_map(|_| TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()).collect()
}

#[test]
fn connections_leave_the_files_that_publishing_needs_and_no_index_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::on(&data);
    publish(&server, 20);
    for round in 0..12 {
        assert_eq!(import_one(&server, "p1", &format!("round {round}")).0, 202);
        until_shown(&server, "p1", &format!("round {round}"));
    }
    drop(server);
    for files in [128, 200] {
        let mut server = start(&data, files).unwrap();
        let connections = idle(&server, 150);
        std::thread::sleep(Duration::from_millis(500));
        drop(connections);
        assert_eq!(import_one(&server, "p1", &format!("with {files}")).0, 202);
        until_shown(&server, "p1", &format!("with {files}"));
        assert_eq!(query(&server, "?id=p2").0, 200);
        until_readiness(&server, 200, "");
        server.signal("TERM");
        assert!(server.wait().success());
        let log = server.log();
        assert!(!log.contains("built anew") && !log.contains("Too many open files"), "{files}: {log}");
        assert!(log.contains("open files") && log.contains(&format!("{files}")), "{log}");
    }
}

#[test]
fn a_limit_below_what_any_work_needs_is_refused_with_what_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    let said = start(&folder.path().join("data"), 64).err().expect("it does not start");
    assert!(said.contains("64") && said.contains("open files") && said.contains("ulimit -n"), "{said}");
}

/// Takes all the files that a process may still open, from outside, by lowering its limit to what it has open.
fn starve(server: &Server, files: &str) {
    let set = Command::new("prlimit").arg(format!("--nofile={files}")).arg("--pid").arg(server.id()).status();
    assert!(set.expect("prlimit, of util-linux").success());
}

#[test]
fn a_running_server_without_files_says_so_and_goes_on_when_it_has_some() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::on(&data);
    publish(&server, 20);
    let open = std::fs::read_dir(format!("/proc/{}/fd", server.id())).unwrap().count();
    starve(&server, &format!("{}:4096", open + 2));
    assert_eq!(import_one(&server, "p1", "second").0, 202);
    until_readiness(&server, 503, "out_of_resources");
    assert_eq!(query(&server, "?id=p2").1["results"][0]["name"], "first");
    starve(&server, "4096:4096");
    until_shown(&server, "p1", "second");
    until_readiness(&server, 200, "");
    assert_eq!(readiness(&server).0, 200);
    let log = server.log_so_far();
    assert!(!log.contains("built anew"), "{log}");
}
