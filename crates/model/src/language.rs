//! Languages: compared without regard to case and to `_` or `-`, shown as their owner wrote them.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::InvalidId;
use crate::rule;

/// A language such as `sv` or `sv-SE`. `sv_SE`, `SV-se` and `sv-SE` are equal.
///
/// It keeps two spellings: the canonical one ([`Self::as_str`]), by which values are stored and found, and the one it
/// was given ([`Self::written`]), which destinations show and which is serialized.
#[derive(Clone)]
pub struct Language {
    canonical: String,
    /// `None` where it is the canonical spelling.
    written: Option<String>,
}

/// A text that is no language code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no language code; write it like sv, sv-SE or zh-Hans-CN")]
pub struct InvalidCode(String);

impl Language {
    /// Takes the text if it keeps the rules.
    ///
    /// # Errors
    /// [`InvalidId`] with the rule that it breaks.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
        let written = text.into();
        match rule::check_language(&written) {
            Ok(()) => {
                let canonical = canonical(&written);
                Ok(Self { written: (written != canonical).then_some(written), canonical })
            }
            Err(problem) => Err(InvalidId::new("language", &written, problem)),
        }
    }

    /// Takes the text if it is a language code as people write it, see [`Self::is_code`].
    ///
    /// # Errors
    /// [`InvalidCode`].
    pub fn of_code(text: impl Into<String>) -> Result<Self, InvalidCode> {
        let text = text.into();
        match Self::new(text.as_str()) {
            Ok(language) if language.is_code() => Ok(language),
            _ => Err(InvalidCode(text.chars().take(300).collect())),
        }
    }

    /// Whether it has the form of RFC 5646: letters, then parts of letters and digits, each behind a `-` or `_`. Imports take
    /// `--` and `sv_`, too.
    #[must_use]
    pub fn is_code(&self) -> bool {
        let mut parts = self.canonical.split('-');
        let first = parts.next().unwrap_or_default();
        let has_others = self.canonical.len() > first.len();
        let is_whole = |part: &str| (1..=8).contains(&part.len());
        is_whole(first)
            && (first.len() > 1 || has_others)
            && first.bytes().all(|byte| byte.is_ascii_alphabetic())
            && parts.all(is_whole)
    }

    /// The canonical spelling: `sv-SE`, `zh-Hans-CN`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.canonical
    }

    /// The spelling that it was given.
    #[must_use]
    pub fn written(&self) -> &str {
        self.written.as_deref().unwrap_or(&self.canonical)
    }

    /// The language without script and region: `sv` for `sv-SE`. `None` where it has neither.
    #[must_use]
    pub fn base(&self) -> Option<Self> {
        let (base, _) = self.canonical.split_once('-')?;
        Self::new(base).ok()
    }
}

/// The canonical spelling of a language: hyphens, and the case that RFC 5646 recommends (`sv`, `sv-SE`, `zh-Hans-CN`).
#[must_use]
pub fn canonical(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    canonicalize(&mut bytes);
    String::from_utf8(bytes).expect("only ASCII bytes are replaced, by ASCII bytes")
}

/// Brings a language into its canonical spelling, which has as many bytes.
///
/// RFC 5646, 2.1.1: everything is in lower case, except for subtags of two letters (upper case) and four letters
/// (title case) that neither come first nor after a subtag of one letter.
pub fn canonicalize(text: &mut [u8]) {
    text.make_ascii_lowercase();
    text.iter_mut().filter(|byte| **byte == b'_').for_each(|byte| *byte = b'-');
    let mut after_singleton = false;
    for (place, part) in text.split_mut(|byte| *byte == b'-').enumerate() {
        match part.len() {
            2 if place > 0 && !after_singleton => part.make_ascii_uppercase(),
            4 if place > 0 && !after_singleton => part[..1].make_ascii_uppercase(),
            1 => after_singleton = true,
            _ => {}
        }
    }
}

