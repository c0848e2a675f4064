//! Turns the bytes of any [`Charset`] into UTF-8, piece by piece.

use encoding_rs::DecoderResult;

use crate::charset::Charset;

/// The most bytes that one character takes in UTF-8.
const LONGEST: usize = 4;

/// Decodes one text.
pub(crate) enum Decoder {
    Standard(Box<encoding_rs::Decoder>),
    /// What each byte stands for.
    Table(Box<[Option<char>; 256]>),
    /// UTF-32; the bytes of a character that is not whole yet.
    Wide {
        big: bool,
        kept: Vec<u8>,
    },
}

/// What ended a step: the source, the room for the text, or so many malformed bytes, with so many good ones behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    SourceEmpty,
    TextFull,
    Malformed(usize, usize),
}

impl Decoder {
    pub(crate) fn new(charset: Charset) -> Self {
        match charset {
            Charset::Standard(encoding) => {
                Self::Standard(Box::new(encoding.new_decoder_without_bom_handling()))
            }
            Charset::Dos(_, page) => {
                let mut table = Box::new([None; 256]);
                for (byte, letter) in (0_u8..=255).zip(table.iter_mut()) {
                    *letter = page.decode(&[byte]).ok().and_then(|text| text.chars().next());
                }
                Self::Table(table)
            }
            Charset::Utf32Le => Self::Wide { big: false, kept: Vec::new() },
            Charset::Utf32Be => Self::Wide { big: true, kept: Vec::new() },
        }
    }

    /// Decodes as much as there is room for: how many bytes were read and written.
    pub(crate) fn decode(&mut self, source: &[u8], text: &mut [u8], last: bool) -> (Step, usize, usize) {
        match self {
            Self::Standard(decoder) => {
                let (result, read, written) = decoder.decode_to_utf8_without_replacement(source, text, last);
                let step = match result {
                    DecoderResult::InputEmpty => Step::SourceEmpty,
                    DecoderResult::OutputFull => Step::TextFull,
                    DecoderResult::Malformed(length, behind) => {
                        Step::Malformed(usize::from(length), usize::from(behind))
                    }
                };
                (step, read, written)
            }
            Self::Table(table) => by_table(table, source, text),
            Self::Wide { big, kept } => wide(*big, kept, source, text, last),
        }
    }
}

fn by_table(table: &[Option<char>; 256], source: &[u8], text: &mut [u8]) -> (Step, usize, usize) {
    let mut written = 0;
    for (read, byte) in source.iter().enumerate() {
        if text.len() - written < LONGEST {
            return (Step::TextFull, read, written);
        }
        match table[usize::from(*byte)] {
            Some(letter) => written += letter.encode_utf8(&mut text[written..]).len(),
            None => return (Step::Malformed(1, 0), read + 1, written),
        }
    }
    (Step::SourceEmpty, source.len(), written)
}

fn wide(big: bool, kept: &mut Vec<u8>, source: &[u8], text: &mut [u8], last: bool) -> (Step, usize, usize) {
    let mut written = 0;
    for (read, byte) in source.iter().enumerate() {
        if text.len() - written < LONGEST {
            return (Step::TextFull, read, written);
        }
        kept.push(*byte);
        let Ok(bytes) = <[u8; 4]>::try_from(kept.as_slice()) else { continue };
        kept.clear();
        let number = if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
        match char::from_u32(number) {
            Some(letter) => written += letter.encode_utf8(&mut text[written..]).len(),
            None => return (Step::Malformed(4, 0), read + 1, written),
        }
    }
    if last && !kept.is_empty() {
        let length = kept.len();
        kept.clear();
        return (Step::Malformed(length, 0), source.len(), written);
    }
    (Step::SourceEmpty, source.len(), written)
}
