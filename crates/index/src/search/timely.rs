//! Stopping a query that takes too long.

use tantivy::collector::SegmentCollector;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, Score, SeekDangerResult, SegmentReader, TERMINATED};

use crate::limits::Deadline;

/// How many blocks of documents are collected between two looks at the clock.
const BLOCKS: usize = 16;

/// Collects a segment's documents, as the engine does by itself, until the time is over.
///
/// # Errors
/// The engine's, and that the time is over.
pub(super) fn collect(
    collector: &mut impl SegmentCollector,
    weight: &dyn Weight,
    reader: &SegmentReader,
    scored: bool,
    deadline: Deadline,
) -> tantivy::Result<()> {
    deadline.check()?;
    let mut scorer = weight.scorer(reader, 1.0)?;
    let alive = reader.alive_bitset();
    let is_alive = |doc: DocId| alive.is_none_or(|alive| alive.is_alive(doc));
    if scored {
        let mut left = BLOCKS * COLLECT_BLOCK_BUFFER_LEN;
        while scorer.doc() != TERMINATED {
            if is_alive(scorer.doc()) {
                let score = scorer.score();
                collector.collect(scorer.doc(), score);
            }
            scorer.advance();
            left -= 1;
            if left == 0 {
                deadline.check()?;
                left = BLOCKS * COLLECT_BLOCK_BUFFER_LEN;
            }
        }
        return Ok(());
    }
    let mut block = [0; COLLECT_BLOCK_BUFFER_LEN];
    for round in 0_usize.. {
        let count = scorer.fill_buffer(&mut block);
        match alive {
            None => collector.collect_block(&block[..count]),
            Some(_) => block[..count]
                .iter()
                .filter(|doc| is_alive(**doc))
                .for_each(|doc| collector.collect(*doc, 0.0)),
        }
        if count < block.len() {
            break;
        }
        if round % BLOCKS == 0 {
            deadline.check()?;
        }
    }
    Ok(())
}

/// A condition whose work in a segment is not begun when the time is over.
#[derive(Debug)]
pub(super) struct Timely {
    condition: Box<dyn Query>,
    deadline: Deadline,
}

impl Timely {
    pub(super) fn boxed(condition: Box<dyn Query>, deadline: Deadline) -> Box<dyn Query> {
        Box::new(Self { condition, deadline })
    }
}

impl Clone for Timely {
    fn clone(&self) -> Self {
        Self { condition: self.condition.box_clone(), deadline: self.deadline }
    }
}

impl Query for Timely {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        self.deadline.check()?;
        Ok(Box::new(TimelyWeight { weight: self.condition.weight(scoring)?, deadline: self.deadline }))
    }
}

struct TimelyWeight {
    weight: Box<dyn Weight>,
    deadline: Deadline,
}

impl Weight for TimelyWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.deadline.check()?;
        self.weight.scorer(reader, boost)
    }

    fn scorer_danger(
        &self,
        reader: &SegmentReader,
        target: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        self.deadline.check()?;
        self.weight.scorer_danger(reader, target, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.weight.explain(reader, doc)
    }
}
