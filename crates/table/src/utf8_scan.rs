//! Reads a whole file as UTF-8, and counts what is and what is not.

use std::io::{self, Read};

use crate::invalid::{AllInvalid, Invalid, Kind};
use crate::position::Position;

const BLOCK: usize = 256 * 1024;

/// What a file is as UTF-8.
#[derive(Debug, Default)]
pub(crate) struct Utf8Scan {
    /// Characters beyond ASCII.
    pub(crate) special: u64,
    /// Halves of characters as CESU-8 has them.
    surrogates: u64,
    /// All other bytes that are not UTF-8.
    wrong_bytes: u64,
    /// Lines whose characters beyond ASCII are all UTF-8, and lines where some are not.
    good_lines: u64,
    bad_lines: u64,
    /// The first of the good lines.
    first_good: Option<u64>,
    pub(crate) invalid: AllInvalid,
}

/// What was seen of the line at hand.
#[derive(Default)]
struct Line {
    special: bool,
    wrong: bool,
}

impl Utf8Scan {
    /// Whether the file is UTF-8 with some damage, rather than text of another encoding some of whose bytes look so.
    ///
    /// In other encodings a line of special letters is almost never UTF-8 by chance: a fifth of such lines is proof. In
    /// files of few lines, characters decide.
    pub(crate) fn is_mostly_utf_8(&self) -> bool {
        let right = self.special + self.surrogates;
        right > 0
            && (self.good_lines > 0 && self.good_lines * 4 >= self.bad_lines || right >= self.wrong_bytes)
    }

    /// Whether all that is not UTF-8 is the beginning of one character, of two bytes or three: in no other encoding do these
    /// stand by themselves. One byte may well be the only special letter of a file in another encoding.
    pub(crate) fn is_one_cut_character(&self) -> bool {
        self.special == 0 && self.surrogates == 0 && self.invalid.count == 1 && self.wrong_bytes >= 2
    }

    /// How many lines are UTF-8 beyond ASCII, and the first of them; `None` where none is.
    pub(crate) fn good_lines(&self) -> Option<(u64, u64)> {
        self.first_good.map(|first| (self.good_lines, first))
    }

    pub(crate) fn read(mut reader: impl Read) -> io::Result<Self> {
        let mut scan = Self::default();
        let mut block = vec![0; BLOCK];
        let (mut kept, mut position, mut line) = (0, Position::START, Line::default());
        loop {
            let read = reader.read(&mut block[kept..])?;
            let filled = kept + read;
            let left = scan.take(&block[..filled], read == 0, &mut position, &mut line);
            if read == 0 {
                scan.end_line(&mut line, position.line);
                return Ok(scan);
            }
            block.copy_within(filled - left..filled, 0);
            kept = left;
        }
    }

    /// Takes a block. Gives how many bytes at its end begin a character that may go on in the next.
    fn take(&mut self, block: &[u8], last: bool, position: &mut Position, line: &mut Line) -> usize {
        let mut rest = block;
        loop {
            let error = match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.valid(text.as_bytes(), position, line);
                    return 0;
                }
                Err(error) => error,
            };
            let (text, wrong) = rest.split_at(error.valid_up_to());
            self.valid(text, position, line);
            let may_go_on = error.error_len().is_none() || (wrong[0] == 0xed && wrong.len() < 3);
            if may_go_on && !last {
                return wrong.len();
            }
            let (kind, length) = match (wrong, error.error_len()) {
                ([0xed, 0xa0..=0xbf, 0x80..=0xbf, ..], _) => (Kind::Surrogate, 3),
                (_, Some(length)) => (Kind::Unknown, length),
                (_, None) => (Kind::Cut, wrong.len()),
            };
            match kind {
                Kind::Surrogate => self.surrogates += 1,
                _ => self.wrong_bytes += length as u64,
            }
            line.wrong = true;
            self.invalid.add(Invalid::at(*position, &wrong[..length], kind));
            position.skip_one();
            rest = &wrong[length..];
        }
    }

    fn valid(&mut self, text: &[u8], position: &mut Position, line: &mut Line) {
        for byte in text {
            if *byte >= 0xc0 {
                self.special += 1;
                line.special = true;
            }
            let number = position.line;
            if position.step(*byte) {
                self.end_line(line, number);
            }
        }
    }

    fn end_line(&mut self, line: &mut Line, number: u64) {
        match std::mem::take(line) {
            Line { wrong: true, .. } => self.bad_lines += 1,
            Line { special: true, .. } => {
                self.good_lines += 1;
                self.first_good.get_or_insert(number);
            }
            Line { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_on_the_border_of_two_blocks_is_whole() {
        for shift in 0..4 {
            let bytes = [b"x".repeat(BLOCK - shift), "😀å".as_bytes().to_vec()].concat();
            let scan = Utf8Scan::read(bytes.as_slice()).expect("readable");
            assert_eq!((scan.special, scan.invalid.count), (2, 0), "{shift}");
            let bytes = [b"x".repeat(BLOCK - shift), b"\xed\xa0\xbdx".to_vec()].concat();
            let scan = Utf8Scan::read(bytes.as_slice()).expect("readable");
            assert_eq!((scan.surrogates, scan.invalid.count), (1, 1), "{shift}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let scan = Utf8Scan::read(&b"ab\xc3\xa5\n\xe5d\xf0\x9f"[..]).expect("readable");
        assert_eq!(
            scan.invalid.describe("UTF-8").expect("some"),
            "line 2, column 1: the byte E5 is not UTF-8; also at line 2, column 3"
        );
        assert_eq!(scan.invalid.first[1].kind, Kind::Cut);
    }
}
