//! A page's head: where one is, what this is, what one can do.

use maud::{Markup, html};

/// A place above the page: its path and its name.
pub(crate) type Crumb<'a> = (&'a str, &'a str);

/// The head of a page. `text` may be empty.
pub(crate) fn show(crumbs: &[Crumb<'_>], title: &str, text: &str, actions: &Markup) -> Markup {
    html! {
        div.head {
            div {
                @if !crumbs.is_empty() {
                    nav.crumbs aria-label="Breadcrumb" {
                        ol { @for (path, name) in crumbs { li { a href=(path) { (name) } } } }
                    }
                }
                h1 { (title) }
                @if !text.is_empty() { p { (text) } }
            }
            div.actions { (actions) }
        }
    }
}

/// A tab: its path, its name, how many things are behind it.
pub(crate) struct Tab<'a> {
    pub(crate) path: String,
    pub(crate) name: &'a str,
    pub(crate) count: Option<u64>,
    pub(crate) current: bool,
}

/// Neighbouring pages about the same thing.
pub(crate) fn tabs(label: &str, tabs: &[Tab<'_>]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            ul {
                @for tab in tabs {
                    li {
                        a href=(tab.path) aria-current=[tab.current.then_some("page")] {
                            (tab.name)
                            @if let Some(count) = tab.count { " " span.muted { (super::number::grouped(count)) } }
                        }
                    }
                }
            }
        }
    }
}
