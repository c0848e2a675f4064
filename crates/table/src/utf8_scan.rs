//! Reads a whole file as UTF-8, and counts what is and what is not.

use std::io::{self, Read};

use crate::invalid::{AllInvalid, Invalid, Kind};
use crate::position::Position;
use crate::utf8_part::Part;
use crate::utf8_proof::{Beside, Found};

const BLOCK: usize = 256 * 1024;

/// What a file is as UTF-8.
#[derive(Debug, Default)]
pub(crate) struct Utf8Scan {
    /// Characters beyond ASCII.
    special: u64,
    /// Those among them that hardly are letters of another encoding by chance.
    pub(crate) proofs: u64,
    /// Those among these, and parts of such, that never are.
    sure: u64,
    /// Places that are not UTF-8, but for halves of characters as CESU-8 has them.
    wrong: u64,
    /// How many characters are damaged there, if they are.
    damaged: u64,
    /// Lines that have proofs and nothing wrong, and lines where something is wrong.
    good_lines: u64,
    bad_lines: u64,
    /// The first of the good lines.
    first_good: Option<u64>,
    pub(crate) invalid: AllInvalid,
}

/// What was seen of the line at hand.
#[derive(Default)]
struct Line {
    proof: bool,
    wrong: bool,
    before: Beside,
    /// What is a proof or not, depending on what follows.
    open: Option<Found>,
    /// How many bytes came last that only go on with a character, without one.
    strays: usize,
}

impl Utf8Scan {
    /// Whether the file is UTF-8 with some damage, rather than text of another encoding some of whose bytes look so.
    ///
    /// In other encodings lines with proofs hardly come by chance: a fifth of the lines is enough. In files of few lines,
    /// characters decide.
    pub(crate) fn is_mostly_utf_8(&self) -> bool {
        self.proofs > 0
            && (self.good_lines > 0 && self.good_lines * 4 >= self.bad_lines
                || self.sure * 4 >= self.damaged
                || self.proofs >= self.wrong)
    }

    /// Whether all that is not UTF-8 is the beginning of one character, of two bytes or three: in no other encoding do these
    /// stand by themselves. One byte may well be the only special letter of a file in another encoding.
    pub(crate) fn is_one_cut_character(&self) -> bool {
        let is_part = |invalid: &Invalid| invalid.kind != Kind::Surrogate && invalid.bytes.len() >= 2;
        self.special == 0 && self.invalid.count == 1 && self.invalid.first.first().is_some_and(is_part)
    }

    /// Whether more of it is UTF-8 for sure than is not.
    pub(crate) fn is_surely_utf_8(&self) -> bool {
        self.proofs > self.wrong
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
        while !rest.is_empty() {
            let part = Part::first(rest, last);
            match part {
                Part::Text(text) => self.valid(text, position, line),
                Part::Wrong(kind, bytes) => self.wrong(kind, bytes, position, line),
                Part::Open(open) => return open.len(),
            }
            rest = &rest[part.len()..];
        }
        0
    }

    fn valid(&mut self, text: &[u8], position: &mut Position, line: &mut Line) {
        for (place, byte) in text.iter().enumerate() {
            let beside = if *byte < 0x80 { Beside::of(*byte) } else { Beside::Utf8 };
            if !(0x80..0xc0).contains(byte) {
                self.close(line, beside);
                if *byte >= 0xc0 {
                    self.special += 1;
                    line.open = Found::new(&text[place..], line.before);
                }
                line.before = beside;
            }
            let number = position.line;
            if position.step(*byte) {
                self.end_line(line, number);
            }
        }
    }

    fn wrong(&mut self, kind: Kind, bytes: &[u8], position: &mut Position, line: &mut Line) {
        let is_stray = bytes.len() == 1 && bytes[0] < 0xc0;
        let strays = if is_stray { line.strays + 1 } else { 0 };
        let beside = if bytes.len() == 1 { Beside::of(bytes[0]) } else { Beside::Utf8 };
        self.close(line, beside);
        match kind {
            Kind::Surrogate | Kind::Surrogates => {
                self.proofs += 1;
                self.sure += 1;
            }
            Kind::Unknown | Kind::Cut => {
                self.wrong += 1;
                // What a character lacks its first byte of has up to three bytes more.
                self.damaged += u64::from(strays == 0 || strays % 3 == 1);
                let part = Found::new(bytes, line.before);
                if part.is_some_and(Found::is_never_by_chance) {
                    self.proofs += 1;
                    self.sure += 1;
                }
            }
        }
        (line.wrong, line.strays, line.before) = (true, strays, beside);
        self.invalid.add(Invalid::at(*position, bytes, kind));
        position.skip_one();
    }

    /// Decides on what came before.
    fn close(&mut self, line: &mut Line, after: Beside) {
        line.strays = 0;
        let Some(found) = line.open.take() else { return };
        self.sure += u64::from(found.is_never_by_chance());
        if found.is_proof(after) {
            self.proofs += 1;
            line.proof = true;
        }
    }

    fn end_line(&mut self, line: &mut Line, number: u64) {
        self.close(line, Beside::NoLetter);
        match std::mem::take(line) {
            Line { wrong: true, .. } => self.bad_lines += 1,
            Line { proof: true, .. } => {
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
        for shift in 0..7 {
            let bytes = [b"x".repeat(BLOCK - shift), "😀å".as_bytes().to_vec()].concat();
            let scan = Utf8Scan::read(bytes.as_slice()).expect("readable");
            assert_eq!((scan.special, scan.invalid.count), (2, 0), "{shift}");
            let bytes = [b"x".repeat(BLOCK - shift), b"\xed\xa0\xbd\xed\xb8\x80x".to_vec()].concat();
            let scan = Utf8Scan::read(bytes.as_slice()).expect("readable");
            assert_eq!((scan.proofs, scan.invalid.count), (1, 1), "{shift}");
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

    #[test]
    fn what_may_be_another_encoding_by_chance_is_no_proof() {
        for (bytes, proofs) in [
            (&b"CAF\xc9\x99"[..], 0),
            (b"\xab\xa0\xe9t\xe9\xa0\xbb,", 0),
            (b"\"Spa\xdf\x93\"", 0),
            (b"\xdc\x92s x", 0),
            ("Œuvre".as_bytes(), 1),
            ("Räksmörgås".as_bytes(), 3),
            ("Zażółć".as_bytes(), 4),
            ("Стул".as_bytes(), 4),
            ("“x” 5 €".as_bytes(), 3),
            (b"\xed\xa0\xbd\xed\xb8\x80", 1),
        ] {
            let scan = Utf8Scan::read(bytes).expect("readable");
            assert_eq!(scan.proofs, proofs, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
