//! How fast the bare store takes imports: `cargo bench -p octant-store [-- <entries>]`.
//!
//! Entries of about 1.2 KB in imports of 1,000, from one thread and from four, each import synced: new entries, half
//! of them changed, none changed. Figures of one run compare with each other; the ratios are printed beside them.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use octant_model::{Entry, ImportId, Property, SourceId, TenantId};
use octant_store::sqlite::{Options, SqliteStore};
use octant_store::{Actor, Merge, Merged, NewImport, NewSource, SourceType, Store};

const BATCH: usize = 1_000;
const PROPERTIES: [&str; 12] = [
    "brand",
    "category",
    "color",
    "description",
    "ean",
    "material",
    "name",
    "price",
    "size",
    "stock",
    "weight",
    "width",
];

/// One batch of the catalogue; `edition` changes a value of every second entry.
struct Batch {
    import: ImportId,
    keys: Vec<String>,
    texts: Vec<[String; PROPERTIES.len()]>,
}

impl Batch {
    fn new(number: usize, edition: usize) -> Self {
        let range = number * BATCH..(number + 1) * BATCH;
        let mut random = Random(number as u64 + 1);
        let keys = range.clone().map(|index| format!("sku-{:016x}", scrambled(index as u64))).collect();
        let texts = range
            .map(|index| {
                let mut texts: [String; PROPERTIES.len()] =
                    std::array::from_fn(|place| random.words(if place == 3 { 90 } else { 6 }));
                texts[7] = (index + if index % 2 == 0 { edition } else { 0 }).to_string();
                texts
            })
            .collect();
        Self { import: ImportId::generate(), keys, texts }
    }

    fn bytes(&self) -> usize {
        self.texts.iter().flatten().map(String::len).sum::<usize>() + PROPERTIES.concat().len() * BATCH
    }
}

impl Merge for Batch {
    fn count(&self) -> usize {
        self.keys.len()
    }

    fn key(&self, index: usize) -> &str {
        &self.keys[index]
    }

    fn merge<'a>(&'a self, index: usize, current: Option<&Entry<'a>>) -> Merged<'a> {
        let old = current.map(|entry| entry.properties.as_slice()).unwrap_or_default();
        let mut changed = Vec::new();
        let properties = PROPERTIES
            .iter()
            .zip(&self.texts[index])
            .map(|(id, value)| {
                match old.iter().find(|property| property.id == *id && property.value == value) {
                    Some(property) => *property,
                    None => {
                        changed.push(*id);
                        Property { id, language: None, value, import: self.import }
                    }
                }
            })
            .collect();
        if changed.is_empty() { Merged::Unchanged } else { Merged::Changed { properties, changed } }
    }
}

/// Spreads neighbouring numbers far apart, as keys of real catalogues are.
fn scrambled(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<String> = (0..count).map(|_| format!("w{:x}", self.next() % 60_000)).collect();
        words.join(" ")
    }
}

fn main() {
    let entries = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(200_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::open(folder.path(), &Options::default()).expect("the store opens");
    let tenant = TenantId::new("bench").expect("valid");
    store.create_tenant(&tenant).expect("a tenant");
    println!("{} entries, {} bytes each", entries, Batch::new(0, 0).bytes() / BATCH);
    for threads in [1, 4] {
        let source = SourceId::new(format!("threads-{threads}")).expect("valid");
        let new = NewSource {
            id: source.clone(),
            name: String::new(),
            description: None,
            source_type: SourceType::Generic,
        };
        store.create_source(&tenant, new, &Actor::system()).expect("a source");
        let mut first = None;
        for (what, edition) in [("new", 0), ("half changed", 1), ("unchanged", 1)] {
            let (rate, worst) = run(&store, &tenant, &source, entries / BATCH, edition, threads);
            let ratio = rate / *first.get_or_insert(rate);
            println!(
                "{threads} threads, {what:13} {rate:9.0} entries/s  x{ratio:.2}  worst import {worst:?}"
            );
        }
    }
}

/// Imports all batches; answers with entries a second and the longest wait for one import.
fn run(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    batches: usize,
    edition: usize,
    threads: usize,
) -> (f64, Duration) {
    let mut spent = Duration::ZERO;
    let mut worst = Duration::ZERO;
    // Batches are made between the measured parts, so that making them does not count.
    for part in (0..batches).collect::<Vec<_>>().chunks(40) {
        let ready: Vec<Arc<Batch>> =
            part.iter().map(|number| Arc::new(Batch::new(*number, edition))).collect();
        let started = Instant::now();
        let longest = std::thread::scope(|scope| {
            let workers: Vec<_> = ready
                .chunks(ready.len().div_ceil(threads))
                .map(|share| scope.spawn(move || apply(store, tenant, source, share)))
                .collect();
            workers.into_iter().map(|worker| worker.join().expect("no panic")).max()
        });
        spent += started.elapsed();
        worst = worst.max(longest.unwrap_or_default());
    }
    ((batches * BATCH) as f64 / spent.as_secs_f64(), worst)
}

fn apply(store: &dyn Store, tenant: &TenantId, source: &SourceId, batches: &[Arc<Batch>]) -> Duration {
    let mut longest = Duration::ZERO;
    for batch in batches {
        let started = Instant::now();
        let import = NewImport {
            id: batch.import,
            tenant: tenant.clone(),
            source: source.clone(),
            provider: None,
            actor: Actor::system(),
            correlation: None,
            idempotency: None,
            received: BATCH as u64,
            rejected: 0,
            problems: Vec::new(),
        };
        store.apply_import(import, Arc::<Batch>::clone(batch)).expect("applied");
        longest = longest.max(started.elapsed());
    }
    longest
}
