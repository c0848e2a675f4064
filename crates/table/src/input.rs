//! The file: where it lies, how its text is encoded and laid out, and readers of it from its start.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::charset::Charset;
use crate::decoding::Decoding;
use crate::delimiter;
use crate::encoding::{self, NotText, TextEncoding};
use crate::error::TableError;
use crate::format::{self, Format, FormatName};
use crate::guess::Confidence;
use crate::kind;
use crate::opening::Opening;
use crate::packed::{Unpacking, is_gzip};
use crate::quotes::Quotes;
use crate::samples::Sample;
use crate::trimmed::Trimmed;
use crate::utf8_replacing::Utf8Replacing;

/// How much of a file tells what it is, and how much of its text how it is laid out.
const START: u64 = 64 * 1024;
const START_OF_TEXT: u64 = 256 * 1024;

/// A file that can be read again and again.
#[derive(Debug)]
pub struct Input {
    /// The name for people.
    pub name: String,
    bytes: Bytes,
    text: TextEncoding,
    /// How it is laid out.
    pub format: Format,
    pub(crate) quotes: Quotes,
    /// Whether its first line is `sep=;` or the like.
    pub(crate) says_delimiter: bool,
    /// In bytes, as it lies there.
    pub size: u64,
    stamp: Stamp,
}

/// The bytes of a file, unpacked.
#[derive(Debug, Clone)]
struct Bytes {
    path: PathBuf,
    is_packed: bool,
    max_unpacked: u64,
}

/// What shows that a file was written to.
type Stamp = (u64, Option<std::time::Duration>);

impl Input {
    /// Opens the file, and finds out what is not said of it. Its text is read whole: what is not in the encoding is
    /// refused here.
    ///
    /// # Errors
    /// [`TableError::File`]; [`TableError::Kind`] for what is no table; [`TableError::Encoding`];
    /// [`TableError::Usage`] for an unknown encoding or delimiter.
    pub fn open(opening: &Opening) -> Result<Self, TableError> {
        let failed = |error| TableError::file(Path::new(&opening.name), error);
        let size = fs::metadata(&opening.path).map_err(failed)?.len();
        let stamp = stamp(&opening.path).map_err(failed)?;
        let bytes = Bytes::of(opening).map_err(failed)?;
        if let Some(kind) = kind::binary(&bytes.start(START).map_err(failed)?) {
            return Err(TableError::kind(&opening.name, kind));
        }
        let text = find_encoding(opening, &bytes)?;
        let (name, quotes, format) = (opening.name.clone(), opening.quotes, Format::Ndjson);
        let mut input = Self { name, bytes, text, format, quotes, says_delimiter: false, size, stamp };
        input.find_format(opening).map_err(|error| error.advised(opening.advise))?;
        Ok(input)
    }

