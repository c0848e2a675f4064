//! The texts that full text search looks into, in a part of the index of their own.
//!
//! Most changes leave a document's texts as they are: prices change all day, descriptions hardly ever; and the words of
//! its texts are most of the work of writing a document. So words lie apart, and a document refers to them by a number
//! that no other document has. A document that changes goes on referring to the same words as long as its texts have the
//! same digest.
//!
//! Words are committed before the documents that refer to them, and go when none that can be seen does any more: at the
//! next change, or, where a process ended before that, at the first change of another one.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use tantivy::columnar::Column as Values;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, Searcher, SegmentReader, Term};

use crate::document::Document;
use crate::encode::{encode_words, texts_of};
use crate::error::IndexError;
use crate::layout::{Layout, Texts};
use crate::lookup::documents_with;
use crate::numbers::Numbers;
use crate::options::Options;
use crate::part::Part;
use crate::write::Batch;

/// What a document says of its words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reference {
    /// Where they are.
    pub(crate) number: u64,
    /// A digest of the texts.
    pub(crate) digest: u64,
}

/// What the documents of a batch refer to.
pub(crate) struct Referred {
    /// In the order of the documents that are put; `None` for one without texts.
    pub(crate) references: Vec<Option<Reference>>,
    /// What no document refers to any more when the batch is committed.
    pub(crate) unused: Vec<u64>,
}

/// The words of an index.
pub(crate) struct Words {
    pub(crate) part: Part,
    state: Mutex<State>,
}

struct State {
    /// The next number.
    next: u64,
    /// The numbers that no document refers to any more; `None` where that is not known.
    unused: Option<Vec<u64>>,
}

