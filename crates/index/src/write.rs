//! Writing to an index: single changes, and all of it at once.

use std::panic::resume_unwind;
use std::sync::atomic::Ordering;

use sha2::{Digest, Sha256};
use tantivy::TantivyDocument;

use crate::document::Document;
use crate::encode::Encoder;
use crate::error::IndexError;
use crate::index::{FORMAT, Index, Inner, Payload};
use crate::spec::Spec;
use crate::words::{Reference, Referred};

/// Fewer items than these are not worth a thread.
const WORTH_A_THREAD: usize = 64;

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
    /// Makes the changes durable and visible, all at once.
    ///
    /// # Errors
    /// [`IndexError::Failed`]; nothing of the batch is visible then, and all of it may be with the next one.
    pub fn write(&self, batch: &Batch) -> Result<(), IndexError> {
        let inner = self.inner();
        let mut is_behind = inner.writing();
        // What documents refer to is read from what is shown.
        if *is_behind {
            inner.catch_up()?;
        }
        *is_behind = true;
        let layout = &inner.layout;
        let referred = match inner.words() {
            Some((texts, words)) => Some(words.refer(texts, layout, &self.searcher(), batch)?),
            None => None,
        };
        let (references, unused) = match referred {
            Some(Referred { references, unused }) => (references, unused),
            None => (vec![None; batch.put.len()], Vec::new()),
        };
        let put = encoded(inner, &batch.put, &references);
        let replaced = batch.put.iter().map(|document| &document.id);
        let gone = batch.delete.iter().chain(replaced).map(|id| id.as_bytes().to_vec()).collect();
        let position = batch.position.unwrap_or_else(|| self.position());
        inner.main.change(put.into_iter(), (layout.id, gone), &payload(&layout.spec, position))?;
        if let Some((_, words)) = inner.words() {
            words.let_go(unused);
        }
        self.show(batch.position)?;
        *is_behind = false;
        Ok(())
    }

    /// How many threads may make what is written at once.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.inner().main.threads()
    }

    /// Begins to fill an empty index.
    #[must_use]
    pub fn bulk(&self) -> Bulk {
        Bulk { index: self.clone() }
    }

    /// Lets go of the memory for writing, until the next change.
    pub fn rest(&self) {
        let inner = self.inner();
        let _writing = inner.writing();
        inner.main.rest();
        if let Some((_, words)) = inner.words() {
            words.part.rest();
        }
    }

    /// Makes visible what was committed.
    fn show(&self, position: Option<u64>) -> Result<(), IndexError> {
        let inner = self.inner();
        inner.main.reload()?;
        inner.show();
        if let Some(position) = position {
            inner.position.store(position, Ordering::Release);
        }
        Ok(())
    }
}

/// The documents as they are kept, by several threads where there are many.
fn encoded(inner: &Inner, documents: &[Document], references: &[Option<Reference>]) -> Vec<TantivyDocument> {
    let all: Vec<(&Document, Option<Reference>)> = documents.iter().zip(references.iter().copied()).collect();
    let encoded = in_parts(&all, inner.main.threads(), |part| {
        let mut encoder = Encoder::new(&inner.layout, &inner.keys);
        part.iter().map(|(document, reference)| encoder.encode(document, *reference)).collect()
    });
    encoded.into_iter().flat_map(|part: Vec<TantivyDocument>| part).collect()
}

/// What `work` makes of the parts of a list, in their order: a part for each thread, unless they would be small.
pub fn in_parts<I: Sync, T: Send>(items: &[I], threads: usize, work: impl Fn(&[I]) -> T + Sync) -> Vec<T> {
    let part = items.len().div_ceil(threads.max(1)).max(WORTH_A_THREAD);
    let mut parts = items.chunks(part);
    let Some(first) = parts.next() else { return Vec::new() };
    std::thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = parts.map(|part| scope.spawn(move || work(part))).collect();
        let mut all = vec![work(first)];
        all.extend(others.into_iter().map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic))));
        all
    })
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
        let inner = self.index.inner();
        let reference = match inner.words() {
            Some((texts, words)) => words.add(texts, &inner.layout, document)?,
            None => None,
        };
        inner.main.add(Encoder::new(&inner.layout, &inner.keys).encode(document, reference))
    }

    /// Makes everything durable and visible, at that place of the change log.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub fn finish(self, position: u64) -> Result<(), IndexError> {
        let inner = self.index.inner();
        if let Some((_, words)) = inner.words() {
            words.part.finish("")?;
            words.part.settle()?;
        }
        inner.main.finish(&payload(&inner.layout.spec, position))?;
        // Nothing comes for some time that would take up what is left to be done.
        if let Some((_, words)) = inner.words() {
            words.part.wait_for_merges()?;
            words.part.reload()?;
        }
        inner.main.wait_for_merges()?;
        self.index.show(Some(position))
    }
}

/// What is committed with the content.
pub(crate) fn payload(spec: &Spec, position: u64) -> String {
    let payload = Payload { format: FORMAT, spec: digest(spec), position };
    serde_json::to_string(&payload).expect("numbers and texts")
}

/// A digest of a specification.
pub(crate) fn digest(spec: &Spec) -> String {
    let json = serde_json::to_vec(spec).expect("a specification is texts and flags");
    Sha256::digest(json).iter().map(|byte| format!("{byte:02x}")).collect()
}
