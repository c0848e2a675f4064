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
        let (start, writing) = first_letter(self.rest)?;
        let run = &self.rest[start..];
        let end = end_of_run(run, writing);
        self.rest = &run[end..];
        Some(Piece { text: &run[..end], writing })
    }
}

/// Where the first letter or digit is, and how it is written.
fn first_letter(text: &str) -> Option<(usize, Writing)> {
    let mut at = 0;
    loop {
        // Most of what stands between words is ASCII, which needs no table.
        let is_candidate = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
        at += text.as_bytes()[at..].iter().position(is_candidate)?;
        let character = text[at..].chars().next()?;
        if let Some(writing) = writing_of(character) {
            return Some((at, writing));
        }
        at += character.len_utf8();
    }
}

/// Where a run that begins with a letter of that writing ends.
fn end_of_run(run: &str, writing: Writing) -> usize {
    let mut at = 0;
    while let Some(byte) = run.as_bytes().get(at) {
        if byte.is_ascii() {
            if writing != Writing::Spaced || !byte.is_ascii_alphanumeric() {
                return at;
            }
            at += 1;
            continue;
        }
        let Some(character) = run[at..].chars().next() else { return at };
        let belongs = match writing_of(character) {
            Some(other) => other == writing,
            None => is_mark(character),
        };
        if !belongs {
            return at;
        }
        at += character.len_utf8();
    }
    at
}

/// How a letter or a digit is written; `None` for everything else.
fn writing_of(character: char) -> Option<Writing> {
    // All of these but two signs of arithmetic are letters.
    if matches!(character, 'À'..='ÿ') {
        return (!matches!(character, '×' | '÷')).then_some(Writing::Spaced);
    }
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
