//! How much of a whole has something, as a bar and in numbers. The bar is SVG: the content policy allows no inline style.

use maud::{Markup, html};

use super::number;

/// A part of a whole; `what` names what is counted.
pub(crate) fn show(part: u64, whole: u64, what: &str) -> Markup {
    let percent = number::percent(part, whole);
    html! {
        span.coverage title=(format!("{} of {} {what}", number::grouped(part), number::grouped(whole))) {
            svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" {
                rect.track width="100" height="10" rx="4" {}
                rect.fill width=(percent) height="10" rx="4" {}
            }
            span { (percent) " %" }
        }
    }
}
