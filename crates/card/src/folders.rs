//! Where indexes lie: `<tenant>/cards/<definition>/<generation>`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use octant_model::TenantId;
use tracing::warn;

use crate::tenant::Generation;

/// The way in which cards become documents; with another number every index is built anew.
const FORM: u32 = 2;

pub(crate) struct Folders(PathBuf);

impl Folders {
    pub(crate) fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// The folder of a generation's index.
    pub(crate) fn of(&self, tenant: &TenantId, (id, generation): &Generation) -> PathBuf {
        self.all(tenant).join(id).join(name(*generation))
    }

    fn all(&self, tenant: &TenantId) -> PathBuf {
        self.0.join(tenant.as_str()).join("cards")
    }

    /// Removes what is no folder of these generations.
    pub(crate) fn keep_only(&self, tenant: &TenantId, kept: &BTreeSet<Generation>) {
        for definition in entries(&self.all(tenant)) {
            let id = definition.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            let names: BTreeSet<String> =
                kept.iter().filter(|(of, _)| *of == id).map(|(_, generation)| name(*generation)).collect();
            if names.is_empty() {
                remove(&definition);
                continue;
            }
            for generation in entries(&definition) {
                let is_kept = generation.file_name().and_then(|name| name.to_str());
                if !is_kept.is_some_and(|name| names.contains(name)) {
                    remove(&generation);
                }
            }
        }
    }
}

fn name(generation: u64) -> String {
    format!("{generation}.{FORM}")
}

/// What a folder holds; nothing where it is not there.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(found) = std::fs::read_dir(folder) else { return Vec::new() };
    found.flatten().map(|entry| entry.path()).collect()
}

fn remove(folder: &Path) {
    if let Err(problem) = std::fs::remove_dir_all(folder) {
        let folder = folder.display().to_string();
        warn!(folder, problem = problem.to_string(), "an old index of cards could not be removed");
    }
}
