//! Parts of a page that the script keeps fresh.
//!
//! A live part names an address in `data-live` and a form in `data-form`. When a field of the form changes, the script
//! posts the form to that address with the header `x-fragment: 1`, and puts the answer, the part's inner HTML, into it.
//! A part that polls names an address in `data-poll`; the script gets it every so often until the answer holds an
//! element with `data-done`, and goes to that element's `data-goto` where it has one. Without the script each page
//! offers a button that sends the form, or a link that loads the page again.

use maud::{Markup, html};

use crate::texts;

/// A part that follows a form.
pub(crate) fn following(id: &str, form: &str, path: &str, inner: &Markup) -> Markup {
    html! {
        div.live #(id) data-live=(path) data-form=(format!("#{form}")) aria-live="polite" {
            (inner)
        }
    }
}

/// A part that is asked for again and again; without the script, `page` is loaded again by hand.
pub(crate) fn polling(id: &str, path: &str, page: &str, inner: &Markup) -> Markup {
    html! {
        div.live #(id) data-poll=(path) aria-live="polite" {
            (inner)
            noscript { p { a.button href=(page) { (texts::RELOAD) } } }
        }
    }
}
