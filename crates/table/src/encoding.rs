//! Finds out how a file's text is encoded, and refuses what cannot be read without loss. The whole file is looked at
//! before any of it is used.

use std::io::{self, Read};

use crate::charset::Charset;
use crate::decoding::Decoding;
use crate::guess::{Confidence, Found, Guess, guess};
use crate::invalid::AllInvalid;
use crate::samples::Sample;
use crate::utf8_scan::Utf8Scan;
use crate::utf8_text::Pieces;

/// How a file's text is encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextEncoding {
    pub(crate) charset: Charset,
    /// How many bytes at the start only mark the encoding.
    pub(crate) mark: usize,
    /// Bytes that are no text, and are read as U+FFFD.
    pub(crate) replaced: AllInvalid,
    /// How sure it is and what shows it, where it was guessed.
    pub(crate) guessed: Option<(Confidence, Vec<Sample>)>,
    /// How many lines look like UTF-8 all the same, and the first of them.
    pub(crate) doubtful: Option<(u64, u64)>,
}

/// Why a file is not taken as text.
#[derive(Debug)]
pub(crate) enum NotText {
    Io(io::Error),
    /// What is wrong, and what can be done about it on a command line.
    Refused {
        problem: String,
        advice: String,
    },
}

impl From<io::Error> for NotText {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

const REPLACE: &str = "give --replace-invalid to store such bytes as \u{fffd}";

/// The encoding of what `open` gives, which is read several times. A byte order mark decides, then the zero bytes of
/// UTF-16, then whether it is mostly UTF-8, then how often each encoding's letters come.
///
/// # Errors
/// [`NotText::Refused`] where it is UTF-8 with damage that is not to be replaced, or shows no encoding.
pub(crate) fn detect<R: Read>(
    replace: bool,
    open: impl Fn() -> io::Result<R>,
) -> Result<TextEncoding, NotText> {
    let start = read_start(open()?)?;
    if let Some((charset, mark)) = Charset::of_mark(&start) {
        return checked(charset, mark, replace, open);
    }
    if let Some(charset) = Charset::of_zeros(&start) {
        return checked(charset, 0, replace, open);
    }
    let scan = Utf8Scan::read(open()?)?;
    if scan.invalid.count == 0 || scan.is_mostly_utf_8() || scan.is_one_cut_character() {
        return utf_8(scan, 0, replace);
    }
    match guess(scan.proofs > 0, open)? {
        Found::Guess(Guess { charset, confidence, samples }) => {
            let guessed = Some((confidence, samples));
            // Two bytes of one character may look like UTF-8 by chance, lines of letters never do.
            let doubtful = scan.good_lines().filter(|_| charset.is_single_byte());
            Ok(TextEncoding { charset, mark: 0, replaced: AllInvalid::default(), guessed, doubtful })
        }
        Found::Nothing(samples) => {
            let problem = scan.invalid.describe("UTF-8").unwrap_or_default();
            Err(NotText::Refused {
                problem: format!("{problem}, and its letters do not tell its encoding{}", readings(&samples)),
                advice: unknown_advice(replace),
            })
        }
    }
}

/// What a line is in the encodings that a file may be in: `; line 2 is "…" in CP850 or "…" in macintosh`.
fn readings(samples: &[Sample]) -> String {
    let Some(sample) = samples.iter().find(|sample| !sample.otherwise.is_empty()) else {
        return String::new();
    };
    let all: Vec<String> =
        sample.otherwise.iter().map(|other| format!("{:?} in {}", other.text, other.encoding)).collect();
    format!(": line {} is {}", sample.line, all.join(" or "))
}

/// What to do about text that makes no words.
fn unknown_advice(replace: bool) -> String {
    let damaged = if replace {
        "add --encoding utf-8 to --replace-invalid"
    } else {
        "give --encoding utf-8 and --replace-invalid to store the damaged bytes as \u{fffd}"
    };
    format!(
        "name it with --encoding; cp850, cp437 and macintosh are usual for old programs. If it is UTF-8 with damage, \
         {damaged}"
    )
}

/// The encoding that was named, with the byte order mark that may stand before its text; it says the order of the bytes
/// where the name leaves that open.
///
/// # Errors
/// [`NotText::Refused`] where the text is not in it, and is not to be replaced.
pub(crate) fn named<R: Read>(
    charset: Charset,
    is_order_open: bool,
    replace: bool,
    open: impl Fn() -> io::Result<R>,
) -> Result<TextEncoding, NotText> {
    let start = read_start(open()?)?;
    match Charset::of_mark(&start) {
        Some((marked, mark)) if is_order_open && marked.is_order_of(charset) => {
            checked(marked, mark, replace, open)
        }
        Some((marked, mark)) if marked == charset => checked(charset, mark, replace, open),
        Some((marked, _)) => Err(NotText::Refused {
            problem: format!(
                "it begins with the byte order mark of {}, so it is not {}",
                marked.name(),
                charset.name()
            ),
            advice: "leave --encoding out".to_owned(),
        }),
        None => checked(charset, 0, replace, open),
    }
}

fn checked<R: Read>(
    charset: Charset,
    mark: usize,
    replace: bool,
    open: impl Fn() -> io::Result<R>,
) -> Result<TextEncoding, NotText> {
    let mut reader = open()?;
    io::copy(&mut reader.by_ref().take(mark as u64), &mut io::sink())?;
    if charset == Charset::UTF_8 {
        return utf_8(Utf8Scan::read(reader)?, mark, replace);
    }
    let mut decoding = Decoding::new(reader, charset);
    Pieces::default().each(&mut decoding, |_| {})?;
    let replaced = decoding.invalid;
    match replaced.describe(charset.name()) {
        Some(problem) if !replace => {
            let advice = format!("name the right --encoding, or {REPLACE}");
            Err(NotText::Refused { problem, advice })
        }
        _ => Ok(TextEncoding { charset, mark, replaced, guessed: None, doubtful: None }),
    }
}

fn utf_8(scan: Utf8Scan, mark: usize, replace: bool) -> Result<TextEncoding, NotText> {
    let charset = Charset::UTF_8;
    match scan.invalid.describe("UTF-8") {
        Some(problem) if !replace => {
            let advice = utf_8_advice(&scan, mark > 0);
            Err(NotText::Refused { problem, advice })
        }
        _ => Ok(TextEncoding { charset, mark, replaced: scan.invalid, guessed: None, doubtful: None }),
    }
}

/// What to do about damage; other encodings would garble what is right.
fn utf_8_advice(scan: &Utf8Scan, is_marked: bool) -> String {
    let right = match scan.proofs {
        1 => "1 other special character is UTF-8".to_owned(),
        proofs => format!("{proofs} other special characters are UTF-8"),
    };
    if is_marked {
        format!("its byte order mark says that it is UTF-8: correct the file, or {REPLACE}")
    } else if scan.proofs == 0 {
        format!("name the right --encoding, or correct the file, or {REPLACE}")
    } else if scan.is_surely_utf_8() {
        format!(
            "{right}, and any other --encoding would garble what is right: correct the file, or {REPLACE}"
        )
    } else {
        format!(
            "{right}: correct the file, or {REPLACE}. If the rest is right in another encoding, name that with --encoding"
        )
    }
}

fn read_start(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    reader.take(4096).read_to_end(&mut start)?;
    Ok(start)
}
