//! What runs of Thai, Lao, Khmer and Burmese are found by: the words of a dictionary.
//!
//! Where words are divided depends on what stands around them (`สีกากี`, `สี กากี`, begins with the word `สีกา`), and names are in no
//! dictionary. So a word that begins within another and goes beyond its end is a word of the text, too, and what is longer
//! than most words is also found by groups of three characters, wherever it stands.

use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use crate::units::limits;

/// How many characters are in a group.
const GROUP: usize = 3;
/// From so many characters on, a run is long enough to be told from others by its groups.
const TOLD_BY_GROUPS: usize = 4;
/// The most characters of a word that begins within another.
const LONGEST: usize = 12;

static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// What a run is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'t> {
    /// A word.
    Word(&'t str),
    /// A group of characters.
    Group(&'t str),
}

/// What a run that is searched for is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought<'t> {
    /// Its words, which must all be found.
    pub words: Vec<&'t str>,
    /// Its groups; where there are any, it is enough that all of these are found.
    pub groups: Vec<&'t str>,
}

/// What a text is found by, in the order of the text.
pub fn indexed(run: &str) -> impl Iterator<Item = Part<'_>> {
    let limits = limits(run);
    let mut words = words(run).peekable();
    let mut end = 0;
    (0..limits.len() - 1).flat_map(move |place| {
        let begin = limits[place];
        let word = match words.next_if(|(at, _)| *at <= begin) {
            Some((at, word)) => {
                end = at + word.len();
                Some(word)
            }
            None => longest(run, &limits, place).filter(|word| begin + word.len() > end),
        };
        let group = limits.get(place + GROUP).map(|end| &run[begin..*end]);
        [word.map(Part::Word), group.map(Part::Group)].into_iter().flatten()
    })
}

/// What a run that is searched for is found by.
#[must_use]
pub fn sought(run: &str) -> Sought<'_> {
    let limits = limits(run);
    let groups = limits.windows(GROUP + 1).map(|limits| &run[limits[0]..limits[GROUP]]);
    Sought {
        words: words(run).map(|(_, word)| word).collect(),
        groups: if limits.len() > TOLD_BY_GROUPS { groups.collect() } else { Vec::new() },
    }
}

/// The words that a run is divided into, one after the other, each with where it begins.
fn words(run: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut begin = 0;
    SEGMENTER.segment_str(run).filter_map(move |end| {
        let word = (begin, &run[begin..end]);
        begin = end;
        (!word.1.is_empty()).then_some(word)
    })
}

/// The longest word that begins at a place; `None` where that is a single character.
fn longest<'t>(run: &'t str, limits: &[usize], place: usize) -> Option<&'t str> {
    let end = limits[(place + LONGEST).min(limits.len() - 1)];
    let (_, word) = words(&run[limits[place]..end]).next()?;
    (word.len() > limits[place + 1] - limits[place]).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(run: &str) -> Vec<&str> {
        let word = |part| if let Part::Word(word) = part { Some(word) } else { None };
        indexed(run).filter_map(word).collect()
    }

    #[test]
    fn a_run_is_found_by_the_words_of_a_dictionary() {
        assert_eq!(sought("สีดำ").words, ["สี", "ดำ"]);
        assert!(words_of("กระเป๋าเครื่องสำอาง").contains(&"เครื่อง"));
        assert!(words_of("កៅអីការិយាល័យ").contains(&"កៅអី"));
        assert!(!words_of("ยางรถยนต์").contains(&"ยา"));
        assert!(!words_of("ขนมปัง").contains(&"นม"), "a word within another is none of the text");
        assert!(words_of("สีกากี").contains(&"กากี"), "a word that begins within another and ends after it");
    }

    #[test]
    fn a_long_run_is_found_by_its_groups() {
        assert_eq!(sought("กาแฟ").groups, ["กาแ", "าแฟ"]);
        assert_eq!(sought("ยาง").groups, [""; 0]);
    }
}
