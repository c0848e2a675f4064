//! Texts as they are found by, and what else of a document is found as a whole.

use std::borrow::Cow;
use std::fmt::Write;

use octant_text::nfc;
use sha2::{Digest, Sha256};

use crate::value::Value;

/// The longest text, in bytes, that is found by itself.
const WHOLE: usize = 160;
/// The bytes of a longer text that are kept.
const KEPT: usize = 32;

/// The text in Normalization Form C, or for a long one its beginning and a digest of the whole. Equal texts have equal
/// terms and different ones different terms, except that a text has the term of its [`label`]. Long texts are compared by
/// these in a range.
pub(crate) fn term(text: &str) -> Cow<'_, str> {
    let text = label(nfc(text));
    if text.len() <= WHOLE {
        return text;
    }
    Cow::Owned(digested(&text, KEPT, '\u{1}'))
}

/// The longest text, in bytes, that a facet shows whole. The engine cuts terms of more than 65,530 bytes.
pub(crate) const SHOWN_WHOLE: usize = 65_000;
/// The bytes of a longer text that a facet shows.
const SHOWN: usize = 160;

/// A text in Normalization Form C as a facet shows it: one of more than [`SHOWN_WHOLE`] bytes by its beginning, `…` and a
/// digest of the whole.
pub(crate) fn label(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.len() <= SHOWN_WHOLE {
        return text;
    }
    Cow::Owned(digested(&text, SHOWN, '…'))
}

/// The beginning of a text, up to a number of bytes, with a digest of the whole behind a sign.
fn digested(text: &str, length: usize, sign: char) -> String {
    let end = (0..=length).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let mut short = text[..end].to_owned();
    short.push(sign);
    for byte in &Sha256::digest(text.as_bytes())[..DIGEST] {
        // Writing to a string does not fail.
        let _ = write!(short, "{byte:02x}");
    }
    short
}

/// The bytes of a digest that are kept.
const DIGEST: usize = 16;

/// Whether a text may be a [`label`] that stands for a longer text.
pub(crate) fn is_label(text: &str) -> bool {
    let digest = text.rsplit_once('…').filter(|(start, _)| start.len() + 4 > SHOWN).map(|(_, digest)| digest);
    digest.is_some_and(|digest| {
        digest.len() == 2 * DIGEST && digest.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// Something that a document is found by as a whole. All marks lie in one column.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mark<'a> {
    /// The id in lower case, where it is written otherwise.
    Id(&'a str),
    /// That the field of that place has a value in the language of that place.
    Present(usize, usize),
    /// A text under the lookup key of that place.
    Key(usize, &'a str),
    /// A value of the field of that place, in the language of that place.
    Value(usize, usize, &'a Value),
    /// A number of the field of that place, in the language of that place, and what a value is beside it
    /// ([`crate::beside`]).
    Beside(usize, usize, u64, &'a str),
}

impl Mark<'_> {
    /// The mark as it is written: those of one kind and place lie side by side, texts byte by byte.
    pub(crate) fn text(self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    /// Writes the mark in the place of what is there.
    pub(crate) fn write(self, text: &mut String) {
        text.clear();
        // Writing to a string does not fail.
        let _ = match self {
            Self::Id(id) => write!(text, "i\0{id}"),
            Self::Present(place, language) => write!(text, "p{place}_{language}"),
            Self::Key(place, key) => write!(text, "k{place}\0{}", term(key)),
            Self::Value(place, language, value) => match value {
                Value::Text(own) => write!(text, "v{place}_{language}\0{}", term(own)),
                other => write!(text, "v{place}_{language}\0{}", other.key()),
            },
            Self::Beside(place, language, number, beside) => {
                write!(text, "b{place}_{language}\0{number:016x}{beside}")
            }
        };
    }
}

/// What comes before all values of a field in a language, and what comes after them.
pub(crate) fn value_limits(place: usize, language: usize) -> (String, String) {
    (format!("v{place}_{language}\0"), format!("v{place}_{language}\u{1}"))
}
