//! Tables and their searches.

use maud::{Markup, html};

use crate::texts;

/// A table that scrolls sideways where it is too wide, by keyboard, too.
pub(crate) fn table(label: &str, heads: &[Head<'_>], rows: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(label) {
            table {
                thead {
                    tr {
                        @for head in heads {
                            @match head {
                                Head::Text(name) => { th scope="col" { (name) } }
                                Head::Number(name) => { th.number scope="col" { (name) } }
                                Head::Unseen(name) => { th scope="col" { span.visually-hidden { (name) } } }
                            }
                        }
                    }
                }
                tbody { (rows) }
            }
        }
    }
}

/// The head of a column.
pub(crate) enum Head<'a> {
    /// Of texts.
    Text(&'a str),
    /// Of numbers, to the right.
    Number(&'a str),
    /// Of buttons and the like: the name is spoken only.
    Unseen(&'a str),
}

/// A search over a list; `rest` are further fields.
pub(crate) fn search(path: &str, name: &str, hint: &str, text: &str, rest: &Markup) -> Markup {
    html! {
        form.toolbar role="search" action=(path) {
            div.grow {
                label.visually-hidden for=(name) { (texts::SEARCH) }
                input type="search" id=(name) name=(name) value=(text) placeholder=(hint) data-search;
            }
            (rest)
            button.button type="submit" { (texts::SEARCH) }
        }
    }
}
