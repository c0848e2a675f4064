//! Lines of a text that show how its encoding was taken: those with letters beyond ASCII.

use serde::Serialize;

use crate::position::Position;

/// How many lines are shown.
const MOST: usize = 3;
/// How many characters are shown before the first special letter of a line, and of it and behind it.
const BEFORE: usize = 20;
const FROM: usize = 40;

/// A line with special letters, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// The line in the file, from 1.
    pub line: u64,
    /// The text around its first special letter.
    pub text: String,
    /// What it reads as in other encodings, where the guess is unsure.
    pub otherwise: Vec<Reading>,
}

/// A line as another encoding has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The name of the encoding.
    pub encoding: &'static str,
    /// The text.
    pub text: String,
}

impl Sample {
    /// Takes out control characters.
    pub(crate) fn clean(&mut self) {
        let others = self.otherwise.iter_mut().map(|other| &mut other.text);
        for text in std::iter::once(&mut self.text).chain(others) {
            *text = text.replace(char::is_control, " ");
        }
    }

    /// Where it is, and what it reads as: `line 3 "5 æm" (CP850: "5 µm")`.
    pub(crate) fn describe(&self) -> String {
        let others: Vec<String> =
            self.otherwise.iter().map(|other| format!("{}: {:?}", other.encoding, other.text)).collect();
        let others = if others.is_empty() { String::new() } else { format!(" ({})", others.join(", ")) };
        format!("line {} {:?}{others}", self.line, self.text)
    }
}

/// Looks for lines to show. Takes the text in pieces.
pub(crate) struct Samples {
    position: Position,
    /// The last characters before a special letter of the line.
    before: String,
    /// The line from shortly before its first special letter on.
    shown: String,
    letters: Vec<char>,
    /// Lines with letters that no line before has; then others.
    new: Vec<(Sample, Vec<char>)>,
    others: Vec<Sample>,
}

impl Samples {
    pub(crate) fn new() -> Self {
        Self {
            position: Position::START,
            before: String::new(),
            shown: String::new(),
            letters: Vec::new(),
            new: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Whether no other text would change what is shown.
    fn is_full(&self) -> bool {
        self.new.len() >= MOST
    }

    pub(crate) fn take(&mut self, text: &str) {
        if self.is_full() {
            return;
        }
        for letter in text.chars() {
            let mut bytes = [0; 4];
            let line = self.position.line;
            self.position.advance(letter.encode_utf8(&mut bytes).as_bytes());
            if matches!(letter, '\n' | '\r') {
                self.end_line(line);
            } else {
                self.add(letter);
            }
        }
    }

    fn add(&mut self, letter: char) {
        if self.shown.is_empty() && letter.is_ascii() {
            if self.before.len() >= BEFORE {
                self.before.remove(0);
            }
            self.before.push(letter);
            return;
        }
        if self.shown.is_empty() {
            self.shown = std::mem::take(&mut self.before);
        }
        if self.shown.chars().count() < BEFORE + FROM {
            self.shown.push(letter);
            if !letter.is_ascii() && !self.letters.contains(&letter) {
                self.letters.push(letter);
            }
        }
    }

    fn end_line(&mut self, line: u64) {
        self.before.clear();
        let (text, letters) = (std::mem::take(&mut self.shown), std::mem::take(&mut self.letters));
        if text.is_empty() {
            return;
        }
        let sample = Sample { line, text, otherwise: Vec::new() };
        let is_new = letters.iter().any(|letter| !self.new.iter().any(|(_, known)| known.contains(letter)));
        if is_new && !self.is_full() {
            self.new.push((sample, letters));
        } else if self.others.len() < MOST {
            self.others.push(sample);
        }
    }

    /// The lines to show, in the order of the file. Control characters are still there.
    pub(crate) fn finish(mut self) -> Vec<Sample> {
        self.end_line(self.position.line);
        let mut found: Vec<Sample> = self.new.into_iter().map(|(sample, _)| sample).collect();
        found.extend(self.others);
        found.truncate(MOST);
        found.sort_by_key(|sample| sample.line);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_letters_that_were_not_shown_come_first() {
        let mut samples = Samples::new();
        samples.take("id,name\n1,Ø 1\n2,Ø 2\n3,plain\n4,Ø");
        samples.take(" 3\r\n5,µm\n6,®");
        let shown: Vec<(u64, String)> =
            samples.finish().into_iter().map(|sample| (sample.line, sample.text)).collect();
        let expected = [(2, "1,Ø 1"), (6, "5,µm"), (7, "6,®")];
        assert_eq!(shown, expected.map(|(line, text)| (line, text.to_owned())));
    }

    #[test]
    fn a_long_line_is_shown_around_its_first_special_letter() {
        let mut samples = Samples::new();
        samples.take(&format!("{}å{}", "a".repeat(1_000), "b".repeat(1_000)));
        let shown = &samples.finish()[0].text;
        assert_eq!(*shown, format!("{}å{}", "a".repeat(BEFORE), "b".repeat(FROM - 1)));
    }
}
