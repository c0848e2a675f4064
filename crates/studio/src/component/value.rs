//! Values as text.

use maud::{Markup, html};

/// A text that may be a path such as `A>B>C`: where it does not fit it goes on behind a step, not within a word.
pub(crate) fn show(text: &str) -> Markup {
    html! { @for step in text.split_inclusive('>') { (step) @if step.ends_with('>') { wbr; } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_can_be_broken_behind_its_steps() {
        assert_eq!(show("A>B & C").into_string(), "A&gt;<wbr>B &amp; C");
        assert_eq!(show("<b>").into_string(), "&lt;b&gt;<wbr>");
        assert_eq!(show("").into_string(), "");
    }
}
