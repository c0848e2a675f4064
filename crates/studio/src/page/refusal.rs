//! A page that could not be shown, and why.

use maud::html;

use crate::shell::{self, Shell};
use crate::texts;

/// The page; `shell` is there where somebody is signed in.
#[must_use]
pub fn render(shell: Option<&Shell>, title: &str, text: &str, request_id: &str) -> String {
    let body = html! {
        section.panel {
            div.body {
                h1 { (title) }
                p { (text) }
                p.muted { "Request " code { (request_id) } }
                p { a.button href="/studio" { (texts::error::BACK) } }
            }
        }
    };
    match shell {
        Some(shell) => shell.page(title, &body),
        None => shell::alone(title, &body),
    }
}
