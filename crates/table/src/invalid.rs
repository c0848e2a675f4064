//! Bytes that are no text in a file's encoding.

use crate::position::Position;

/// How many of them are kept with their place.
const NAMED: usize = 3;

/// Bytes that stand for no character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invalid {
    pub(crate) line: u64,
    pub(crate) column: u64,
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: Kind,
}

/// Why they stand for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Unknown,
    /// The file ends within a character.
    Cut,
    /// Half of a character as UTF-16 has it, written like UTF-8.
    Surrogate,
    /// Both halves of a character.
    Surrogates,
}

impl Invalid {
    pub(crate) fn at(position: Position, bytes: &[u8], kind: Kind) -> Self {
        Self { line: position.line, column: position.column, bytes: bytes.to_vec(), kind }
    }

    /// Where it is, and what: `line 2, column 5: the byte E5 is not UTF-8`.
    pub(crate) fn describe(&self, encoding: &str) -> String {
        let Self { line, column, .. } = self;
        let bytes: Vec<String> = self.bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        let (word, is, bytes) = match bytes.as_slice() {
            [byte] => ("byte", "is", byte.clone()),
            _ => ("bytes", "are", bytes.join(" ")),
        };
        let problem = match self.kind {
            Kind::Unknown => format!("the {word} {bytes} {is} not {encoding}"),
            Kind::Cut => format!("the file ends inside a character ({word} {bytes}), so its end is missing"),
            Kind::Surrogate => {
                format!("the {word} {bytes} {is} half of a character (CESU-8), which is not {encoding}")
            }
            Kind::Surrogates => {
                format!("the {word} {bytes} {is} one character in CESU-8, which is not {encoding}")
            }
        };
        format!("line {line}, column {column}: {problem}")
    }
}

/// All of a file: how many, and the first ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AllInvalid {
    pub(crate) count: u64,
    pub(crate) first: Vec<Invalid>,
}

impl AllInvalid {
    pub(crate) fn add(&mut self, invalid: Invalid) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(invalid);
        }
    }

    /// The first one, and how many more there are; `None` where there is none.
    pub(crate) fn describe(&self, encoding: &str) -> Option<String> {
        let first = self.first.first()?.describe(encoding);
        let others: Vec<String> = self
            .first
            .iter()
            .skip(1)
            .map(|one| format!("line {}, column {}", one.line, one.column))
            .collect();
        let unnamed = self.count - self.first.len() as u64;
        Some(match (others.is_empty(), unnamed) {
            (true, _) => first,
            (false, 0) => format!("{first}; also at {}", others.join(" and ")),
            (false, 1) => format!("{first}; also at {} and 1 more place", others.join(", ")),
            (false, more) => format!("{first}; also at {} and {more} more places", others.join(", ")),
        })
    }
}
