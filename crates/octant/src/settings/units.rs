//! Sizes and times as people write them.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A number of bytes, written like `64MiB`, `20MB` or `1048576`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ByteSize(pub(crate) u64);

/// A length of time, written like `500ms`, `75s`, `10m`, `24h` or `90d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period(pub(crate) Duration);

/// From the largest to the smallest: the first that divides a size evenly shows it.
const SIZES: [(&str, u64); 7] = [
    ("GiB", 1 << 30),
    ("GB", 1_000_000_000),
    ("MiB", 1 << 20),
    ("MB", 1_000_000),
    ("KiB", 1 << 10),
    ("KB", 1_000),
    ("B", 1),
];

/// From the largest to the smallest, in milliseconds.
const PERIODS: [(&str, u64); 5] =
    [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

impl FromStr for ByteSize {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, unit) = split(text);
        let factor = if unit.is_empty() { Some(1) } else { factor(&SIZES, unit) };
        scaled(number, factor).map(Self).ok_or("write a size like 64MiB, 20MB or 1048576")
    }
}

impl fmt::Display for ByteSize {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(formatter, &SIZES, self.0)
    }
}

impl FromStr for Period {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, unit) = split(text);
        let milliseconds = scaled(number, factor(&PERIODS, unit));
        let period = milliseconds.map(Duration::from_millis).map(Self);
        period.ok_or("write a time with its unit, like 500ms, 75s, 10m, 24h or 90d")
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(formatter, &PERIODS, u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX))
    }
}

/// The digits at the beginning, and what follows them.
fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    (&text[..end], text[end..].trim_start())
}

fn factor(units: &[(&str, u64)], name: &str) -> Option<u64> {
    units.iter().find(|(unit, _)| unit.eq_ignore_ascii_case(name)).map(|(_, factor)| *factor)
}

fn scaled(number: &str, factor: Option<u64>) -> Option<u64> {
    number.parse::<u64>().ok()?.checked_mul(factor?)
}

fn show(formatter: &mut fmt::Formatter<'_>, units: &[(&str, u64)], amount: u64) -> fmt::Result {
    let largest = units.iter().find(|(_, factor)| amount >= *factor && amount.is_multiple_of(*factor));
    let (unit, factor) = largest.or(units.last()).copied().unwrap_or(("", 1));
    write!(formatter, "{}{unit}", amount / factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_and_without_a_unit() {
        for (text, bytes) in [
            ("0", 0),
            ("1048576", 1 << 20),
            ("64MiB", 64 << 20),
            ("64 mib", 64 << 20),
            ("20MB", 20_000_000),
            ("1B", 1),
        ] {
            assert_eq!(text.parse(), Ok(ByteSize(bytes)), "{text}");
        }
        for text in ["", "MiB", "-1", "1.5GiB", "64M", "99999999999999999999", "18446744073709551615KB"] {
            assert!(text.parse::<ByteSize>().is_err(), "{text}");
        }
    }

    #[test]
    fn times_need_their_unit() {
        for (text, milliseconds) in
            [("500ms", 500), ("75s", 75_000), ("10 m", 600_000), ("90d", 7_776_000_000)]
        {
            assert_eq!(text.parse(), Ok(Period(Duration::from_millis(milliseconds))), "{text}");
        }
        for text in ["", "75", "s", "-1s", "1.5h", "1w"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_shown_reads_back_as_the_same() {
        for bytes in [0, 1, 1_000, 1 << 20, 20_000_000, (1 << 30) + 1] {
            assert_eq!(ByteSize(bytes).to_string().parse(), Ok(ByteSize(bytes)));
        }
        assert_eq!(ByteSize(64 << 20).to_string(), "64MiB");
        assert_eq!(Period(Duration::from_secs(86_400)).to_string(), "1d");
        assert_eq!(Period(Duration::from_secs(75)).to_string(), "75s");
        assert_eq!(Period(Duration::ZERO).to_string(), "0ms");
    }
}
