//! One pass over the documents that match: the page, the total, the facets.

use std::collections::BinaryHeap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::facets::{SegmentCounts, merged};
use super::rank::{GlobalKey, Order, Rank, SegmentOrder};
use crate::answer::FacetCount;

/// What to collect.
pub(super) struct Collect<'a> {
    pub(super) order: &'a Order,
    /// The most documents of the page, those that are skipped among them.
    pub(super) keep: usize,
    /// The names of the columns whose values are counted.
    pub(super) facets: Vec<String>,
}

/// What was collected.
pub(super) struct Collected {
    /// The page, in order.
    pub(super) page: Vec<DocAddress>,
    /// How many documents match.
    pub(super) total: u64,
    /// The counts of each facet: the most frequent first, then by key.
    pub(super) facets: Vec<Vec<FacetCount>>,
}

impl Collector for Collect<'_> {
    type Fruit = Collected;
    type Child = SegmentCollect;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentCollect> {
        let facets = self.facets.iter().map(|column| SegmentCounts::open(reader, column));
        Ok(SegmentCollect {
            segment,
            order: self.order.for_segment(reader)?,
            keep: self.keep,
            page: BinaryHeap::new(),
            ranks: Vec::new(),
            total: 0,
            facets: facets.collect::<tantivy::Result<_>>()?,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order.by_relevance()
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<SegmentFound>>) -> tantivy::Result<Collected> {
        let segments: Vec<SegmentFound> = segments.into_iter().collect::<tantivy::Result<_>>()?;
        let total = segments.iter().map(|segment| segment.total).sum();
        let mut page: Vec<(Vec<GlobalKey>, DocAddress)> = Vec::new();
        let mut counts: Vec<Vec<Vec<(String, u64)>>> = self.facets.iter().map(|_| Vec::new()).collect();
        for segment in segments {
            page.extend(segment.page);
            for (place, found) in segment.facets.into_iter().enumerate() {
                counts[place].push(found);
            }
        }
        page.sort_by(|(one, _), (two, _)| self.order.compare(one, two));
        let page = page.into_iter().take(self.keep).map(|(_, address)| address).collect();
        Ok(Collected { page, total, facets: counts.into_iter().map(merged).collect() })
    }
}

/// What is collected of one segment.
pub(super) struct SegmentCollect {
    segment: SegmentOrdinal,
    order: SegmentOrder,
    keep: usize,
    /// The first documents so far; the last of them on top.
    page: BinaryHeap<(Vec<Rank>, DocId)>,
    /// Room for one document's ranks.
    ranks: Vec<Rank>,
    total: u64,
    facets: Vec<SegmentCounts>,
}

/// What was found in one segment.
pub(super) struct SegmentFound {
    page: Vec<(Vec<GlobalKey>, DocAddress)>,
    total: u64,
    facets: Vec<Vec<(String, u64)>>,
}

impl SegmentCollector for SegmentCollect {
    type Fruit = tantivy::Result<SegmentFound>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        for facet in &mut self.facets {
            facet.count(doc);
        }
        if self.keep == 0 || !self.order.ranks(doc, score, &mut self.ranks) {
            return;
        }
        if self.page.len() < self.keep {
            self.page.push((self.ranks.clone(), doc));
        } else if let Some(mut last) = self.page.peek_mut()
            && self.ranks < last.0
        {
            last.0.clone_from(&self.ranks);
            last.1 = doc;
        }
    }

    fn harvest(self) -> tantivy::Result<SegmentFound> {
        let mut page = Vec::with_capacity(self.page.len());
        for (ranks, doc) in self.page {
            page.push((self.order.global(&ranks)?, DocAddress::new(self.segment, doc)));
        }
        let facets = self.facets.into_iter().map(SegmentCounts::named).collect::<tantivy::Result<_>>()?;
        Ok(SegmentFound { page, total: self.total, facets })
    }
}