/// Reads a map by language, for `#[serde(deserialize_with)]`. Two spellings of one language are an error.
///
/// # Errors
/// Names both spellings.
pub fn unique_keys<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<BTreeMap<Language, T>, D::Error> {
    deserializer.deserialize_map(UniqueKeys(PhantomData))
}

struct UniqueKeys<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for UniqueKeys<T> {
    type Value = BTreeMap<Language, T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object by language")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some((language, value)) = members.next_entry::<Language, T>()? {
            match map.entry(language) {
                Entry::Vacant(place) => place.insert(value),
                Entry::Occupied(known) => {
                    let message = format!("the language {} is there twice", known.key());
                    return Err(A::Error::custom(message));
                }
            };
        }
        Ok(map)
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Language {}

impl PartialOrd for Language {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Language {
    fn cmp(&self, other: &Self) -> Ordering {
        self.canonical.cmp(&other.canonical)
    }
}

impl Hash for Language {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Language({:?})", self.written())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.written())
    }
}

impl FromStr for Language {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::new(text)
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.written())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_letters_and_parts_behind_signs() {
        for code in ["sv", "SV_se", "zh-Hans-CN", "es-419", "i-klingon", "x-a", "en-x-ab", "sl-rozaj"] {
            assert!(Language::of_code(code).is_ok(), "{code}");
        }
        for text in [
            "",
            "s",
            "--",
            "-a",
            "_a",
            "sv_",
            "sv-",
            "sv--SE",
            "-sv",
            "12",
            "1sv",
            "s-",
            "sv SE",
            "å-SE",
            "abcdefghi",
        ] {
            let error = Language::of_code(text).expect_err(text).to_string();
            assert_eq!(error, format!("{text:?} is no language code; write it like sv, sv-SE or zh-Hans-CN"));
        }
    }

    #[test]
    fn every_spelling_has_one_canonical_form() {
        for (canonical, spellings) in [
            ("sv", ["SV", "Sv", "sv"]),
            ("sv-SE", ["sv_SE", "SV-se", "sv-SE"]),
            ("zh-Hans-CN", ["zh_hans_cn", "ZH-HANS_CN", "zh-Hans-CN"]),
            ("es-419", ["ES_419", "es-419", "Es-419"]),
            ("en-x-ab", ["EN_X_AB", "en-x-AB", "en_x-ab"]),
            ("sl-rozaj", ["SL-ROZAJ", "sl_rozaj", "sl-Rozaj"]),
            ("-a", ["_a", "-A", "-a"]),
        ] {
            for spelling in spellings {
                let language = Language::new(spelling).expect("a language");
                assert_eq!(language.as_str(), canonical, "{spelling}");
                assert_eq!(language, Language::new(canonical).expect("a language"), "{spelling}");
                assert_eq!(language.to_string(), spelling, "the spelling is kept");
                assert_eq!(serde_json::to_value(&language).expect("JSON"), spelling);
            }
        }
        assert_ne!(Language::new("sv-SE").expect("a language"), Language::new("svSE").expect("a language"));
    }

    #[test]
    fn the_base_has_neither_script_nor_region() {
        let base = |text: &str| Language::new(text).expect("a language").base().map(|base| base.to_string());
        assert_eq!(base("SV_fi").as_deref(), Some("sv"));
        assert_eq!(base("zh-Hans-CN").as_deref(), Some("zh"));
        assert_eq!(base("sv"), None);
        assert_eq!(base("-a"), None);
    }

    #[test]
    fn a_map_has_each_language_once() {
        let read = |text: &str| unique_keys::<_, String>(&mut serde_json::Deserializer::from_str(text));
        let error = read(r#"{"sv_SE":"a","sv-se":"b"}"#).expect_err("one language");
        assert!(error.to_string().contains("sv_SE is there twice"), "{error}");
        assert_eq!(read(r#"{"sv_SE":"a","sv":"b"}"#).expect("two languages").len(), 2);
    }

    #[test]
    fn text_of_any_kind_keeps_its_length() {
        for text in ["", "å_Ä", "ÅÄÖ_sv", "日本_ja"] {
            assert_eq!(canonical(text).len(), text.len());
        }
    }
}
