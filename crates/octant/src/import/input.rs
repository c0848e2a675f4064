//! The file: where it lies, how its text is encoded and laid out, and readers of it from its start.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::UTF_8;
use tempfile::NamedTempFile;

use super::arguments::{FormatName, ImportArguments};
use super::delimiter;
use super::encoding::{self, Decoding, TextEncoding};
use super::failure::Failure;

/// How a file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Csv { delimiter: u8 },
    JsonArray,
    Ndjson,
}

impl Format {
    /// What the format calls the thing that becomes an entity.
    pub(crate) fn row_name(self) -> &'static str {
        match self {
            Self::Csv { .. } => "row",
            Self::JsonArray => "element",
            Self::Ndjson => "line",
        }
    }
}

/// A file that can be read again and again.
#[derive(Debug)]
pub(crate) struct Input {
    /// The name for people.
    pub(crate) name: String,
    path: PathBuf,
    /// Keeps what was read from standard input until the end.
    _spool: Option<NamedTempFile>,
    text: TextEncoding,
    pub(crate) format: Format,
    /// In bytes.
    pub(crate) size: u64,
    stamp: Stamp,
}

/// What shows that a file was written to.
type Stamp = (u64, Option<std::time::Duration>);

impl Input {
    /// Opens the file, and finds out what is not said of it.
    pub(crate) fn open(arguments: &ImportArguments) -> Result<Self, Failure> {
        let (path, spool) = if arguments.file == Path::new("-") {
            let spool = spool(io::stdin().lock()).map_err(|error| Failure::file(Path::new("-"), error))?;
            (spool.path().to_owned(), Some(spool))
        } else {
            regular(&arguments.file)?
        };
        let failed = |error| Failure::file(&arguments.file, error);
        let size = fs::metadata(&path).map_err(failed)?.len();
        let stamp = stamp(&path).map_err(failed)?;
        let open = || File::open(&path);
        let text = match &arguments.encoding {
            None => encoding::detect(open).map_err(failed)?,
            Some(name) => {
                let encoding = encoding::by_name(name).ok_or_else(|| {
                    Failure::Usage(format!(
                        "--encoding {name:?} is unknown; utf-8, windows-1252 and utf-16le are some"
                    ))
                })?;
                encoding::named(encoding, open).map_err(failed)?
            }
        };
        let name = arguments.file.display().to_string();
        let format = Format::JsonArray;
        let mut input = Self { name, path, _spool: spool, text, format, size, stamp };
        input.format = input.find_format(arguments)?;
        Ok(input)
    }

    /// The file's text from its start, as UTF-8 without byte order mark. Adds the bytes that it reads to `counter`.
    pub(crate) fn reader(&self, counter: &Arc<AtomicU64>) -> Result<Box<dyn Read>, Failure> {
        let failed = |error| Failure::file(Path::new(&self.name), error);
        let mut file = File::open(&self.path).map_err(failed)?;
        file.seek(SeekFrom::Start(self.text.mark as u64)).map_err(failed)?;
        let counting = Counting { inner: file, counter: Arc::clone(counter) };
        Ok(if self.text.encoding == UTF_8 {
            Box::new(counting)
        } else {
            Box::new(Decoding::new(counting, self.text.encoding))
        })
    }

    /// Fails where the file was written to since it was opened, so that what was checked is what is sent.
    pub(crate) fn check_unchanged(&self) -> Result<(), Failure> {
        let now = stamp(&self.path).map_err(|error| Failure::file(Path::new(&self.name), error))?;
        if now == self.stamp {
            return Ok(());
        }
        Err(Failure::Input(format!(
            "{} was changed while it was read; start again when it is whole",
            self.name
        )))
    }

    fn find_format(&self, arguments: &ImportArguments) -> Result<Format, Failure> {
        let extension = Path::new(&self.name).extension().map(OsStr::to_ascii_lowercase);
        let named = arguments.format.or_else(|| match extension?.to_str()? {
            "csv" | "tsv" | "tab" => Some(FormatName::Csv),
            "ndjson" | "jsonl" => Some(FormatName::Ndjson),
            _ => None,
        });
        let start = self.start()?;
        let format = named.unwrap_or_else(|| match start.trim_start().as_bytes().first() {
            Some(b'[') => FormatName::Json,
            Some(b'{') => FormatName::Ndjson,
            _ => FormatName::Csv,
        });
        if arguments.delimiter.is_some() && format != FormatName::Csv {
            return Err(Failure::Usage("--delimiter is for CSV files, and this is none".to_owned()));
        }
        Ok(match (format, &arguments.delimiter) {
            (FormatName::Json, _) => Format::JsonArray,
            (FormatName::Ndjson, _) => Format::Ndjson,
            (FormatName::Csv, Some(text)) => Format::Csv { delimiter: delimiter::parse(text)? },
            (FormatName::Csv, None) => Format::Csv { delimiter: delimiter::detect(&start) },
        })
    }

    /// As much of the text as it takes to find out how it is laid out.
    fn start(&self) -> Result<String, Failure> {
        const ENOUGH: u64 = 256 * 1024;
        let mut bytes = Vec::new();
        let reader = self.reader(&Arc::default())?;
        io::BufReader::new(reader)
            .take(ENOUGH)
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::file(Path::new(&self.name), error))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn stamp(path: &Path) -> io::Result<Stamp> {
    let metadata = fs::metadata(path)?;
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    Ok((metadata.len(), modified))
}

/// The file itself, or a copy of what a pipe gives: it is read more than once.
fn regular(path: &Path) -> Result<(PathBuf, Option<NamedTempFile>), Failure> {
    let failed = |error| Failure::file(path, error);
    let kind = fs::metadata(path).map_err(failed)?;
    if kind.is_dir() {
        return Err(Failure::Usage(format!("{} is a folder; give a file", path.display())));
    }
    if kind.is_file() {
        return Ok((path.to_owned(), None));
    }
    let spool = spool(File::open(path).map_err(failed)?).map_err(failed)?;
    Ok((spool.path().to_owned(), Some(spool)))
}

fn spool(mut reader: impl Read) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new()?;
    io::copy(&mut reader, &mut file)?;
    Ok(file)
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
