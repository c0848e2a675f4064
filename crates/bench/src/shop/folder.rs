//! A data folder with a published shop: made in this run, or left there by an earlier one.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use super::Shop;
use super::publish::{Steps, publish};
use crate::process::Server;
use crate::query::Questions;
use crate::scenario::Common;

/// How long a server may take until it answers queries.
const OPENING: Duration = Duration::from_secs(60);

/// Where data lies.
pub(crate) enum Folder {
    /// It goes with the value.
    Temporary(TempDir),
    /// It stays for the next run.
    Kept(PathBuf),
}

impl Folder {
    /// A folder for a shop: below `kept`, where that is given.
    pub(crate) fn of(common: &Common, shop: Shop, kept: Option<&Path>) -> Result<Self, String> {
        let Some(kept) = kept else { return common.temporary().map(Self::Temporary) };
        let prices = if shop.prices { "-prices" } else { "" };
        let folder = kept.join(format!("shop-{}-{}{prices}", shop.seed, shop.products));
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self::Kept(folder))
    }

    fn path(&self) -> &Path {
        match self {
            Self::Temporary(folder) => folder.path(),
            Self::Kept(folder) => folder,
        }
    }

    /// The server's folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Starts a server that publishes the shop; with how long the steps took, where they were taken now.
    pub(crate) async fn start(
        &self,
        binary: &Path,
        shop: Shop,
        clients: usize,
    ) -> Result<(Server, Option<Steps>), String> {
        let complete = self.path().join("complete");
        if complete.exists() {
            let server = Server::start(binary, &self.data())?;
            until_open(&server).await?;
            return Ok((server, None));
        }
        if self.data().exists() {
            // An earlier run ended before it was complete.
            std::fs::remove_dir_all(self.data()).map_err(|error| error.to_string())?;
        }
        let server = Server::start(binary, &self.data())?;
        let steps = publish(shop, &server.address, clients).await?;
        std::fs::write(&complete, "").map_err(|error| format!("{}: {error}", complete.display()))?;
        Ok((server, Some(steps)))
    }

    /// Bytes on disk: of the files in the data folder itself, and of the folders in it.
    pub(crate) fn bytes(&self) -> Result<Bytes, String> {
        let mut bytes = Bytes { store: 0, indexes: 0 };
        let data = self.data();
        let failed = |error: std::io::Error| format!("{}: {error}", data.display());
        for entry in std::fs::read_dir(&data).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let of_entry = within(&entry.path());
            if entry.path().is_dir() { bytes.indexes += of_entry } else { bytes.store += of_entry }
        }
        Ok(bytes)
    }
}

/// Waits until the endpoint answers.
async fn until_open(server: &Server) -> Result<(), String> {
    let questions = Questions::new(&server.address, false)?;
    let began = Instant::now();
    loop {
        match questions.answer(&json!({"top": 1})).await {
            Ok(_) => return Ok(()),
            Err(problem) if began.elapsed() > OPENING => return Err(problem),
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// What a data folder takes up.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub(crate) struct Bytes {
    /// The store's files.
    pub(crate) store: u64,
    /// The indexes' files.
    pub(crate) indexes: u64,
}

/// Bytes of a file, or of all files below a folder. What goes meanwhile takes up nothing.
fn within(path: &Path) -> u64 {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().map(|entry| within(&entry.path())).sum(),
        Err(_) => std::fs::metadata(path).map(|file| file.len()).unwrap_or_default(),
    }
}
