//! The rules for names, stated once for the server, the client and the tests (docs/api.md, "Import").

/// The longest entry key, property id and source id, in characters.
pub const MAX_ID_CHARACTERS: usize = 256;
/// The shortest and the longest language, in characters.
pub const LANGUAGE_CHARACTERS: std::ops::RangeInclusive<usize> = 2..=10;

/// What a name breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameProblem {
    /// It has no characters.
    Empty,
    /// It has fewer characters than the rule asks for.
    TooShort,
    /// It has more characters than the rule allows.
    TooLong,
    /// It holds a character other than `a-z A-Z 0-9 _ -`.
    RestrictedCharacters,
}

impl NameProblem {
    /// The problem in words, to follow the name it is about.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Empty => "is empty",
            Self::TooShort => "is too short",
            Self::TooLong => "is too long",
            Self::RestrictedCharacters => "contains other characters than a-z A-Z 0-9 _ -",
        }
    }
}

/// Checks an entry key, a property id or a source id: 1 to [`MAX_ID_CHARACTERS`] of `a-z A-Z 0-9 _ -`.
///
/// # Errors
/// The first problem found; a name that is too long is reported as such whatever it holds.
pub fn check_id(text: &str) -> Result<(), NameProblem> {
    if text.is_empty() {
        return Err(NameProblem::Empty);
    }
    // Length in characters matters only to text that breaks the character rule anyway, but the message should be right.
    if text.len() > MAX_ID_CHARACTERS && text.chars().count() > MAX_ID_CHARACTERS {
        return Err(NameProblem::TooLong);
    }
    check_characters(text)
}

/// Checks a language: [`LANGUAGE_CHARACTERS`] of `a-z A-Z 0-9 _ -`.
///
/// # Errors
/// The first problem found.
pub fn check_language(text: &str) -> Result<(), NameProblem> {
    let characters = text.chars().count();
    if characters < *LANGUAGE_CHARACTERS.start() {
        return Err(if characters == 0 { NameProblem::Empty } else { NameProblem::TooShort });
    }
    if characters > *LANGUAGE_CHARACTERS.end() {
        return Err(NameProblem::TooLong);
    }
    check_characters(text)
}

fn check_characters(text: &str) -> Result<(), NameProblem> {
    if text.bytes().all(is_allowed) { Ok(()) } else { Err(NameProblem::RestrictedCharacters) }
}

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_1_to_256_of_the_allowed_characters() {
        assert_eq!(check_id("a"), Ok(()));
        assert_eq!(check_id("Az09_-"), Ok(()));
        assert_eq!(check_id(&"k".repeat(256)), Ok(()));
        assert_eq!(check_id(""), Err(NameProblem::Empty));
        assert_eq!(check_id(&"k".repeat(257)), Err(NameProblem::TooLong));
        assert_eq!(check_id(&"é".repeat(200)), Err(NameProblem::RestrictedCharacters));
        for restricted in ["@2", "a b", "å", "a/b", "a.b", "a\0"] {
            assert_eq!(check_id(restricted), Err(NameProblem::RestrictedCharacters), "{restricted:?}");
        }
    }

    #[test]
    fn languages_are_2_to_10_of_the_allowed_characters() {
        for language in ["sv", "sv-SE", "zh-Hans-CN", "en_US"] {
            assert_eq!(check_language(language), Ok(()), "{language}");
        }
        assert_eq!(check_language(""), Err(NameProblem::Empty));
        assert_eq!(check_language("s"), Err(NameProblem::TooShort));
        assert_eq!(check_language("abcdefghijk"), Err(NameProblem::TooLong));
        assert_eq!(check_language("s v"), Err(NameProblem::RestrictedCharacters));
    }
}
