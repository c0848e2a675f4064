//! Texts as they are found by.

use std::borrow::Cow;
use std::fmt::Write;

use sha2::{Digest, Sha256};

/// The longest text, in bytes, that is found by itself.
const WHOLE: usize = 160;
/// The bytes of a longer text that are kept.
const KEPT: usize = 32;

/// The text, or for a long one its beginning and a digest of the whole. Equal texts have equal terms and different ones
/// different terms; long texts are compared by these in a range.
pub(crate) fn term(text: &str) -> Cow<'_, str> {
    if text.len() <= WHOLE {
        return Cow::Borrowed(text);
    }
    let end = (0..=KEPT).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let mut short = text[..end].to_owned();
    short.push('\u{1}');
    for byte in &Sha256::digest(text)[..16] {
        // Writing to a string does not fail.
        let _ = write!(short, "{byte:02x}");
    }
    Cow::Owned(short)
}
