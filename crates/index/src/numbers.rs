//! Sets of numbers.

use std::collections::HashSet;

/// A bitmap may have so many words for each number that is in it.
const SPREAD: usize = 4;

/// A bitmap may have so many words in any case: 16 MiB, of which only what is touched takes up memory.
const ANYWAY: usize = 2 << 20;

/// A set of numbers: a bitmap, unless they are few and far between.
#[derive(Debug)]
pub(crate) enum Numbers {
    /// A bit for each number up to the greatest.
    Near(Vec<u64>),
    /// Each by itself.
    Far(HashSet<u64>),
}

impl Default for Numbers {
    fn default() -> Self {
        Self::Near(Vec::new())
    }
}

impl From<Vec<u64>> for Numbers {
    fn from(numbers: Vec<u64>) -> Self {
        let Some(greatest) = numbers.iter().max() else { return Self::default() };
        let words = place(*greatest).0.saturating_add(1);
        if words > numbers.len().saturating_mul(SPREAD).max(ANYWAY) {
            return Self::Far(numbers.into_iter().collect());
        }
        let mut bits = vec![0; words];
        for number in numbers {
            let (word, bit) = place(number);
            bits[word] |= bit;
        }
        Self::Near(bits)
    }
}

impl Numbers {
    /// Whether one is in it.
    pub(crate) fn contains(&self, number: u64) -> bool {
        match self {
            Self::Near(bits) => {
                let (word, bit) = place(number);
                bits.get(word).is_some_and(|word| word & bit != 0)
            }
            Self::Far(numbers) => numbers.contains(&number),
        }
    }
}

/// The word of a bitmap that a number lies in, and its bit there.
fn place(number: u64) -> (usize, u64) {
    // A word that memory has no address for is in no bitmap.
    (usize::try_from(number / 64).unwrap_or(usize::MAX), 1 << (number % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has_what_was_put_into_it_and_nothing_else(all: &[u64]) -> Numbers {
        let numbers = Numbers::from(all.to_owned());
        let around =
            all.iter().flat_map(|number| [number.saturating_sub(1), *number, number.saturating_add(1)]);
        for number in around.chain([0, 1_000_000, u64::MAX]) {
            assert_eq!(numbers.contains(number), all.contains(&number), "{number} of {all:?}");
        }
        numbers
    }

    #[test]
    fn a_set_has_what_was_put_into_it_and_nothing_else_near_or_far() {
        let near = vec![63, 0, 1, 64, 65_535, 65_536, 9_000_001];
        assert!(matches!(has_what_was_put_into_it_and_nothing_else(&near), Numbers::Near(_)));
        let far = [near, vec![u64::MAX - 1]].concat();
        assert!(matches!(has_what_was_put_into_it_and_nothing_else(&far), Numbers::Far(_)));
        has_what_was_put_into_it_and_nothing_else(&[]);
    }
}
