//! Folders below `target` in which generators and compilers run.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the clients' own files lie.
pub const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/clients");

/// Runs a program to its end and gives what it said on standard output.
pub fn run(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    let output = command.output().unwrap_or_else(|error| panic!("{program} is needed by this test: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {} fails:\n{said}{failed}", arguments.join(" "));
    said
}

/// A folder of that name. Installs what its lock names, unless that was done before.
pub fn prepared(name: &str, lock: &str, install: impl FnOnce(&Path)) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients").join(name);
    std::fs::create_dir_all(&folder).expect("a folder below target");
    let wanted = std::fs::read_to_string(format!("{FILES}/{name}/{lock}")).expect("the lock");
    let note = folder.join("installed");
    for file in std::fs::read_dir(format!("{FILES}/{name}")).expect("the files") {
        let file = file.expect("a file");
        std::fs::copy(file.path(), folder.join(file.file_name())).expect("a copy");
    }
    if !std::fs::read_to_string(&note).is_ok_and(|installed| installed == wanted) {
        install(&folder);
        std::fs::write(note, wanted).expect("a note");
    }
    folder
}

/// Work that takes a while, on a thread of its own.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("the client works")
}
