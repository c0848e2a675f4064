//! A server process and what it takes up.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::Serialize;

/// The organization key of every server here.
pub(crate) const KEY: &str = "the-organization-key-of-the-benchmark";

/// Ticks of a second in `/proc`; the same on every Linux.
const TICKS: f64 = 100.0;

/// A server process; it ends with the value.
pub(crate) struct Server {
    process: Child,
    /// Where it listens.
    pub(crate) address: String,
    /// How long it took from its start until it listened.
    pub(crate) ready: Duration,
    /// What makes the Studio's first admin, where there is none yet.
    pub(crate) welcome: Option<String>,
}

/// What a process takes up, in MiB.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Memory {
    /// The most that was resident at a time.
    pub(crate) peak: f64,
    /// What is resident now, pages of files among it.
    pub(crate) resident: f64,
    /// What of it is its own now, and no file's.
    pub(crate) own: f64,
}

impl Server {
    /// Starts a server on a folder.
    pub(crate) fn start(binary: &Path, data: &Path) -> Result<Self, String> {
        let started = Instant::now();
        let mut process = Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1:0", "--log-level", "error", "--data"])
            .arg(data)
            .env("OCTANT_ADMIN_KEY", KEY)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", binary.display()))?;
        let output = process.stdout.take().expect("it was piped");
        let mut lines = BufReader::new(output).lines();
        let mut welcome = None;
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            if let Some((_, token)) = line.split_once("/studio/welcome?token=") {
                welcome = Some(token.to_owned());
            }
            line.strip_prefix("Octant listens on ").map(str::to_owned)
        });
        let Some(address) = address else {
            // It has ended, or has closed its output, which is as bad.
            let _ = process.kill();
            return Err("the server ended before it listened".to_owned());
        };
        let ready = started.elapsed();
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { process, address, ready, welcome })
    }

    /// What it takes up, as the system says.
    pub(crate) fn memory(&self) -> Result<Memory, String> {
        let path = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let kibibytes = |name: &str| -> Option<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().ok()
        };
        let found = |name: &str| kibibytes(name).ok_or_else(|| format!("{path} has no {name}"));
        let (peak, resident, own) = (found("VmHWM")?, found("VmRSS")?, found("RssAnon")?);
        Ok(Memory { peak: peak / 1024.0, resident: resident / 1024.0, own: own / 1024.0 })
    }

    /// How many files and sockets it has open.
    pub(crate) fn open_files(&self) -> Result<usize, String> {
        let path = format!("/proc/{}/fd", self.process.id());
        Ok(std::fs::read_dir(&path).map_err(|error| format!("{path}: {error}"))?.count())
    }

    /// The processor time that it took so far, in seconds.
    pub(crate) fn processor_time(&self) -> Result<f64, String> {
        let path = format!("/proc/{}/stat", self.process.id());
        let stat = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        // The second field is the program's name in parentheses, and may hold blanks.
        let fields: Vec<&str> =
            stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().collect()).unwrap_or_default();
        let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok());
        let (user, system) = ticks(11).zip(ticks(12)).ok_or_else(|| format!("{path} cannot be read"))?;
        Ok((user + system) / TICKS)
    }

    /// Tells it to stop, and waits.
    pub(crate) fn stop(mut self) -> Result<(), String> {
        let id = self.process.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        told.map_err(|error| format!("kill: {error}"))?;
        let status = self.process.wait().map_err(|error| format!("the server: {error}"))?;
        if status.success() { Ok(()) } else { Err(format!("the server ended with {status}")) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The server's binary: the one that was named, or the one beside this program.
pub(crate) fn binary(named: Option<&Path>) -> Result<PathBuf, String> {
    let beside = || {
        let own = std::env::current_exe().ok()?;
        Some(own.parent()?.join("octant"))
    };
    let path = named.map(Path::to_owned).or_else(beside).ok_or("cannot tell where this program is")?;
    if path.is_file() {
        Ok(path)
    } else {
        Err(format!("there is no server at {}; build it: cargo build --release -p octant", path.display()))
    }
}
