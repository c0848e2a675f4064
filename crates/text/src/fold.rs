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
    fn what_is_folded_stays_composed() {
        assert_eq!(Folding::Usual.fold("\u{390}"), "\u{390}");
        assert_eq!(Folding::Usual.caseless("CRE\u{300}ME\u{ad}"), "crème");
    }
}
