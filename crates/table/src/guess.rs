//! Guesses the encoding of text that does not say it and is not UTF-8.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::WINDOWS_1252;
use serde::Serialize;

use crate::charset::Charset;
use crate::decoding::Decoding;
use crate::evidence::Evidence;
use crate::letters::Letters;
use crate::plausible::Plausibility;
use crate::samples::{Reading, Sample, Samples};
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

/// What is found out about a text.
#[derive(Debug)]
pub(crate) enum Found {
    Guess(Guess),
    /// It makes no words in windows-1252, and in no other encoding for sure. The lines show what it may be.
    Nothing(Vec<Sample>),
}

/// The encoding of what `open` gives: windows-1252 unless there is enough evidence for another. With `doubtful`, some of
/// it may be UTF-8.
///
/// # Errors
/// What keeps it from being read.
pub(crate) fn guess<R: Read>(doubtful: bool, open: impl Fn() -> io::Result<R>) -> io::Result<Found> {
    let usual = Charset::Standard(WINDOWS_1252);
    let detected = Charset::Standard(detect(open()?)?);
    let western = look(open()?, usual)?;
    let is_strong = western.evidence.is_strong();
    let others = [usual].into_iter().chain(old()).chain([detected]);
    let mut old = old_readings(&western, &open)?;
    if old.len() > 1 {
        return Ok(Found::Nothing(with_readings(western.samples, usual, others)));
    }
    let (charset, look) = match old.pop() {
        Some(found) => found,
        None if is_strong && detected != usual => (detected, look(open()?, detected)?),
        None => (usual, western),
    };
    if look.evidence.speaks_against() || charset != usual && look.invalid > 0 {
        return Ok(Found::Nothing(with_readings(look.samples, charset, others)));
    }
    let is_sure = !doubtful && (is_strong || look.evidence.is_strong());
    let (confidence, samples) = if is_sure {
        (Confidence::Likely, with_readings(look.samples, charset, std::iter::empty()))
    } else {
        (Confidence::Unsure, with_readings(look.samples, charset, others))
    };
    Ok(Found::Guess(Guess { charset, confidence, samples }))
}

/// The encodings of old programs that make words of a text where windows-1252 makes none: the best of them, or several
/// that are as good as each other.
fn old_readings<R: Read>(
    western: &Look,
    open: &impl Fn() -> io::Result<R>,
) -> io::Result<Vec<(Charset, Look)>> {
    let mut best: Vec<(Charset, Look)> = Vec::new();
    for charset in old() {
        let look = look(open()?, charset)?;
        let first = best.first().map(|(_, look)| &look.plausibility);
        let is_worse = first.is_some_and(|first| first.is_better_than(&look.plausibility));
        if look.invalid > 0 || is_worse || !look.plausibility.beats(&western.plausibility) {
            continue;
        }
        if first.is_some_and(|first| look.plausibility.is_better_than(first)) {
            best.clear();
        }
        best.push((charset, look));
    }
    Ok(best)
}

/// Encodings of old programs, of which files rarely say that they are in them.
fn old() -> impl Iterator<Item = Charset> {
    ["macintosh", "cp850"].into_iter().filter_map(Charset::by_name)
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

/// What a text is in an encoding.
struct Look {
    evidence: Evidence,
    plausibility: Plausibility,
    samples: Vec<Sample>,
    /// How many bytes are no text in it.
    invalid: u64,
}

fn look(reader: impl Read, charset: Charset) -> io::Result<Look> {
    let (mut evidence, mut samples) = (Evidence::default(), Samples::new());
    let mut plausibility = Plausibility::default();
    let mut decoding = Decoding::new(reader, charset);
    Pieces::default().each(&mut decoding, |text| {
        for letter in text.chars() {
            evidence.take(letter);
            plausibility.take(letter);
        }
        samples.take(text);
    })?;
    evidence.finish();
    plausibility.finish();
    Ok(Look { evidence, plausibility, samples: samples.finish(), invalid: decoding.invalid.count })
}

/// Lines with what they read as in other encodings, where it makes a difference.
fn with_readings(
    mut samples: Vec<Sample>,
    charset: Charset,
    others: impl Iterator<Item = Charset>,
) -> Vec<Sample> {
    let own = Letters::of(charset);
    let mut known = vec![charset];
    for other in others {
        if known.contains(&other) || !other.is_single_byte() {
            continue;
        }
        known.push(other);
        let letters = Letters::of(other);
        for sample in &mut samples {
            let bytes: Option<Vec<u8>> = sample.text.chars().map(|letter| own.byte(letter)).collect();
            let text = bytes.and_then(|bytes| letters.text(&bytes));
            if let Some(text) = text.filter(|text| *text != sample.text) {
                sample.otherwise.push(Reading { encoding: other.name(), text });
            }
        }
    }
    samples.iter_mut().for_each(Sample::clean);
    samples
}
