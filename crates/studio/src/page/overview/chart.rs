//! Imports per hour as a chart.

use maud::{Markup, html};

use crate::component::number;
use crate::texts::overview as texts;

fn imports_of(count: u64) -> String {
    format!("{} {}", number::grouped(count), if count == 1 { "import" } else { "imports" })
}

fn hours_ago(hours: usize) -> String {
    match hours {
        0 => "this hour".to_owned(),
        1 => "1 hour ago".to_owned(),
        _ => format!("{hours} hours ago"),
    }
}

/// Imports per hour as bars, with what they tell in words.
pub(super) fn show(hours: &[(u64, u64)]) -> Markup {
    let most = hours.iter().map(|(count, _)| *count).max().unwrap_or(0).max(1);
    let height = |count: u64| u64::try_from(u128::from(count) * 100 / u128::from(most)).unwrap_or(100);
    let total: u64 = hours.iter().map(|(count, _)| count).sum();
    html! {
        svg.chart viewBox="0 0 480 111" preserveAspectRatio="none" role="img"
            aria-label=(format!("{} in the last 24 hours, at most {} in one hour", imports_of(total), number::grouped(most))) {
            line.axis x1="0" x2="480" y1="110" y2="110" {}
            @for (index, (count, failed)) in hours.iter().enumerate() {
                @let bar = height(*count).max(u64::from(*count > 0) * 2);
                @let bad = height(*failed).max(u64::from(*failed > 0) * 2);
                rect.bar x=(index * 20 + 2) y=(110 - bar) width="16" height=(bar) {
                    title { (imports_of(*count)) ", " (number::grouped(*failed)) " failed, " (hours_ago(hours.len() - 1 - index)) }
                }
                rect.bar.failed x=(index * 20 + 2) y=(110 - bad) width="16" height=(bad) {}
            }
        }
        div.scale {
            span { (hours_ago(hours.len())) }
            span { (texts::most_per_hour(&number::grouped(most))) }
            span { (texts::NOW) }
        }
    }
}
