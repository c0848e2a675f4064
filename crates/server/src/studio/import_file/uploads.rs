//! Files that wait to be imported.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use octant_access::Session;
use octant_model::{SourceId, TenantId};
use octant_studio::page::import_file::run::RunState;
use octant_table::{Checked, Input, Opening};
use tempfile::NamedTempFile;
use uuid::Uuid;

use super::columns::Surveyed;
use crate::error::{Code, Failure};
use crate::studio::form::Form;

/// The most files that wait at a time; the oldest makes room.
const MOST: usize = 32;

const GONE: &str = "The file is not here any more: it waited too long, newer ones took its room, or the server was started \
    anew. The list of the source's imports tells what was imported of it; choose the file again to go on";

/// The files that wait, by id.
pub(crate) struct Uploads {
    folder: PathBuf,
    keep: Duration,
    waiting: Mutex<HashMap<String, Arc<Upload>>>,
}

/// A file that waits.
pub(crate) struct Upload {
    pub(super) id: String,
    pub(super) tenant: TenantId,
    pub(super) user: String,
    pub(super) source: SourceId,
    pub(super) name: String,
    pub(super) size: u64,
    /// Goes with the upload.
    _file: NamedTempFile,
    made: Instant,
    work: Mutex<Work>,
}

/// How far somebody has come with a file.
pub(super) struct Work {
    /// How the file is read.
    pub(super) opening: Opening,
    /// What was found in it.
    pub(super) surveyed: Arc<Surveyed>,
    /// The choices as typed.
    pub(super) typed: Form,
    /// What would happen.
    pub(super) checked: Option<Arc<Verdict>>,
    /// What happens, or happened.
    pub(super) run: Option<RunState>,
}

/// What a check found.
pub(super) struct Verdict {
    pub(super) input: Input,
    pub(super) checked: Checked,
    /// What is wrong with entities whose rows are right, by key.
    pub(super) refused: HashMap<String, String>,
    pub(super) page: octant_studio::page::import_file::check::Check,
}

impl Uploads {
    /// No files yet; those that a former process left behind go.
    pub(crate) fn new(folder: PathBuf, keep: Duration) -> Self {
        // A folder that is not there, or that cannot be emptied, costs only its room.
        let _ = std::fs::remove_dir_all(&folder);
        Self { folder, keep, waiting: Mutex::default() }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<String, Arc<Upload>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the files are.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A place for a file that is coming.
    pub(super) fn place(&self) -> std::io::Result<NamedTempFile> {
        std::fs::create_dir_all(&self.folder)?;
        NamedTempFile::new_in(&self.folder)
    }

    /// Keeps a file.
    pub(super) fn keep(
        &self,
        session: &Session,
        source: &SourceId,
        (name, size, file): (String, u64, NamedTempFile),
        work: Work,
    ) -> Arc<Upload> {
        let upload = Arc::new(Upload {
            id: Uuid::new_v4().simple().to_string(),
            tenant: session.tenant.clone(),
            user: session.user.id.clone(),
            source: source.clone(),
            name,
            size,
            _file: file,
            made: Instant::now(),
            work: Mutex::new(work),
        });
        let mut waiting = self.waiting();
        waiting.retain(|_, upload| upload.made.elapsed() < self.keep);
        while waiting.len() >= MOST {
            let oldest = waiting.values().min_by_key(|upload| upload.made).map(|upload| upload.id.clone());
            let Some(oldest) = oldest else { break };
            waiting.remove(&oldest);
        }
        waiting.insert(upload.id.clone(), Arc::clone(&upload));
        upload
    }

    /// The file that a user uploaded for a source.
    ///
    /// # Errors
    /// 404 where there is none, or none any more.
    pub(super) fn find(&self, session: &Session, source: &str, id: &str) -> Result<Arc<Upload>, Failure> {
        let found = self.waiting().get(id).cloned();
        let own = found.filter(|upload| {
            upload.tenant == session.tenant
                && upload.user == session.user.id
                && upload.source.as_str() == source
                && upload.made.elapsed() < self.keep
        });
        own.ok_or_else(|| Failure::new(Code::NotFound, GONE))
    }
}

impl Upload {
    pub(super) fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
