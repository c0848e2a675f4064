//! Times for people: how long ago, with the exact time behind it.

use maud::{Markup, html};
use octant_model::Timestamp;

/// The moment as a `time` element.
pub(crate) fn ago(moment: Timestamp, now: Timestamp) -> Markup {
    let exact = moment.to_string();
    html! { time.nowrap datetime=(exact) title=(exact) { (words(moment, now)) } }
}

/// The moment, or a dash.
pub(crate) fn ago_if_any(moment: Option<Timestamp>, now: Timestamp) -> Markup {
    html! { @match moment { Some(moment) => { (ago(moment, now)) } None => { span.muted { "–" } } } }
}

fn words(moment: Timestamp, now: Timestamp) -> String {
    let seconds = (now.milliseconds() - moment.milliseconds()) / 1_000;
    let plural = |count: i64, unit: &str| format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" });
    match seconds {
        ..5 => "just now".to_owned(),
        5..60 => plural(seconds, "second"),
        60..3_600 => plural(seconds / 60, "minute"),
        3_600..86_400 => plural(seconds / 3_600, "hour"),
        86_400..2_592_000 => plural(seconds / 86_400, "day"),
        _ => moment.to_string().chars().take(10).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_the_unit_that_fits() {
        let now: Timestamp = "2024-05-10T12:00:00Z".parse().expect("a time");
        for (seconds, shown) in [
            (-3, "just now"),
            (0, "just now"),
            (59, "59 seconds ago"),
            (60, "1 minute ago"),
            (7_200, "2 hours ago"),
            (86_400, "1 day ago"),
            (40 * 86_400, "2024-03-31"),
        ] {
            assert_eq!(words(now.plus_milliseconds(-seconds * 1_000), now), shown);
        }
    }
}
