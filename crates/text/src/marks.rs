//! Marks that words are found without, as many people do not write them.

use icu_normalizer::DecomposingNormalizerBorrowed;

const NFD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfd();

/// Takes away accents that no letter is composed with, the accents of Greek (which capitals have none of), and the vowel
/// signs of Arabic and Hebrew.
pub fn remove_optional_marks(word: &mut String) {
    if word.is_ascii() || !word.contains(|character| is_optional(character) || is_greek(character)) {
        return;
    }
    let plain = |character: char| -> Option<char> {
        if is_optional(character) {
            return None;
        }
        match is_greek(character) {
            true => NFD.normalize_iter(std::iter::once(character)).next(),
            false => Some(character),
        }
    };
    *word = word.chars().filter_map(plain).collect();
}

fn is_greek(character: char) -> bool {
    matches!(character, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

fn is_optional(character: char) -> bool {
    matches!(character,
        // Accents by themselves.
        '\u{300}'..='\u{36f}'
        // Hebrew accents and points, with its punctuation left out.
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        // Arabic: the stroke that only stretches a word, vowel signs.
        | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_letters() {
        let words = [
            ("καρέκλα", "καρεκλα"),
            ("ΐ", "ι"),
            ("q\u{302}ue", "que"),
            ("كِتَابٌ", "كتاب"),
            ("סֵפֶר", "ספר"),
            ("йод", "йод"),
            ("café", "café"),
            ("हिन्दी", "हिन्दी"),
        ];
        for (written, plain) in words {
            let mut word = written.to_owned();
            remove_optional_marks(&mut word);
            assert_eq!(word, plain, "{written}");
        }
    }
}
