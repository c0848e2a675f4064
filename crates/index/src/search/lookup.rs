//! Documents by their ids and keys.

use std::collections::BTreeMap;

use octant_model::Language;
use tantivy::collector::{Count, DocSetCollector};
use tantivy::query::{TermQuery, TermSetQuery};
use tantivy::schema::{IndexRecordOption, Value as _};
use tantivy::{DocAddress, Searcher, SegmentOrdinal, TantivyDocument, Term};

use super::language;
use crate::error::IndexError;
use crate::index::Index;
use crate::layout::Layout;
use crate::lookup::documents_with;
use crate::term::Mark;
use crate::value::Value;

impl Index {
    /// The finished JSON of the documents of those ids, in their order; `None` for those that do not exist.
    ///
    /// # Errors
    /// [`IndexError::Query`] for an unknown language.
    pub fn documents(
        &self,
        ids: &[String],
        in_language: &Language,
    ) -> Result<Vec<Option<String>>, IndexError> {
        let layout = &self.inner().layout;
        let language = language(layout, in_language)?;
        let searcher = self.searcher();
        let found =
            addresses(&searcher, ids.iter().map(|id| Term::from_field_text(layout.id, id)).collect())?;
        let names = ids_of(&searcher, &found)?;
        let mut by_id = std::collections::HashMap::with_capacity(found.len());
        for (id, address) in names.into_iter().zip(found) {
            by_id.insert(id, shown(layout, &searcher, address, language)?);
        }
        Ok(ids.iter().map(|id| by_id.get(id).cloned()).collect())
    }

    /// Which of those ids have a document, in byte order.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub fn existing(&self, ids: &[String]) -> Result<Vec<String>, IndexError> {
        let id = self.inner().layout.id;
        self.found(ids.iter().map(|text| Term::from_field_text(id, text)).collect())
    }

    /// The ids of the documents that carry one of those texts under a lookup key, in byte order; none for a key that
    /// the index does not have.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub fn ids_with_key(&self, key: &str, texts: &[String]) -> Result<Vec<String>, IndexError> {
        let layout = &self.inner().layout;
        let Some(place) = layout.spec.keys.iter().position(|name| name == key) else { return Ok(Vec::new()) };
        self.found(texts.iter().map(|text| layout.term(Mark::Key(place, text))).collect())
    }

    /// For each of those values the ids of documents that have it in a field, in byte order. A value of another kind
    /// than the field's is in no document. Of a field with languages the first one counts.
    ///
    /// # Errors
    /// [`IndexError::Query`] for an unknown field.
    pub fn ids_with_each(&self, field: &str, values: &[Value]) -> Result<Vec<Vec<String>>, IndexError> {
        let layout = &self.inner().layout;
        let place = layout.place(field).ok_or_else(|| super::filter::unknown(layout, field))?;
        let kind = layout.spec.fields[place].kind;
        let of_kind = |(at, value): (usize, &Value)| {
            (value.kind() == kind).then(|| (Mark::Value(place, 0, value).text(), at))
        };
        let mut terms: Vec<(String, usize)> = values.iter().enumerate().filter_map(of_kind).collect();
        // Terms that lie side by side are read together.
        terms.sort_unstable();
        let (terms, at): (Vec<String>, Vec<usize>) = terms.into_iter().unzip();
        let searcher = self.searcher();
        let (mut documents, mut of_value): (Vec<DocAddress>, Vec<usize>) = (Vec::new(), Vec::new());
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            for (place, document) in documents_with(reader, layout.marks, &terms)? {
                if !reader.is_deleted(document) {
                    documents.push(DocAddress::new(segment, document));
                    of_value.push(at[place]);
                }
            }
        }
        let mut found: Vec<Vec<String>> = vec![Vec::new(); values.len()];
        for (id, at) in ids_of(&searcher, &documents)?.into_iter().zip(of_value) {
            found[at].push(id);
        }
        found.iter_mut().for_each(|ids| ids.sort_unstable());
        Ok(found)
    }

    /// How many documents carry that text under a lookup key.
    ///
    /// # Errors
    /// [`IndexError::Failed`].
    pub fn count_with_key(&self, key: &str, text: &str) -> Result<u64, IndexError> {
        let layout = &self.inner().layout;
        let Some(place) = layout.spec.keys.iter().position(|name| name == key) else { return Ok(0) };
        let term = layout.term(Mark::Key(place, text));
        let found = self.searcher().search(&TermQuery::new(term, IndexRecordOption::Basic), &Count)?;
        Ok(found as u64)
    }

    fn found(&self, terms: Vec<Term>) -> Result<Vec<String>, IndexError> {
        let searcher = self.searcher();
        let mut ids = ids_of(&searcher, &addresses(&searcher, terms)?)?;
        ids.sort_unstable();
        Ok(ids)
    }
}

fn addresses(searcher: &Searcher, terms: Vec<Term>) -> Result<Vec<DocAddress>, IndexError> {
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    Ok(searcher.search(&TermSetQuery::new(terms), &DocSetCollector)?.into_iter().collect())
}

/// The ids of documents, in their order.
pub(super) fn ids_of(searcher: &Searcher, documents: &[DocAddress]) -> Result<Vec<String>, IndexError> {
    let mut by_segment: BTreeMap<SegmentOrdinal, Vec<usize>> = BTreeMap::new();
    for (place, address) in documents.iter().enumerate() {
        by_segment.entry(address.segment_ord).or_default().push(place);
    }
    let mut ids = vec![String::new(); documents.len()];
    for (segment, places) in by_segment {
        let column = searcher.segment_reader(segment).fast_fields().str("id")?;
        let column = column.ok_or_else(without_id)?;
        let mut found: Vec<(u64, usize)> = Vec::with_capacity(places.len());
        for place in places {
            let ord = column.ords().first(documents[place].doc_id).ok_or_else(without_id)?;
            found.push((ord, place));
        }
        // Ids that lie side by side are read together.
        found.sort_unstable();
        let ords: Vec<u64> = found.iter().map(|(ord, _)| *ord).collect();
        let mut places = found.into_iter().map(|(_, place)| place);
        let all = column.dictionary().sorted_ords_to_term_cb(&ords, |id| {
            if let Some(place) = places.next() {
                ids[place] = String::from_utf8_lossy(id).into_owned();
            }
        });
        if !all.map_err(tantivy::TantivyError::from)? {
            return Err(without_id());
        }
    }
    Ok(ids)
}

fn without_id() -> IndexError {
    IndexError::Failed("a document has no id".to_owned())
}

/// A document's finished JSON in a language; where there is one for all languages, that.
pub(super) fn shown(
    layout: &Layout,
    searcher: &Searcher,
    address: DocAddress,
    language: usize,
) -> Result<String, IndexError> {
    let stored: TantivyDocument = searcher.doc(address)?;
    let text = |place: usize| {
        let value = stored.get_first(layout.shown[place]);
        value.and_then(|value| value.as_str()).map(str::to_owned)
    };
    Ok(text(language).or_else(|| text(0)).unwrap_or_default())
}
