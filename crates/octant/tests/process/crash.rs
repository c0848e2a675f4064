//! `kill -9` at random moments under load: what was acknowledged is whole, what was not is whole or absent.
//!
//! Each writer owns a source, so that its entries must equal a model that it keeps: the acknowledged imports, with or
//! without the one that was under way. `OCTANT_CRASH_ROUNDS` sets how many rounds there are, `OCTANT_CRASH_SEED`
//! repeats the choices of an earlier run.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use octant_model::{ImportId, Sequence, SourceId, TenantId};
use octant_store::sqlite::{Options, SqliteStore};
use octant_store::{ImportState, Store};
use serde_json::{Value, json};

use crate::support::{KEY, Server, octant, request};

const WRITERS: usize = 3;
const KEYS: u64 = 300;

/// Numbers that look like chance and follow from a seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// An entry's key with the number of the import that wrote it last.
type Entries = BTreeMap<String, u64>;

/// An import: what it writes, and what it removes.
#[derive(Clone)]
struct Import {
    number: u64,
    writes: Vec<String>,
    removes: Vec<String>,
}

impl Import {
    fn random(number: u64, chance: &mut Chance) -> Self {
        let size = 1 + chance.below(60);
        let mut keys: Vec<String> = (0..size).map(|_| format!("k{}", chance.below(KEYS))).collect();
        keys.sort();
        keys.dedup();
        let (removes, writes) = keys.into_iter().partition(|_| chance.below(5) == 0);
        Self { number, writes, removes }
    }

    fn body(&self) -> String {
        let marker = self.number.to_string();
        let filler = "x".repeat(300);
        let writes = self.writes.iter().map(|key| {
            json!({"key": key, "properties": [{"id": "import", "value": marker}, {"id": "text", "value": filler}]})
        });
        let removes = self.removes.iter().map(|key| json!({"key": key, "delete": true}));
        json!({"entities": writes.chain(removes).collect::<Vec<_>>()}).to_string()
    }

    fn apply(&self, entries: &mut Entries) {
        for key in &self.writes {
            entries.insert(key.clone(), self.number);
        }
        for key in &self.removes {
            entries.remove(key);
        }
    }
}

/// Who writes into one source, and what it knows of it.
struct Writer {
    source: String,
    chance: Chance,
    acknowledged: Entries,
    /// The acknowledged imports, by the ids that the server gave.
    answers: Vec<(ImportId, Import)>,
    /// The one whose answer did not come.
    pending: Option<Import>,
    next: u64,
}

impl Writer {
    /// Imports until the server is gone; first what may not have arrived before, with its old idempotency key.
    fn work(&mut self, address: &str, token: &str) {
        loop {
            let import = match self.pending.take() {
                Some(import) => import,
                None => Import::random(self.next, &mut self.chance),
            };
            self.next = import.number + 1;
            let Some(id) = self.send(address, token, &import) else {
                self.pending = Some(import);
                return;
            };
            import.apply(&mut self.acknowledged);
            self.answers.push((id, import));
        }
    }

    /// The import's id; `None` where no whole answer came.
    fn send(&self, address: &str, token: &str, import: &Import) -> Option<ImportId> {
        let authorization = format!("Bearer {token}");
        let idempotency = format!("{}-{}", self.source, import.number);
        let headers = [("authorization", authorization.as_str()), ("idempotency-key", idempotency.as_str())];
        let path = format!("/import/{}", self.source);
        let (status, body) = request(address, "POST", &path, &headers, &import.body()).ok()?;
        assert_eq!(status, 202, "{body}");
        let answer: Value = serde_json::from_str(&body).unwrap();
        Some(answer["id"].as_str().unwrap().parse().unwrap())
    }

    /// The source must be the acknowledged imports, with or without the pending one.
    fn check(&self, store: &SqliteStore, tenant: &TenantId) {
        let found = entries(store, tenant, &SourceId::new(&*self.source).unwrap());
        let mut with_pending = self.acknowledged.clone();
        if let Some(pending) = &self.pending {
            pending.apply(&mut with_pending);
        }
        assert!(
            found == self.acknowledged || found == with_pending,
            "{}: neither the acknowledged imports nor those and the pending one; differs at {:?}",
            self.source,
            found.iter().find(|(key, number)| with_pending.get(*key) != Some(number))
        );
        for (id, import) in &self.answers {
            let record = store.import(tenant, *id).unwrap().expect("an acknowledged import has a record");
            let size = (import.writes.len() + import.removes.len()) as u64;
            assert_ne!(record.state, ImportState::Failed);
            assert_eq!(record.received, size);
            assert!(record.counts.created + record.counts.updated >= import.writes.len() as u64);
        }
    }
}

