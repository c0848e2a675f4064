//! An index on disk: opening, what is visible.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use tantivy::Searcher;

use crate::error::IndexError;
use crate::layout::{Layout, Texts};
use crate::options::Options;
use crate::part::Part;
use crate::search::{Unfiltered, Wholes};
use crate::sort_keys::SortKeys;
use crate::spec::Spec;
use crate::words::Words;
use crate::write::{Batch, digest};

/// The form of the files; another one is built anew.
pub(crate) const FORMAT: u32 = 10;

/// The folder of the words within that of the index.
const WORDS: &str = "words";

/// What is committed with the content.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Payload {
    pub(crate) format: u32,
    /// A digest of the specification.
    pub(crate) spec: String,
    /// The place in the change log up to which the content is made.
    pub(crate) position: u64,
}

/// An index; cheap to clone.
#[derive(Clone)]
pub struct Index(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) layout: Layout,
    /// The documents.
    pub(crate) main: Part,
    /// The words of their texts, where full text search looks into any.
    words: Option<Words>,
    /// Keys of sort orders that are known.
    pub(crate) keys: SortKeys,
    /// One state of both, in which documents refer to words that are there.
    shown: RwLock<Arc<Shown>>,
    /// Held by whoever writes; whether more may be committed than is shown.
    writing: Mutex<bool>,
    pub(crate) position: AtomicU64,
    pub(crate) generation: AtomicU64,
    /// From so many documents on a query takes several threads.
    pub(crate) many: u64,
    pub(crate) unfiltered: Unfiltered,
    pub(crate) wholes: Arc<Wholes>,
}

/// What is visible.
pub(crate) struct Shown {
    /// The documents.
    pub(crate) main: Searcher,
    /// The words that they refer to, and some that none does.
    pub(crate) words: Option<Searcher>,
}

/// What became of opening an index.
pub enum Opened {
    /// It is as it was left.
    Ready(Index),
    /// There is none that can be used; why, for the log. It is to be built anew.
    Stale(String),
}

impl Index {
    /// Makes an empty index in a folder; what was there goes. Its position is 0, and as long as it is, the index counts
    /// as incomplete and cannot be opened again.
    ///
    /// # Errors
    /// [`IndexError::Spec`], [`IndexError::Failed`].
    pub fn create(folder: &Path, spec: &Spec, options: &Options) -> Result<Self, IndexError> {
        spec.check()?;
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        let layout = Layout::of(spec);
        let (options, words) = halves(&layout, folder, options);
        std::fs::create_dir_all(&words)?;
        let words = match &layout.texts {
            Some(texts) => Some(Words::create(&words, texts, &layout, &options)?),
            None => None,
        };
        let main = Part::create(folder, &layout.schema, &layout, &options)?;
        let index = Self::over(layout, main, words, &options, 0);
        index.write(&Batch { position: Some(0), ..Batch::default() })?;
        Ok(index)
    }

