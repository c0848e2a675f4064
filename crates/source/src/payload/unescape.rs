//! JSON texts with escapes, written out.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{Error, Visitor};

/// Appends the text that a JSON string stands for, quotes included in `raw`.
///
/// # Errors
/// Where an escape stands for half of a character.
pub(super) fn unescape(raw: &str, out: &mut String) -> Result<(), HalfCharacter> {
    serde_json::Deserializer::from_str(raw).deserialize_str(Append(out)).map_err(|_| HalfCharacter)
}

/// A `\u` escape that is one half of a surrogate pair without the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a text holds one half of a surrogate pair without the other")]
pub(super) struct HalfCharacter;

struct Append<'o>(&'o mut String);

impl Visitor<'_> for Append<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_become_what_they_stand_for() {
        let mut out = "before ".to_owned();
        assert_eq!(unescape(r#""a\n\"b\" \u00e5 \ud83d\ude00 \\\/""#, &mut out), Ok(()));
        assert_eq!(out, "before a\n\"b\" å 😀 \\/");
    }

    #[test]
    fn half_a_character_is_refused() {
        for raw in [r#""\ud83d""#, r#""\ude00""#, r#""\ud83d\u0041""#] {
            assert_eq!(unescape(raw, &mut String::new()), Err(HalfCharacter), "{raw}");
        }
    }
}
