//! Lines of a text, whichever way they end.

use std::io::{self, BufRead};

/// Reads lines that end in LF, CR or CRLF.
pub(crate) struct Lines<R> {
    reader: R,
    /// Of the line that was read last, from 1.
    number: u64,
    after_return: bool,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, number: 0, after_return: false }
    }

    /// The number of the next line, from 1.
    pub(crate) fn next_number(&self) -> u64 {
        self.number + 1
    }

    /// Reads the next line, without its end; false where none is left.
    pub(crate) fn next(&mut self, line: &mut Vec<u8>) -> io::Result<bool> {
        line.clear();
        loop {
            let block = self.reader.fill_buf()?;
            if block.is_empty() {
                self.number += 1;
                return Ok(!line.is_empty());
            }
            if std::mem::take(&mut self.after_return) && block[0] == b'\n' {
                self.reader.consume(1);
                continue;
            }
            let end = block.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            line.extend_from_slice(&block[..end.unwrap_or(block.len())]);
            let taken = end.map_or(block.len(), |end| end + 1);
            self.after_return = end.is_some_and(|end| block[end] == b'\r');
            self.reader.consume(taken);
            if end.is_some() {
                self.number += 1;
                return Ok(true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_any_of_three_ways() {
        for (text, expected) in
            [("a\nb\r\nc\rd", &["a", "b", "c", "d"][..]), ("\r\n\n\ra\r", &["", "", "", "a"]), ("", &[])]
        {
            for size in 1..4 {
                let mut lines = Lines::new(io::BufReader::with_capacity(size, text.as_bytes()));
                let (mut line, mut found) = (Vec::new(), Vec::new());
                while lines.next(&mut line).expect("readable") {
                    found.push(String::from_utf8(line.clone()).expect("text"));
                }
                assert_eq!(found, expected, "{text:?} by {size}");
            }
        }
    }
}
