//! Greets the first admin. `GET /studio/welcome`; `POST /studio/sample` loads the sample catalogue.

use maud::html;

use crate::component::{head, panel};
use crate::shell::Shell;
use crate::texts::welcome as texts;

/// What the page shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Welcome {
    /// Whether an admin can load the sample catalogue.
    pub offers_sample: bool,
}

/// The page.
#[must_use]
pub fn render(shell: &Shell, view: Welcome) -> String {
    let body = html! {
        (head::show(&[], texts::TITLE, texts::TEXT, &html! {}))
        (panel::plain(&html! {
            ol.steps {
                @for (path, title, text) in texts::STEPS {
                    li { div { h2 { a href=(path) { (title) } } p.muted { (text) } } }
                }
            }
        }))
        @if view.offers_sample && shell.account.is_admin { (sample(shell)) }
        p { a.button href="/studio" { (texts::START) } }
    };
    shell.page(texts::TITLE, &body)
}

/// The offer to load the sample catalogue; also for an empty overview.
pub(crate) fn sample(shell: &Shell) -> maud::Markup {
    panel::show(
        texts::SAMPLE_TITLE,
        &html! {
            p { (texts::SAMPLE_TEXT) }
            form method="post" action="/studio/sample" {
                (shell.csrf_field())
                button.button.primary type="submit" data-busy=(texts::SAMPLE_BUSY) { (texts::SAMPLE) }
            }
        },
    )
}
