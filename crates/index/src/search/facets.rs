//! Exact counts of a field's values.

use std::collections::HashMap;

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader};

use super::filter::unknown;
use super::matched::{Matched, Wholes};
use crate::answer::FacetCount;
use crate::error::QueryError;
use crate::layout::Layout;

/// A field that can be counted, in a language.
pub(super) struct Counted {
    /// Which one it is: the field's place, and the language's for a localized field.
    pub(super) place: (usize, usize),
    /// The name of its column.
    pub(super) column: String,
}

/// The column of a field's facet.
pub(super) fn column(layout: &Layout, name: &str, language: usize) -> Result<Counted, QueryError> {
    let place = layout.place(name).ok_or_else(|| unknown(layout, name))?;
    let Some(column) = layout.columns(place, language).facet else {
        let known = layout.spec.fields.iter().filter(|field| field.facet);
        let known = known.map(|field| field.name.clone()).collect();
        return Err(QueryError::NotMadeFor { field: name.to_owned(), what: "counted", known });
    };
    let language = if layout.spec.fields[place].localized { language } else { 0 };
    Ok(Counted { place: (place, language), column: layout.schema.get_field_name(column).to_owned() })
}

/// The counts of one segment, by the ordinals of its values.
pub(super) struct SegmentCounts {
    name: String,
    column: Option<StrColumn>,
    counts: Vec<u32>,
    /// Room for where a block's values lie, and for their ordinals.
    docs: Vec<DocId>,
    rows: Vec<u32>,
    ords: Vec<u64>,
}

impl SegmentCounts {
    pub(super) fn open(reader: &SegmentReader, column: &str) -> tantivy::Result<Self> {
        let (name, column) = (column.to_owned(), reader.fast_fields().str(column)?);
        let values = column.as_ref().map_or(0, |column| column.num_terms());
        let (docs, rows, ords) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { name, column, counts: vec![0; values], docs, rows, ords })
    }

    /// Counts the values of some documents, which do not repeat within one.
    fn count(&mut self, docs: &[DocId]) {
        let Some(column) = &self.column else { return };
        self.docs.clear();
        self.rows.clear();
        column.ords().row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
        self.ords.resize(self.rows.len(), 0);
        column.ords().values.get_vals(&self.rows, &mut self.ords);
        for ord in &self.ords {
            if let Some(count) = usize::try_from(*ord).ok().and_then(|ord| self.counts.get_mut(ord)) {
                *count += 1;
            }
        }
    }

    /// The values that were counted, by their keys.
    pub(super) fn named(self) -> tantivy::Result<Vec<(String, u64)>> {
        let Some(column) = self.column else { return Ok(Vec::new()) };
        let counted = (0_u64..).zip(&self.counts).filter(|(_, count)| **count > 0);
        let (ords, counts): (Vec<u64>, Vec<u32>) = counted.unzip();
        let mut counts = counts.into_iter();
        let mut named = Vec::with_capacity(ords.len());
        column.dictionary().sorted_ords_to_term_cb(&ords, |key| {
            let key = String::from_utf8_lossy(key).into_owned();
            named.extend(counts.next().map(|count| (key, u64::from(count))));
        })?;
        Ok(named)
    }
}

/// Counts the values of the documents of a segment that match. Where these are most, the others are counted and taken
/// from the counts of all, which are kept.
pub(super) fn count(
    facets: &mut [SegmentCounts],
    matched: &Matched,
    reader: &SegmentReader,
    wholes: &Wholes,
) {
    let each = |facets: &mut [SegmentCounts], docs: &[DocId]| {
        facets.iter_mut().for_each(|facet| facet.count(docs));
    };
    if !matched.are_most() {
        return matched.each(|docs| each(facets, docs));
    }
    let known: Option<Vec<_>> = facets.iter().map(|facet| wholes.get(reader, &facet.name)).collect();
    if let Some(known) = known {
        matched.each_other(|docs| each(facets, docs));
        for (facet, all) in facets.iter_mut().zip(known) {
            facet.counts = all.iter().zip(&facet.counts).map(|(all, others)| all - others).collect();
        }
        return;
    }
    matched.each(|docs| each(facets, docs));
    let counts: Vec<Vec<u32>> = facets.iter().map(|facet| facet.counts.clone()).collect();
    matched.each_other(|docs| each(facets, docs));
    for (facet, counts) in facets.iter_mut().zip(counts) {
        wholes.put(reader, &facet.name, std::mem::replace(&mut facet.counts, counts));
    }
}

/// The counts of all segments: the most frequent first, then by key.
pub(super) fn merged(segments: Vec<Vec<(String, u64)>>) -> Vec<FacetCount> {
    let mut all: HashMap<String, u64> = HashMap::new();
    for (key, count) in segments.into_iter().flatten() {
        *all.entry(key).or_default() += count;
    }
    let mut counts: Vec<FacetCount> = all.into_iter().map(|(key, count)| FacetCount { key, count }).collect();
    counts.sort_unstable_by(|one, two| two.count.cmp(&one.count).then_with(|| one.key.cmp(&two.key)));
    counts
}
