//! Case folding by language.

use std::borrow::Cow;

use icu_casemap::{CaseMapper, CaseMapperBorrowed};

use crate::normal::{compatible, recomposed};

const CASES: CaseMapperBorrowed<'static> = CaseMapper::new();

/// How letters lose their case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Folding {
    /// As in most languages: `I` and `i` are one letter; `ß` is `ss`.
    #[default]
    Usual,
    /// As in Turkish and Azeri: `I` goes with `ı`, and `İ` with `i`.
    Turkic,
}

impl Folding {
    /// The folding of a language, by its code.
    #[must_use]
    pub fn of(language: &str) -> Self {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        let is = |code: &str| primary.eq_ignore_ascii_case(code);
        if is("tr") || is("az") { Self::Turkic } else { Self::Usual }
    }

    /// Folds a text that is [`compatible`] already; the outcome is, too.
    #[must_use]
    pub fn fold(self, text: &str) -> Cow<'_, str> {
        if text.is_ascii() && (self == Self::Usual || !text.contains('I')) {
            let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
            return if is_lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_ascii_lowercase()) };
        }
        recomposed(match self {
            Self::Usual => CASES.fold_string(text),
            Self::Turkic => CASES.fold_turkic_string(text),
        })
    }

    /// Folds a word of letters that stand for one another in pairs, as most Latin and Cyrillic ones do, to the end of
    /// `folded`. False, with nothing changed, where another letter is in it: [`Folding::fold`] knows them all.
    #[must_use]
    pub fn fold_simple(self, word: &str, folded: &mut String) -> bool {
        let begin = folded.len();
        if word.is_ascii() && self == Self::Usual {
            folded.push_str(word);
            folded[begin..].make_ascii_lowercase();
            return true;
        }
        for character in word.chars() {
            let lower = match character {
                'I' if self == Self::Turkic => 'ı',
                '\0'..='\x7f' => character.to_ascii_lowercase(),
                // Without `ß`, which is two letters when it is folded.
                'À'..='Þ' => char::from_u32(u32::from(character) + 0x20).unwrap_or(character),
                'à'..='ÿ' | 'а'..='џ' => character,
                'А'..='Я' => char::from_u32(u32::from(character) + 0x20).unwrap_or(character),
                _ => {
                    folded.truncate(begin);
                    return false;
                }
            };
            folded.push(lower);
        }
        true
    }

    /// The form of any text in which it compares without regard to case and normal form.
    #[must_use]
    pub fn caseless(self, text: &str) -> Cow<'_, str> {
        match compatible(text) {
            Cow::Borrowed(text) => self.fold(text),
            Cow::Owned(text) => Cow::Owned(self.fold(&text).into_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_folds_as_it_is_written() {
        assert_eq!(Folding::of("tr"), Folding::Turkic);
        assert_eq!(Folding::of("AZ_Latn"), Folding::Turkic);
        assert_eq!(Folding::of("trv"), Folding::Usual);
        assert_eq!(Folding::Turkic.fold("IŞIK İzmir"), "ışık izmir");
        assert_eq!(Folding::Turkic.fold("KIRMIZI"), "kırmızı");
        assert_eq!(Folding::Usual.fold("STRAẞE Straße"), "strasse strasse");
        assert_eq!(Folding::Usual.fold("ΟΔΟΣ οδός"), "οδοσ οδόσ");
    }

    #[test]
    fn simple_letters_fold_as_all_others_do() {
        for folding in [Folding::Usual, Folding::Turkic] {
            for character in ('\0'..='\u{52f}').filter(|character| character.is_alphanumeric()) {
                let (word, mut simple) = (character.to_string(), String::new());
                if folding.fold_simple(&word, &mut simple) {
                    assert_eq!(folding.fold(&compatible(&word)), simple, "{character:?} by {folding:?}");
                } else {
                    assert_eq!(simple, "");
                }
            }
        }
    }

    #[test]
    fn what_is_folded_stays_composed() {
        assert_eq!(Folding::Usual.fold("\u{390}"), "\u{390}");
        assert_eq!(Folding::Usual.caseless("CRE\u{300}ME\u{ad}"), "crème");
    }
}
