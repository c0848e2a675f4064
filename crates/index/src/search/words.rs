//! Documents by the words of their texts, which lie in a part of their own.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column as Values;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{
    COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet, Score, Searcher, SegmentOrdinal, SegmentReader, TERMINATED,
    TantivyError,
};

use super::{threads, timely};
use crate::layout::Texts;
use crate::limits::Deadline;
use crate::numbers::Numbers;
use crate::words::each_number;

/// The documents whose words a condition lets through.
#[derive(Clone)]
pub(super) struct WithWords(Arc<Matches>);

/// Words that match, by the numbers that documents refer to them by.
struct Matches {
    numbers: Numbers,
    /// How well they match, where that is asked for.
    scores: HashMap<u64, Score>,
}

impl WithWords {
    /// Evaluates a condition on words.
    pub(super) fn of(
        words: &Searcher,
        condition: &dyn Query,
        scored: bool,
        deadline: Deadline,
        many: u64,
    ) -> tantivy::Result<Self> {
        threads::search(words, condition, &Numbered { scored, deadline }, many)
            .map(|matches| Self(Arc::new(matches)))
    }
}

/// Collects the numbers of words.
struct Numbered {
    scored: bool,
    deadline: Deadline,
}

/// The numbers in one segment, and how well the words match where that is asked for.
struct SegmentNumbered {
    numbers: Values<u64>,
    scored: bool,
    block: Vec<DocId>,
    found: Vec<u64>,
    scores: Vec<Score>,
}

impl Collector for Numbered {
    type Fruit = Matches;
    type Child = SegmentNumbered;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentNumbered> {
        let numbers = Texts::numbers(reader)?;
        let (block, found, scores) = (Vec::new(), Vec::new(), Vec::new());
        Ok(SegmentNumbered { numbers, scored: self.scored, block, found, scores })
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<(Vec<u64>, Vec<Score>)> {
        let mut collector = self.for_segment(segment, reader)?;
        timely::collect(&mut collector, weight, reader, self.scored, self.deadline)?;
        Ok(collector.harvest())
    }

    fn merge_fruits(&self, segments: Vec<(Vec<u64>, Vec<Score>)>) -> tantivy::Result<Matches> {
        let (mut numbers, mut scores) = (Vec::new(), HashMap::new());
        for (found, scored) in segments {
            scores.extend(found.iter().copied().zip(scored));
            numbers.extend(found);
        }
        Ok(Matches { numbers: Numbers::from(numbers), scores })
    }
}

impl SegmentNumbered {
    fn flush(&mut self) {
        let mut numbers = [None; COLLECT_BLOCK_BUFFER_LEN];
        let numbers = &mut numbers[..self.block.len()];
        self.numbers.first_vals(&self.block, numbers);
        self.found.extend(numbers.iter().map(|number| number.expect("words have a number")));
        self.block.clear();
    }
}

impl SegmentCollector for SegmentNumbered {
    type Fruit = (Vec<u64>, Vec<Score>);

    fn collect(&mut self, document: DocId, score: Score) {
        self.block.push(document);
        if self.scored {
            self.scores.push(score);
        }
        if self.block.len() == COLLECT_BLOCK_BUFFER_LEN {
            self.flush();
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        self.flush();
        (self.found, self.scores)
    }
}

impl fmt::Debug for WithWords {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WithWords")
    }
}

impl Query for WithWords {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for WithWords {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let matches = &self.0;
        let (mut documents, mut scores) = (Vec::new(), Vec::new());
        each_number(reader, &Texts::numbers(reader)?, |document, number| {
            if matches.numbers.contains(number) {
                documents.push(document);
                scores.extend(matches.scores.get(&number).map(|score| score * boost));
            }
        });
        Ok(Box::new(Found { documents, scores, at: 0 }))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("how words match is not explained".to_owned()))
    }
}

/// Documents that were found, in order.
struct Found {
    documents: Vec<DocId>,
    /// One for each, or none where they are not asked for.
    scores: Vec<Score>,
    at: usize,
}

impl DocSet for Found {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.documents[self.at.min(self.documents.len())..].partition_point(|one| *one < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.documents.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        // A segment has no more documents than their ids can tell.
        u32::try_from(self.documents.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for Found {
    fn score(&mut self) -> Score {
        self.scores.get(self.at).copied().unwrap_or(1.0)
    }
}
