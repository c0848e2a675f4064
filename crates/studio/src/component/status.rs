//! Badges that tell a state in a word.

use maud::{Markup, html};

use crate::shell::Tone;

/// A word with the colour of its meaning; the colour adds nothing that the word does not say.
pub(crate) fn badge(tone: Tone, word: &str) -> Markup {
    html! { span class=(format!("badge {}", tone.class())) { (word) } }
}

/// How an import ended.
pub(crate) fn import_state(state: &str) -> Markup {
    let tone = match state {
        "applied" | "published" => Tone::Success,
        "failed" => Tone::Danger,
        _ => Tone::Neutral,
    };
    badge(tone, state)
}
