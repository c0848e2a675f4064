//! The order of texts in a language.

use std::cmp::Ordering;
use std::fmt;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use octant_model::Language;

/// The most characters of a text that its place in a sort order depends on; texts that agree in them are equal to it.
pub const SORTED_CHARACTERS: usize = 128;

/// A language's order, by keys that compare as bytes.
pub struct Collation(CollatorBorrowed<'static>);

impl Collation {
    /// The order of that language, or the usual one of Unicode for a language that is not known.
    #[must_use]
    pub fn of(language: &Language) -> Self {
        let locale = Locale::try_from_str(language.as_str()).unwrap_or(Locale::UNKNOWN);
        let options = CollatorOptions::default();
        let of_language = Collator::try_new((&locale).into(), options);
        let usual = || Collator::try_new((&Locale::UNKNOWN).into(), options);
        Self(of_language.or_else(|_| usual()).expect("the order of Unicode is compiled in"))
    }

    /// The order of two texts, as far as their keys tell them apart and beyond.
    #[must_use]
    pub fn compare(&self, one: &str, two: &str) -> Ordering {
        self.0.compare(one, two)
    }

    /// The key of a text.
    #[must_use]
    pub fn key(&self, text: &str) -> Vec<u8> {
        let mut key = Vec::new();
        // Writing into memory does not fail.
        let Ok(()) = self.0.write_sort_key_to(sorted_part(text), &mut key);
        key
    }
}

impl fmt::Debug for Collation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Collation")
    }
}

/// The part of a text that its place depends on.
#[must_use]
pub fn sorted_part(text: &str) -> &str {
    match text.char_indices().nth(SORTED_CHARACTERS) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: &str, mut words: Vec<&'static str>) -> Vec<&'static str> {
        let collation = Collation::of(&Language::new(language).expect("a language"));
        words.sort_by_key(|word| collation.key(word));
        words
    }

    #[test]
    fn each_language_has_its_own_order() {
        assert_eq!(sorted("sv", vec!["ö", "z", "ä", "å", "a"]), ["a", "z", "å", "ä", "ö"]);
        assert_eq!(sorted("de", vec!["ö", "z", "ä", "o", "a"]), ["a", "ä", "o", "ö", "z"]);
        assert_eq!(sorted("en", vec!["b", "A", "B", "a"]), ["a", "A", "b", "B"]);
        assert_eq!(sorted("no-such", vec!["b", "a"]), ["a", "b"]);
    }

    #[test]
    fn texts_that_differ_late_are_equal() {
        let collation = Collation::of(&Language::new("en").expect("a language"));
        let long = "å".repeat(SORTED_CHARACTERS);
        assert_eq!(collation.key(&format!("{long}a")), collation.key(&format!("{long}b")));
    }
}
