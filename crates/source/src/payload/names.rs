//! Names that repeat throughout a payload, kept once each.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use octant_model::rule::NameProblem;

use super::text::{Span, TextsInReading};

/// The most bytes of a name that is kept.
const MAX_BYTES: usize = octant_model::rule::MAX_ID_CHARACTERS;

/// The most places of an object that are remembered.
const REMEMBERED: usize = 256;

/// A name that was kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    /// As names compare: folded.
    pub(super) text: Span,
    /// As first seen.
    pub(super) spelling: Span,
    /// The next one with the same hash.
    next: Option<u32>,
}

/// Names in the order in which they were first seen.
#[derive(Debug)]
pub(super) struct Names {
    /// Brings an ASCII name into the form in which names compare, which has the same length.
    fold: fn(&mut [u8]),
    kept: Vec<Kept>,
    /// The last name with that hash.
    places: HashMap<u64, u32>,
    hasher: RandomState,
    /// The names of the object before, in their order: the objects of a payload are mostly alike.
    before: Vec<u32>,
    /// How many names of this object were asked for.
    asked: usize,
}

impl Names {
    pub(super) fn new(fold: fn(&mut [u8])) -> Self {
        Self {
            fold,
            kept: Vec::new(),
            places: HashMap::new(),
            hasher: RandomState::new(),
            before: Vec::new(),
            asked: 0,
        }
    }

    /// Another object begins.
    pub(super) fn begin_object(&mut self) {
        self.asked = 0;
    }

    /// The names, in the order in which they were first seen.
    pub(super) fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// The place of a name; a new name that passes the check is kept. One that does has at most [`MAX_BYTES`], all ASCII.
    ///
    /// # Errors
    /// Those of the check, which a name that was kept has passed.
    pub(super) fn place(
        &mut self,
        texts: &mut TextsInReading<'_>,
        spelling: &str,
        check: impl Fn(&str) -> Result<(), NameProblem>,
    ) -> Result<u32, NameProblem> {
        let asked = self.asked;
        self.asked += 1;
        let expected = self.before.get(asked).copied();
        if let Some(place) = expected
            && texts.get(self.kept[place as usize].spelling) == spelling
        {
            return Ok(place);
        }
        check(spelling)?;
        let place = self.find(texts, spelling);
        if let Some(before) = self.before.get_mut(asked) {
            *before = place;
        } else if asked < REMEMBERED {
            self.before.push(place);
        }
        Ok(place)
    }

    fn find(&mut self, texts: &mut TextsInReading<'_>, spelling: &str) -> u32 {
        let mut buffer = [0; MAX_BYTES];
        let folded = &mut buffer[..spelling.len()];
        folded.copy_from_slice(spelling.as_bytes());
        (self.fold)(folded);
        let hash = self.hasher.hash_one(&*folded);
        let last = self.places.get(&hash).copied();
        let mut next = last;
        while let Some(place) = next {
            let kept = &self.kept[place as usize];
            if texts.get(kept.text).as_bytes() == folded {
                return place;
            }
            next = kept.next;
        }
        let shown = texts.span_of(spelling);
        let text = match std::str::from_utf8(folded) {
            Ok(folded) if folded != spelling => texts.write_out(folded),
            _ => shown,
        };
        let place = u32::try_from(self.kept.len()).expect("a name takes bytes, and texts are under 2 GiB");
        self.kept.push(Kept { text, spelling: shown, next: last });
        self.places.insert(hash, place);
        place
    }

    /// The places in the order of the texts, and for each place its rank in that order.
    pub(super) fn sorted(&self, texts: &TextsInReading<'_>) -> (Vec<u32>, Vec<u32>) {
        let count = u32::try_from(self.kept.len()).expect("places are 32 bits");
        let mut order: Vec<u32> = (0..count).collect();
        order.sort_unstable_by_key(|place| texts.get(self.kept[*place as usize].text));
        let mut ranks = vec![0; order.len()];
        for (rank, place) in (0..count).zip(&order) {
            ranks[*place as usize] = rank;
        }
        (order, ranks)
    }
}
