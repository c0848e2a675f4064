//! Reads text of any encoding as UTF-8, piece by piece.

use std::io::{self, Read};

use crate::charset::Charset;
use crate::decoder::{Decoder, Step};
use crate::invalid::{AllInvalid, Invalid, Kind};
use crate::position::Position;

const BLOCK: usize = 256 * 1024;
/// What stands for bytes that are no text.
const REPLACEMENT: &str = "\u{fffd}";
/// No encoding has a longer malformed sequence, with what was read behind it.
const LONGEST: usize = 16;

/// Reads text as UTF-8, with U+FFFD for bytes that are no text. They are counted, so that whoever wants none can see.
pub(crate) struct Decoding<R> {
    inner: R,
    decoder: Decoder,
    raw: Piece,
    text: Piece,
    /// Where the next character of the text stands.
    position: Position,
    /// The last bytes that were decoded.
    recent: Vec<u8>,
    pub(crate) invalid: AllInvalid,
    ended: bool,
    finished: bool,
}

/// A buffer, and which part of it is still to be taken.
struct Piece {
    bytes: Vec<u8>,
    from: usize,
    to: usize,
}

impl Piece {
    fn new() -> Self {
        Self { bytes: vec![0; BLOCK], from: 0, to: 0 }
    }

    fn is_empty(&self) -> bool {
        self.from == self.to
    }
}

impl<R: Read> Decoding<R> {
    /// `inner` stands behind the byte order mark.
    pub(crate) fn new(inner: R, charset: Charset) -> Self {
        Self {
            inner,
            decoder: Decoder::new(charset),
            raw: Piece::new(),
            text: Piece::new(),
            position: Position::START,
            recent: Vec::new(),
            invalid: AllInvalid::default(),
            ended: false,
            finished: false,
        }
    }

    /// Decodes the next piece of text; none comes after the last.
    fn decode(&mut self) -> io::Result<()> {
        while self.text.is_empty() && !self.finished {
            if self.raw.is_empty() && !self.ended {
                let read = self.inner.read(&mut self.raw.bytes)?;
                (self.raw.from, self.raw.to, self.ended) = (0, read, read == 0);
            }
            let source = &self.raw.bytes[self.raw.from..self.raw.to];
            let room = BLOCK - REPLACEMENT.len();
            let (step, read, mut written) =
                self.decoder.decode(source, &mut self.text.bytes[..room], self.ended);
            self.recent.extend_from_slice(&source[read.saturating_sub(LONGEST)..read]);
            let old = self.recent.len().saturating_sub(LONGEST);
            self.recent.drain(..old);
            self.raw.from += read;
            self.position.advance(&self.text.bytes[..written]);
            if let Step::Malformed(length, behind) = step {
                self.note_invalid(length, behind);
                self.text.bytes[written..written + REPLACEMENT.len()].copy_from_slice(REPLACEMENT.as_bytes());
                written += REPLACEMENT.len();
            }
            (self.text.from, self.text.to) = (0, written);
            self.finished = self.ended && step == Step::SourceEmpty;
        }
        Ok(())
    }

    fn note_invalid(&mut self, length: usize, behind: usize) {
        let end = self.recent.len().saturating_sub(behind);
        let bytes = &self.recent[end.saturating_sub(length)..end];
        self.invalid.add(Invalid::at(self.position, bytes, Kind::Unknown));
        self.position.skip_one();
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.decode()?;
        let text = &self.text.bytes[self.text.from..self.text.to];
        let taken = text.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&text[..taken]);
        self.text.from += taken;
        Ok(taken)
    }
}
