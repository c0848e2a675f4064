//! A server process, and requests to it.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) use said::Said;

// Beside this file, also for the other tests that take it in.
#[path = "said.rs"]
mod said;

/// How long a test waits for something that a process does.
pub(crate) const LONGEST: Duration = Duration::from_secs(60);

/// The organization key of every server here.
pub(crate) const KEY: &str = "the-organization-key-of-this-test";

/// The path of a file in the repository's `fixtures/`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name);
    assert!(path.is_file(), "there is no fixture {}", path.display());
    path
}

/// The binary, without the settings of whoever runs the tests.
pub(crate) fn octant() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_octant"));
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("OCTANT_")) {
            command.env_remove(name);
        }
    }
    command
}

/// A server process; it ends with the test.
pub(crate) struct Server {
    process: Child,
    /// Where it listens, such as `http://127.0.0.1:4711`.
    pub(crate) address: String,
    /// What it said on standard output until it listened.
    pub(crate) said: String,
    log: Said,
    folder: Option<TempDir>,
}

impl Server {
    /// A server on an empty folder of its own, with [`KEY`].
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::on(&folder.path().join("data")).with_folder(folder)
    }

    /// A server on that folder, with [`KEY`] if the folder is new.
    pub(crate) fn on(data: &Path) -> Self {
        let mut command = octant();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).env("OCTANT_ADMIN_KEY", KEY);
        Self::run(&mut command).unwrap_or_else(|said| panic!("the server does not start: {said}"))
    }

    /// Starts the command and waits until it says where it listens; what it said if it ended instead.
    pub(crate) fn run(command: &mut Command) -> Result<Self, String> {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let output = Said::by(process.stdout.take().unwrap());
        let log = Said::by(process.stderr.take().unwrap());
        let Some(said) = output.until("Octant listens on ", LONGEST) else {
            let _ = process.kill();
            process.wait().unwrap();
            return Err(format!("{}{}", output.all(), log.all()));
        };
        let (said, line) = said.split_at(said.rfind("Octant listens on ").unwrap());
        let address = line["Octant listens on ".len()..].trim_end().split(';').next().unwrap().to_owned();
        let said = said[..said.rfind('\n').map_or(0, |end| end + 1)].to_owned();
        Ok(Self { process, address, said, log, folder: None })
    }

    /// The same server, whose folder goes with it.
    pub(crate) fn with_folder(mut self, folder: TempDir) -> Self {
        self.folder = Some(folder);
        self
    }

    /// The most bytes that were in memory at a time.
    pub(crate) fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
        kibibytes * 1_024
    }

    /// A folder for this test's files.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.as_ref().expect("the server was started on a folder of its own").path()
    }

    /// Writes a file into the test's folder.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Sends the process a signal, such as `TERM`.
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap();
        assert!(sent.success());
    }

    /// The process's id.
    pub(crate) fn id(&self) -> String {
        self.process.id().to_string()
    }

    /// Waits for the end.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < LONGEST, "the server does not end; its log:\n{}", self.log.so_far());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Looks until something has come about. `look` tells what it sees instead, which the test says together with the
    /// server's log when it has waited too long.
    pub(crate) fn until<T>(&self, what: &str, mut look: impl FnMut() -> Result<T, String>) -> T {
        let begun = Instant::now();
        loop {
            let seen = match look() {
                Ok(found) => return found,
                Err(seen) => seen,
            };
            assert!(
                begun.elapsed() < LONGEST,
                "{what}: it never comes about; at last there was {seen}; the server's log:\n{}",
                self.log.so_far()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What it has logged so far.
    pub(crate) fn log_so_far(&self) -> String {
        self.log.so_far()
    }

    /// What it logged, once it has ended.
    pub(crate) fn log(&self) -> String {
        self.log.all()
    }

    /// Ends the process as `kill -9` does.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// What the platform API answers with the organization key.
    pub(crate) fn get(&self, path: &str) -> Value {
        let (status, body) = self.request("GET", path, &[("x-api-key", KEY)], "").unwrap();
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// A POST of JSON with the organization key.
    pub(crate) fn post(&self, path: &str, body: &str) -> (u16, Value) {
        let (status, body) = self.request("POST", path, &[("x-api-key", KEY)], body).unwrap();
        (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
    }

    /// One request over a connection of its own: the status and the body of the answer.
    pub(crate) fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> io::Result<(u16, String)> {
        request(&self.address, method, path, headers, body)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, which is no concern of the test any more.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One request over a connection of its own.
pub(crate) fn request(
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<(u16, String)> {
    exchange(address, method, path, headers, body).map(|(status, _, body)| (status, body))
}

/// The same with the answer's head: status, head, body.
pub(crate) fn exchange(
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<(u16, String, String)> {
    let host = address.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(host)?;
    connection.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            head.push_str("content-type: application/json\r\n");
        }
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    connection.write_all(format!("{head}\r\n{body}").as_bytes())?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    let broken_off = || io::Error::new(io::ErrorKind::UnexpectedEof, "the answer broke off");
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(broken_off)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken_off)?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    if length.is_some_and(|length| length.parse() != Ok(body.len())) {
        return Err(broken_off());
    }
    Ok((status, head.to_owned(), body.to_owned()))
}