impl Words {
    /// Makes an empty part in a folder that is there.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub(crate) fn create(
        folder: &Path,
        texts: &Texts,
        layout: &Layout,
        options: &Options,
    ) -> Result<Self, IndexError> {
        let part = Part::create(folder, &texts.schema, layout, options)?;
        Ok(Self { part, state: Mutex::new(State { next: 0, unused: None }) })
    }

    /// Opens what was made before, to be referred to by those documents.
    ///
    /// # Errors
    /// [`IndexError::Failed`] where it is not there or cannot be read.
    pub(crate) fn open(
        folder: &Path,
        layout: &Layout,
        documents: &Searcher,
        options: &Options,
    ) -> Result<Self, IndexError> {
        let part = Part::open(folder, layout, options)?;
        let mut next = 0;
        for segment in part.searcher().segment_readers().iter().chain(documents.segment_readers()) {
            // Numbers of what is gone among them.
            next = next.max(Texts::numbers(segment)?.max_value() + 1);
        }
        Ok(Self { part, state: Mutex::new(State { next, unused: None }) })
    }

    /// Writes and commits the words that the documents of a batch bring, and says what each refers to.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub(crate) fn refer(
        &self,
        texts: &Texts,
        layout: &Layout,
        documents: &Searcher,
        batch: &Batch,
    ) -> Result<Referred, IndexError> {
        let mut state = self.state();
        // What is not used any more is looked up anew after a failure.
        let unused = match state.unused.take() {
            Some(unused) => unused,
            None => self.unused(documents)?,
        };
        let before = references(layout, documents, batch)?;
        let mut referred = Referred { references: Vec::with_capacity(batch.put.len()), unused: Vec::new() };
        let mut added: Vec<(u64, &Document)> = Vec::new();
        for document in &batch.put {
            let before = before.get(document.id.as_str()).copied();
            let digest = digest(layout, document);
            let reference = digest.map(|digest| match before {
                Some(before) if before.digest == digest => before,
                _ => {
                    let number = state.next;
                    state.next += 1;
                    added.push((number, document));
                    Reference { number, digest }
                }
            });
            let is_kept = |before: &Reference| reference.is_some_and(|own| own.number == before.number);
            referred.unused.extend(before.filter(|before| !is_kept(before)).map(|before| before.number));
            referred.references.push(reference);
        }
        let deleted = batch.delete.iter().filter_map(|id| before.get(id.as_str()));
        referred.unused.extend(deleted.map(|before| before.number));
        if !added.is_empty() || !unused.is_empty() {
            let gone = unused.into_iter().map(|number| texts.term(number)).collect();
            let put =
                added.into_iter().map(|(number, document)| encode_words(layout, texts, number, document));
            self.part.change(put, (texts.own, gone), "")?;
            self.part.settle()?;
            self.part.reload()?;
        }
        Ok(referred)
    }

    /// Takes note of what no document refers to any more.
    pub(crate) fn let_go(&self, unused: Vec<u64>) {
        self.state().unused = Some(unused);
    }

    /// Adds the words of a document that is new, to be committed with all others.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub(crate) fn add(
        &self,
        texts: &Texts,
        layout: &Layout,
        document: &Document,
    ) -> Result<Option<Reference>, IndexError> {
        let Some(digest) = digest(layout, document) else { return Ok(None) };
        let number = {
            let mut state = self.state();
            state.next += 1;
            state.next - 1
        };
        self.part.add(encode_words(layout, texts, number, document))?;
        Ok(Some(Reference { number, digest }))
    }

    /// The numbers of words that no document refers to: a process was ended before it let go of them.
    fn unused(&self, documents: &Searcher) -> Result<Vec<u64>, IndexError> {
        let mut used = Vec::new();
        for segment in documents.segment_readers() {
            each_number(segment, &Texts::numbers(segment)?, |_, number| used.push(number));
        }
        let used = Numbers::from(used);
        let mut unused = Vec::new();
        for segment in self.part.searcher().segment_readers() {
            each_number(segment, &Texts::numbers(segment)?, |_, number| {
                unused.extend((!used.contains(number)).then_some(number));
            });
        }
        Ok(unused)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Visits the documents of a segment that are there with their numbers; those without one are left out.
pub(crate) fn each_number(segment: &SegmentReader, numbers: &Values<u64>, mut visit: impl FnMut(DocId, u64)) {
    let mut found = [None; COLLECT_BLOCK_BUFFER_LEN];
    let mut block = [0; COLLECT_BLOCK_BUFFER_LEN];
    let end = segment.max_doc();
    for first in (0..end).step_by(COLLECT_BLOCK_BUFFER_LEN) {
        let mut count = 0;
        for document in (first..end).take(COLLECT_BLOCK_BUFFER_LEN) {
            block[count] = document;
            count += 1;
        }
        let (block, found) = (&block[..count], &mut found[..count]);
        found.fill(None);
        numbers.first_vals(block, found);
        for (document, number) in block.iter().zip(found) {
            if let Some(number) = *number
                && !segment.is_deleted(*document)
            {
                visit(*document, number);
            }
        }
    }
}

/// What the documents that a batch replaces or deletes refer to, by their ids.
fn references<'a>(
    layout: &Layout,
    documents: &Searcher,
    batch: &'a Batch,
) -> Result<HashMap<&'a str, Reference>, IndexError> {
    let put = batch.put.iter().map(|document| document.id.as_str());
    let mut ids: Vec<&str> = batch.delete.iter().map(String::as_str).chain(put).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut references = HashMap::with_capacity(ids.len());
    for segment in documents.segment_readers() {
        let (numbers, digests) = (Texts::numbers(segment)?, Texts::digests(segment)?);
        for (place, document) in documents_with(segment, layout.id, &ids)? {
            if segment.is_deleted(document) {
                continue;
            }
            if let (Some(number), Some(digest)) = (numbers.first(document), digests.first(document)) {
                references.insert(ids[place], Reference { number, digest });
            }
        }
    }
    Ok(references)
}

/// A digest of the texts that full text search looks into; `None` where there are none. Other texts of the same document
/// have another one, but for one chance in 2⁶⁴.
fn digest(layout: &Layout, document: &Document) -> Option<u64> {
    let mut hash = Sha256::new();
    let mut any = false;
    for (place, language, _, text) in texts_of(layout, document) {
        any = true;
        for number in [place, language, text.len()] {
            hash.update((number as u64).to_le_bytes());
        }
        hash.update(text);
    }
    let digest = hash.finalize();
    let first = digest.first_chunk().expect("a digest has 32 bytes");
    any.then(|| u64::from_le_bytes(*first))
}

impl Texts {
    /// The term by which words are found by their number.
    fn term(&self, number: u64) -> Vec<u8> {
        Term::from_field_u64(self.own, number).serialized_value_bytes().to_vec()
    }
}
