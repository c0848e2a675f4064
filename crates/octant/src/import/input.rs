//! The file that the command line names: opened as it is, or by a copy of what a pipe gives.

use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use octant_table::{Opening, Quotes, TableError};
use tempfile::NamedTempFile;

use super::arguments::{FormatName, ImportArguments, QuotesName};
use super::failure::Failure;

/// A file that can be read again and again.
#[derive(Debug)]
pub(crate) struct Input {
    table: octant_table::Input,
    /// Keeps what was read from standard input until the end.
    _spool: Option<NamedTempFile>,
}

impl Deref for Input {
    type Target = octant_table::Input;

    fn deref(&self) -> &octant_table::Input {
        &self.table
    }
}

impl Input {
    /// Opens the file, and finds out what is not said of it.
    pub(crate) fn open(arguments: &ImportArguments) -> Result<Self, Failure> {
        let (path, spool) = if arguments.file == Path::new("-") {
            let spool = spool(io::stdin().lock()).map_err(|error| TableError::file(Path::new("-"), error))?;
            (spool.path().to_owned(), Some(spool))
        } else {
            regular(&arguments.file)?
        };
        let opening = Opening {
            path,
            name: arguments.file.display().to_string(),
            format: arguments.format.map(|format| match format {
                FormatName::Csv => octant_table::FormatName::Csv,
                FormatName::Json => octant_table::FormatName::Json,
                FormatName::Ndjson => octant_table::FormatName::Ndjson,
            }),
            delimiter: arguments.delimiter.clone(),
            encoding: arguments.encoding.clone(),
            replace_invalid: arguments.replace_invalid,
            quotes: match arguments.quotes {
                QuotesName::Strict => Quotes::Strict,
                QuotesName::Lenient => Quotes::Lenient,
                QuotesName::Literal => Quotes::Literal,
            },
            max_unpacked: arguments.max_unpacked.saturating_mul(1024 * 1024),
            advise: true,
        };
        Ok(Self { table: octant_table::Input::open(&opening)?, _spool: spool })
    }
}

/// The file itself, or a copy of what a pipe gives: it is read more than once.
fn regular(path: &Path) -> Result<(PathBuf, Option<NamedTempFile>), Failure> {
    let failed = |error| TableError::file(path, error);
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