    /// The name of its encoding.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        self.text.charset.name()
    }

    /// How sure the encoding is, with lines that show it, where it was guessed.
    #[must_use]
    pub fn guess(&self) -> Option<(Confidence, &[Sample])> {
        self.text.guessed.as_ref().map(|(confidence, samples)| (*confidence, samples.as_slice()))
    }

    /// What was done to the text that whoever imports it should know, in words.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let name = self.encoding();
        let mut notes = Vec::new();
        if let Some((confidence, samples)) = self.guess() {
            let sure = match confidence {
                Confidence::Unsure => "unsure, as it has few special letters",
                Confidence::Likely => "likely",
            };
            let shown: Vec<String> = samples.iter().map(Sample::describe).collect();
            notes.push(format!("its encoding is a guess: {name} ({sure}); see {}", shown.join(", ")));
        }
        if let Some((count, first)) = self.text.doubtful {
            let others = match count - 1 {
                0 => String::new(),
                1 => ", and so is 1 more line".to_owned(),
                more => format!(", and so are {more} more lines"),
            };
            notes.push(format!("line {first} is UTF-8 and is garbled as {name}{others}"));
        }
        let replaced = &self.text.replaced;
        if let Some(first) = replaced.describe(name) {
            let places = if replaced.count == 1 { "place was" } else { "places were" };
            notes.push(format!("{} {places} replaced by \u{fffd}: {first}", replaced.count));
        }
        notes
    }

    /// The file's text from its start, as UTF-8 without byte order mark. Adds the bytes that it reads to `counter`.
    pub(crate) fn reader(&self, counter: &Arc<AtomicU64>) -> Result<Box<dyn Read>, TableError> {
        let failed = |error| TableError::file(Path::new(&self.name), error);
        let mut bytes = self.bytes.reader(counter).map_err(failed)?;
        io::copy(&mut bytes.by_ref().take(self.text.mark as u64), &mut io::sink()).map_err(failed)?;
        Ok(if self.text.charset != Charset::UTF_8 {
            Box::new(Trimmed::new(Decoding::new(bytes, self.text.charset)))
        } else if self.text.replaced.count > 0 {
            Box::new(Trimmed::new(Utf8Replacing::new(bytes)))
        } else {
            Box::new(Trimmed::new(bytes))
        })
    }

    /// Fails where the file was written to since it was opened, so that what was checked is what is sent.
    ///
    /// # Errors
    /// [`TableError::Input`] then.
    pub fn check_unchanged(&self) -> Result<(), TableError> {
        let now = stamp(&self.bytes.path).map_err(|error| TableError::file(Path::new(&self.name), error))?;
        if now == self.stamp {
            return Ok(());
        }
        Err(TableError::Input(format!(
            "{} was changed while it was read; start again when it is whole",
            self.name
        )))
    }

    fn find_format(&mut self, opening: &Opening) -> Result<(), TableError> {
        let start = self.start()?;
        let format = match opening.format {
            Some(format) => format,
            None => format::shown(&self.name, &start)?,
        };
        if opening.delimiter.is_some() && format != FormatName::Csv {
            return Err(TableError::Usage("--delimiter is for CSV files, and this is none".to_owned()));
        }
        let said = delimiter::said(&start);
        self.format = match (format, &opening.delimiter) {
            (FormatName::Json, _) => Format::JsonArray,
            (FormatName::Ndjson, _) => Format::Ndjson,
            (FormatName::Csv, Some(text)) => Format::Csv { delimiter: delimiter::parse(text)? },
            (FormatName::Csv, None) => {
                Format::Csv { delimiter: said.unwrap_or_else(|| delimiter::detect(&start, self.quotes)) }
            }
        };
        self.says_delimiter = format == FormatName::Csv && said.is_some();
        Ok(())
    }

    /// As much of the text as it takes to find out how it is laid out.
    fn start(&self) -> Result<String, TableError> {
        let mut bytes = Vec::new();
        let reader = self.reader(&Arc::default())?;
        BufReader::new(reader)
            .take(START_OF_TEXT)
            .read_to_end(&mut bytes)
            .map_err(|error| TableError::file(Path::new(&self.name), error))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn find_encoding(opening: &Opening, bytes: &Bytes) -> Result<TextEncoding, TableError> {
    let (name, replace) = (&opening.name, opening.replace_invalid);
    let open = || bytes.reader(&Arc::default());
    let found = match &opening.encoding {
        None => encoding::detect(replace, open),
        Some(wanted) => {
            let charset = Charset::by_name(wanted).ok_or_else(|| {
                TableError::Usage(format!(
                    "--encoding {wanted:?} is unknown; utf-8, windows-1252, cp850, macintosh, shift_jis and utf-16le are some"
                ))
            })?;
            encoding::named(charset, Charset::leaves_order_open(wanted), replace, open)
        }
    };
    found.map_err(|error| match error {
        NotText::Io(error) => TableError::file(Path::new(name), error),
        NotText::Refused { problem, advice } if opening.advise => {
            TableError::Encoding(format!("{name}: {problem}; {advice}"))
        }
        NotText::Refused { problem, .. } => TableError::Encoding(format!("{name}: {problem}")),
    })
}

impl Bytes {
    fn of(opening: &Opening) -> io::Result<Self> {
        let mut bytes =
            Self { path: opening.path.clone(), is_packed: false, max_unpacked: opening.max_unpacked };
        bytes.is_packed = is_gzip(&bytes.start(3)?);
        Ok(bytes)
    }

    fn start(&self, length: u64) -> io::Result<Vec<u8>> {
        let mut start = Vec::new();
        self.reader(&Arc::default())?.take(length).read_to_end(&mut start)?;
        Ok(start)
    }

    fn reader(&self, counter: &Arc<AtomicU64>) -> io::Result<Box<dyn Read>> {
        let counting = Counting { inner: File::open(&self.path)?, counter: Arc::clone(counter) };
        Ok(if self.is_packed {
            Box::new(Unpacking::new(counting, self.max_unpacked))
        } else {
            Box::new(counting)
        })
    }
}

fn stamp(path: &Path) -> io::Result<Stamp> {
    let metadata = fs::metadata(path)?;
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    Ok((metadata.len(), modified))
}

/// Adds up what is read, for a progress bar in another thread.
struct Counting<R> {
    inner: R,
    counter: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.counter.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
