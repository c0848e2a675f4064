//! The bare store: what the same entries take without HTTP, JSON and rules.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use octant_model::{Entry, ImportId, Property, SourceId, TenantId};
use octant_store::sqlite::{Options, SqliteStore};
use octant_store::{Actor, Merge, Merged, NewImport, NewSource, SourceType, Store, StoreError};

use crate::catalogue::{self, Entity};

/// Payloads that are made before each measured part, so that making them does not count.
pub(crate) const PART: usize = 40;

/// Imports the payloads into a new store from so many threads; answers with the time that it took.
pub(crate) fn import(
    folder: &Path,
    seed: u64,
    payloads: usize,
    threads: usize,
) -> Result<Duration, StoreError> {
    let store = SqliteStore::open(folder, &Options::default())?;
    let tenant = TenantId::new("bench").expect("a valid constant");
    let source = SourceId::new("products").expect("a valid constant");
    store.create_tenant(&tenant)?;
    let new = NewSource {
        id: source.clone(),
        name: "Products".to_owned(),
        description: None,
        source_type: SourceType::Generic,
    };
    store.create_source(&tenant, new, &Actor::system())?;
    let mut spent = Duration::ZERO;
    for part in (0..payloads).collect::<Vec<_>>().chunks(PART) {
        let ready: Vec<Arc<Bare>> = part.iter().map(|number| Arc::new(Bare::new(seed, *number))).collect();
        let started = Instant::now();
        std::thread::scope(|scope| {
            let workers: Vec<_> = ready
                .chunks(ready.len().div_ceil(threads))
                .map(|share| scope.spawn(|| apply(&store, &tenant, &source, share)))
                .collect();
            workers.into_iter().try_for_each(|worker| worker.join().expect("a worker does not panic"))
        })?;
        spent += started.elapsed();
    }
    Ok(spent)
}

fn apply(
    store: &dyn Store,
    tenant: &TenantId,
    source: &SourceId,
    share: &[Arc<Bare>],
) -> Result<(), StoreError> {
    for bare in share {
        let import = NewImport {
            id: bare.import,
            tenant: tenant.clone(),
            source: source.clone(),
            provider: None,
            actor: Actor::system(),
            correlation: None,
            idempotency: None,
            received: bare.products.len() as u64,
            rejected: 0,
            problems: Vec::new(),
        };
        store.apply_import(import, Arc::<Bare>::clone(bare))?;
    }
    Ok(())
}

/// A payload that needs no reading.
struct Bare {
    import: ImportId,
    products: Vec<Entity>,
}

impl Bare {
    fn new(seed: u64, payload: usize) -> Self {
        Self { import: ImportId::generate(), products: catalogue::products(seed, payload).collect() }
    }
}

impl Merge for Bare {
    fn count(&self) -> usize {
        self.products.len()
    }

    fn key(&self, index: usize) -> &str {
        &self.products[index].key
    }

    /// The entries are new, so there is nothing to compare with.
    fn merge<'a>(&'a self, index: usize, _: Option<&Entry<'a>>) -> Merged<'a> {
        let values = &self.products[index].values;
        let properties: Vec<Property<'a>> = values
            .iter()
            .map(|(id, language, value)| Property { id, language: *language, value, import: self.import })
            .collect();
        let mut changed: Vec<&'a str> = properties.iter().map(|property| property.id).collect();
        changed.dedup();
        Merged::Changed { properties, changed }
    }
}
