//! An index on disk: opening, writing, what is visible.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tantivy::directory::error::OpenReadError;
use tantivy::index::SegmentMeta;
use tantivy::indexer::{AddOperation, IndexWriterOptions, SegmentWriter};
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher};

use crate::document::Document;
use crate::encode::encode;
use crate::error::IndexError;
use crate::files::Files;
use crate::gone::Gone;
use crate::layout::Layout;
use crate::merges::Merges;
use crate::options::Options;
use crate::search::{Unfiltered, Wholes};
use crate::spec::Spec;

/// The form of the files; another one is built anew.
const FORMAT: u32 = 4;

/// Bytes of finished JSON that are packed together.
const BLOCK: usize = 4 << 10;

/// The memory in bytes from which the engine works out how large a table of terms a small segment begins with; the table
/// grows with what is in it, and a large one that is mostly empty is slow.
const TABLE: usize = 1 << 20;

/// What is committed with the content.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    format: u32,
    /// A digest of the specification.
    spec: String,
    /// The place in the change log up to which the content is made.
    position: u64,
}

/// An index; cheap to clone.
#[derive(Clone)]
pub struct Index(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) layout: Layout,
    pub(crate) index: tantivy::Index,
    pub(crate) reader: IndexReader,
    options: Options,
    folder: PathBuf,
    files: Files,
    writer: Mutex<Option<Held>>,
    position: AtomicU64,
    generation: AtomicU64,
    pub(crate) unfiltered: Unfiltered,
    pub(crate) wholes: Arc<Wholes>,
}

/// A writer with what it is for.
struct Held {
    writer: IndexWriter,
    bulk: bool,
}

/// What became of opening an index.
pub enum Opened {
    /// It is as it was left.
    Ready(Index),
    /// There is none that can be used; why, for the log. It is to be built anew.
    Stale(String),
}

