//! Words that look like those of a language: some much more frequent than others, and few of them alike.

use crate::catalogue::Random;

/// How many words there are.
pub(crate) const WORDS: u64 = 40_000;

const ONSETS: [&str; 16] = ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "br"];
const VOWELS: [&str; 6] = ["a", "e", "i", "o", "u", "ea"];
const ENDS: [&str; 5] = ["", "n", "r", "l", "s"];

/// The word of a number.
pub(crate) fn word(number: u64) -> String {
    // Numbers that lie side by side give words that do not.
    let mut rest = (number % WORDS).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
    let mut word = String::with_capacity(12);
    for _ in 0..2 + number % 2 {
        for part in [&ONSETS[..], &VOWELS, &ENDS] {
            let count = part.len() as u64;
            word.push_str(part[usize::try_from(rest % count).expect("there are few of them")]);
            rest /= count;
        }
    }
    word
}

/// So many words.
pub(crate) fn text(random: &mut Random, count: usize) -> String {
    let mut text = String::with_capacity(count * 9);
    for place in 0..count {
        if place > 0 {
            text.push(' ');
        }
        let (one, two) = (random.below(WORDS), random.below(WORDS));
        text.push_str(&word(one * two / WORDS));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn most_words_differ() {
        let words: HashSet<String> = (0..WORDS).map(word).collect();
        assert!(words.len() as u64 > WORDS * 4 / 5, "{}", words.len());
    }
}
