//! Guesses the encoding of text that does not say it and is not UTF-8.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::WINDOWS_1252;
use serde::Serialize;

use crate::charset::Charset;
use crate::decoding::Decoding;
use crate::evidence::Evidence;
use crate::samples::{Sample, Samples};
use crate::utf8_text::Pieces;

const BLOCK: usize = 256 * 1024;

/// How sure a guess is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Confidence {
    /// There are too few special letters to tell encodings apart.
    Unsure,
    /// The letters stand as often and as close as in a language of the encoding.
    Likely,
}

/// An encoding that was guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guess {
    pub(crate) charset: Charset,
    pub(crate) confidence: Confidence,
    pub(crate) samples: Vec<Sample>,
}

/// The encoding of what `open` gives: windows-1252 unless there is enough evidence for another. `None` where the text
/// makes no words in it.
///
/// # Errors
/// What keeps it from being read.
pub(crate) fn guess<R: Read>(open: impl Fn() -> io::Result<R>) -> io::Result<Option<Guess>> {
    let western = Charset::Standard(WINDOWS_1252);
    let detected = Charset::Standard(detect(open()?)?);
    let (evidence, samples, _) = look(open()?, western)?;
    let is_strong = evidence.is_strong();
    let confidence = if is_strong { Confidence::Likely } else { Confidence::Unsure };
    if detected == western || !is_strong {
        let guess = Guess { charset: western, confidence, samples };
        return Ok((!evidence.speaks_against()).then_some(guess));
    }
    let (evidence, samples, invalid) = look(open()?, detected)?;
    let guess = Guess { charset: detected, confidence, samples };
    Ok((invalid == 0 && !evidence.speaks_against()).then_some(guess))
}

fn detect(mut reader: impl Read) -> io::Result<&'static encoding_rs::Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut block = vec![0; BLOCK];
    loop {
        let read = reader.read(&mut block)?;
        detector.feed(&block[..read], read == 0);
        if read == 0 {
            return Ok(detector.guess(None, Utf8Detection::Deny));
        }
    }
}

/// Reads text in an encoding: what its letters stand next to, lines to show, and how many bytes are no text in it.
fn look(reader: impl Read, charset: Charset) -> io::Result<(Evidence, Vec<Sample>, u64)> {
    let (mut evidence, mut samples) = (Evidence::default(), Samples::new());
    let mut decoding = Decoding::new(reader, charset);
    Pieces::default().each(&mut decoding, |text| {
        text.chars().for_each(|letter| evidence.take(letter));
        samples.take(text);
    })?;
    evidence.finish();
    Ok((evidence, samples.finish(), decoding.invalid.count))
}
