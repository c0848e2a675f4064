//! What each byte stands for in an encoding that has one byte for a letter.

use crate::charset::Charset;
use crate::decoder::Decoder;

/// The letters of an encoding, by byte; nothing for a byte that is none.
pub(crate) struct Letters(Vec<Option<char>>);

impl Letters {
    pub(crate) fn of(charset: Charset) -> Self {
        let letter = |byte: u8| {
            let mut text = [0; 8];
            let (_, _, written) = Decoder::new(charset).decode(&[byte], &mut text, true);
            std::str::from_utf8(&text[..written]).ok().and_then(|text| text.chars().next())
        };
        Self((0..=u8::MAX).map(letter).collect())
    }

    pub(crate) fn byte(&self, letter: char) -> Option<u8> {
        self.0.iter().position(|own| *own == Some(letter)).and_then(|byte| u8::try_from(byte).ok())
    }

    /// The text of some bytes; `None` where one of them is no letter.
    pub(crate) fn text(&self, bytes: &[u8]) -> Option<String> {
        bytes.iter().map(|byte| self.0[usize::from(*byte)]).collect()
    }
}
