//! What is wrong with JSON, and where.

use crate::position::Position;

/// What is wrong with an object, told by its place in the object's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JsonProblem {
    problem: String,
    /// How many bytes of the text stand before it, where that is known.
    offset: Option<usize>,
    /// The member that it is in, such as `size.width`.
    path: String,
}

impl JsonProblem {
    /// What is wrong with the whole.
    pub(crate) fn of_whole(problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), offset: None, path: String::new() }
    }

    /// What the parser says of `part`, which stands within `text`.
    pub(crate) fn of_parser(error: &serde_json::Error, part: &str, text: &str, path: &str) -> Self {
        // Both are of one text, so that the distance of their beginnings is the place of the part.
        let begins = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let lines_before: usize =
            part.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let in_line = if error.is_eof() { error.column() } else { error.column().saturating_sub(1) };
        let offset = Some(begins + lines_before + in_line);
        Self { problem: message(error), offset, path: path.to_owned() }
    }

    /// The problem with its place in the file, where the text begins at `begins`.
    pub(crate) fn describe(&self, text: &str, begins: Position) -> String {
        let Self { problem, offset, path } = self;
        let Some(offset) = offset else { return problem.clone() };
        let mut position = begins;
        position.advance(&text.as_bytes()[..(*offset).min(text.len())]);
        let Position { line, column, .. } = position;
        let member = if path.is_empty() { String::new() } else { format!(" in the member {path:?}") };
        format!("it is not JSON at line {line}, column {column}{member}: {problem}")
    }
}

/// What the parser says, without the place, which it counts from the beginning of what it was given.
pub(crate) fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}
