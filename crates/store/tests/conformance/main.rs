//! What any engine must show, run against each engine there is.

mod activity;
mod definitions;
mod entries;
mod imports;
mod log;
mod sources;
#[path = "../support/mod.rs"]
mod support;
mod tenants;
mod volume;

use std::path::Path;

use octant_store::{Health, Kind, Store};
use support::open;

/// A kind of definition.
const CARD: Kind = Kind("card");

type Open = fn(&Path) -> Box<dyn Store>;

/// Every engine, opened on a folder that a test may open again.
const ENGINES: [(&str, Open); 1] = [("sqlite", |folder| Box::new(open(folder)))];

/// Runs a test on a new store of each engine, and asks the store at the end whether it contradicts itself.
fn on_each_engine(test: impl Fn(&dyn Store)) {
    for (name, open) in ENGINES {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = open(folder.path());
        test(store.as_ref());
        assert_eq!(store.verify().expect("it can be read"), Vec::<String>::new(), "{name}");
        assert_eq!(store.health(), Health::Ready, "{name}");
    }
}
