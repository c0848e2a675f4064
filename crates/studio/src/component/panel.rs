//! Panels: a title, what one can do, what it is about.

use maud::{Markup, html};

/// A panel with space around its content.
pub(crate) fn show(title: &str, body: &Markup) -> Markup {
    with(title, &html! {}, &html! { div.body { (body) } })
}

/// A panel whose content reaches its edges, such as a table, with actions beside its title.
pub(crate) fn with(title: &str, actions: &Markup, content: &Markup) -> Markup {
    html! {
        section.panel {
            header { h2 { (title) } div.actions { (actions) } }
            (content)
        }
    }
}

/// A panel without a title.
pub(crate) fn plain(body: &Markup) -> Markup {
    html! { section.panel { div.body { (body) } } }
}

/// A notice above what it is about.
pub(crate) fn problem(text: Option<&str>) -> Markup {
    html! { @if let Some(text) = text { div.notice.danger role="alert" { p { (text) } } } }
}
