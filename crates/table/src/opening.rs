//! A file that is to be opened, and what is said of it.

use std::path::PathBuf;

use crate::format::FormatName;
use crate::quotes::Quotes;

/// A file that is to be opened, and what is said of it; the rest is found out.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Whether bytes that are no text in its encoding are read as U+FFFD; otherwise it is refused for them.
    pub replace_invalid: bool,
    /// What quotes mean in a CSV file.
    pub quotes: Quotes,
    /// The most bytes that a packed file may unpack to.
    pub max_unpacked: u64,
    /// Whether errors say what to write on a command line.
    pub advise: bool,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            path: PathBuf::new(),
            name: String::new(),
            format: None,
            delimiter: None,
            encoding: None,
            replace_invalid: false,
            quotes: Quotes::Strict,
            max_unpacked: 10 * 1024 * 1024 * 1024,
            advise: false,
        }
    }
}
