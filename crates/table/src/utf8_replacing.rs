//! Reads UTF-8 with damage: one U+FFFD stands for each of the parts that [`Utf8Scan`](crate::utf8_scan::Utf8Scan) counts.

use std::io::{self, Read};

use crate::utf8_part::Part;

const BLOCK: usize = 64 * 1024;
const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();

pub(crate) struct Utf8Replacing<R> {
    inner: R,
    raw: Vec<u8>,
    /// How many bytes at the start of `raw` were left by the block before.
    kept: usize,
    text: Vec<u8>,
    /// How much of the text was handed on.
    from: usize,
    ended: bool,
}

impl<R: Read> Utf8Replacing<R> {
    /// `inner` stands behind the byte order mark.
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, raw: vec![0; BLOCK], kept: 0, text: Vec::new(), from: 0, ended: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.from = 0;
        while self.text.is_empty() && !self.ended {
            let read = self.inner.read(&mut self.raw[self.kept..])?;
            self.ended = read == 0;
            let filled = self.kept + read;
            let mut from = 0;
            while from < filled {
                let part = Part::first(&self.raw[from..filled], self.ended);
                match part {
                    Part::Text(text) => self.text.extend_from_slice(text),
                    Part::Wrong(..) => self.text.extend_from_slice(REPLACEMENT),
                    Part::Open(_) => break,
                }
                from += part.len();
            }
            self.raw.copy_within(from..filled, 0);
            self.kept = filled - from;
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8Replacing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.from == self.text.len() {
            self.fill()?;
        }
        let text = &self.text[self.from..];
        let taken = text.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&text[..taken]);
        self.from += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, proptest};
    use proptest::sample::select;

    use super::*;
    use crate::utf8_scan::Utf8Scan;

    /// Gives a few bytes at a time.
    struct Slowly<'b>(&'b [u8], usize);

    impl Read for Slowly<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(buffer.len());
            self.0.read(&mut buffer[..count])
        }
    }

    const PARTS: [&[u8]; 9] = [
        b"a",
        "å€😀".as_bytes(),
        b"\xe5",
        b"\xe2\x82",
        b"\x82",
        b"\xed\xa0\xbd\xed\xb8\x80",
        b"\xed\xa0\xbd",
        b"\xed",
        b"\xf0\x9f\xa6",
    ];

    proptest! {
        #[test]
        fn as_many_are_replaced_as_are_counted(
            parts in prop::collection::vec(select(PARTS.to_vec()), 0..12),
            size in 1_usize..9,
        ) {
            let bytes = parts.concat();
            let mut text = String::new();
            Utf8Replacing::new(Slowly(&bytes, size)).read_to_string(&mut text).expect("text");
            let replaced = text.matches('\u{fffd}').count() as u64;
            let scan = Utf8Scan::read(Slowly(&bytes, size)).expect("readable");
            assert_eq!(replaced, scan.invalid.count, "{bytes:x?}");
        }
    }
}
