//! What the pages about access share.

use maud::{Markup, html};

use crate::component::head::{self, Tab};
use crate::texts::access as texts;

/// The pages about access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccessTab {
    Users,
    Keys,
    Activity,
}

/// Their head.
pub(crate) fn show(current: AccessTab) -> Markup {
    let tab =
        |tab, path: &str, name| Tab { path: path.to_owned(), name, count: None, current: tab == current };
    html! {
        (head::show(&[], texts::TITLE, texts::TEXT, &html! {}))
        (head::tabs(texts::TITLE, &[
            tab(AccessTab::Users, "/studio/access", texts::USERS),
            tab(AccessTab::Keys, "/studio/access/keys", texts::KEYS),
            tab(AccessTab::Activity, "/studio/access/activity", texts::ACTIVITY),
        ]))
    }
}
