//! Finds out how a file's text is encoded, and reads it as UTF-8 piece by piece.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

const BLOCK: usize = 256 * 1024;

/// How a file's text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextEncoding {
    pub(crate) encoding: &'static Encoding,
    /// How many bytes at the start only mark the encoding.
    pub(crate) mark: usize,
}

/// The encoding of what `open` gives, which is called at most twice. A byte order mark decides, then whether all of
/// it is UTF-8, then how often each encoding's letters come.
pub(crate) fn detect<R: Read>(open: impl Fn() -> io::Result<R>) -> io::Result<TextEncoding> {
    let start = read_start(open()?)?;
    if let Some((encoding, mark)) = Encoding::for_bom(&start) {
        return Ok(TextEncoding { encoding, mark });
    }
    if let Some(encoding) = utf_16_without_mark(&start) {
        return Ok(TextEncoding { encoding, mark: 0 });
    }
    let encoding = if invalid_utf_8(open()?)?.is_none() { UTF_8 } else { guess(open()?)? };
    Ok(TextEncoding { encoding, mark: 0 })
}

/// The encoding that was named, with the byte order mark that may stand before its text. Text that is said to be
/// UTF-8 is checked whole.
pub(crate) fn named<R: Read>(
    encoding: &'static Encoding,
    open: impl Fn() -> io::Result<R>,
) -> io::Result<TextEncoding> {
    let start = read_start(open()?)?;
    let mark =
        Encoding::for_bom(&start).filter(|(marked, _)| *marked == encoding).map_or(0, |(_, length)| length);
    if encoding == UTF_8
        && let Some(offset) = invalid_utf_8(open()?)?
    {
        let problem = format!("byte {} is not UTF-8; leave --encoding out to have it detected", offset + 1);
        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    }
    Ok(TextEncoding { encoding, mark })
}

fn read_start(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    reader.take(4096).read_to_end(&mut start)?;
    Ok(start)
}

/// UTF-16 shows itself by the zero bytes of its Latin letters, which no other encoding has.
fn utf_16_without_mark(start: &[u8]) -> Option<&'static Encoding> {
    let zeros = |first: usize| start.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), start.len() / 2);
    if pairs >= 2 && odd * 3 > pairs && even == 0 {
        Some(UTF_16LE)
    } else if pairs >= 2 && even * 3 > pairs && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Where the text stops being UTF-8.
fn invalid_utf_8(mut reader: impl Read) -> io::Result<Option<u64>> {
    let mut block = vec![0; BLOCK];
    let (mut kept, mut offset) = (0, 0_u64);
    loop {
        let read = reader.read(&mut block[kept..])?;
        let filled = kept + read;
        let valid = match std::str::from_utf8(&block[..filled]) {
            Ok(_) => filled,
            // A character that is cut at the end of the block goes on in the next, unless nothing follows.
            Err(error) if error.error_len().is_none() && read > 0 => error.valid_up_to(),
            Err(error) => return Ok(Some(offset + error.valid_up_to() as u64)),
        };
        if read == 0 {
            return Ok(None);
        }
        block.copy_within(valid..filled, 0);
        kept = filled - valid;
        offset += valid as u64;
    }
}

fn guess(mut reader: impl Read) -> io::Result<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let mut block = vec![0; BLOCK];
    loop {
        let read = reader.read(&mut block)?;
        detector.feed(&block[..read], read == 0);
        if read == 0 {
            return Ok(detector.guess(None, Utf8Detection::Deny));
        }
    }
}

/// Reads text of any encoding as UTF-8. Bytes that the encoding does not have are an error, not a question mark.
pub(crate) struct Decoding<R> {
    inner: R,
    decoder: Decoder,
    encoding: &'static Encoding,
    raw: Piece,
    text: Piece,
    /// How many bytes of the input have been decoded.
    offset: u64,
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
    pub(crate) fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            encoding,
            raw: Piece::new(),
            text: Piece::new(),
            offset: 0,
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
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(source, &mut self.text.bytes, self.ended);
            self.raw.from += read;
            self.offset += read as u64;
            if let DecoderResult::Malformed(..) = result {
                let (name, offset) = (self.encoding.name(), self.offset);
                let problem =
                    format!("the bytes up to byte {offset} are not {name}; name the right --encoding");
                return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
            }
            (self.text.from, self.text.to) = (0, written);
            self.finished = self.ended && result == DecoderResult::InputEmpty;
        }
        Ok(())
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

/// Whether a name is one of an encoding, such as `latin1`.
pub(crate) fn by_name(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (&'static str, String) {
        let found = detect(|| Ok(bytes)).expect("readable");
        let mut text = String::new();
        Decoding::new(&bytes[found.mark..], found.encoding).read_to_string(&mut text).expect("text");
        (found.encoding.name(), text)
    }

    #[test]
    fn every_common_encoding_is_told_from_the_others() {
        let text = "key;name\n1;Räksmörgås på svenska, för smörgåsbordet\n2;Blåbärssoppa är gott\n";
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let utf_16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        assert_eq!(read(text.as_bytes()), ("UTF-8", text.to_owned()));
        assert_eq!(read(format!("\u{feff}{text}").as_bytes()), ("UTF-8", text.to_owned()));
        assert_eq!(read(&latin), ("windows-1252", text.to_owned()));
        assert_eq!(read(&utf_16(u16::to_le_bytes)), ("UTF-16LE", text.to_owned()));
        assert_eq!(read(&utf_16(u16::to_be_bytes)), ("UTF-16BE", text.to_owned()));
        let marked = [&[0xff, 0xfe][..], &utf_16(u16::to_le_bytes)].concat();
        assert_eq!(read(&marked), ("UTF-16LE", text.to_owned()));
    }

    #[test]
    fn one_letter_at_the_very_end_decides() {
        let mut bytes = b"plain text;".repeat(BLOCK / 5);
        bytes.extend_from_slice("å".as_bytes());
        assert_eq!(detect(|| Ok(bytes.as_slice())).expect("readable").encoding, UTF_8);
        bytes.push(0xe5);
        assert_ne!(detect(|| Ok(bytes.as_slice())).expect("readable").encoding, UTF_8);
    }

    #[test]
    fn a_character_on_the_border_of_two_blocks_is_whole() {
        for shift in 0..4 {
            let bytes = [b"x".repeat(BLOCK - shift), "😀å".as_bytes().to_vec()].concat();
            assert_eq!(invalid_utf_8(bytes.as_slice()).expect("readable"), None, "{shift}");
        }
        assert_eq!(invalid_utf_8(&b"abc\xf0\x9f"[..]).expect("readable"), Some(3));
    }

    #[test]
    fn text_that_is_not_what_it_is_said_to_be_is_refused_with_the_place() {
        let error = named(UTF_8, || Ok(&b"abc\xe5def"[..])).expect_err("Latin-1");
        assert!(error.to_string().starts_with("byte 4 is not UTF-8"), "{error}");
        let mut text = String::new();
        let error = Decoding::new(&b"ab\x00\xd8\x00"[..], UTF_16LE)
            .read_to_string(&mut text)
            .expect_err("half a character");
        assert!(error.to_string().contains("are not UTF-16LE"), "{error}");
    }

    #[test]
    fn an_empty_file_is_utf_8() {
        assert_eq!(read(b""), ("UTF-8", String::new()));
    }
}
