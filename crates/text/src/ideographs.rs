//! What runs of Chinese and Japanese are found by.
//!
//! A dictionary splits a run in one way in a text and in another by itself: `研究生命` begins with `研究生`, and `生命` is
//! not found. So each two characters that stand side by side are a word, and each single one: what was asked for is found
//! wherever it stands.

use crate::units::limits;

/// What a text is found by, about in the order of the text.
pub fn indexed(run: &str) -> impl Iterator<Item = &str> {
    let limits = limits(run);
    (0..limits.len() - 1).flat_map(move |place| {
        let begin = limits[place];
        let pair = limits.get(place + 2).map(|end| &run[begin..*end]);
        [Some(&run[begin..limits[place + 1]]), pair].into_iter().flatten()
    })
}

/// What must all be found for a run that is searched for: its pairs, or its one character.
#[must_use]
pub fn sought(run: &str) -> Vec<&str> {
    let limits = limits(run);
    match limits.len() {
        // Two limits have one character between them.
        0..=2 => vec![run],
        _ => limits.windows(3).map(|limits| &run[limits[0]..limits[2]]).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_found_by_its_characters_and_pairs() {
        assert_eq!(indexed("小化妆").collect::<Vec<_>>(), ["小", "小化", "化", "化妆", "妆"]);
        assert_eq!(sought("化妆包"), ["化妆", "妆包"]);
        assert_eq!(sought("包"), ["包"]);
    }
}