/// Changes that become visible together.
#[derive(Debug, Default)]
pub struct Batch {
    /// Documents that are new, or take the place of those of the same id; no id twice.
    pub put: Vec<Document>,
    /// Ids of documents that go.
    pub delete: Vec<String>,
    /// The place in the change log that this leads to; `None` leaves it where it is.
    pub position: Option<u64>,
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
        std::fs::create_dir_all(folder)?;
        let layout = Layout::of(spec);
        let files = Files::open(folder)?;
        let index = tantivy::Index::create(files.clone(), layout.schema.clone(), settings())?;
        let index = Self::over(index, layout, files, folder, options, 0)?;
        index.write(&Batch { position: Some(0), ..Batch::default() })?;
        Ok(index)
    }

    /// Opens an index, if it is there, is made for that specification and can be read.
    ///
    /// # Errors
    /// [`IndexError::Spec`]; [`IndexError::Failed`] where no file can be opened at the moment. Anything wrong with the files
    /// is [`Opened::Stale`].
    pub fn open(folder: &Path, spec: &Spec, options: &Options) -> Result<Opened, IndexError> {
        spec.check()?;
        if !folder.join("meta.json").is_file() {
            return Ok(Opened::Stale("there is none".to_owned()));
        }
        let opened = Files::open(folder).map_err(IndexError::from).and_then(|files| {
            let index = tantivy::Index::open(files.clone())?;
            let payload = index.load_metas()?.payload.unwrap_or_default();
            let payload: Payload =
                serde_json::from_str(&payload).map_err(|error| IndexError::Failed(error.to_string()))?;
            if payload.format != FORMAT || payload.spec != digest(spec) {
                return Err(IndexError::Failed("it was made for another specification".to_owned()));
            }
            if payload.position == 0 {
                return Err(IndexError::Failed("it was never completed".to_owned()));
            }
            Self::over(index, Layout::of(spec), files, folder, options, payload.position)
        });
        let error = match opened {
            Ok(index) => return Ok(Opened::Ready(index)),
            Err(error) => error,
        };
        // Where nothing can be opened at the moment, such as with too many open files, that says nothing of the index.
        std::fs::File::open(folder.join("meta.json"))?;
        Ok(Opened::Stale(error.to_string()))
    }

    fn over(
        index: tantivy::Index,
        layout: Layout,
        files: Files,
        folder: &Path,
        options: &Options,
        position: u64,
    ) -> Result<Self, IndexError> {
        layout.register(&index);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(options.cached_blocks)
            .try_into()?;
        Ok(Self(Arc::new(Inner {
            layout,
            index,
            reader,
            options: *options,
            folder: folder.to_owned(),
            files,
            writer: Mutex::new(None),
            position: AtomicU64::new(position),
            generation: AtomicU64::new(0),
            unfiltered: Unfiltered::default(),
            wholes: Arc::default(),
        })))
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

    /// Bytes of its files.
    ///
    /// # Errors
    /// [`IndexError::Failed`] where the folder cannot be read.
    pub fn disk_bytes(&self) -> Result<u64, IndexError> {
        let mut bytes = 0;
        for entry in std::fs::read_dir(&self.0.folder)? {
            // A file may go between the listing and this; it takes up nothing then.
            bytes += entry?.metadata().map(|file| file.len()).unwrap_or_default();
        }
        Ok(bytes)
    }

    /// Reads every file and compares it with its checksum. Answers with the names of those that are damaged; it takes
    /// as long as reading all of them does.
    ///
    /// # Errors
    /// [`IndexError::Failed`] where they cannot be read.
    pub fn damaged_files(&self) -> Result<Vec<String>, IndexError> {
        let mut damaged = Vec::new();
        for file in self.0.index.load_metas()?.list_segment_files() {
            match self.0.files.is_whole(&file) {
                // Some kinds are not there for every segment, and a segment may go meanwhile.
                Ok(true) | Err(OpenReadError::FileDoesNotExist(_)) => {}
                Ok(false) => damaged.push(file.display().to_string()),
                Err(error) => return Err(IndexError::Failed(error.to_string())),
            }
        }
        Ok(damaged)
    }

    /// Makes the changes durable and visible, all at once.
    ///
    /// # Errors
    /// [`IndexError::Failed`]; nothing of the batch is visible then.
    pub fn write(&self, batch: &Batch) -> Result<(), IndexError> {
        let written = self.with_writer(false, |writer| {
            let added = self.segment(writer, &batch.put)?;
            let put = batch.put.iter().map(|document| &document.id);
            let ids = batch.delete.iter().chain(put).cloned().collect();
            let gone = Gone::new(self.0.layout.id, ids, added.as_ref().map(SegmentMeta::id));
            writer.delete_query(Box::new(gone))?;
            if let Some(added) = added {
                writer.add_segment(added)?;
            }
            self.commit(writer, batch.position.unwrap_or_else(|| self.position()))
        });
        written.and_then(|()| self.show(batch.position))
    }

    /// Writes documents as one segment of their own. For a small change this costs half of what handing the documents to
    /// the engine's threads does: they make room for a large segment each time.
    fn segment(
        &self,
        writer: &IndexWriter,
        documents: &[Document],
    ) -> Result<Option<SegmentMeta>, IndexError> {
        if documents.is_empty() {
            return Ok(None);
        }
        let segment = writer.new_segment();
        let mut adding = SegmentWriter::for_segment(TABLE, segment.clone())?;
        for document in documents {
            let document = encode(&self.0.layout, document);
            adding.add_document(AddOperation { opstamp: 0, document })?;
        }
        let count = adding.max_doc();
        adding.finalize()?;
        let meta = segment.with_max_doc(count).meta().clone();
        meta.untrack_temp_docstore();
        Ok(Some(meta))
    }

    /// Begins to fill an empty index.
    #[must_use]
    pub fn bulk(&self) -> Bulk {
        Bulk { index: self.clone() }
    }

    /// Lets go of the memory for writing, until the next change.
    pub fn rest(&self) {
        *self.0.writer.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.0.reader.searcher()
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    /// Works with the writer; after a failure it is made anew from what was committed last.
    fn with_writer<T>(
        &self,
        bulk: bool,
        work: impl FnOnce(&mut IndexWriter) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        let mut place = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut held = match place.take() {
            // A bulk that is under way goes on: its writer holds what is not committed yet.
            Some(held) if held.bulk || !bulk => held,
            other => {
                // One writer at a time holds the folder.
                drop(other);
                Held { writer: self.new_writer(bulk)?, bulk }
            }
        };
        let outcome = work(&mut held.writer);
        if outcome.is_ok() {
            *place = Some(held);
        }
        outcome
    }

    fn new_writer(&self, bulk: bool) -> Result<IndexWriter, IndexError> {
        // Each thread makes segments of its own, of which small changes should make few.
        let threads = if bulk { self.0.options.bulk_threads.max(1) } else { 1 };
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread((self.0.options.writer_memory / threads).max(16 << 20))
            .num_merge_threads(1)
            .build();
        let writer: IndexWriter = self.0.index.writer_with_options(options)?;
        writer.set_merge_policy(Box::new(Merges::default()));
        Ok(writer)
    }

    fn commit(&self, writer: &mut IndexWriter, position: u64) -> Result<(), IndexError> {
        let payload = Payload { format: FORMAT, spec: digest(self.spec()), position };
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&serde_json::to_string(&payload).expect("numbers and texts"));
        commit.commit()?;
        Ok(())
    }

    fn show(&self, position: Option<u64>) -> Result<(), IndexError> {
        self.0.reader.reload()?;
        self.0.wholes.keep(self.searcher().segment_readers());
        if let Some(position) = position {
            self.0.position.store(position, Ordering::Release);
        }
        self.0.generation.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }
}

/// Fills an index: documents that are not there yet, visible with [`Bulk::finish`].
pub struct Bulk {
    index: Index,
}

impl Bulk {
    /// Adds a document; its id must be new.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub fn add(&self, document: &Document) -> Result<(), IndexError> {
        let stored = encode(&self.index.0.layout, document);
        self.index.with_writer(true, |writer| Ok(writer.add_document(stored).map(|_| ())?))
    }

    /// Makes everything durable and visible, at that place of the change log.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub fn finish(self, position: u64) -> Result<(), IndexError> {
        self.index.with_writer(true, |writer| self.index.commit(writer, position))?;
        self.index.rest();
        self.index.show(Some(position))
    }
}

/// Small blocks of finished JSON: a page of hits lies in as many blocks as it has hits, and each is unpacked as a whole.
fn settings() -> IndexSettings {
    IndexSettings {
        docstore_blocksize: BLOCK,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    }
}

fn digest(spec: &Spec) -> String {
    let json = serde_json::to_vec(spec).expect("a specification is texts and flags");
    Sha256::digest(json).iter().map(|byte| format!("{byte:02x}")).collect()
}
