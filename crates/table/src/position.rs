//! Places in a text: lines and columns, both from 1.

/// Where the next character of a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: u64,
    /// In characters.
    pub(crate) column: u64,
    after_return: bool,
}

impl Position {
    pub(crate) const START: Self = Self { line: 1, column: 1, after_return: false };

    /// The beginning of a line.
    pub(crate) const fn at_line(line: u64) -> Self {
        Self { line, ..Self::START }
    }

    /// Moves over text in UTF-8. A line ends in LF, CR or CRLF.
    pub(crate) fn advance(&mut self, text: &[u8]) {
        for byte in text {
            self.step(*byte);
        }
    }

    /// Moves over one byte of UTF-8; true where a line ended with it.
    pub(crate) fn step(&mut self, byte: u8) -> bool {
        let ends_pair = byte == b'\n' && self.after_return;
        self.after_return = byte == b'\r';
        match byte {
            b'\n' if ends_pair => false,
            b'\n' | b'\r' => {
                self.line += 1;
                self.column = 1;
                true
            }
            // Continuation bytes belong to the character before.
            0x80..=0xbf => false,
            _ => {
                self.column += 1;
                false
            }
        }
    }

    /// Moves over something that is no character.
    pub(crate) fn skip_one(&mut self) {
        self.column += 1;
        self.after_return = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_any_of_three_ways_and_columns_count_characters() {
        for (text, line, column) in
            [("", 1, 1), ("ab", 1, 3), ("åb", 1, 3), ("a\n", 2, 1), ("a\r\nb", 2, 2), ("a\rb\r\n\n", 4, 1)]
        {
            let mut position = Position::START;
            position.advance(text.as_bytes());
            assert_eq!((position.line, position.column), (line, column), "{text:?}");
        }
    }
}
