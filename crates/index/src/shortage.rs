//! Want of something that the system gives, which says nothing of the files themselves.

use std::fmt::{self, Debug};
use std::io::{self, ErrorKind};

/// What is wanting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shortage {
    /// Room on the disk.
    Space,
    /// Files that may be open.
    Files,
    /// Memory.
    Memory,
}

/// The system's numbers: "too many open files" of the process and of the system, room, a file's size, a quota, memory.
const CODES: [(i32, Shortage); 6] = [
    (24, Shortage::Files),
    (23, Shortage::Files),
    (28, Shortage::Space),
    (27, Shortage::Space),
    (122, Shortage::Space),
    (12, Shortage::Memory),
];

impl Shortage {
    /// What an error of the system is about, if it is want of something.
    #[must_use]
    pub fn of(error: &io::Error) -> Option<Self> {
        let of_kind = match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Some(Self::Space),
            ErrorKind::OutOfMemory => Some(Self::Memory),
            _ => None,
        };
        let of_code = |code| CODES.iter().find(|(known, _)| *known == code).map(|(_, shortage)| *shortage);
        of_kind.or_else(|| error.raw_os_error().and_then(of_code)).or_else(|| Self::within(error))
    }

    /// The same for an error that holds one of the system's somewhere. The engine hands errors from thread to thread as text.
    pub(crate) fn within(error: &impl Debug) -> Option<Self> {
        let text = format!("{error:?}");
        let is_told = |code: i32| {
            text.contains(&format!("code: {code},")) || text.contains(&format!("(os error {code})"))
        };
        CODES.iter().find(|(code, _)| is_told(*code)).map(|(_, shortage)| *shortage)
    }
}

impl fmt::Display for Shortage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Space => "room on the disk",
            Self::Files => "open files (ulimit -n)",
            Self::Memory => "memory",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn want_is_told_from_damage_however_deep_it_lies() {
        let system = |code| io::Error::from_raw_os_error(code);
        for (code, shortage) in CODES {
            assert_eq!(Shortage::of(&system(code)), Some(shortage), "{code}");
            assert_eq!(Shortage::of(&io::Error::other(system(code))), Some(shortage), "{code}");
            let engines = tantivy::TantivyError::from(system(code));
            assert_eq!(Shortage::within(&engines), Some(shortage), "{code}");
            let told = tantivy::TantivyError::ErrorInThread(engines.to_string());
            assert_eq!(Shortage::within(&told), Some(shortage), "{code}");
        }
        for code in [2, 5, 13, 240] {
            assert_eq!(Shortage::of(&system(code)), None, "{code}");
        }
        assert_eq!(Shortage::within(&"checksum does not match"), None);
    }
}
