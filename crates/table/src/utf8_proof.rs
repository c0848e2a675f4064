//! Whether a character of UTF-8 can be letters and signs of a single-byte encoding by chance.
//!
//! In windows-1252 its first byte is a letter and the others are signs. By chance these stand at the end of a word, as in
//! `CAFÉ™` or `été »`; in text of UTF-8 letters go on behind them, or a small letter comes before a capital one.

/// What stands beside a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Beside {
    /// The end of a line, a blank, a sign, a digit.
    #[default]
    NoLetter,
    Small,
    Capital,
    /// A letter of another encoding.
    Special,
    /// A character of UTF-8, or a part of one that is more than a byte.
    Utf8,
}

impl Beside {
    pub(crate) fn of(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' => Self::Small,
            b'A'..=b'Z' => Self::Capital,
            0xc0.. => Self::Special,
            _ => Self::NoLetter,
        }
    }
}

/// A character of several bytes, or the beginning of one, and what stands before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    bytes: [u8; 2],
    before: Beside,
}

impl Found {
    /// The character that these bytes begin with; at least two.
    pub(crate) fn new(bytes: &[u8], before: Beside) -> Option<Self> {
        bytes.first_chunk().map(|bytes| Self { bytes: *bytes, before })
    }

    /// Whether it is UTF-8 for sure, once it is known what stands behind.
    pub(crate) fn is_proof(self, after: Beside) -> bool {
        if self.is_never_by_chance() || self.before == Beside::Utf8 {
            return true;
        }
        match self.bytes {
            // `MENÜ–A` and `É’A`.
            [..=0xde, 0x92 | 0x96 | 0x97] if after == Beside::Capital => self.before == Beside::Small,
            // `Ü’s`, but `Å’` is `Œ` in UTF-8.
            [0xc6..=0xde, 0x92] if after == Beside::Small => self.before == Beside::Small,
            [..=0xde, _] => self.before == Beside::Small || after != Beside::NoLetter,
            _ => after != Beside::NoLetter,
        }
    }

    /// No word ends in `Â` or `Ã` and a sign, in `â` and two signs, or in `ð` and three.
    pub(crate) fn is_never_by_chance(self) -> bool {
        matches!(self.bytes, [0xc2 | 0xc3 | 0xf0.., _] | [0xe2, ..=0x9f])
    }
}
