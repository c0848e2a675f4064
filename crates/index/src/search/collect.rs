//! One pass over the documents that match: the page, the total, the facets.

use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::Weight;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::facets::{self, SegmentCounts, merged};
use super::matched::{Matched, Wholes};
use super::rank::{GlobalKey, Order, Rank, SegmentOrder};
use super::timely;
use crate::answer::FacetCount;
use crate::limits::Deadline;

/// What to collect.
pub(super) struct Collect<'a> {
    pub(super) order: &'a Order,
    /// The most documents of the page, those that are skipped among them.
    pub(super) keep: usize,
    /// The names of the columns whose values are counted.
    pub(super) facets: Vec<String>,
    /// What is known of whole segments.
    pub(super) wholes: &'a Arc<Wholes>,
    /// When it is stopped.
    pub(super) deadline: Deadline,
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
        let facets = facets.collect::<tantivy::Result<Vec<_>>>()?;
        Ok(SegmentCollect {
            segment,
            order: self.order.for_segment(reader)?,
            keep: self.keep,
            scored: self.order.by_relevance(),
            block: Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN),
            scores: Vec::new(),
            firsts: Vec::new(),
            page: BinaryHeap::new(),
            ranks: Vec::new(),
            total: 0,
            matched: (!facets.is_empty()).then(|| Matched::none(reader)),
            facets,
            reader: reader.clone(),
            wholes: Arc::clone(self.wholes),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order.by_relevance()
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<tantivy::Result<SegmentFound>> {
        let mut collector = self.for_segment(segment, reader)?;
        timely::collect(&mut collector, weight, reader, self.requires_scoring(), self.deadline)?;
        Ok(collector.harvest())
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
    scored: bool,
    /// Documents that are not looked at yet: values are read for many of them at once.
    block: Vec<DocId>,
    /// Their scores, where the order needs them.
    scores: Vec<Score>,
    /// Room for their ranks by the first sort key.
    firsts: Vec<Rank>,
    /// The first documents so far; the last of them on top.
    page: BinaryHeap<(Vec<Rank>, DocId)>,
    /// Room for one document's ranks.
    ranks: Vec<Rank>,
    total: u64,
    facets: Vec<SegmentCounts>,
    /// Where there are facets, what is to be counted.
    matched: Option<Matched>,
    reader: SegmentReader,
    wholes: Arc<Wholes>,
}

impl SegmentCollect {
    /// Looks at a block of documents.
    fn look(&mut self, docs: &[DocId]) {
        self.total += docs.len() as u64;
        if let Some(matched) = &mut self.matched {
            matched.add(docs);
        }
        if self.keep == 0 {
            return;
        }
        self.order.first_ranks(docs, &self.scores, &mut self.firsts);
        for (place, doc) in docs.iter().enumerate() {
            // Most documents lie outside the page by the first key already.
            if self.firsts.get(place).is_some_and(|first| self.is_outside(*first)) {
                continue;
            }
            let score = self.scores.get(place).copied().unwrap_or_default();
            if self.order.ranks(*doc, score, &mut self.ranks) {
                self.offer(*doc);
            }
        }
    }

    fn is_outside(&self, first: Rank) -> bool {
        let last = self.page.peek().and_then(|(ranks, _)| ranks.first());
        let is_late = self.page.len() == self.keep && last.is_some_and(|last| first > *last);
        is_late || self.order.is_before(first)
    }

    /// Takes the document whose ranks were written last, if it is among the first.
    fn offer(&mut self, doc: DocId) {
        if self.page.len() < self.keep {
            self.page.push((self.ranks.clone(), doc));
        } else if let Some(mut last) = self.page.peek_mut()
            && self.ranks < last.0
        {
            last.0.clone_from(&self.ranks);
            last.1 = doc;
        }
    }

    /// Looks at what was put aside.
    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        self.look(&block);
        self.block = block;
        self.block.clear();
        self.scores.clear();
    }
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
        self.block.push(doc);
        if self.scored {
            self.scores.push(score);
        }
        if self.block.len() == COLLECT_BLOCK_BUFFER_LEN {
            self.flush();
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        self.flush();
        if let Some(matched) = &self.matched {
            facets::count(&mut self.facets, matched, &self.reader, &self.wholes);
        }
        let found: Vec<(Vec<Rank>, DocId)> = self.page.into_vec();
        let keys = self.order.globals(&found)?;
        let addresses = found.iter().map(|(_, doc)| DocAddress::new(self.segment, *doc));
        let page = keys.into_iter().zip(addresses).collect();
        let facets = self.facets.into_iter().map(SegmentCounts::named).collect::<tantivy::Result<_>>()?;
        Ok(SegmentFound { page, total: self.total, facets })
    }
}
