//! Values as text.

use maud::{Markup, html};

/// A text that may be a path such as `A>B>C` or an address: where it does not fit it goes on behind a step, not within a
/// word.
pub(crate) fn show(text: &str) -> Markup {
    html! { @for step in text.split_inclusive(STEPS) { (step) @if step.ends_with(STEPS) { wbr; } } }
}

const STEPS: [char; 2] = ['>', '/'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_can_be_broken_behind_its_steps() {
        assert_eq!(show("A>B & C").into_string(), "A&gt;<wbr>B &amp; C");
        assert_eq!(show("/local/shop").into_string(), "/<wbr>local/<wbr>shop");
        assert_eq!(show("<b>").into_string(), "&lt;b&gt;<wbr>");
        assert_eq!(show("").into_string(), "");
    }
}