    /// Opens an index, if it is there, is made for that specification and can be read.
    ///
    /// # Errors
    /// [`IndexError::Spec`]; [`IndexError::Shortage`] where it cannot be opened at the moment. Anything wrong with the files
    /// is [`Opened::Stale`].
    pub fn open(folder: &Path, spec: &Spec, options: &Options) -> Result<Opened, IndexError> {
        spec.check()?;
        match std::fs::metadata(folder.join("meta.json")) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Opened::Stale("there is none".to_owned()));
            }
            Err(error) => return Err(error.into()),
        }
        match Self::open_for(folder, spec, options) {
            Ok(index) => Ok(Opened::Ready(index)),
            // What is wanting at the moment, such as open files, says nothing of the index.
            Err(error) if error.shortage().is_some() => Err(error),
            Err(error) => Ok(Opened::Stale(error.to_string())),
        }
    }

    fn open_for(folder: &Path, spec: &Spec, options: &Options) -> Result<Self, IndexError> {
        let layout = Layout::of(spec);
        let (options, words) = halves(&layout, folder, options);
        let main = Part::open(folder, &layout, &options)?;
        let payload: Payload =
            serde_json::from_str(&main.payload()?).map_err(|error| IndexError::Failed(error.to_string()))?;
        if payload.format != FORMAT || payload.spec != digest(spec) {
            return Err(IndexError::Failed("it was made for another specification".to_owned()));
        }
        if payload.position == 0 {
            return Err(IndexError::Failed("it was never completed".to_owned()));
        }
        let words = match &layout.texts {
            Some(_) => Some(Words::open(&words, &layout, &main.searcher(), &options)?),
            None => None,
        };
        Ok(Self::over(layout, main, words, &options, payload.position))
    }

    fn over(layout: Layout, main: Part, words: Option<Words>, options: &Options, position: u64) -> Self {
        let keys = SortKeys::new(layout.collations.len(), options.known_keys);
        let shown = RwLock::new(Arc::new(Shown::of(&main, words.as_ref())));
        Self(Arc::new(Inner {
            layout,
            main,
            words,
            keys,
            shown,
            writing: Mutex::new(false),
            position: AtomicU64::new(position),
            generation: AtomicU64::new(0),
            many: options.many,
            unfiltered: Unfiltered::default(),
            wholes: Arc::default(),
        }))
    }

    /// What it is made for.
    #[must_use]
    pub fn spec(&self) -> &Spec {
        &self.0.layout.spec
    }

    /// The place in the change log up to which its content is made; durable with the content.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.0.position.load(Ordering::Acquire)
    }

    /// Another number after every visible change, within this process.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.0.generation.load(Ordering::Acquire)
    }

    /// How many documents are visible.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// How many texts' words are kept: those of the documents, and those that go with the next change.
    #[must_use]
    pub fn words_kept(&self) -> u64 {
        self.shown().words.as_ref().map_or(0, Searcher::num_docs)
    }

    /// Bytes of its files.
    ///
    /// # Errors
    /// [`IndexError::Failed`] where a folder cannot be read.
    pub fn disk_bytes(&self) -> Result<u64, IndexError> {
        let words = self.0.words.as_ref().map_or(Ok(0), |words| words.part.disk_bytes())?;
        Ok(self.0.main.disk_bytes()? + words)
    }

    /// Reads every file and compares it with its checksum. Answers with the names of those that are damaged; it takes
    /// as long as reading all of them does.
    ///
    /// # Errors
    /// [`IndexError::Failed`] where they cannot be read.
    pub fn damaged_files(&self) -> Result<Vec<String>, IndexError> {
        let mut damaged = self.0.main.damaged_files()?;
        if let Some(words) = &self.0.words {
            let files = words.part.damaged_files()?;
            damaged.extend(files.into_iter().map(|file| format!("{WORDS}/{file}")));
        }
        Ok(damaged)
    }

    /// The names of files that were found to be damaged when they were read: the index is not to be used any more.
    #[must_use]
    pub fn noted_damage(&self) -> Vec<String> {
        let mut damaged = self.0.main.noted_damage();
        if let Some(words) = &self.0.words {
            let files = words.part.noted_damage();
            damaged.extend(files.into_iter().map(|file| format!("{WORDS}/{file}")));
        }
        damaged
    }

    /// The documents that are visible.
    pub(crate) fn searcher(&self) -> Searcher {
        self.shown().main.clone()
    }

    pub(crate) fn shown(&self) -> Arc<Shown> {
        Arc::clone(&self.0.shown.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }
}

impl Inner {
    /// The words, with where they lie.
    pub(crate) fn words(&self) -> Option<(&Texts, &Words)> {
        self.layout.texts.as_ref().zip(self.words.as_ref())
    }

    /// One at a time writes.
    pub(crate) fn writing(&self) -> MutexGuard<'_, bool> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows everything that was committed.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub(crate) fn catch_up(&self) -> Result<(), IndexError> {
        if let Some(words) = &self.words {
            words.part.reload()?;
        }
        self.main.reload()?;
        self.show();
        Ok(())
    }

    /// Shows what was loaded last.
    pub(crate) fn show(&self) {
        let shown = Arc::new(Shown::of(&self.main, self.words.as_ref()));
        self.wholes.keep(shown.main.segment_readers());
        self.layout.exceptions.keep(shown.main.segment_readers());
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = shown;
        self.generation.fetch_add(1, Ordering::AcqRel);
    }
}

impl Shown {
    fn of(main: &Part, words: Option<&Words>) -> Self {
        Self { main: main.searcher(), words: words.map(|words| words.part.searcher()) }
    }
}

/// What each part may use, and the folder of the words; the index's own where there are none.
fn halves(layout: &Layout, folder: &Path, options: &Options) -> (Options, PathBuf) {
    match layout.texts {
        Some(_) => (Options { writer_memory: options.writer_memory / 2, ..*options }, folder.join(WORDS)),
        None => (*options, folder.to_owned()),
    }
}
