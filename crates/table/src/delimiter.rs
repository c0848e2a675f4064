//! The character between the cells of a CSV file.

use crate::csv_record::{Record, Records};
use crate::error::TableError;
use crate::quotes::Quotes;

/// What can be detected, the less likely to stand within a cell first.
const CANDIDATES: [u8; 4] = *b"\t;|,";

/// Reads what the command line gives.
pub(crate) fn parse(text: &str) -> Result<u8, TableError> {
    match text.as_bytes() {
        _ if matches!(text, "tab" | "\\t") => Ok(b'\t'),
        [byte] if can_separate(*byte) => Ok(*byte),
        _ => Err(TableError::Usage(format!(
            "--delimiter {text:?} is not one ASCII character that can stand between cells; `tab` is the tabulator"
        ))),
    }
}

fn can_separate(byte: u8) -> bool {
    byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n')
}

/// The delimiter that a first line such as `sep=;` says, as Excel writes and reads it. Programs that fill rows up to one width
/// write it again behind that: `sep=;;;`.
pub(crate) fn said(start: &str) -> Option<u8> {
    let line = start.split(['\n', '\r']).next()?;
    let (line, is_quoted) = line.strip_prefix('"').map_or((line, false), |line| (line, true));
    let (name, said) = line.split_once('=')?;
    let (delimiter, rest) = said.as_bytes().split_first()?;
    let rest = if is_quoted { rest.strip_prefix(b"\"")? } else { rest };
    let is_said = name.eq_ignore_ascii_case("sep") && rest.iter().all(|byte| byte == delimiter);
    (is_said && can_separate(*delimiter)).then_some(*delimiter)
}

/// The candidate that splits most rows into as many cells as the header has, and the header into most cells.
/// `start` is the file's text, or as much of it as there is; its last row may be cut.
pub(crate) fn detect(start: &str, quotes: Quotes) -> u8 {
    let mut best = (b',', 0.0, 1);
    for candidate in CANDIDATES {
        let (agreement, cells) = agreement(start, candidate, quotes);
        if cells > 1 && (agreement, cells) > (best.1, if best.1 > 0.0 { best.2 } else { 1 }) {
            best = (candidate, agreement, cells);
        }
    }
    best.0
}

/// The share of rows that have as many cells as the header, and how many the header has.
fn agreement(start: &str, delimiter: u8, quotes: Quotes) -> (f64, usize) {
    let mut records = Records::new(start.as_bytes(), delimiter, quotes);
    let (mut record, mut lengths) = (Record::default(), Vec::new());
    while let Ok(true) = records.next(&mut record) {
        lengths.push(record.cells.len());
    }
    // The last row may be cut.
    let whole = if lengths.len() > 2 { &lengths[..lengths.len() - 1] } else { &lengths[..] };
    let Some((header, rows)) = whole.split_first() else {
        return (0.0, 0);
    };
    if rows.is_empty() {
        return (1.0, *header);
    }
    let agreeing = u32::try_from(rows.iter().filter(|cells| *cells == header).count()).unwrap_or(u32::MAX);
    let all = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    (f64::from(agreeing) / f64::from(all), *header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_shows_itself() {
        for (text, delimiter) in [
            ("a,b,c\n1,2,3\n", b','),
            ("a;b\n1,5;2,5\n3,5;4,5\n", b';'),
            ("a\tb, or c\n1\tx, y\n", b'\t'),
            ("a|b\n1|2", b'|'),
            ("a;b;c\n1;\"x, y\nz, w\";3\n", b';'),
            ("only\none\n", b','),
            ("", b','),
            ("name, first;name, last;age\nx;y;1\nz;w;2\n", b';'),
        ] {
            assert_eq!(char::from(detect(text, Quotes::Strict)), char::from(delimiter), "{text:?}");
        }
    }

    #[test]
    fn excel_says_the_delimiter_in_a_line_of_its_own() {
        for (text, delimiter) in [
            ("sep=;\na;b\n", Some(b';')),
            ("\"SEP=,\"\r\na,b", Some(b',')),
            ("sep=\t\n", Some(b'\t')),
            ("sep=;;;\na;b;c\n", Some(b';')),
            ("\"sep=,\",,\na,b,c\n", Some(b',')),
            ("sep=;x\n", None),
            ("sep=;,\n", None),
            ("\"sep=;\n", None),
            ("sep=\na", None),
            ("step=;\n", None),
        ] {
            assert_eq!(said(text), delimiter, "{text:?}");
        }
    }

    #[test]
    fn a_delimiter_is_one_character() {
        assert_eq!(parse("tab").expect("a tabulator"), b'\t');
        assert_eq!(parse(";").expect("a semicolon"), b';');
        for text in ["", "\"", ";;", "å", "\n"] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }
}
