//! What stands where nothing is yet.

use maud::{Markup, html};

use super::icon::{self, Icon};

/// Says what would be here, and how to get there.
pub(crate) fn show(icon: Icon, title: &str, text: &str, action: &Markup) -> Markup {
    html! {
        div.empty {
            (icon::show(icon))
            h2 { (title) }
            p { (text) }
            (action)
        }
    }
}
