//! Text to take along: secrets, commands.

use maud::{Markup, html};

use crate::texts;

/// A line with a button that copies it. The button needs the script, and is hidden without it.
pub(crate) fn line(id: &str, text: &str) -> Markup {
    html! { div.secret { code #(id) tabindex="0" { (text) } (button(id)) } }
}

/// Several lines, such as a command.
pub(crate) fn block(id: &str, text: &str) -> Markup {
    html! { div.copyable { pre tabindex="0" { code #(id) { (text) } } (button(id)) } }
}

fn button(id: &str) -> Markup {
    html! {
        button.button.small type="button" data-copy=(format!("#{id}")) data-copied=(texts::COPIED) hidden { (texts::COPY) }
    }
}
