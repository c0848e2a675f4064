//! The file: where it lies, how its text is encoded and laid out, and readers of it from its start.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::UTF_8;

use crate::delimiter;
use crate::encoding::{self, Decoding, TextEncoding};
use crate::error::TableError;

/// How a file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Rows of cells, with a header.
    Csv {
        /// What stands between cells.
        delimiter: u8,
    },
    /// One array of objects.
    JsonArray,
    /// One object a line.
    Ndjson,
}

impl Format {
    /// What the format calls the thing that becomes an entity.
    #[must_use]
    pub fn row_name(self) -> &'static str {
        match self {
            Self::Csv { .. } => "row",
            Self::JsonArray => "element",
            Self::Ndjson => "line",
        }
    }
}

/// The formats by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormatName {
    /// Rows of cells, with a header.
    Csv,
    /// One array of objects.
    Json,
    /// One object a line.
    Ndjson,
}

/// A file that is to be opened, and what is said of it; the rest is found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opening {
    /// Where it lies; an ordinary file, which is read more than once.
    pub path: PathBuf,
    /// Its name for people; its ending tells the format.
    pub name: String,
    /// Its format.
    pub format: Option<FormatName>,
    /// The character between the cells of a CSV file, or `tab`.
    pub delimiter: Option<String>,
    /// Its encoding, such as `windows-1252`.
    pub encoding: Option<String>,
}

/// A file that can be read again and again.
#[derive(Debug)]
pub struct Input {
    /// The name for people.
    pub name: String,
    path: PathBuf,
    text: TextEncoding,
    /// How it is laid out.
    pub format: Format,
    /// In bytes.
    pub size: u64,
    stamp: Stamp,
}

/// What shows that a file was written to.
type Stamp = (u64, Option<std::time::Duration>);

impl Input {
    /// Opens the file, and finds out what is not said of it.
    ///
    /// # Errors
    /// [`TableError::File`]; [`TableError::Usage`] for an unknown encoding or delimiter.
    pub fn open(opening: &Opening) -> Result<Self, TableError> {
        let path = opening.path.clone();
        let failed = |error| TableError::file(Path::new(&opening.name), error);
        let size = fs::metadata(&path).map_err(failed)?.len();
        let stamp = stamp(&path).map_err(failed)?;
        let open = || File::open(&path);
        let text = match &opening.encoding {
            None => encoding::detect(open).map_err(failed)?,
            Some(name) => {
                let encoding = encoding::by_name(name).ok_or_else(|| {
                    TableError::Usage(format!(
                        "--encoding {name:?} is unknown; utf-8, windows-1252 and utf-16le are some"
                    ))
                })?;
                encoding::named(encoding, open).map_err(failed)?
            }
        };
        let name = opening.name.clone();
        let format = Format::JsonArray;
        let mut input = Self { name, path, text, format, size, stamp };
        input.format = input.find_format(opening)?;
        Ok(input)
    }

    /// The name of its encoding.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        self.text.encoding.name()
    }

    /// The file's text from its start, as UTF-8 without byte order mark. Adds the bytes that it reads to `counter`.
    pub(crate) fn reader(&self, counter: &Arc<AtomicU64>) -> Result<Box<dyn Read>, TableError> {
        let failed = |error| TableError::file(Path::new(&self.name), error);
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
    ///
    /// # Errors
    /// [`TableError::Input`] then.
    pub fn check_unchanged(&self) -> Result<(), TableError> {
        let now = stamp(&self.path).map_err(|error| TableError::file(Path::new(&self.name), error))?;
        if now == self.stamp {
            return Ok(());
        }
        Err(TableError::Input(format!(
            "{} was changed while it was read; start again when it is whole",
            self.name
        )))
    }

    fn find_format(&self, arguments: &Opening) -> Result<Format, TableError> {
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
            return Err(TableError::Usage("--delimiter is for CSV files, and this is none".to_owned()));
        }
        Ok(match (format, &arguments.delimiter) {
            (FormatName::Json, _) => Format::JsonArray,
            (FormatName::Ndjson, _) => Format::Ndjson,
            (FormatName::Csv, Some(text)) => Format::Csv { delimiter: delimiter::parse(text)? },
            (FormatName::Csv, None) => Format::Csv { delimiter: delimiter::detect(&start) },
        })
    }

    /// As much of the text as it takes to find out how it is laid out.
    fn start(&self) -> Result<String, TableError> {
        const ENOUGH: u64 = 256 * 1024;
        let mut bytes = Vec::new();
        let reader = self.reader(&Arc::default())?;
        io::BufReader::new(reader)
            .take(ENOUGH)
            .read_to_end(&mut bytes)
            .map_err(|error| TableError::file(Path::new(&self.name), error))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
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
