//! Splitting a text into runs of one way of writing.

use icu_properties::props::Script;
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

use crate::units::is_mark;

const SCRIPTS: CodePointMapDataBorrowed<'static, Script> = CodePointMapData::new();

/// How a script shows where a word ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// By blanks and punctuation: a run is a word.
    Spaced,
    /// Chinese and Japanese: not at all, and each character means something.
    Ideographs,
    /// Thai, Lao, Khmer and Burmese: not at all, and characters are sounds.
    Syllables,
}

/// A run of letters, digits and the marks that belong to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'t> {
    /// Its text, not empty.
    pub text: &'t str,
    /// How it is written.
    pub writing: Writing,
}

/// The runs of a text; what is neither letter, digit nor mark stands between them.
#[derive(Debug, Clone)]
pub struct Pieces<'t> {
    rest: &'t str,
}

impl<'t> Pieces<'t> {
    /// The runs of a text that is [`compatible`](crate::compatible) already.
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        Self { rest: text }
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        let mut characters = self.rest.char_indices();
        let (start, writing) = characters.find_map(|(at, character)| Some((at, writing_of(character)?)))?;
        let is_other = |character: char| match writing_of(character) {
            Some(other) => other != writing,
            None => !is_mark(character),
        };
        let end =
            characters.find(|(_, character)| is_other(*character)).map_or(self.rest.len(), |(at, _)| at);
        let text = &self.rest[start..end];
        self.rest = &self.rest[end..];
        Some(Piece { text, writing })
    }
}

/// How a letter or a digit is written; `None` for everything else.
fn writing_of(character: char) -> Option<Writing> {
    if character < '\u{e00}' {
        return character.is_alphanumeric().then_some(Writing::Spaced);
    }
    // The mark that makes a vowel long stands in both scripts of Japanese and so counts as common to all.
    if character == '\u{30fc}' {
        return Some(Writing::Ideographs);
    }
    if !character.is_alphanumeric() {
        return None;
    }
    if character.is_numeric() && !matches!(SCRIPTS.get(character), Script::Han) {
        return Some(Writing::Spaced);
    }
    Some(match SCRIPTS.get(character) {
        Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo => Writing::Ideographs,
        Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar => Writing::Syllables,
        _ => Writing::Spaced,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        Pieces::of(text).map(|piece| piece.text).collect()
    }

    #[test]
    fn words_end_where_the_way_of_writing_does() {
        assert_eq!(pieces("A table, 2m"), ["A", "table", "2m"]);
        assert_eq!(pieces("iPhone手机壳 X線"), ["iPhone", "手机壳", "X", "線"]);
        assert_eq!(pieces("3人用テント・タワー"), ["3", "人用テント", "タワー"]);
        assert_eq!(pieces("เบอร์๕ a"), ["เบอร์", "๕", "a"]);
        assert_eq!(pieces("हिन्दी किताब"), ["हिन्दी", "किताब"]);
        assert_eq!(pieces("한국어 가방"), ["한국어", "가방"]);
        assert_eq!(pieces("\u{301} -x\u{302}y"), ["x\u{302}y"]);
        assert_eq!(pieces("二〇二四年"), ["二〇二四年"]);
        assert_eq!(pieces(" .,!"), [""; 0]);
    }
}