/// Every entry with its import's number; each must be whole.
fn entries(store: &SqliteStore, tenant: &TenantId, source: &SourceId) -> Entries {
    let mut found = Entries::new();
    let mut visit = |key: &str, _: Sequence, entry: &octant_model::Entry<'_>| {
        let [import, text] = entry.properties.as_slice() else { panic!("{key} is half an entry: {entry:?}") };
        assert_eq!((import.id, text.id, text.value.len()), ("import", "text", 300));
        found.insert(key.to_owned(), import.value.parse().unwrap());
        ControlFlow::Continue(())
    };
    store.scan_entries(tenant, source, None, "", &mut visit).unwrap();
    found
}

/// The change log has no gap, and each of its records no more than one place.
fn check_log(store: &SqliteStore, tenant: &TenantId) {
    let head = store.log_head(tenant).unwrap();
    let mut place = Sequence(0);
    while place < head {
        for block in store.read_log(tenant, place, 10_000).unwrap() {
            assert_eq!(block.first.0, place.0 + 1, "the log goes on where it ended");
            place = block.last();
        }
    }
    assert_eq!(place, head);
}

fn check(data: &Path, writers: &[Writer]) {
    let tenant = TenantId::new("local").unwrap();
    let store = SqliteStore::open(data, &Options::default()).unwrap();
    assert_eq!(store.verify().unwrap(), Vec::<String>::new());
    check_log(&store, &tenant);
    for writer in writers {
        writer.check(&store, &tenant);
    }
}

/// A start that is killed before it is through.
fn killed_start(data: &Path, chance: &mut Chance) {
    let mut command = octant();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let mut process = command.spawn().unwrap();
    std::thread::sleep(Duration::from_millis(chance.below(60)));
    process.kill().unwrap();
    process.wait().unwrap();
}

fn setting(name: &str) -> Option<u64> {
    std::env::vars().find(|(known, _)| known == name).map(|(_, value)| value.parse().expect("a whole number"))
}

#[test]
fn killed_at_any_moment_the_server_keeps_what_it_acknowledged_and_nothing_half() {
    let rounds = setting("OCTANT_CRASH_ROUNDS").unwrap_or(25);
    let seed = setting("OCTANT_CRASH_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    println!("OCTANT_CRASH_SEED={seed} OCTANT_CRASH_ROUNDS={rounds}");
    let mut chance = Chance(seed);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (mut writers, credentials) = set_up(&data, seed);
    for _ in 0..rounds {
        let mut server = Server::on(&data);
        let (_, answer) = server.post("/dataProviders/tokens", &credentials);
        let token = answer["result"]["accessToken"].as_str().unwrap().to_owned();
        std::thread::scope(|scope| {
            for writer in &mut writers {
                let (address, token) = (server.address.clone(), token.clone());
                scope.spawn(move || writer.work(&address, &token));
            }
            std::thread::sleep(Duration::from_millis(20 + chance.below(400)));
            server.kill();
        });
        if chance.below(4) == 0 {
            killed_start(&data, &mut chance);
        }
        check(&data, &writers);
    }
    let imports: usize = writers.iter().map(|writer| writer.answers.len()).sum();
    println!("{imports} acknowledged imports");
    assert!(imports as u64 > rounds, "the rounds had load: {imports} imports");
}

/// The sources, their writers, and the credentials of a provider for all of them.
fn set_up(data: &Path, seed: u64) -> (Vec<Writer>, String) {
    let mut server = Server::on(data);
    let mut writers = Vec::new();
    for number in 0..WRITERS {
        let source = format!("source{number}");
        let body = json!({"id": source, "name": source}).to_string();
        assert_eq!(server.post("/v1/sources", &body).0, 201);
        writers.push(Writer {
            source,
            chance: Chance(seed ^ (number as u64 + 1)),
            acknowledged: Entries::new(),
            answers: Vec::new(),
            pending: None,
            next: 1,
        });
    }
    let headers = [("x-api-key", KEY)];
    let body = r#"{"name":"writers","sources":"*"}"#;
    let (_, provider) = server.request("POST", "/v1/data-providers", &headers, body).unwrap();
    let provider: Value = serde_json::from_str(&provider).unwrap();
    server.signal("TERM");
    assert!(server.wait().success());
    (writers, json!({"id": provider["id"], "secret": provider["secret"]}).to_string())
}
