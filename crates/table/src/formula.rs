//! Cells that a spreadsheet would run as formulas.
//!
//! In files that people open, such a cell gets an apostrophe before it, which spreadsheets take as the mark of a text.
//! A cell that begins with apostrophes before such a character gets one more, so that taking one off always gives the
//! cell back.

use std::borrow::Cow;

/// The mark of a text.
const MARK: char = '\'';

/// The cell as a spreadsheet shows it without running it. Numbers stay as they are.
#[must_use]
pub fn neutralized(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches(MARK)) && !is_number(cell) {
        Cow::Owned(format!("{MARK}{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell that [`neutralized`] was given.
pub(crate) fn restored(cell: &str) -> &str {
    match cell.strip_prefix(MARK) {
        Some(rest) if is_formula(rest.trim_start_matches(MARK)) => rest,
        _ => cell,
    }
}

/// Whether a spreadsheet runs a cell with this beginning; East Asian ones know full-width characters, too.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// Whether it is a number with a sign, such as `-12.5`, `+1,000` or `-1e-3`.
fn is_number(cell: &str) -> bool {
    let Some(unsigned) = cell.strip_prefix(['+', '-']) else { return false };
    let (digits, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        && digits.bytes().any(|byte| byte.is_ascii_digit())
        && !exponent.is_empty()
        && is_digits(exponent)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_become_texts_and_numbers_stay() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("+46 70 123", "'+46 70 123"),
            ("-", "'-"),
            ("-5", "-5"),
            ("+1,000.50", "+1,000.50"),
            ("-1.5e-3", "-1.5e-3"),
            ("-1e", "'-1e"),
            ("-e5", "'-e5"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("'tis", "'tis"),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(neutralized(cell), expected, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn every_cell_comes_back(cell in "['=+@\\-\t\r0-9.,eEa]{0,6}|\\PC*") {
            let shown = neutralized(&cell).into_owned();
            prop_assert_eq!(restored(&shown), cell.as_str());
            prop_assert!(!is_formula(&shown) || is_number(&shown), "{}", shown);
        }
    }
}
