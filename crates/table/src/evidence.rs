//! What special letters stand next to, which tells text of an encoding from other bytes that happen to be in it.

use std::collections::HashSet;

/// The letters, signs and runs of a text beyond ASCII. Takes it letter by letter.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// Special characters between two letters, and how many different ones.
    inner: u64,
    different: HashSet<char>,
    /// How much those among them that words do not have there, and control characters, speak against the encoding.
    odd: u64,
    /// Runs of special characters, of which Western languages have few.
    long_runs: u64,
    very_long_runs: u64,
    run: Vec<char>,
    last: Option<char>,
    before: Option<char>,
}

/// The most characters of a run that are looked at.
const RUN: usize = 16;

impl Evidence {
    pub(crate) fn take(&mut self, letter: char) {
        if let (Some(before), Some(middle)) = (self.before, self.last)
            && !middle.is_ascii()
            && before.is_alphabetic()
            && (letter.is_alphabetic() || !letter.is_ascii() && !is_joint(letter))
            && !is_joint(middle)
        {
            self.inner += 1;
            if self.different.len() < RUN {
                self.different.insert(middle);
            }
            self.odd += oddity(before, middle, letter);
        }
        self.odd += if ('\u{80}'..='\u{9f}').contains(&letter) { 2 } else { 0 };
        if letter.is_ascii() {
            self.end_run();
        } else if self.run.len() < RUN {
            self.run.push(letter);
        }
        (self.before, self.last) = (self.last, Some(letter));
    }

    fn end_run(&mut self) {
        let different: HashSet<char> = self.run.drain(..).collect();
        self.long_runs += u64::from(different.len() >= 3);
        self.very_long_runs += u64::from(different.len() >= 4);
    }

    pub(crate) fn finish(&mut self) {
        self.take('\n');
    }

    /// Whether there is enough of it to tell languages apart; signs such as µ, Ø or ® beside numbers are not.
    pub(crate) fn is_strong(&self) -> bool {
        self.inner >= 6 && self.different.len() >= 3 || self.long_runs >= 2 || self.very_long_runs >= 1
    }

    /// Whether the text makes no words in the encoding that it was read in.
    pub(crate) fn speaks_against(&self) -> bool {
        self.odd >= 2 && self.odd * 2 >= self.inner
    }
}

/// Signs that stand within words and between them.
fn is_joint(sign: char) -> bool {
    matches!(
        sign,
        '’' | '‘'
            | '´'
            | '·'
            | '–'
            | '—'
            | '\u{ad}'
            | '\u{a0}'
            | '…'
            | '®'
            | '™'
            | '•'
            | '×'
            | '°'
            | '²'
            | '³'
    )
}

/// How much a special character between two letters of a word speaks against them being a word.
fn oddity(before: char, middle: char, after: char) -> u64 {
    let is_sign = matches!(middle, '\u{80}'..='\u{bf}' | '×' | '÷' | '\u{2000}'..='\u{2bff}')
        && !middle.is_alphabetic();
    let scripts = [before, middle, after].map(script);
    let is_mixed = scripts.iter().flatten().any(|one| scripts.iter().flatten().any(|other| one != other));
    // Names such as McÉwan have one.
    let is_capital_within = before.is_lowercase() && middle.is_uppercase() && after.is_lowercase();
    if is_sign || is_mixed { 2 } else { u64::from(is_capital_within) }
}

/// The script of a letter, for those that never stand in one word with others.
fn script(letter: char) -> Option<u8> {
    match letter {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Some(0),
        '\u{370}'..='\u{3ff}' => Some(1),
        '\u{400}'..='\u{4ff}' => Some(2),
        '\u{590}'..='\u{5ff}' => Some(3),
        '\u{600}'..='\u{6ff}' => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Evidence {
        let mut evidence = Evidence::default();
        text.chars().for_each(|letter| evidence.take(letter));
        evidence.finish();
        evidence
    }

    #[test]
    fn signs_are_no_evidence_and_words_are() {
        for text in ["5 µm", "Ø12", "3 m³", "£9.99", "Gore-Tex®", "men’s", "a·b", "Ørsted", "“x”", "•••••"]
        {
            assert!(!of(text).is_strong() && !of(text).speaks_against(), "{text}");
        }
        for text in ["Räksmörgås på smörgåsbordet, blåbärssoppa", "Ñòóë", "‰»Ïƒ|", "Za¿ó³æ gêœl¹ jaŸñ ma³y"]
        {
            assert!(of(text).is_strong(), "{text}");
        }
    }

    #[test]
    fn what_makes_no_words_is_noticed() {
        for text in ["R„ksm”rg†s", "RŠksmšrgŒs BlŒbŠr", "Za¿ó³æ ma³y", "RДksmФrg", "x\u{81}y"]
        {
            assert!(of(text).speaks_against(), "{text}");
        }
        for text in ["Räksmörgås", "Zażółć gęślą jaźń", "Стул", "ÅÄÖ", "McÉwan", "東京タワー USBケーブル"]
        {
            assert!(!of(text).speaks_against(), "{text}");
        }
    }
}
