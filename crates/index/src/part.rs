//! An index of the engine with what belongs to it: its folder, who writes to it, what of it is read.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tantivy::directory::error::OpenReadError;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::{AddOperation, IndexWriterOptions, SegmentWriter};
use tantivy::schema::{Field as Column, Schema};
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument};

use crate::error::IndexError;
use crate::files::Files;
use crate::gone::{Births, Gone};
use crate::layout::Layout;
use crate::merges::Merges;
use crate::options::Options;

/// Bytes of finished JSON that are packed together.
const BLOCK: usize = 4 << 10;

/// The memory in bytes from which the engine works out how large a table of terms a small segment begins with. The table
/// grows with what is in it, and a large one that is mostly empty is slow.
const TABLE: usize = 1 << 20;

/// One index of the engine.
pub(crate) struct Part {
    index: tantivy::Index,
    reader: IndexReader,
    options: Options,
    folder: PathBuf,
    files: Files,
    writer: Mutex<Option<Held>>,
    births: Births,
}

/// A writer with what it is for.
struct Held {
    writer: IndexWriter,
    bulk: bool,
}

impl Part {
    /// Makes an empty one in a folder that is there.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub(crate) fn create(
        folder: &Path,
        schema: &Schema,
        layout: &Layout,
        options: &Options,
    ) -> Result<Self, IndexError> {
        let files = Files::open(folder)?;
        // Small blocks: a page of hits lies in as many blocks as it has hits, and each is unpacked as a whole. They are
        // packed by whoever writes: handing each to a thread costs more than packing it.
        let settings = IndexSettings {
            docstore_blocksize: BLOCK,
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        let index = tantivy::Index::create(files.clone(), schema.clone(), settings)?;
        Self::over(index, layout, files, folder, options)
    }

    /// Opens what was made before.
    ///
    /// # Errors
    /// [`IndexError::Failed`] where it is not there or cannot be read.
    pub(crate) fn open(folder: &Path, layout: &Layout, options: &Options) -> Result<Self, IndexError> {
        let files = Files::open(folder)?;
        Self::over(tantivy::Index::open(files.clone())?, layout, files, folder, options)
    }

    fn over(
        index: tantivy::Index,
        layout: &Layout,
        files: Files,
        folder: &Path,
        options: &Options,
    ) -> Result<Self, IndexError> {
        layout.register(&index);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(options.cached_blocks)
            .try_into()?;
        let (options, folder) = (*options, folder.to_owned());
        Ok(Self {
            index,
            reader,
            options,
            folder,
            files,
            writer: Mutex::new(None),
            births: Births::default(),
        })
    }

    /// How many threads may make what is written at once.
    pub(crate) fn threads(&self) -> usize {
        self.options.bulk_threads.max(1)
    }

    /// What was committed with the content last.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub(crate) fn payload(&self) -> Result<String, IndexError> {
        Ok(self.index.load_metas()?.payload.unwrap_or_default())
    }

    /// Bytes of its files.
    ///
    /// # Errors
    /// [`IndexError::Failed`] where the folder cannot be read.
    pub(crate) fn disk_bytes(&self) -> Result<u64, IndexError> {
        let mut bytes = 0;
        for entry in std::fs::read_dir(&self.folder)? {
            // A file may go between the listing and this; it takes up nothing then.
            bytes += entry?.metadata().map(|file| file.len()).unwrap_or_default();
        }
        Ok(bytes)
    }

    /// Reads every file and compares it with its checksum. Answers with the paths of those that are damaged.
    ///
    /// # Errors
    /// [`IndexError::Failed`] where they cannot be read.
    pub(crate) fn damaged_files(&self) -> Result<Vec<String>, IndexError> {
        let mut damaged = Vec::new();
        for file in self.index.load_metas()?.list_segment_files() {
            match self.files.is_whole(&file) {
                // Some kinds are not there for every segment, and a segment may go meanwhile.
                Ok(true) | Err(OpenReadError::FileDoesNotExist(_)) => {}
                Ok(false) => damaged.push(file.display().to_string()),
                Err(error) => return Err(tantivy::TantivyError::from(error).into()),
            }
        }
        Ok(damaged)
    }

    /// The paths of files that were found to be damaged when they were read.
    pub(crate) fn noted_damage(&self) -> Vec<String> {
        self.files.damaged()
    }

    /// What is visible of it.
    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Makes visible what was committed.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub(crate) fn reload(&self) -> Result<(), IndexError> {
        Ok(self.reader.reload()?)
    }

    /// Makes it durable that the last commit is the last: what is committed elsewhere afterwards may rely on it.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub(crate) fn settle(&self) -> Result<(), IndexError> {
        Ok(self.files.sync()?)
    }

    /// Lets go of the memory for writing, until the next change.
    pub(crate) fn rest(&self) {
        *self.writer.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Works with the writer; after a failure it is made anew from what was committed last.
    ///
    /// # Errors
    /// [`IndexError::Failed`], and what the work fails with.
    pub(crate) fn with_writer<T>(
        &self,
        bulk: bool,
        work: impl FnOnce(&mut IndexWriter) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        let mut place = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        self.files.begin();
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
        outcome.map_err(|error| self.files.explained(error))
    }

    fn new_writer(&self, bulk: bool) -> Result<IndexWriter, IndexError> {
        // Each thread makes segments of its own. Small changes are made into segments by whoever writes them.
        let threads = if bulk { self.threads() } else { 1 };
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread((self.options.writer_memory / threads).max(16 << 20))
            .num_merge_threads(1)
            .build();
        let writer: IndexWriter = self.index.writer_with_options(options)?;
        self.files.remove_strays(&self.index.directory().list_managed_files())?;
        // What was made and never committed, too: another attempt may give files the same names. A merge that is still
        // under way keeps its files until it ends.
        writer.garbage_collect_files().wait()?;
        let files = self.files.clone();
        let merges = if bulk { Merges::of_bulk(files) } else { Merges::of_changes(files) };
        writer.set_merge_policy(Box::new(merges));
        Ok(writer)
    }

    /// Commits a small change: documents that come, and those of the terms of a column that go.
    ///
    /// The documents are written as one segment of their own. This costs half of what handing them to the engine's
    /// threads does: these make room for a large segment each time.
    ///
    /// # Errors
    /// [`IndexError::Failed`]; nothing of it is there then.
    pub(crate) fn change(
        &self,
        put: impl Iterator<Item = TantivyDocument>,
        gone: (Column, Vec<Vec<u8>>),
        payload: &str,
    ) -> Result<(), IndexError> {
        self.with_writer(false, |writer| {
            let added = segment(writer, put)?;
            let (column, terms) = gone;
            let visible = self.searcher();
            let is_there =
                |id: &SegmentId| visible.segment_readers().iter().any(|segment| segment.segment_id() == *id);
            let change = self.births.next(added.as_ref().map(SegmentMeta::id), is_there);
            let gone = Gone::new(column, terms, change, self.births.clone());
            writer.delete_query(Box::new(gone))?;
            if let Some(added) = added {
                writer.add_segment(added)?;
            }
            commit(writer, payload)
        })
    }

    /// Adds a document that [`Part::finish`] commits.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub(crate) fn add(&self, document: TantivyDocument) -> Result<(), IndexError> {
        self.with_writer(true, |writer| Ok(writer.add_document(document).map(|_| ())?))
    }

    /// Commits what was added.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub(crate) fn finish(&self, payload: &str) -> Result<(), IndexError> {
        self.with_writer(true, |writer| commit(writer, payload))
    }

    /// Waits until the segments that are to become one did, and lets go of the memory for writing.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub(crate) fn wait_for_merges(&self) -> Result<(), IndexError> {
        let held = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let waited = held.map_or(Ok(()), |held| held.writer.wait_merging_threads());
        waited.map_err(|error| self.files.explained(error.into()))
    }
}

fn segment(
    writer: &IndexWriter,
    documents: impl Iterator<Item = TantivyDocument>,
) -> Result<Option<SegmentMeta>, IndexError> {
    let mut documents = documents.peekable();
    if documents.peek().is_none() {
        return Ok(None);
    }
    let segment = writer.new_segment();
    let mut adding = SegmentWriter::for_segment(TABLE, segment.clone())?;
    for document in documents {
        adding.add_document(AddOperation { opstamp: 0, document })?;
    }
    let count = adding.max_doc();
    adding.finalize()?;
    let meta = segment.with_max_doc(count).meta().clone();
    meta.untrack_temp_docstore();
    Ok(Some(meta))
}

fn commit(writer: &mut IndexWriter, payload: &str) -> Result<(), IndexError> {
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(payload);
    commit.commit()?;
    Ok(())
}
