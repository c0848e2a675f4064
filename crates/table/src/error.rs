//! Why a table cannot be read.

use std::path::Path;

/// What ends the reading of a table early.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// What was asked for cannot be, such as a column that is not there.
    #[error("{0}")]
    Usage(String),
    /// The file is not what it should be.
    #[error("{0}")]
    Input(String),
    /// The file's text is damaged, or in another encoding. Named in another encoding, or with replacements, it may be
    /// read.
    #[error("{0}")]
    Encoding(String),
    /// The file's quotes are wrong, so that it does not show where cells and rows end.
    #[error("{0}")]
    Quotes(String),
    /// The file is something else than a table, or than its name says.
    #[error("{problem}")]
    Kind {
        /// What it is.
        problem: String,
        /// What to write on a command line, where that helps.
        advice: Option<String>,
    },
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which file.
        path: String,
        /// The system's reason.
        error: std::io::Error,
    },
    /// Whoever took the rows takes no more; why is known there.
    #[error("the reading was stopped")]
    Stopped,
}

impl TableError {
    /// The failure of a file.
    #[must_use]
    pub fn file(path: &Path, error: std::io::Error) -> Self {
        Self::File { path: path.display().to_string(), error }
    }

    /// A file that is no table.
    pub(crate) fn kind(name: &str, kind: &str) -> Self {
        let problem = format!(
            "{name} is {kind}, and only CSV, JSON and NDJSON are read (packed with gzip, too); save it as one of these"
        );
        Self::Kind { problem, advice: None }
    }

    /// A file that is one object over several lines; a member of it may be the list that was meant.
    pub(crate) fn one_object(name: &str, list: Option<&str>) -> Self {
        let advice = match list {
            Some(member) => format!("the list in its member {member:?} would be one: save that by itself"),
            None => "put it into brackets: [{...}]".to_owned(),
        };
        Self::Input(format!(
            "{name} is one JSON object over several lines, and neither a list of objects nor one object a line; {advice}"
        ))
    }

    /// A file whose name says something else than it is.
    pub(crate) fn misnamed(name: &str, is: &str, said: &str, option: &str) -> Self {
        let problem = format!("{name} is {is}, while its name says {said}; give it the right name");
        Self::Kind { problem, advice: Some(format!(", or say --format {option}")) }
    }

    /// The error for the command line, where `advise`, or for other surfaces.
    pub(crate) fn advised(self, advise: bool) -> Self {
        match self {
            Self::Kind { problem, advice: Some(advice) } if advise => {
                Self::Kind { problem: format!("{problem}{advice}"), advice: None }
            }
            other => other,
        }
    }
}
