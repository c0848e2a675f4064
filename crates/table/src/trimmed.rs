//! A text without what only marks its beginning and its end: byte order marks, Ctrl-Z, form feeds.

use std::io::{self, Read};

const BLOCK: usize = 64 * 1024;
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads UTF-8 without byte order marks at its beginning, and without what follows its last line: the Ctrl-Z with which
/// DOS ended files, and form feeds.
pub(crate) struct Trimmed<R> {
    inner: R,
    block: Vec<u8>,
    from: usize,
    to: usize,
    /// What may be the end: a Ctrl-Z or form feed with nothing but such and line ends behind.
    held: Vec<u8>,
    started: bool,
    ended: bool,
}

impl<R: Read> Trimmed<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, block: Vec::new(), from: 0, to: 0, held: Vec::new(), started: false, ended: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        while self.from == self.to && !self.ended {
            self.block.clear();
            self.block.append(&mut self.held);
            let old = self.block.len();
            self.block.resize(old + BLOCK, 0);
            let mut read = self.inner.read(&mut self.block[old..])?;
            if !self.started {
                read += self.read_start(old + read)?;
            }
            self.block.truncate(old + read);
            self.ended = read == 0;
            (self.from, self.to) = (0, end(&self.block));
            if self.ended {
                return Ok(());
            }
            if !self.started {
                self.started = true;
                while self.block[self.from..self.to].starts_with(MARK) {
                    self.from += MARK.len();
                }
            }
            // Nobody ends a file with so many of them.
            if self.to - self.from == 0 && self.block.len() - self.to >= BLOCK {
                self.to = self.block.len();
            }
            self.held.extend_from_slice(&self.block[self.to..]);
        }
        Ok(())
    }

    /// Reads on until all marks at the beginning are surely there: readers may give a few bytes at a time.
    fn read_start(&mut self, mut filled: usize) -> io::Result<usize> {
        const ENOUGH: usize = 64;
        let before = filled;
        while filled < ENOUGH {
            let read = self.inner.read(&mut self.block[filled..ENOUGH.max(filled)])?;
            if read == 0 {
                break;
            }
            filled += read;
        }
        Ok(filled - before)
    }
}

/// Where a run of line ends, Ctrl-Z, form feeds and padding with zeros at the end of the text has its first Ctrl-Z or form
/// feed.
fn end(text: &[u8]) -> usize {
    let run = text
        .iter()
        .rposition(|byte| !matches!(byte, 0x1a | 0x0c | b'\r' | b'\n' | 0))
        .map_or(0, |last| last + 1);
    text[run..].iter().position(|byte| matches!(byte, 0x1a | 0x0c)).map_or(text.len(), |first| run + first)
}

impl<R: Read> Read for Trimmed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.fill()?;
        let text = &self.block[self.from..self.to];
        let taken = text.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&text[..taken]);
        self.from += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::*;

    /// Gives its text in pieces of some bytes.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let taken = self.1.min(self.0.len()).min(buffer.len());
            buffer[..taken].copy_from_slice(&self.0[..taken]);
            self.0 = &self.0[taken..];
            Ok(taken)
        }
    }

    fn read(text: &[u8], piece: usize) -> Vec<u8> {
        let mut found = Vec::new();
        Trimmed::new(Slow(text, piece)).read_to_end(&mut found).expect("readable");
        found
    }

    #[test]
    fn only_the_ends_are_trimmed() {
        for (text, trimmed) in [
            ("a\n\u{1a}", "a\n"),
            ("a\u{1a}\r\n\u{c}\u{1a}", "a"),
            ("a\u{1a}\0\0\0", "a"),
            ("a\0\n", "a\0\n"),
            ("a\u{1a}b\u{c}c\n\n", "a\u{1a}b\u{c}c\n\n"),
            ("\u{feff}\u{feff}a\u{feff}", "a\u{feff}"),
            ("\u{1a}", ""),
            ("", ""),
        ] {
            for piece in 1..5 {
                assert_eq!(read(text.as_bytes(), piece), trimmed.as_bytes(), "{text:?} by {piece}");
            }
        }
        let many = vec![0x1a; 3 * BLOCK];
        assert!(read(&[b"a".to_vec(), many, b"b".to_vec()].concat(), 1_000).ends_with(b"b"));
    }

    proptest! {
        #[test]
        fn text_without_marks_stays(text in prop::collection::vec(any::<u8>(), 0..300), piece in 1_usize..50) {
            let expected: Vec<u8> = text.iter().map(|byte| if matches!(byte, 0x1a | 0x0c | 0xef) { b'x' } else { *byte }).collect();
            assert_eq!(read(&expected, piece), expected);
        }
    }
}
