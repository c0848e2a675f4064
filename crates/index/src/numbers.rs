//! Sets of numbers, and values by number, where most numbers of a range are in it or few ranges are.

/// How many numbers a page holds.
const PAGE: usize = 1 << 16;

/// A set of numbers.
#[derive(Debug, Default)]
pub(crate) struct Numbers(Vec<Option<Box<[u64]>>>);

impl Numbers {
    /// Adds one.
    pub(crate) fn insert(&mut self, number: u64) {
        let (page, place) = place(number);
        if page >= self.0.len() {
            self.0.resize_with(page + 1, || None);
        }
        let words = self.0[page].get_or_insert_with(|| vec![0; PAGE / 64].into_boxed_slice());
        words[place / 64] |= 1 << (place % 64);
    }

    /// Whether one is in it.
    pub(crate) fn contains(&self, number: u64) -> bool {
        let (page, place) = place(number);
        let words = self.0.get(page).and_then(Option::as_ref);
        words.is_some_and(|words| words[place / 64] >> (place % 64) & 1 == 1)
    }
}

/// The page of a number, and its place there.
fn place(number: u64) -> (usize, usize) {
    let number = usize::try_from(number).expect("there are fewer than the memory has bytes");
    (number / PAGE, number % PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_put_into_it_and_nothing_else() {
        let all = [0, 1, 63, 64, 65_535, 65_536, 1_000_000];
        let mut numbers = Numbers::default();
        assert!(!numbers.contains(0));
        all.into_iter().for_each(|number| numbers.insert(number));
        let around = all.iter().flat_map(|number| [number.saturating_sub(1), *number, number + 1]);
        for number in around {
            assert_eq!(numbers.contains(number), all.contains(&number), "{number}");
        }
    }
}
