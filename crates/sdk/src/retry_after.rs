//! `Retry-After` in both of its forms (RFC 9110, 10.2.3): seconds, or a date in any of HTTP's three spellings.

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use octant_model::Timestamp;
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// The wait that the headers ask for, counted from the server's own clock where it tells its time.
pub(crate) fn from_headers(headers: &HeaderMap) -> Option<Duration> {
    let asked = text(headers, RETRY_AFTER)?;
    if let Ok(seconds) = asked.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = date(asked)?;
    let now = text(headers, DATE).and_then(date).unwrap_or_else(|| Timestamp::now().milliseconds());
    Some(Duration::from_millis(u64::try_from(until - now).unwrap_or(0)))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// The HTTP date in milliseconds since 1970.
fn date(text: &str) -> Option<i64> {
    const FORMS: [&str; 3] =
        ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    let parsed = FORMS.iter().find_map(|form| strtime::parse(form, text).ok())?;
    let civil: DateTime = parsed.to_datetime().ok()?;
    let timestamp = TimeZone::UTC.to_timestamp(civil).ok()?;
    Some(timestamp.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(retry_after: &str, date: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().expect("a header"));
        if let Some(date) = date {
            headers.insert(DATE, date.parse().expect("a header"));
        }
        from_headers(&headers)
    }

    #[test]
    fn seconds_are_seconds() {
        assert_eq!(asked("120", None), Some(Duration::from_secs(120)));
        assert_eq!(asked(" 0 ", None), Some(Duration::ZERO));
    }

    #[test]
    fn a_date_counts_from_the_servers_clock_in_any_spelling() {
        let now = Some("Sun, 06 Nov 1994 08:49:07 GMT");
        for until in
            ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
        {
            assert_eq!(asked(until, now), Some(Duration::from_secs(30)), "{until}");
        }
    }

    #[test]
    fn a_date_that_is_over_asks_for_no_wait() {
        assert_eq!(asked("Sun, 06 Nov 1994 08:49:37 GMT", None), Some(Duration::ZERO));
    }

    #[test]
    fn what_is_neither_is_ignored() {
        for odd in ["soon", "-1", "1.5", "Sun, 36 Nov 1994 08:49:37 GMT", ""] {
            assert_eq!(asked(odd, None), None, "{odd:?}");
        }
    }
}
