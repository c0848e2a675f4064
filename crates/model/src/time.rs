//! Times as they are stored and shown: milliseconds since 1970, RFC 3339 in UTC.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::instant::Instant;

/// A moment, to the millisecond.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first millisecond of the year 1.
    pub const MIN: Self = Self(-62_135_596_800_000);

    /// The last millisecond of the year 9999.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// The clock's time.
    #[must_use]
    pub fn now() -> Self {
        Self(jiff::Timestamp::now().as_millisecond())
    }

    /// From milliseconds since 1970-01-01T00:00:00Z; held to the years 1 to 9999.
    #[must_use]
    pub fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn milliseconds(self) -> i64 {
        self.0
    }

    /// The moment so many milliseconds later, or earlier where negative.
    #[must_use]
    pub fn plus_milliseconds(self, milliseconds: i64) -> Self {
        Self::from_milliseconds(self.0.saturating_add(milliseconds))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Instant::from(*self), formatter)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// A text that is no time: neither RFC 3339, nor a date, nor a date and time without a zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no time; write it like 2024-01-31T12:00:00Z or 2024-01-31, in the years 0001 to 9999")]
pub struct InvalidTimestamp(pub String);

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    /// Reads what [`Instant`] reads, to the millisecond that is not later.
    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        text.parse::<Instant>().map(Instant::floor)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_as_rfc_3339_in_utc() {
        let time: Timestamp = "2024-01-31T12:00:00.5+02:00".parse().expect("a time");
        assert_eq!(time.to_string(), "2024-01-31T10:00:00.500Z");
    }

    #[test]
    fn a_time_without_zone_is_utc_and_a_date_is_its_first_moment() {
        let expected: Timestamp = "2024-01-31T00:00:00Z".parse().expect("a time");
        assert_eq!("2024-01-31".parse(), Ok(expected));
        assert_eq!("2024-01-31T00:00:00".parse(), Ok(expected));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "yesterday", "2024-13-01", "12:00", "2024-01-31T25:00:00Z", "20240"] {
            assert!(text.parse::<Timestamp>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_years_1_to_9999_are_times() {
        for milliseconds in [i64::MIN, 0, i64::MAX] {
            let time = Timestamp::from_milliseconds(milliseconds);
            assert_eq!(time.to_string().parse(), Ok(time));
        }
        assert_eq!(Timestamp::MIN.to_string(), "0001-01-01T00:00:00.000Z");
        assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59.999Z");
        assert_eq!("9999-12-31T23:59:59.9999999Z".parse(), Ok(Timestamp::MAX));
    }
}
