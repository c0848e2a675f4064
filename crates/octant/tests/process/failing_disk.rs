//! A disk that fails on demand, below a real process: a library that is loaded before the system's.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::{KEY, Server, octant};

/// A folder for a server on a disk that fails on demand.
pub(crate) struct FailingDisk {
    folder: TempDir,
    library: PathBuf,
}

impl FailingDisk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let library = library(folder.path(), "failing");
        Self { folder, library }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The command of a server on it.
    pub(crate) fn command(&self) -> Command {
        let mut command = octant();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(self.data());
        command.env("OCTANT_ADMIN_KEY", KEY);
        command.env("LD_PRELOAD", &self.library).env("FAILING_DISK", self.folder.path());
        command
    }

    pub(crate) fn serve(&self) -> Server {
        Server::run(&mut self.command()).unwrap_or_else(|said| panic!("the server does not start: {said}"))
    }

    /// Lets `sync`s or `write`s fail: `full` for want of space, anything else otherwise; behind a blank, what the path of
    /// a file must contain for this.
    pub(crate) fn fail(&self, what: &str, how: &str) {
        let draft = self.folder.path().join("draft");
        std::fs::write(&draft, how).unwrap();
        std::fs::rename(draft, self.folder.path().join(what)).unwrap();
    }

    pub(crate) fn mend(&self, what: &str) {
        std::fs::remove_file(self.folder.path().join(what)).unwrap();
    }
}

/// Builds the library of that name from the C file beside this one.
pub(crate) fn library(folder: &Path, name: &str) -> PathBuf {
    let library = folder.join(name).with_extension("so");
    let code = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/preload").join(name);
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(code.with_extension("c"))
        .status();
    assert!(built.expect("a C compiler, which SQLite needs as well").success());
    library
}
