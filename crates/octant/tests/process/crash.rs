//! `kill -9` at random moments under load: what was acknowledged is whole, what was not is whole or absent.
//!
//! Each writer owns a source, so that its entries must equal a model that it keeps: the acknowledged imports, with or
//! without the one that was under way. `OCTANT_CRASH_ROUNDS` sets how many rounds there are, `OCTANT_CRASH_SEED`
//! repeats the choices of an earlier run.

mod import;
mod writer;

use std::path::Path;
use std::time::Duration;

use octant_model::{Sequence, SourceId, TenantId};
use octant_store::Store;
use octant_store::sqlite::{Options, SqliteStore};
use serde_json::json;

use self::writer::Writer;
use crate::chance::{Chance, setting};
use crate::support::{Server, octant};

const WRITERS: u64 = 3;

/// Each round checks the whole folder, so a long run takes a new one from time to time.
const ROUNDS_ON_A_FOLDER: usize = 50;

#[test]
fn killed_at_any_moment_the_server_keeps_what_it_acknowledged_and_nothing_half() {
    let rounds = setting("OCTANT_CRASH_ROUNDS").unwrap_or(25);
    let seed = setting("OCTANT_CRASH_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    println!("OCTANT_CRASH_SEED={seed} OCTANT_CRASH_ROUNDS={rounds}");
    let mut chance = Chance(seed);
    let mut imports = 0;
    for first in (0..rounds).step_by(ROUNDS_ON_A_FOLDER) {
        imports += rounds_on_a_folder((rounds - first).min(ROUNDS_ON_A_FOLDER as u64), &mut chance);
    }
    println!("{imports} acknowledged imports");
    assert!(imports as u64 > rounds, "the rounds had load: {imports} imports");
}

/// Rounds that each go on with what the one before left. Gives the number of acknowledged imports.
fn rounds_on_a_folder(rounds: u64, chance: &mut Chance) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (mut writers, credentials) = set_up(&data, chance);
    for _ in 0..rounds {
        load_until_killed(&data, &mut writers, &credentials, chance);
        if chance.below(4) == 0 {
            kill_at_start(&data, chance);
        }
        check(&data, &mut writers);
    }
    let store = SqliteStore::open(&data, &Options::default()).unwrap();
    for writer in &writers {
        writer.check_acknowledged(0, &store, &tenant());
    }
    drop(store);
    let doctor = octant().args(["doctor", "--data"]).arg(&data).output().unwrap();
    assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
    writers.iter().map(Writer::imports).sum()
}

fn tenant() -> TenantId {
    TenantId::new("local").unwrap()
}

/// The sources, their writers, and the credentials of a provider for all of them.
fn set_up(data: &Path, chance: &mut Chance) -> (Vec<Writer>, String) {
    let mut server = Server::on(data);
    let mut writers = Vec::new();
    for number in 0..WRITERS {
        let source = SourceId::new(format!("source{number}")).unwrap();
        let body = json!({"id": source, "name": source}).to_string();
        assert_eq!(server.post("/v1/sources", &body).0, 201);
        writers.push(Writer::new(source, chance.below(u64::MAX)));
    }
    let (_, provider) = server.post("/v1/data-providers", r#"{"name":"writers","sources":"*"}"#);
    server.signal("TERM");
    assert!(server.wait().success());
    (writers, json!({"id": provider["id"], "secret": provider["secret"]}).to_string())
}

/// Everybody writes, and at some moment the server is gone.
fn load_until_killed(data: &Path, writers: &mut [Writer], credentials: &str, chance: &mut Chance) {
    let mut server = Server::on(data);
    let (_, answer) = server.post("/dataProviders/tokens", credentials);
    let token = answer["result"]["accessToken"].as_str().unwrap();
    std::thread::scope(|scope| {
        for writer in writers {
            let address = server.address.clone();
            scope.spawn(move || writer.work(&address, token));
        }
        std::thread::sleep(Duration::from_millis(20 + chance.below(400)));
        server.kill();
    });
}

/// A start that is killed before it is through.
fn kill_at_start(data: &Path, chance: &mut Chance) {
    let mut command = octant();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let mut process = command.spawn().unwrap();
    std::thread::sleep(Duration::from_millis(chance.below(60)));
    process.kill().unwrap();
    process.wait().unwrap();
}

/// Nothing in the folder contradicts anything else in it, or what the writers know.
fn check(data: &Path, writers: &mut [Writer]) {
    let store = SqliteStore::open(data, &Options::default()).unwrap();
    assert_eq!(store.verify().unwrap(), Vec::<String>::new());
    check_log(&store);
    for writer in writers {
        writer.check(&store, &tenant());
    }
}

/// The change log has no gap, and each of its records no more than one place.
fn check_log(store: &SqliteStore) {
    let head = store.log_head(&tenant()).unwrap();
    let mut place = Sequence(0);
    while place < head {
        for block in store.read_log(&tenant(), place, 10_000).unwrap() {
            assert_eq!(block.first.0, place.0 + 1, "the log goes on where it ended");
            place = block.last();
        }
    }
    assert_eq!(place, head);
}
