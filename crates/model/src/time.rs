//! Times as they are stored and shown: milliseconds since 1970, RFC 3339 in UTC.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A moment, to the millisecond.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

/// The range that RFC 3339 can show: the years 0 to 9999.
const MILLISECONDS: std::ops::RangeInclusive<i64> = -62_167_219_200_000..=253_402_207_200_000;

impl Timestamp {
    /// The clock's time.
    #[must_use]
    pub fn now() -> Self {
        Self(jiff::Timestamp::now().as_millisecond())
    }

    /// From milliseconds since 1970-01-01T00:00:00Z; held to the years 0 to 9999.
    #[must_use]
    pub fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds.clamp(*MILLISECONDS.start(), *MILLISECONDS.end()))
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
        let timestamp = jiff::Timestamp::from_millisecond(self.0).map_err(|_| fmt::Error)?;
        write!(formatter, "{timestamp:.3}")
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// A text that is no time: neither RFC 3339, nor a date, nor a date and time without a zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no time; write it like 2024-01-31T12:00:00Z or 2024-01-31")]
pub struct InvalidTimestamp(pub String);

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    /// Reads RFC 3339, a date (its first moment), or a date and time without zone; the last two are UTC.
    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        let invalid = || InvalidTimestamp(text.chars().take(100).collect());
        if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
            return Ok(Self(timestamp.as_millisecond()));
        }
        // A civil datetime parse would silently drop a zone that it does not understand.
        if text.ends_with(['Z', 'z', ']']) {
            return Err(invalid());
        }
        let civil = text.parse::<jiff::civil::DateTime>().map_err(|_| invalid())?;
        let timestamp = jiff::tz::TimeZone::UTC.to_timestamp(civil).map_err(|_| invalid())?;
        Ok(Self(timestamp.as_millisecond()))
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
    fn the_ends_of_the_range_can_be_shown() {
        for milliseconds in [i64::MIN, 0, i64::MAX] {
            let shown = Timestamp::from_milliseconds(milliseconds).to_string();
            assert!(shown.parse::<Timestamp>().is_ok(), "{shown}");
        }
    }
}
