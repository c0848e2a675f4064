//! Moments as values: to the nanosecond, with the digits that were given.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::{DateTime, Time, date};
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::time::{InvalidTimestamp, Timestamp};

/// The years 1 to 9999, in seconds since 1970.
const SECONDS: RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// Nanoseconds of a second, and of a tick.
const SECOND: i128 = 1_000_000_000;
const TICK: u32 = 100;

/// The fewest and the most digits of a second's fraction that are shown.
const DIGITS: RangeInclusive<u8> = 3..=9;

/// A moment of the years 1 to 9999.
///
/// Two moments are equal however many digits they were given with. [`fmt::Display`] writes RFC 3339 in UTC with as many
/// digits of the second's fraction as were given, at least three.
#[derive(Clone, Copy)]
pub struct Instant {
    /// Since 1970.
    seconds: i64,
    nanoseconds: u32,
    /// How many digits of the fraction are shown.
    digits: u8,
}

impl Instant {
    /// Ticks of 100 nanoseconds since 1970; what is smaller is left out.
    #[must_use]
    pub fn ticks(self) -> i64 {
        self.seconds * i64::from(1_000_000_000 / TICK) + i64::from(self.nanoseconds / TICK)
    }

    /// The nanoseconds that [`Self::ticks`] leaves out: 0 to 99.
    #[must_use]
    pub fn beside_ticks(self) -> u32 {
        self.nanoseconds % TICK
    }

    /// The same without what [`Self::ticks`] leaves out.
    #[must_use]
    pub fn whole_ticks(self) -> Self {
        Self { nanoseconds: self.nanoseconds - self.beside_ticks(), ..self }
    }

    /// The last millisecond that is not later.
    #[must_use]
    pub fn floor(self) -> Timestamp {
        Timestamp::from_milliseconds(self.seconds * 1_000 + i64::from(self.nanoseconds / 1_000_000))
    }

    /// The first millisecond that is not earlier; the last there is for what is later than that.
    #[must_use]
    pub fn ceil(self) -> Timestamp {
        let up = i64::from(!self.nanoseconds.is_multiple_of(1_000_000));
        self.floor().plus_milliseconds(up)
    }

    /// The text that all moments equal to this one have in common: with as few digits as possible, at least three.
    #[must_use]
    pub fn normalized(self) -> String {
        let mut digits = *DIGITS.end();
        while digits > *DIGITS.start() && self.nanoseconds.is_multiple_of(10_u32.pow(10 - u32::from(digits)))
        {
            digits -= 1;
        }
        Self { digits, ..self }.to_string()
    }

    fn new(civil: DateTime, offset: i32, digits: u8) -> Option<Self> {
        let since = civil.duration_since(EPOCH).as_nanos() - i128::from(offset) * SECOND;
        let seconds = i64::try_from(since.div_euclid(SECOND)).ok()?;
        let nanoseconds = u32::try_from(since.rem_euclid(SECOND)).ok()?;
        SECONDS.contains(&seconds).then_some(Self { seconds, nanoseconds, digits })
    }

    fn read(text: &str) -> Option<Self> {
        let pieces = Pieces::parse(text).ok()?;
        let offset = pieces.to_numeric_offset().map(Offset::seconds);
        // A zone by name without an offset may mean two moments or none.
        if offset.is_none() && pieces.time_zone_annotation().is_some() {
            return None;
        }
        let time = match pieces.time() {
            Some(time) => time,
            None if offset.is_some() => return None,
            None => Time::midnight(),
        };
        Self::new(pieces.date().to_datetime(time), offset.unwrap_or(0), digits_given(text))
    }
}

/// How many digits of the second's fraction a text has that is a time.
fn digits_given(text: &str) -> u8 {
    let fraction = text.split_once(['.', ',']).map_or("", |(_, rest)| rest);
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    u8::try_from(digits).unwrap_or(u8::MAX).clamp(*DIGITS.start(), *DIGITS.end())
}

impl From<Timestamp> for Instant {
    fn from(time: Timestamp) -> Self {
        let (seconds, milliseconds) =
            (time.milliseconds().div_euclid(1_000), time.milliseconds().rem_euclid(1_000));
        let nanoseconds = u32::try_from(milliseconds * 1_000_000).expect("less than a second");
        Self { seconds, nanoseconds, digits: *DIGITS.start() }
    }
}

impl FromStr for Instant {
    type Err = InvalidTimestamp;

