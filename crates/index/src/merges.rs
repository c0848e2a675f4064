//! Which segments become one.

use std::collections::HashSet;

use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::merge_policy::{LogMergePolicy, MergeCandidate, MergePolicy};

/// Segments of at most so many documents count as equally small.
const ALIKE: u32 = 200;

/// So many segments of like size become one: twice as many as the engine's own policy takes. Where documents change all
/// the time, each is then written anew half as often, as many are gone before their turn comes.
const TOGETHER: usize = 16;

/// The share of a segment's documents that may be gone before the others are written anew.
const GONE: f64 = 0.6;

/// Segments of like sizes become one, and one of which most is gone is written anew by itself: the engine's own policy
/// would write everything of its size anew with it, which is most of the work where all documents change all the time.
/// It also takes all segments below 10,000 documents for alike, and so writes thousands anew for a few small changes.
#[derive(Debug)]
pub(crate) struct Merges(LogMergePolicy);

impl Default for Merges {
    fn default() -> Self {
        let mut policy = LogMergePolicy::default();
        policy.set_min_layer_size(ALIKE);
        policy.set_min_num_segments(TOGETHER);
        Self(policy)
    }
}

impl MergePolicy for Merges {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut candidates = self.0.compute_merge_candidates(segments);
        let taken: HashSet<SegmentId> = candidates.iter().flat_map(|one| one.0.iter().copied()).collect();
        let mostly_gone = segments.iter().filter(|segment| {
            let gone = f64::from(segment.num_deleted_docs()) / f64::from(segment.max_doc().max(1));
            gone > GONE && !taken.contains(&segment.id())
        });
        candidates.extend(mostly_gone.map(|segment| MergeCandidate(vec![segment.id()])));
        candidates
    }
}
