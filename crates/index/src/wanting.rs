//! Notes what was wanting when the engine read or wrote a file.

use std::fmt::Debug;
use std::io::{self, BufWriter, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::directory::{AntiCallToken, TerminatingWrite, WritePtr};

use crate::shortage::Shortage;

/// What was wanting last, and the system's words for it; shared by all that work with a folder.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanting(Arc<Mutex<Option<(Shortage, String)>>>);

impl Wanting {
    /// Notes an error, if something was wanting.
    pub(crate) fn note(&self, error: &impl Debug) {
        if let Some(shortage) = Shortage::within(error) {
            *self.lock() = Some((shortage, format!("{error:?}")));
        }
    }

    /// What was noted since the last call; it counts no more.
    pub(crate) fn take(&self) -> Option<(Shortage, String)> {
        self.lock().take()
    }

    /// The same file, whose errors are noted.
    pub(crate) fn watch(&self, file: WritePtr) -> WritePtr {
        match file.into_inner() {
            Ok(file) => BufWriter::new(Box::new(Watched { file, wanting: self.clone() })),
            // Nothing was written yet that could fail.
            Err(error) => error.into_inner(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<(Shortage, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Watched {
    file: Box<dyn TerminatingWrite + Send + Sync>,
    wanting: Wanting,
}

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes).inspect_err(|error| self.wanting.note(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush().inspect_err(|error| self.wanting.note(error))
    }
}

impl TerminatingWrite for Watched {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.file.terminate_ref(token).inspect_err(|error| self.wanting.note(error))
    }
}
