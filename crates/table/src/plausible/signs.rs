//! Signs beside words and numbers.

use super::Place;

/// Units of length, before `²` and `³`.
const LENGTHS: [&str; 6] = ["m", "cm", "mm", "dm", "km", "M"];

/// The beginnings of units that follow `µ`.
const UNITS: &str = "mglsFAVWCHMN";

impl Place<'_> {
    pub(super) fn sign(&self) -> i64 {
        let (before, after) = (self.last(), self.after[0]);
        match self.letter {
            '\u{a0}' | '\u{ad}' => 0,
            '’' | '·' if self.is_within_word() => 2,
            '‘' if self.is_within_word() => -1,
            '–' | '—' if self.is_within_word() && before.is_uppercase() => 0,
            _ if self.is_within_word() => -3,
            '°' => self.degree(),
            'µ' if UNITS.contains(after) && self.is_behind_digit() => 5,
            '²' | '³' => self.power(),
            '€' | '£' | '¥' | '¢' => {
                if self.is_behind_digit() || self.is_before_digit() {
                    4
                } else {
                    0
                }
            }
            '½' | '¼' | '¾' => {
                if before.is_alphabetic() || after.is_alphabetic() {
                    -2
                } else {
                    3
                }
            }
            '×' => {
                if self.is_behind_digit() && self.is_before_digit() {
                    4
                } else {
                    0
                }
            }
            '±' => {
                if self.is_before_digit() {
                    3
                } else {
                    0
                }
            }
            '§' => {
                if before.is_alphabetic() {
                    -2
                } else {
                    2 * i64::from(self.is_before_digit())
                }
            }
            '®' | '™' => self.mark(),
            '©' => i64::from(!before.is_alphanumeric()),
            'ª' | 'º' => {
                if before.is_ascii_digit() {
                    2
                } else {
                    -1
                }
            }
            '¿' | '¡' => {
                if before.is_alphanumeric() || self.is_behind_digit() || !after.is_alphabetic() {
                    -2
                } else {
                    1
                }
            }
            '–' | '—' | '•' | '·' => self.dash(),
            '…' => self.closing().max(0),
            '’' | '”' | '»' | '›' => self.closing().max(self.opening()),
            '“' | '‘' | '«' | '‹' => self.opening().max(self.closing() - 1),
            '„' | '‚' => self.opening(),
            _ => self.other(),
        }
    }

    fn degree(&self) -> i64 {
        match (self.is_behind_digit(), self.after[0]) {
            (true, 'C' | 'F' | 'K') => 5,
            (true, after) if !after.is_alphabetic() => 4,
            (false, after) if matches!(self.last(), 'n' | 'N') && !after.is_alphabetic() => 2,
            _ => 0,
        }
    }

    fn power(&self) -> i64 {
        if self.after[0].is_alphanumeric() {
            return -2;
        }
        let start =
            self.before.iter().rposition(|letter| !letter.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        let unit: String = self.before[start..].iter().collect();
        match self.last() {
            _ if LENGTHS.contains(&unit.as_str()) => 5,
            last if last.is_alphanumeric() => 1,
            _ => -2,
        }
    }

    /// The letters of ASCII right before it.
    fn word_before(&self) -> String {
        let start =
            self.before.iter().rposition(|letter| !letter.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        self.before[start..].iter().collect()
    }

    /// Whether `µ`, `²` or `³` belongs in its place, as in `5 µm` and `120 m²`.
    pub(super) fn is_in_measure(&self) -> bool {
        let word = self.word_before();
        let [next, last] = self.after;
        if word.is_empty() {
            return self.is_behind_digit() && UNITS.contains(next) && !last.is_alphabetic();
        }
        let before = &self.before[..self.before.len() - word.len()];
        let number = matches!(before, [.., digit, ' '] | [.., digit] if digit.is_ascii_digit());
        number && LENGTHS.contains(&word.as_str()) && !next.is_alphanumeric()
    }

    fn mark(&self) -> i64 {
        match (self.last(), self.after[0]) {
            (_, after) if after.is_alphanumeric() => -2,
            (before, _) if before.is_alphabetic() => 3,
            (before, _) => i64::from(before.is_ascii_digit()),
        }
    }

    fn dash(&self) -> i64 {
        let (before, after) = (self.last(), self.after[0]);
        match (before.is_alphabetic(), after.is_alphabetic()) {
            (false, false) => {
                if before.is_ascii_digit() == after.is_ascii_digit() {
                    2
                } else {
                    0
                }
            }
            (true, _) => -1,
            (false, true) => 0,
        }
    }

    fn opening(&self) -> i64 {
        let (before, after) = (self.last(), self.after[0]);
        match after {
            _ if before.is_alphanumeric() => -2,
            after if after.is_alphanumeric() => 2,
            '\u{a0}' => 2,
            ' ' => 0,
            _ => -1,
        }
    }

    fn closing(&self) -> i64 {
        let (before, after) = (self.last(), self.after[0]);
        match before {
            _ if after.is_alphanumeric() => -2,
            before if before.is_alphanumeric() => 2,
            '\u{a0}' | '.' | '!' | '?' => 2,
            ' ' => 0,
            _ => -1,
        }
    }

    /// Signs that hardly stand in tables: those of the keyboard, of mathematics, and lines of boxes.
    fn other(&self) -> i64 {
        match self.letter {
            '\u{80}'..='\u{ff}' => -1,
            '\u{2000}'..='\u{20ff}' => -1,
            _ => -3,
        }
    }
}
