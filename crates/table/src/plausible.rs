//! How plausible the special characters of a text are where they stand: of several encodings that a file may be in, one
//! makes words and measures of its bytes, and others make nonsense.

mod letters;
mod signs;

use std::collections::VecDeque;

/// How many characters before one are looked at.
const BEFORE: usize = 6;

/// What speaks for a reading of a text. Takes it letter by letter.
#[derive(Debug, Default)]
pub(crate) struct Plausibility {
    /// How many special characters there are, and how many of them cannot stand where they do.
    pub(crate) count: u64,
    odd: u64,
    /// The sum of what speaks for each.
    score: i64,
    /// The last characters, the newest last.
    recent: VecDeque<char>,
}

/// A special character and what stands beside it.
struct Place<'a> {
    /// The newest last.
    before: &'a [char],
    letter: char,
    after: [char; 2],
}

/// What stands before and behind a text.
const END: char = '\n';

impl Plausibility {
    pub(crate) fn take(&mut self, letter: char) {
        self.recent.push_back(letter);
        if self.recent.len() > BEFORE + 3 {
            self.recent.pop_front();
        }
        let recent = self.recent.make_contiguous();
        if let [before @ .., middle, next, last] = recent
            && !middle.is_ascii()
        {
            let score = Place { before, letter: *middle, after: [*next, *last] }.score();
            self.count += 1;
            self.odd += u64::from(score < 0);
            self.score += score;
        }
    }

    pub(crate) fn finish(&mut self) {
        [END; 2].into_iter().for_each(|end| self.take(end));
    }

    /// Whether it is so much better that the other reading is out of the question: it makes sense nearly everywhere, where
    /// the other often does not.
    pub(crate) fn beats(&self, other: &Self) -> bool {
        let makes_sense = self.odd * 10 <= self.count && self.score > 0;
        makes_sense && other.odd * 3 >= other.count && self.score >= other.score + 3
    }

    pub(crate) fn is_better_than(&self, other: &Self) -> bool {
        self.score > other.score
    }
}

impl Place<'_> {
    /// Below zero where it cannot stand there, and the higher, the more usual it is.
    fn score(&self) -> i64 {
        match self.letter {
            '\u{80}'..='\u{9f}' | '\u{fffd}' => -5,
            'µ' | 'ª' | 'º' | 'ƒ' => self.sign(),
            'Ø' if self.is_before_digit() && !self.last().is_alphabetic() => 3,
            'ﬁ' | 'ﬂ' | 'ı' | 'ˆ' | 'ˇ' | 'Ω' | 'π' => -2,
            letter if letter.is_alphabetic() => self.alphabetic(),
            _ => self.sign(),
        }
    }

    /// The character before.
    fn last(&self) -> char {
        self.before.last().copied().unwrap_or(END)
    }

    /// Whether a digit stands before, with a blank between them or none.
    fn is_behind_digit(&self) -> bool {
        match self.before {
            [.., digit, ' ' | '\u{a0}'] | [.., digit] => digit.is_ascii_digit(),
            [] => false,
        }
    }

    /// Whether a digit stands behind, with a blank between them or none.
    fn is_before_digit(&self) -> bool {
        match self.after {
            [' ' | '\u{a0}', digit] | [digit, _] => digit.is_ascii_digit(),
        }
    }

    /// Whether a letter stands on both sides.
    fn is_within_word(&self) -> bool {
        self.last().is_alphabetic() && self.after[0].is_alphabetic()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Plausibility {
        let mut plausibility = Plausibility::default();
        text.chars().for_each(|letter| plausibility.take(letter));
        plausibility.finish();
        plausibility
    }

    #[test]
    fn words_and_measures_are_plausible() {
        for text in [
            "Räksmörgås",
            "CAFÉ",
            "Öl",
            "à la",
            "Ø 12 mm",
            "5 µm",
            "120 m²",
            "21 °C",
            "90°",
            "£9.99",
            "9,99 €",
            "1½ l",
            "Gore-Tex®",
            "10–20",
            "men’s",
            "the “best” one",
            "30×40",
            "„Spaß“",
            "«\u{a0}été\u{a0}»",
            "1ª",
            "§ 12",
        ] {
            let found = of(text);
            assert!(found.odd == 0 && found.score >= 0, "{text}: {found:?}");
        }
    }

    #[test]
    fn nonsense_is_not() {
        for text in [
            "RŠksmšrgŒs",
            "perchŽ",
            "ni–o",
            "men\u{d5}s",
            "¯ 12",
            "9,99 Û",
            "Gore-Tex¨",
            "caf‚",
            "m†",
            "l‘kker",
            "K™K",
            "30ž40",
            "œ9.99",
            "M\u{81}sli",
            "21 øC",
            "Maﬂ",
            "Bl│t",
        ] {
            assert!(of(text).odd > 0, "{text}: {:?}", of(text));
        }
    }
}
