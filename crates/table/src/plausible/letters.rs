//! Letters within words.

use super::Place;

/// Letters of Western languages that stand in many words, and those that stand in few.
const USUAL: &str = "äöüåéßçñíóúàôæøÄÖÜÅÉØÆÀÈÇÁÑ";
const RARE: &str = "ýÿðþÐÞÝŸÛÙÌÒÏËÎõÕ";

/// Letters that are words by themselves.
const WORDS: &str = "àáåèéêëíóöøæìòùúüÀÁÅÈÉÊÍÓÖØÆ";

impl Place<'_> {
    pub(super) fn alphabetic(&self) -> i64 {
        let (before, after) = (self.last(), self.after[0]);
        if before.is_ascii_digit() || after.is_ascii_digit() || self.is_in_measure() {
            return -1;
        }
        if !before.is_alphabetic() && !after.is_alphabetic() {
            return if WORDS.contains(self.letter) && !self.is_behind_digit() { 0 } else { -1 };
        }
        let is_misplaced = if self.letter.is_lowercase() {
            self.is_small_among_capitals()
        } else {
            self.is_capital_in_word()
        };
        if is_misplaced {
            return -3;
        }
        self.usual()
    }

    /// Whether capital letters stand before it and behind, as in `KåK` and `CAFé`, or one behind, as in `øC`.
    fn is_small_among_capitals(&self) -> bool {
        let is_capital = |letter: &char| letter.is_uppercase();
        let capitals_before = self.before.iter().rev().take(2).filter(|letter| is_capital(letter)).count();
        is_capital(&self.after[0]) || capitals_before == 2
    }

    /// Whether small letters stand before it, as in `perchŽ`, or a capital one before and a small one behind, as in `MŸsli`.
    fn is_capital_in_word(&self) -> bool {
        let (before, after) = (self.last(), self.after[0]);
        before.is_lowercase() || before.is_uppercase() && after.is_lowercase()
    }

    /// How usual the letter is there. Letters that an old encoding has in the place of each other differ in their neighbours.
    fn usual(&self) -> i64 {
        let (before, [after, behind]) = (self.last(), self.after);
        let is_at_end = !after.is_alphabetic();
        let is_usual = match self.letter {
            // `crème`, `caffè`, `très`
            'è' => behind == 'e' || after == 's' || is_at_end,
            // `São`, `mãe`, `maçã`
            'ã' => matches!(after, 'o' | 'e') || is_at_end,
            'ï' => matches!(before, 'a' | 'o' | 'e'),
            'ì' => is_at_end,
            'ê' => !is_at_end,
            'á' => !matches!(before, 'a' | 'o') && !matches!(after, 'a' | 'o'),
            letter if USUAL.contains(letter) => true,
            letter if RARE.contains(letter) => return 1,
            letter if letter <= '\u{ff}' => return 2,
            // Letters of windows-1250 and its like.
            _ => return 1,
        };
        match is_usual {
            false => 1,
            true if before.is_alphabetic() || self.letter.is_uppercase() => 3,
            true => 2,
        }
    }
}
