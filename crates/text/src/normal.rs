//! Normal forms.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::DefaultIgnorableCodePoint;
use icu_properties::{CodePointSetData, CodePointSetDataBorrowed};

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
const IGNORABLE: CodePointSetDataBorrowed<'static> = CodePointSetData::new::<DefaultIgnorableCodePoint>();

/// Normalization Form C: the form in which values are compared.
#[must_use]
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { NFC.normalize(text) }
}

/// Normalization Form KC without default-ignorable code points (soft hyphens, joiners, variation selectors): the form in
/// which words are compared. The vowel AM of Thai and Lao, which this form takes apart, stays one character.
#[must_use]
pub fn compatible(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let compatible = match text.contains(is_ignorable) {
        true => Cow::Owned(NFKC.normalize(&text.replace(is_ignorable, "")).into_owned()),
        false => NFKC.normalize(text),
    };
    match compatible.contains(NIKHAHIT) {
        true => Cow::Owned(with_vowels_am(&compatible)),
        false => compatible,
    }
}

/// Whether a text holds nothing but ASCII and the letters from `À` to `ÿ`, which are in every composed form already. The
/// first byte of these is 0xC3, and no other character has that byte.
fn is_plain(text: &str) -> bool {
    !text.bytes().any(|byte| byte >= 0xc0 && byte != 0xc3)
}

/// NFKC of a text that has been folded: folding may leave letters decomposed.
pub(crate) fn recomposed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => NFKC.normalize(text),
        Cow::Owned(text) if NFKC.is_normalized(&text) => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(NFKC.normalize(&text).into_owned()),
    }
}

/// Whether nothing of the text is seen: it is empty, or holds only white space and default-ignorable code points.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || is_ignorable(character))
}

fn is_ignorable(character: char) -> bool {
    // Most texts hold no other characters, and none of these but the soft hyphen is ignorable.
    (character >= '\u{34f}' || character == '\u{ad}') && IGNORABLE.contains(character)
}

/// The signs NIKHAHIT of Thai and NIGGAHITA of Lao.
const NIKHAHIT: [char; 2] = ['\u{e4d}', '\u{ecd}'];

/// Puts the vowel AM together where it was taken apart into NIKHAHIT and AA. The tone mark stands before it, as it is
/// typed; some texts have it between the two parts, which looks the same.
fn with_vowels_am(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let (aa, am) = match character {
            '\u{e4d}' => ('\u{e32}', '\u{e33}'),
            '\u{ecd}' => ('\u{eb2}', '\u{eb3}'),
            other => {
                whole.push(other);
                continue;
            }
        };
        let mut after = rest.clone();
        let tone = after.clone().next().filter(|next| is_tone(*next));
        if tone.is_some() {
            after.next();
        }
        if after.next() == Some(aa) {
            whole.extend(tone);
            whole.push(am);
            rest = after;
        } else {
            whole.push(character);
        }
    }
    whole
}

fn is_tone(character: char) -> bool {
    matches!(character, '\u{e48}'..='\u{e4b}' | '\u{ec8}'..='\u{ecb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_compare_in_their_composed_form_and_keep_what_is_not_seen() {
        assert_eq!(nfc("Cre\u{300}me"), "Crème");
        assert_eq!(nfc("Tisch\u{ad}lampe ﬁ"), "Tisch\u{ad}lampe ﬁ");
        assert_eq!(nfc("\u{212b}"), "Å");
    }

    #[test]
    fn words_compare_without_what_is_not_seen_and_in_their_compatible_form() {
        assert_eq!(compatible("Tisch\u{ad}lampe"), "Tischlampe");
        assert_eq!(compatible("\u{feff}Sofa\u{200b}bett"), "Sofabett");
        assert_eq!(compatible("e\u{34f}\u{301}"), "é", "composed across what is dropped");
        assert_eq!(compatible("ﬁ ５ m² ﾀﾜｰ"), "fi 5 m2 タワー");
    }

    #[test]
    fn the_vowel_am_stays_whole() {
        for written in ["น้ำ", "น้\u{e4d}\u{e32}", "น\u{e4d}\u{e49}\u{e32}"] {
            assert_eq!(compatible(written), "น้\u{e33}", "{written:?}");
        }
        assert_eq!(compatible("ນ\u{ecd}\u{ec9}\u{eb2}"), "ນ\u{ec9}\u{eb3}");
        assert_eq!(compatible("\u{e4d}x"), "\u{e4d}x");
    }
}
