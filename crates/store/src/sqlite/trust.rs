//! The time by which old records are removed. A clock that is wrong must not remove what is young, so a jump ahead counts
//! only when it has lasted.
//!
//! The trusted time goes on with the clock while that is at most [`SLACK`] ahead of it, and goes back with it at once. Where
//! the clock is further ahead, only the time counts that this store was open, as the clock that nobody sets measures it,
//! until the clock has been ahead for as long as the operator says. Both are kept in the file: neither what a wrong clock
//! wrote nor another start makes it right.

use std::time::{Duration, Instant};

use octant_model::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::writer::WriteContext;
use crate::error::StoreError;
use crate::store::TrustedTime;

/// How far the clock may be ahead to be followed at once, in milliseconds. Less than any record is kept by default.
const SLACK: i64 = 60 * 60 * 1_000;

const TRUSTED: &str = "trusted time";
const DOUBTED: &str = "doubted for";

/// What is known of the clock, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Trust {
    /// The trusted time.
    time: i64,
    /// For how long the clock has been too far ahead.
    doubted: i64,
}

impl Trust {
    /// With what the clock says now, so long after it was asked last.
    fn observe(self, clock: i64, elapsed: i64, patience: i64) -> Self {
        let time = self.time.saturating_add(elapsed);
        let doubted = self.doubted.saturating_add(elapsed);
        if clock <= time.saturating_add(SLACK) || doubted >= patience {
            Self { time: clock, doubted: 0 }
        } else {
            Self { time, doubted }
        }
    }
}

/// Observes the clock and keeps what that leads to. `newest` is the newest time that was stored when the store was opened,
/// for a store in which no trusted time is kept yet.
pub(crate) fn observe(
    context: &WriteContext<'_>,
    newest: Option<Timestamp>,
    last: Option<Instant>,
    patience: Duration,
) -> Result<TrustedTime, StoreError> {
    let now = Timestamp::now().milliseconds();
    let milliseconds = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    let kept = kept(context.connection, TRUSTED)?;
    let before = Trust {
        time: kept.unwrap_or_else(|| newest.map_or(now, Timestamp::milliseconds)),
        doubted: self::kept(context.connection, DOUBTED)?.unwrap_or(0),
    };
    let elapsed = last.map_or(0, |last| milliseconds(last.elapsed()));
    let trust = before.observe(now, elapsed, milliseconds(patience));
    keep(context.connection, TRUSTED, trust.time)?;
    keep(context.connection, DOUBTED, trust.doubted)?;
    let behind = u64::try_from(now.saturating_sub(trust.time)).unwrap_or(0);
    Ok(TrustedTime { now: Timestamp::from_milliseconds(trust.time), behind: Duration::from_millis(behind) })
}

fn kept(connection: &Connection, name: &str) -> Result<Option<i64>, StoreError> {
    let found = connection
        .prepare_cached("SELECT value FROM meta WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(found)
}

fn keep(connection: &Connection, name: &str, value: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
        )?
        .execute((name, value))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    const DAY: i64 = 24 * HOUR;
    const YEAR: i64 = 365 * DAY;

    fn trust(time: i64) -> Trust {
        Trust { time, doubted: 0 }
    }

    #[test]
    fn a_clock_that_goes_with_the_time_is_followed() {
        assert_eq!(trust(YEAR).observe(YEAR + HOUR, 0, DAY), trust(YEAR + HOUR));
        assert_eq!(trust(YEAR).observe(YEAR + 10 * DAY, 10 * DAY, DAY), trust(YEAR + 10 * DAY));
    }

    #[test]
    fn a_clock_that_is_put_back_is_followed_at_once() {
        assert_eq!(trust(2 * YEAR).observe(YEAR, HOUR, DAY), trust(YEAR));
    }

    #[test]
    fn a_jump_ahead_counts_when_it_has_lasted_and_not_before() {
        let mut trust = trust(YEAR);
        for hour in 1..24 {
            trust = trust.observe(2 * YEAR + hour * HOUR, HOUR, DAY);
            assert_eq!(trust, Trust { time: YEAR + hour * HOUR, doubted: hour * HOUR }, "hour {hour}");
            // Another start.
            trust = trust.observe(2 * YEAR + hour * HOUR, 0, DAY);
        }
        assert_eq!(trust.observe(2 * YEAR + DAY, HOUR, DAY), Trust { time: 2 * YEAR + DAY, doubted: 0 });
        // Put right before that, nothing of it is left.
        assert_eq!(trust.observe(YEAR + DAY, HOUR, DAY), Trust { time: YEAR + DAY, doubted: 0 });
    }
}