    /// Reads RFC 3339, a date (its first moment), or a date and time without zone; the last two are UTC. A second has up
    /// to nine digits behind the point.
    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        Self::read(text).ok_or_else(|| InvalidTimestamp(text.chars().take(100).collect()))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = EPOCH.checked_add(SignedDuration::from_secs(self.seconds)).map_err(|_| fmt::Error)?;
        let digits = usize::from(self.digits);
        let fraction = self.nanoseconds / 10_u32.pow(9 - u32::from(self.digits));
        write!(formatter, "{civil}.{fraction:0digits$}Z")
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Ord for Instant {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.seconds, self.nanoseconds).cmp(&(other.seconds, other.nanoseconds))
    }
}

impl PartialOrd for Instant {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Instant {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Instant {}

impl Hash for Instant {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.seconds, self.nanoseconds).hash(state);
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn instant(text: &str) -> Instant {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_moment_is_shown_in_utc_with_its_digits() {
        let cases = [
            ("2024-01-31", "2024-01-31T00:00:00.000Z"),
            ("2024-01-31T12:00:00", "2024-01-31T12:00:00.000Z"),
            ("2024-01-31T12:00:00.5+02:00", "2024-01-31T10:00:00.500Z"),
            ("2024-01-31T12:00:00.1234567Z", "2024-01-31T12:00:00.1234567Z"),
            ("2024-01-31T12:00:00.1234560Z", "2024-01-31T12:00:00.1234560Z"),
            ("2024-01-31T12:00:00.123456789Z", "2024-01-31T12:00:00.123456789Z"),
            ("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z"),
            ("0001-01-01", "0001-01-01T00:00:00.000Z"),
            ("9999-12-31", "9999-12-31T00:00:00.000Z"),
            ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"),
            ("9999-12-31T23:59:59+02:00", "9999-12-31T21:59:59.000Z"),
            ("2024-01-31T12:00:00+01:00[Europe/Stockholm]", "2024-01-31T11:00:00.000Z"),
        ];
        for (text, shown) in cases {
            assert_eq!(instant(text).to_string(), shown, "{text}");
            assert_eq!(instant(&instant(text).normalized()), instant(text), "{text}");
        }
        assert_eq!(instant("2024-01-31T12:00:00.1234500Z").normalized(), "2024-01-31T12:00:00.12345Z");
        assert_eq!(instant("2024-01-31T12:00:00.100Z"), instant("2024-01-31T12:00:00.1Z"));
    }

    #[test]
    fn what_is_no_moment_of_the_years_1_to_9999_is_refused() {
        let texts = [
            "",
            "yesterday",
            "0000-12-31",
            "-000001-01-01",
            "-0001-01-01",
            "+010000-01-01",
            "10000-01-01",
            "9999-12-31T23:59:59-01:00",
            "0001-01-01T00:00:00+01:00",
            "2024-01-31T12:00:00.1234567891Z",
            "2024-01-31[Europe/Stockholm]",
            "2024-01-31T12:00:00[Europe/Stockholm]",
            "2024-02-30",
            "12:00",
        ];
        for text in texts {
            assert!(text.parse::<Instant>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn milliseconds_are_found_below_and_above() {
        let between = instant("2024-01-31T12:00:00.1234Z");
        assert_eq!(between.floor().to_string(), "2024-01-31T12:00:00.123Z");
        assert_eq!(between.ceil().to_string(), "2024-01-31T12:00:00.124Z");
        let last = instant("9999-12-31T23:59:59.9999999Z");
        assert_eq!((last.floor(), last.ceil()), (Timestamp::MAX, Timestamp::MAX));
        let before = instant("1969-12-31T23:59:59.9995Z");
        assert_eq!((before.floor().milliseconds(), before.ceil().milliseconds()), (-1, 0));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_as_the_same(seconds in SECONDS, nanoseconds in 0..1_000_000_000_u32, digits in 3..=9_u8) {
            let unit = 10_u32.pow(9 - u32::from(digits));
            let moment = Instant { seconds, nanoseconds: nanoseconds / unit * unit, digits };
            let read = instant(&moment.to_string());
            prop_assert_eq!(read, moment);
            prop_assert_eq!(read.to_string(), moment.to_string());
            let ticks = i128::from(moment.ticks()) * 100 + i128::from(moment.beside_ticks());
            prop_assert_eq!(ticks, i128::from(seconds) * SECOND + i128::from(moment.nanoseconds));
        }
    }
}
