//! Documents of a segment by terms that are in few documents each, such as ids.

use tantivy::schema::{Field as Column, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

/// Where a dictionary is not longer than this many times the terms that are looked for, it is read as a whole: looking up
/// one reads a block of about two hundred.
const READ_AS_A_WHOLE: usize = 100;

/// The documents with one of some terms, each with the term's place among them; those that are gone may be among them.
/// The terms are in byte order.
pub(crate) fn documents_with(
    reader: &SegmentReader,
    column: Column,
    terms: &[impl AsRef<[u8]>],
) -> tantivy::Result<Vec<(usize, DocId)>> {
    let (Some(first), Some(last)) = (terms.first(), terms.last()) else { return Ok(Vec::new()) };
    let index = reader.inverted_index(column)?;
    let mut found = Vec::new();
    if index.terms().num_terms() > terms.len().saturating_mul(READ_AS_A_WHOLE) {
        for (place, term) in terms.iter().enumerate() {
            found.extend(index.terms().get(term)?.map(|term| (place, term)));
        }
    } else {
        let mut wanted = terms.iter().map(AsRef::as_ref).enumerate().peekable();
        let mut stream = index.terms().range().ge(first).le(last).into_stream()?;
        while stream.advance() {
            while wanted.next_if(|(_, term)| *term < stream.key()).is_some() {}
            while let Some((place, _)) = wanted.next_if(|(_, term)| *term == stream.key()) {
                found.push((place, stream.value().clone()));
            }
        }
    }
    let mut documents = Vec::with_capacity(found.len());
    for (place, term) in found {
        let mut postings = index.read_postings_from_terminfo(&term, IndexRecordOption::Basic)?;
        while postings.doc() != TERMINATED {
            documents.push((place, postings.doc()));
            postings.advance();
        }
    }
    Ok(documents)
}
