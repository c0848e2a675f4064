//! Which segments become one.

use tantivy::index::SegmentMeta;
use tantivy::merge_policy::{LogMergePolicy, MergeCandidate, MergePolicy};
use tracing::warn;

use crate::files::Files;

/// Segments of at most so many documents count as equally small. The engine's own policy takes all below 10,000 for alike,
/// and so writes thousands anew for a few small changes.
const ALIKE: u32 = 200;

/// Segments below so many documents are small.
const SMALL: u32 = 3_000;

/// So many small segments of like size become one. Where documents change all the time, most of a segment is gone before
/// its turn comes; the longer it is put off, the less is written anew.
const TOGETHER_SMALL: usize = 32;

/// So many others become one.
const TOGETHER: usize = 8;

/// The share of a segment's documents that may be gone before the others are written anew, by themselves. Small segments
/// wait for their turn.
const GONE: f64 = 0.6;

/// Segments of like sizes become one, small ones later than large ones, and one of which most is gone is written anew by
/// itself: the engine's own policy would write everything of its size anew with it, which is most of the work where all
/// documents change all the time.
///
/// Segments with a damaged file are not merged: what came of them would be whole by its checksum.
#[derive(Debug)]
pub(crate) struct Merges {
    small: LogMergePolicy,
    others: LogMergePolicy,
    files: Files,
}

impl Merges {
    /// For an index that is changed a little at a time.
    pub(crate) fn of_changes(files: Files) -> Self {
        Self { small: alike(TOGETHER_SMALL), others: alike(TOGETHER), files }
    }

    /// For an index that is written at once.
    pub(crate) fn of_bulk(files: Files) -> Self {
        Self { small: alike(TOGETHER), others: alike(TOGETHER), files }
    }

    fn is_whole(&self, segment: &SegmentMeta) -> bool {
        self.files.is_segment_whole(segment).unwrap_or_else(|error| {
            warn!(segment = segment.id().uuid_string(), %error, "a segment cannot be read, and is not merged for now");
            false
        })
    }
}

fn alike(together: usize) -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_min_layer_size(ALIKE);
    policy.set_min_num_segments(together);
    policy
}

impl MergePolicy for Merges {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let (small, others): (Vec<SegmentMeta>, Vec<SegmentMeta>) =
            segments.iter().cloned().partition(|segment| segment.max_doc() < SMALL);
        let (mostly_gone, others): (Vec<SegmentMeta>, Vec<SegmentMeta>) = others
            .into_iter()
            .partition(|segment| f64::from(segment.num_deleted_docs()) > GONE * f64::from(segment.max_doc()));
        let mut candidates = self.small.compute_merge_candidates(&small);
        candidates.extend(self.others.compute_merge_candidates(&others));
        candidates.extend(mostly_gone.iter().map(|segment| MergeCandidate(vec![segment.id()])));
        candidates.retain(|MergeCandidate(ids)| {
            segments
                .iter()
                .filter(|segment| ids.contains(&segment.id()))
                .all(|segment| self.is_whole(segment))
        });
        candidates
    }
}

#[cfg(test)]
mod tests {
    use tantivy::index::SegmentId;
    use tantivy::{Index, schema::Schema};

    use super::*;

    /// Segments of so many documents each.
    fn segments(documents: &[u32]) -> Vec<SegmentMeta> {
        let index = Index::create_in_ram(Schema::builder().build());
        documents.iter().map(|count| index.new_segment_meta(SegmentId::generate_random(), *count)).collect()
    }

    /// How many segments become one, for each one that comes of it.
    fn merged(policy: &Merges, documents: &[u32]) -> Vec<usize> {
        let candidates = policy.compute_merge_candidates(&segments(documents));
        candidates.iter().map(|candidate| candidate.0.len()).collect()
    }

    #[test]
    fn small_segments_wait_for_more_of_their_size_than_large_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::open(folder.path()).expect("opened");
        let policy = Merges::of_changes(files.clone());
        assert_eq!(merged(&policy, &[500; 31]), [0; 0]);
        assert_eq!(merged(&policy, &[500; 32]), [32]);
        assert_eq!(merged(&policy, &[20_000; 7]), [0; 0]);
        assert_eq!(merged(&policy, &[20_000; 8]), [8]);
        assert_eq!(merged(&Merges::of_bulk(files), &[500; 8]), [8]);
        // A large one is rewritten by itself when most of it is gone, a small one is not.
        let gone = |of: u32, gone: u32| segments(&[of]).remove(0).with_delete_meta(gone, 1);
        let candidates = |segments: &[SegmentMeta]| policy.compute_merge_candidates(segments).len();
        assert_eq!(candidates(&[gone(10_000, 6_100), gone(10_000, 5_900), gone(1_000, 900)]), 1);
        // A large one is not written anew for small ones.
        assert_eq!(merged(&policy, &[vec![1_000_000], vec![1; 32]].concat()), [32]);
    }
}
